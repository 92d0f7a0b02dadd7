"""What is measured and learnt for the encoder that the package carries, and written into it.

`python -m tripqa_lab.retrieval fit lab/data/reader` learns the matrix that turns questions from the written data, and
says what is found before and after on documents that it has not seen. The index that it learns over is that of the
unturned encoder. `python -m tripqa_lab.retrieval background SETS` measures what is taken off all vectors, over public
sets: everything else is made anew after it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

import tripqa
from tripqa.encoders.adapted import FILE
from tripqa.encoders.bundled import INT8, LIGHT_FLOAT32, MODEL, PREFIXES
from tripqa.encoders.centred import background_of
from tripqa.encoders.space import FLOAT32, name_space
from tripqa.errors import SettingsError
from tripqa.settings import load_settings
from tripqa.wiring import centred, choose_model
from tripqa_lab.answers.asked import corpora_of, whole_documents
from tripqa_lab.reader.sheets import read_sheets
from tripqa_lab.retrieval.adapting import Schedule, found, learnt
from tripqa_lab.retrieval.background import measure_background, packed
from tripqa_lab.retrieval.judged import judged

_MOST = (1, 3, 5, 10, 20)
_ENCODERS = Path(tripqa.__file__).parent / "encoders"
_EVERYDAY = Path(__file__).parents[2] / "data/background/everyday.jsonl"
_OTHER = "only the bundled encoder is measured; change TRIPQA_ENCODER back"


def main() -> None:
    """Read the arguments, learn and write."""
    parser = argparse.ArgumentParser(prog="python -m tripqa_lab.retrieval", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, command, says in (
        ("fit", _fit, "the written data"),
        ("background", _background, "folder of the public sets"),
    ):
        one = commands.add_parser(name)
        one.add_argument("folder", type=Path, help=says)
        one.set_defaults(run_command=command)
    given = parser.parse_args()
    given.run_command(given.folder)


def _fit(folder: Path) -> None:
    first_side = next(corpora_of(read_sheets(folder / "train")))
    model = choose_model(load_settings({}))
    background = background_of(model.space)
    if background is None:
        raise SettingsError(_OTHER)
    held_out, *corpora = judged(
        [whole_documents(folder / "fit"), whole_documents(folder / "whole"), first_side],
        centred(model, background),
    )
    before = found(held_out, torch.eye(held_out.questions.shape[1]), _MOST)
    matrix = learnt(corpora, Schedule())
    _say("before", before)
    _say("after", found(held_out, matrix, _MOST))
    np.save(_ENCODERS / FILE, matrix.numpy().astype(np.float16))


def _background(folder: Path) -> None:
    model = choose_model(load_settings({}))
    spaces = [name_space(MODEL, PREFIXES, precision) for precision in (INT8, LIGHT_FLOAT32, FLOAT32)]  # of one network
    if model.space not in spaces:
        raise SettingsError(_OTHER)
    text = packed(spaces, measure_background(model.load(), folder, _EVERYDAY))
    (_ENCODERS / "background.json").write_text(text, encoding="utf-8")


def _say(when: str, shares: Mapping[str, Sequence[float]]) -> None:
    print(f"evidence in the first {', '.join(map(str, _MOST))}, {when}:")
    for language, those in shares.items():
        print(f"{language:>8}", *(f"{share:.3f}" for share in those))


if __name__ == "__main__":
    main()
