"""Measure the bundled encoder's background, fit how answers are chosen and refused, and write both into the package.

    python scripts/calibrate.py DATA

DATA holds the public sets that docs/evaluation.md names. Run it again whenever the encoder, the splitter or the
ranking changes, and commit what it writes. The encoder is centred with the background, so this runs in two steps,
the second with what the first has written.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.console import Console

import tripqa
from tripqa.answers.calibration import FILE, CalibrationFile
from tripqa.cli import run
from tripqa.encoders.adapted import adapted_space, packed_adapter
from tripqa.encoders.bundled import INT8, LIGHT_FLOAT32, MODEL, PREFIXES
from tripqa.encoders.centred import background_of, centred_space
from tripqa.encoders.space import FLOAT32, name_space
from tripqa.errors import SettingsError
from tripqa.evaluation.background import measure_background
from tripqa.evaluation.fitting import fit, judge
from tripqa.evaluation.refusals import as_table, rows
from tripqa.evaluation.seeing import corpora, see
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, choose_model

PACKAGE = Path(tripqa.__file__).parent
ROOT = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the public sets")
    parser.add_argument("--keep-background", action="store_true", help="fit only how answers are chosen and refused")
    options = parser.parse_args()
    if not options.keep_background:
        write_background(options.data)
    write_calibration(options.data)


def write_background(data: Path) -> None:
    model = choose_model(load_settings({}))
    if model.space not in bundled_spaces():
        raise SettingsError(f"only the bundled encoder is calibrated, and the settings name {model.space!r}")
    background = measure_background(model.load(), data)
    measured = {
        "spaces": bundled_spaces(),
        "questions": {language: rounded(mean) for language, mean in sorted(background.questions.items())},
        "passages": {language: rounded(mean) for language, mean in sorted(background.passages.items())},
    }
    file = PACKAGE / "encoders/background.json"
    file.write_text(json.dumps(measured, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def write_calibration(data: Path) -> None:
    console = Console(stderr=True)
    seen = []
    for corpus, found in see(corpora(data, ROOT, test_half=False), choose_encoder(load_settings({}))):
        console.print(f"{corpus.name}: {len(corpus.documents)} documents, {len(found)} questions")
        seen += found
    calibration = fit([one for one in seen if not one.example.held_out])
    background = background_of(bundled_spaces()[0])
    assert background is not None
    matrix = packed_adapter()
    spaces = tuple(adapted_space(centred_space(space, background), matrix) for space in bundled_spaces())
    text = json.dumps(asdict(CalibrationFile(spaces, calibration)), indent=1, ensure_ascii=False) + "\n"
    (PACKAGE / "answers" / FILE).write_text(text, encoding="utf-8")
    Console(width=200).print(as_table(rows([judge(one, calibration) for one in seen if one.example.held_out])))


def bundled_spaces() -> list[str]:
    """Return the spaces of the bundled encoder: one network, so that what is measured in one holds in the others."""
    return [name_space(MODEL, PREFIXES, precision) for precision in (INT8, LIGHT_FLOAT32, FLOAT32)]


def rounded(vector: np.ndarray) -> list[float]:
    return [round(float(value), 5) for value in vector]


if __name__ == "__main__":
    run(main)
