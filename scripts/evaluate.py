"""Ask our own questions and print, for each language and half, what was found, cited and refused.

    python scripts/evaluate.py [QUESTIONS] [--index INDEX] [--half dev|test]

QUESTIONS is tests/data/questions.jsonl by default. The index is the one `tripqa ingest` has built. Found means: at
least half of the evidence's characters are covered. `tripqa evaluate` measures on datasets in BEIR form.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from tripqa.cli import run
from tripqa.evaluation.questions import read_questions
from tripqa.evaluation.report import HALVES, judge, rows
from tripqa.evaluation.table import as_table, described
from tripqa.progress import progress_on
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, make_service, open_index

QUESTIONS = Path(__file__).parent.parent / "tests/data/questions.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="?", default=QUESTIONS)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--half", choices=HALVES, help="one half only")
    options = parser.parse_args()

    settings = load_settings({"index": options.index})
    encoder = choose_encoder(settings)
    index = open_index(settings, encoder)
    service = make_service(index, encoder, settings)
    asked = [question for question in read_questions(options.questions) if options.half in (None, question.half)]
    with progress_on(Console(stderr=True)) as show:
        judged = judge(asked, service, show("asking", "questions"))

    print(f"{len(asked)} questions of {options.questions.name}; {described(index.manifest)}")
    Console(width=200).print(as_table(rows(judged)))


if __name__ == "__main__":
    run(main)
