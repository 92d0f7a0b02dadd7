"""An encoder's background: the mean vector of each language, of everyday questions and of everyday passages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tripqa.answers.refusing import everyday_questions
from tripqa.domain import LANGUAGES
from tripqa.encoders.centred import Background
from tripqa.evaluation.beir import read_documents_of, read_questions_of
from tripqa.evaluation.sample import evenly
from tripqa.ports import Encoder, Vector
from tripqa.text.folding import fold, fold_question

MOST = 1500  # texts of one language: their mean no longer moves
QUESTION_SETS = {"ja": "jaquad-train", "en": "xquad-dzh", "zh-Hant": "drcd-test"}
_PASSAGE_SETS = {"ja": "jaquad-train", "zh-Hant": "drcd-test"}
_PARALLEL = "tokyo-covid19-parallel"  # its strings in English and Korean stand in for passages


def measure_background(encoder: Encoder, data: Path) -> Background:
    """Return the language means of an encoder that is not centred. Everyday questions stand in where no set asks."""
    questions = {
        language: [asked.text for asked in read_questions_of(data / name, language)]
        for language, name in QUESTION_SETS.items()
    }
    questions = everyday_questions() | questions
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


def _question_mean(encoder: Encoder, texts: Sequence[str]) -> Vector:
    mean: Vector = np.stack([encoder.encode_question(fold_question(text)) for text in texts]).mean(axis=0)
    return mean


def _passage_mean(encoder: Encoder, texts: Sequence[str]) -> Vector:
    vectors = encoder.encode_passages(texts, lambda done, total: None)
    mean: Vector = vectors.mean(axis=0)
    return mean
