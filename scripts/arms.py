"""Print, for each dataset and question language, R@1 and R@5 of each arm alone and of both.

    python scripts/arms.py DATASET... [--limit N] [--questions FILE [--half dev|test]]

DATASET is a folder in BEIR form. --questions asks a file of judged questions of the corpus that the settings name.
Indexes are temporary.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from tripqa.cli import run
from tripqa.domain import Document, NameGroup
from tripqa.evaluation.dataset import read_dataset
from tripqa.evaluation.questions import read_questions
from tripqa.ingesting import ingest
from tripqa.parsing.corpus import read_corpus
from tripqa.progress import progress_on
from tripqa.retrieval import ARMS
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, open_index
from tripqa_lab.evaluation.arms import ArmsRow, AskedOfArms, measure_arms, of_dataset, of_judged
from tripqa_lab.evaluation.report import HALVES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", type=Path, nargs="*", metavar="DATASET")
    parser.add_argument("--limit", type=int, help="ask at most so many questions of each dataset")
    parser.add_argument("--questions", type=Path, help="judged questions of the corpus")
    parser.add_argument("--half", choices=HALVES, help="of these, one half only")
    options = parser.parse_args()

    print("| questions | asked |", " | ".join(f"{arm} R@1 / R@5" for arm in ARMS), "|")
    for folder in options.datasets:
        dataset = read_dataset(folder, options.limit)
        show(dataset.name, over(*dataset.corpus(), of_dataset(dataset)))
    if options.questions:
        corpus = read_corpus(load_settings({}).corpus)
        judged = [one for one in read_questions(options.questions) if options.half in (None, one.half)]
        show(options.questions.stem, over(corpus.documents, corpus.names, of_judged(judged)))


def over(documents: Sequence[Document], names: Sequence[NameGroup], asked: Iterable[AskedOfArms]) -> list[ArmsRow]:
    with tempfile.TemporaryDirectory() as folder, progress_on(Console(stderr=True)) as progress:
        settings = load_settings({"index": folder})
        encoder = choose_encoder(settings)
        ingest(documents, settings.index, encoder, progress("encoding", "texts"), names=names, rebuild=False)
        index = open_index(settings, encoder)
        return measure_arms(list(asked), index, encoder.load(), progress("asking", "questions"))


def show(name: str, rows: Iterable[ArmsRow]) -> None:
    for row in rows:
        figures = " | ".join(f"{first:.3f} / {five:.3f}" for first, five in (row.figures[arm] for arm in ARMS))
        print(f"| {name} {row.language} | {row.questions} | {figures} |", flush=True)


if __name__ == "__main__":
    run(main)
