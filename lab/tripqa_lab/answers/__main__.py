"""Fit how the reader's answers are chosen and refused: `python -m tripqa_lab.answers lab/data/reader --root .`.

It asks what authors wrote whom the reader never saw, and our own questions on the report that are for fitting, and
writes `src/tripqa/answers/reader.json`. The figures of both are printed by halves: fitted on the other half.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

import tripqa
from tripqa.answers.reader import FILE, READ
from tripqa.evaluation.examples import ExampleCorpus, of_report
from tripqa.evaluation.fitting import Seen
from tripqa.evaluation.questions import read_questions
from tripqa.evaluation.sample import evenly
from tripqa.evaluation.seeing import see
from tripqa.parsing.corpus import read_corpus
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, load_reader
from tripqa_lab.answers.asked import corpora_of
from tripqa_lab.answers.figures import figures
from tripqa_lab.answers.fitting import Remembered, fit, judge
from tripqa_lab.reader.sets import watched
from tripqa_lab.reader.sheets import read_sheets

_EVERYDAY = 60  # of the everyday questions, which are foreign to the report


def main() -> None:
    """Read the arguments, fit, write and print."""
    parser = argparse.ArgumentParser(prog="python -m tripqa_lab.answers", description=__doc__)
    parser.add_argument("folder", type=Path, help="the written data")
    parser.add_argument("--root", type=Path, default=Path(), help="of the repository")
    parser.add_argument("--read", type=int, default=READ, help="hits that are read")
    parser.add_argument("--every", type=int, default=1, help="question that is asked: 2 asks half of them")
    given = parser.parse_args()
    settings = load_settings({})
    reader = Remembered(load_reader(settings))
    seen: list[Seen] = []
    unseen = watched(read_sheets(given.folder / "train"))
    corpora = [*corpora_of(unseen), _report(given.root)]
    some = [replace(corpus, examples=corpus.examples[:: given.every]) for corpus in corpora]
    for corpus, found in see(some, choose_encoder(settings)):
        print(f"{corpus.name}: {len(corpus.documents)} documents, {len(found)} questions", flush=True)
        seen += found
    halves = [[one for one in seen if _half(one) == half] for half in (0, 1)]
    for mine, other in (halves, halves[::-1]):
        rule = fit(other, reader, given.read)
        for line in figures([judge(one, reader, rule, given.read) for one in mine], rule):
            print(line, flush=True)
    rule = fit(seen, reader, given.read)
    text = json.dumps(asdict(rule), indent=1, ensure_ascii=False) + "\n"
    (Path(tripqa.__file__).parent / "answers" / FILE).write_text(text, encoding="utf-8")
    print(text)


def _half(seen: Seen) -> int:
    """Return 0 or 1: what one author wrote is never parted, and the report stands beside both."""
    return int(seen.example.group != "a08")


def _report(root: Path) -> ExampleCorpus:
    corpus = of_report(read_corpus(root / "corpus"), read_questions(root / "tests/data/calibration.jsonl"), [])
    own = [one for one in corpus.examples if one.group == "report"]
    everyday = evenly([one for one in corpus.examples if one.group == "everyday"], _EVERYDAY)
    return replace(corpus, examples=[*own, *everyday])


if __name__ == "__main__":
    main()
