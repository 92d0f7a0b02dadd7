"""Hold the light encoder against the reference: cosines of equal texts, and R@1 of both.

    python scripts/agreement.py DATASET... [--limit N]

DATASET is a folder in BEIR form; at most N of its questions are asked, of the documents that are relevant to them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from tripqa.cli import run
from tripqa.evaluation.dataset import read_dataset
from tripqa.progress import progress_on
from tripqa.settings import load_settings
from tripqa.wiring import choose_model
from tripqa_lab.evaluation.agreement import judged_of, measure_agreement


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", type=Path, nargs="+", metavar="DATASET")
    parser.add_argument("--limit", type=int, default=1000)
    options = parser.parse_args()
    reference, light = (choose_model(load_settings({"encoder": name})).load() for name in ("reference", "bundled"))
    print("| set | questions | documents | lowest cosine, questions | documents | same first | R@1 reference | light |")
    for folder in options.datasets:
        with progress_on(Console(stderr=True)) as progress:
            judged = judged_of(read_dataset(folder, options.limit))
            found = measure_agreement(judged, reference, light, progress("encoding", "texts"))
        print(
            f"| {folder.resolve().name} | {found.questions} | {found.texts} | {found.lowest_question:.4f} "
            f"| {found.lowest_text:.4f} | {found.same_first:.3f} | {found.reference:.3f} | {found.other:.3f} |",
            flush=True,
        )


if __name__ == "__main__":
    run(main)
