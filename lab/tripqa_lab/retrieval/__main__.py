"""The adapter's laboratory: `python -m tripqa_lab.retrieval fit lab/data/reader`.

It learns the matrix that turns questions from the written data, says what is found before and after on documents that
it has not seen, and writes the matrix into the package. The index that it learns over is that of the unturned encoder.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

import tripqa
from tripqa.encoders.adapted import FILE
from tripqa.encoders.centred import background_of
from tripqa.settings import load_settings
from tripqa.wiring import centred, choose_model
from tripqa_lab.answers.asked import corpora_of, whole_documents
from tripqa_lab.reader.sheets import read_sheets
from tripqa_lab.retrieval.adapting import Schedule, found, learnt
from tripqa_lab.retrieval.judged import judged

_MOST = (1, 3, 5, 10, 20)


def main() -> None:
    """Read the arguments, learn and write."""
    parser = argparse.ArgumentParser(prog="python -m tripqa_lab.retrieval", description=__doc__)
    parser.add_argument("command", choices=["fit"])
    parser.add_argument("folder", type=Path, help="the written data")
    given = parser.parse_args()
    first_side = next(corpora_of(read_sheets(given.folder / "train")))
    model = choose_model(load_settings({}))
    background = background_of(model.space)
    if background is None:
        parser.error("only over the bundled encoder")
    held_out, *corpora = judged(
        [whole_documents(given.folder / "fit"), whole_documents(given.folder / "whole"), first_side],
        centred(model, background),
    )
    before = found(held_out, torch.eye(held_out.questions.shape[1]), _MOST)
    matrix = learnt(corpora, Schedule())
    _say("before", before)
    _say("after", found(held_out, matrix, _MOST))
    np.save(Path(tripqa.__file__).parent / "encoders" / FILE, matrix.numpy().astype(np.float16))


def _say(when: str, shares: Mapping[str, Sequence[float]]) -> None:
    print(f"evidence in the first {', '.join(map(str, _MOST))}, {when}:")
    for language, those in shares.items():
        print(f"{language:>8}", *(f"{share:.3f}" for share in those))


if __name__ == "__main__":
    main()
