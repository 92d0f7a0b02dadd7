"""How the reader's answers are chosen and refused: `python -m tripqa_lab.answers fit | measure lab/data/reader`.

`fit` asks what authors wrote whom the reader never saw, whole documents among it, and writes
`src/tripqa/answers/reader.json`. `measure` asks the test part, by the rule that the package carries: note each look in
LOOKS.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import tripqa
from tripqa.answers.reader import FILE, READ, ReaderAnswerer, Rule, rule
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, load_reader
from tripqa_lab.answers.asked import corpora_of, whole_documents
from tripqa_lab.answers.examples import ExampleCorpus
from tripqa_lab.answers.figures import Told, figures, told_by
from tripqa_lab.answers.fitting import Remembered, fit, judge
from tripqa_lab.answers.seeing import Seen, see
from tripqa_lab.reader.sets import watched
from tripqa_lab.reader.sheets import read_sheets

_EVERY = 4  # question asked of siblings: they are many, and less like what the product is asked than whole documents


def main() -> None:
    """Read the arguments, and fit or measure."""
    parser = argparse.ArgumentParser(prog="python -m tripqa_lab.answers", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, command in (("fit", _fit), ("measure", _measure)):
        one = commands.add_parser(name)
        one.add_argument("folder", type=Path, help="the written data")
        one.add_argument("--read", type=int, default=READ, help="hits that are read at most")
        one.set_defaults(run_command=command)
    given = parser.parse_args()
    given.run_command(given)


def _fit(given: argparse.Namespace) -> None:
    reader = Remembered(load_reader(load_settings({})))
    answering = partial(_answering, reader, given)
    siblings = [
        replace(corpus, examples=corpus.examples[::_EVERY])
        for corpus in corpora_of(watched(read_sheets(given.folder / "train")))
    ]
    whole = _seen([whole_documents(given.folder / "fit")])
    apart = _seen(siblings)
    held_out: list[Told] = []
    for author in sorted({_author(one) for one in whole}):  # what each comes to by what was fitted on the others
        fitted = fit([one for one in whole if _author(one) != author], apart, answering)
        answerer = answering(fitted)
        mine = [told_by(fitted, judge(one, answerer)) for one in whole if _author(one) == author]
        _print(f"asked by {author}, fitted on the others", mine)
        held_out += mine
    _print(
        f"all, each fitted on the others; {reader.readings / len((*whole, *apart)):.1f} passages read of a question",
        held_out,
    )
    text = json.dumps(asdict(fit(whole, apart, answering)), indent=1) + "\n"
    (Path(tripqa.__file__).parent / "answers" / FILE).write_text(text, encoding="utf-8")
    print(text)


def _measure(given: argparse.Namespace) -> None:
    reader, seen = Remembered(load_reader(load_settings({}))), _seen([whole_documents(given.folder / "test")])
    answerer = _answering(reader, given, rule())
    made = [told_by(rule(), judge(one, answerer)) for one in seen]
    _print(f"with the reader, {reader.readings / len(seen):.1f} passages read", made)


def _print(of: str, made: Sequence[Told]) -> None:
    for line in (of, *figures(made)):
        print(line, flush=True)


def _answering(reader: Remembered, given: argparse.Namespace, fitted: Rule) -> ReaderAnswerer:
    return ReaderAnswerer(reader, fitted, given.read)


def _seen(corpora: Sequence[ExampleCorpus]) -> list[Seen]:
    seen: list[Seen] = []
    for corpus, found in see(corpora, choose_encoder(load_settings({}))):
        print(f"{corpus.name}: {len(corpus.documents)} documents, {len(found)} questions", flush=True)
        seen += found
    return seen


def _author(seen: Seen) -> str:
    return seen.example.group.partition("-")[0]


if __name__ == "__main__":
    main()
