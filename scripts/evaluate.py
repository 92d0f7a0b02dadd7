"""Ask our own questions and print, for each language and half, what was found, answered and refused.

    python scripts/evaluate.py [QUESTIONS] [--index INDEX] [--half dev|test] [--worst N] [--json]

QUESTIONS is tests/data/questions.jsonl by default. The index is the one `tripqa ingest` has built. Found means: at
least half of the evidence's characters are covered. docs/evaluation.md says what every column means. `tripqa evaluate`
measures on datasets in BEIR form.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pydantic import TypeAdapter
from rich.console import Console

from tripqa.cli import run
from tripqa.evaluation.places import facts_of
from tripqa.evaluation.questions import read_questions
from tripqa.progress import progress_on
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, make_service, open_index
from tripqa_lab.evaluation.judging import judge
from tripqa_lab.evaluation.report import HALVES, Report, report
from tripqa_lab.evaluation.table import answers_table, conflict_words, described, finding_table, refusing_table
from tripqa_lab.evaluation.worst import as_list

QUESTIONS = Path(__file__).parent.parent / "tests/data/questions.jsonl"
WIDE = 220  # characters: no table is broken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="?", default=QUESTIONS)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--half", choices=HALVES, help="one half only")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list so many of the worst answers")
    parser.add_argument("--json", action="store_true", help="print every figure, and what became of every question")
    options = parser.parse_args()

    settings = load_settings({"index": options.index})
    encoder = choose_encoder(settings)
    index = open_index(settings, encoder)
    service = make_service(index, encoder, settings)
    asked = [question for question in read_questions(options.questions) if options.half in (None, question.half)]
    with progress_on(Console(stderr=True)) as show:
        judged = judge(asked, service, show("asking", "questions"))
    found = report(judged, facts_of(index.manifest), options.worst)
    if options.json:
        print(TypeAdapter(Report).dump_json(found, indent=1).decode())
    else:
        print_report(found, options.questions.name)


def print_report(found: Report, name: str) -> None:
    console = Console(width=WIDE)
    print(f"{len(found.judged)} questions of {name}; {described(found.index)}")
    print("in brackets: counts, and 95 % intervals over questions")
    for table in (finding_table(found.rows), answers_table(found.rows), refusing_table(found.rows)):
        console.print(table)
    for line in (f"{found.removed} citations removed before they were sent", *conflict_words(found.conflicts)):
        print(line)
    if found.worst:
        print(f"\n{as_list(found.worst)}")


if __name__ == "__main__":
    run(main)
