"""Measure the bundled encoder's background, and when to refuse, and write both into the package.

    python scripts/calibrate.py DATA

DATA holds the public sets that docs/evaluation.md names. Run it again whenever the encoder, the splitter or the
ranking changes, and commit what it writes. The encoder is centred with the background, so this runs in two steps,
the second with what the first has written.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

import tripqa
from tripqa.answerers.refusing import everyday_questions
from tripqa.cli import run
from tripqa.domain import EVERYTHING, Manifest
from tripqa.encoders.bundled import INT8, LIGHT_FLOAT32, MODEL, PREFIXES
from tripqa.encoders.centred import background_of, centred_space
from tripqa.encoders.space import FLOAT32, name_space
from tripqa.errors import SettingsError
from tripqa.evaluation.beir import read_questions_of
from tripqa.evaluation.calibration import MOST, QUESTION_SETS, measure_background, measure_refusals
from tripqa.evaluation.questions import read_questions
from tripqa.evaluation.sample import evenly
from tripqa.ingest import ingest
from tripqa.readers.corpus import read_corpus
from tripqa.retrieval import Retrieval
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, choose_model, open_index

PACKAGE = Path(tripqa.__file__).parent
ROOT = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the public sets")
    parser.add_argument("--keep-background", action="store_true", help="measure only when to refuse")
    options = parser.parse_args()
    if not options.keep_background:
        write_background(options.data)
    write_deviations(options.data)


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


def write_deviations(data: Path) -> None:
    judged = [
        *read_questions(ROOT / "tests/data/calibration.jsonl"),
        *(asked for asked in read_questions(ROOT / "tests/data/questions.jsonl") if asked.half == "dev"),
    ]
    manifest, supported = over_the_report()
    table: dict[str, float] = {}
    for language, everyday in everyday_questions().items():
        asked = [one.question for one in judged if (one.language, one.kind) == (language, "answerable")]
        foreign = {"everyday": [supported(text) for text in everyday]}
        if name := QUESTION_SETS.get(language):
            public = evenly(read_questions_of(data / name, language), MOST)
            foreign[name] = [supported(one.text) for one in public]
        spread = manifest.everyday[language]
        refusals = measure_refusals(language, [supported(text) for text in asked], foreign, spread)
        print(refusals)
        table[language] = round(refusals.deviations, 2)
    background = background_of(bundled_spaces()[0])
    assert background is not None
    spaces = [centred_space(space, background) for space in bundled_spaces()]
    text = json.dumps({"spaces": spaces, "deviations": table}, indent=1, ensure_ascii=False) + "\n"
    (PACKAGE / "answerers/deviations.json").write_text(text, encoding="utf-8")


def bundled_spaces() -> list[str]:
    """Return the spaces of the bundled encoder: one network, so that what is measured in one holds in the others."""
    return [name_space(MODEL, PREFIXES, precision) for precision in (INT8, LIGHT_FLOAT32, FLOAT32)]


def over_the_report() -> tuple[Manifest, Callable[[str], float]]:
    """Return the manifest of an index of the report, and what gives a question's support in it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"index": folder, "corpus": ROOT / "corpus"})
        encoder = choose_encoder(settings)
        corpus = read_corpus(settings.corpus)
        ingest(corpus.documents, settings.index, encoder, lambda done, total: None, names=corpus.names, rebuild=False)
        index = open_index(settings, encoder)
    retrieval = Retrieval(index, encoder.load(), reranker=None)
    return index.manifest, lambda question: retrieval.rank(question, 0, EVERYTHING).support


def rounded(vector: np.ndarray) -> list[float]:
    return [round(float(value), 5) for value in vector]


if __name__ == "__main__":
    run(main)
