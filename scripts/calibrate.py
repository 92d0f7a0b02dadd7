"""Measure the bundled encoder's background and the refusal thresholds, and write them into the package.

    python scripts/calibrate.py DATA

DATA holds the public sets that docs/evaluation.md names. Run it again whenever the encoder, the splitter or the
ranking changes, and commit what it writes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import tripqa
from tripqa.answerers.extractive import support
from tripqa.evaluation.beir import evenly, read_questions_of
from tripqa.evaluation.calibration import MOST, measure_background, thresholds
from tripqa.evaluation.questions import read_questions
from tripqa.ingest import ingest
from tripqa.readers.corpus import read_corpus
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, choose_model, make_service, open_index

PACKAGE = Path(tripqa.__file__).parent
ROOT = Path(__file__).parent.parent
FOREIGN_SETS = {"ja": "jaquad-train", "en": "xquad-dzh", "zh-Hant": "drcd-test"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the public sets")
    parser.add_argument("--keep-background", action="store_true", help="measure the thresholds only")
    options = parser.parse_args()
    own = read_questions(ROOT / "tests/data/calibration.jsonl")
    judged = [
        *own,
        *(asked for asked in read_questions(ROOT / "tests/data/questions.jsonl") if asked.half == "dev"),
    ]
    if not options.keep_background:
        write_background(options.data, own)
    write_thresholds(options.data, judged)


def write_background(data: Path, own: list) -> None:
    model = choose_model(load_settings({}))
    background = measure_background(model.load(), data, own)
    means = {
        "questions": {language: rounded(mean) for language, mean in sorted(background.questions.items())},
        "passages": {language: rounded(mean) for language, mean in sorted(background.passages.items())},
    }
    file = PACKAGE / "encoders/background.json"
    file.write_text(json.dumps({model.space: means}, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_thresholds(data: Path, judged: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"index": folder, "corpus": ROOT / "corpus"})
        encoder = choose_encoder(settings)
        ingest(
            read_corpus(settings.corpus).documents,
            settings.index,
            encoder,
            lambda done, total: None,
            rebuild=False,
        )
        service = make_service(open_index(settings, encoder), encoder)

    def best(question: str) -> float:
        return support(service.search(question).hits)

    scores = {}
    for language in ("ja", "en", "ko", "zh-Hant"):
        asked = [question for question in judged if question.language == language]
        answerable = [best(question.question) for question in asked if question.kind == "answerable"]
        foreign = [best(question.question) for question in asked if question.kind == "foreign"]
        scores[language] = (answerable, foreign)
    found = thresholds(scores)
    for refusals in found:
        print(refusals)
    for language, name in FOREIGN_SETS.items():
        public = evenly(read_questions_of(data / name, language), MOST)
        limit = next(refusals.threshold for refusals in found if refusals.language == language)
        refused = sum(best(question.text) < limit for question in public) / len(public)
        print(f"{language}: refuses {refused:.3f} of {len(public)} questions of {name}")
    table = {encoder.space: {refusals.language: round(refusals.threshold, 4) for refusals in found}}
    (PACKAGE / "answerers/thresholds.json").write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n")


def rounded(vector) -> list[float]:
    return [round(float(value), 5) for value in vector]


if __name__ == "__main__":
    main()
