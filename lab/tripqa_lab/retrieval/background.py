"""An encoder's background: the mean vector of each language, of everyday questions and of everyday passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tripqa.domain import LANGUAGES
from tripqa.encoders.centred import Background
from tripqa.evaluation.sample import evenly
from tripqa.ports import Encoder, Vector
from tripqa.text.folding import fold, fold_question
from tripqa_lab.retrieval.public_sets import read_documents_of, read_questions_of

MOST = 1500  # texts of one language: their mean no longer moves
QUESTION_SETS = {"ja": "jaquad-train", "en": "xquad-dzh", "zh-Hant": "drcd-test"}
_PASSAGE_SETS = {"ja": "jaquad-train", "zh-Hant": "drcd-test"}
_PARALLEL = "tokyo-covid19-parallel"  # its strings in English and Korean stand in for passages


def measure_background(encoder: Encoder, data: Path, everyday: Path) -> Background:
    """Return the language means of an encoder that is not centred. Everyday questions stand in where no set asks."""
    questions = {
        language: [asked.text for asked in read_questions_of(data / name, language)]
        for language, name in QUESTION_SETS.items()
    }
    questions = everyday_questions(everyday) | questions
    passages = {
        language: [
            f"{fold(document.text).text}\n{document.title}" for document in read_documents_of(data / name, language)
        ]
        for language, name in _PASSAGE_SETS.items()
    }
    for language in LANGUAGES:
        if language not in passages:
            passages[language] = [asked.text for asked in read_questions_of(data / _PARALLEL, language)]
    return Background(
        {language: _question_mean(encoder, evenly(texts, MOST)) for language, texts in questions.items()},
        {language: _passage_mean(encoder, evenly(texts, MOST)) for language, texts in passages.items()},
    )


def packed(spaces: Sequence[str], background: Background) -> str:
    """Write a background as the package carries it, for the spaces of one network."""
    means = {
        name: {language: [round(float(value), 5) for value in mean] for language, mean in sorted(of.items())}
        for name, of in (("questions", background.questions), ("passages", background.passages))
    }
    return json.dumps({"spaces": list(spaces), **means}, ensure_ascii=False, separators=(",", ":")) + "\n"


def everyday_questions(file: Path) -> dict[str, list[str]]:
    """Return questions on everyday and encyclopedic topics, by language."""
    found: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["language"], []).append(row["question"])
    return found


def _question_mean(encoder: Encoder, texts: Sequence[str]) -> Vector:
    mean: Vector = np.stack([encoder.encode_question(fold_question(text)) for text in texts]).mean(axis=0)
    return mean


def _passage_mean(encoder: Encoder, texts: Sequence[str]) -> Vector:
    vectors = encoder.encode_passages(texts, lambda done, total: None)
    mean: Vector = vectors.mean(axis=0)
    return mean
