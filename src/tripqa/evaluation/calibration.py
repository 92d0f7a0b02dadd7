"""What is measured of an encoder's space before anyone asks: its background, and when to refuse.

The background is the mean vector of each language, of everyday questions and of everyday passages. A threshold is
the score below which a question of its language is refused: the one that refuses a chosen share of questions that
the report does answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tripqa.domain import LANGUAGES, UNDETERMINED
from tripqa.encoders.centred import Background
from tripqa.evaluation.beir import evenly, read_documents_of, read_questions_of
from tripqa.evaluation.questions import JudgedQuestion
from tripqa.ports import Encoder, Vector
from tripqa.text.folding import fold, fold_question

FALSE_REFUSALS = 0.06  # share of answerable questions that a threshold may refuse
MOST = 1500  # texts of one language: their mean no longer moves
_QUESTION_SETS = {"ja": "jaquad-train", "en": "xquad-dzh", "zh-Hant": "drcd-test"}
_PASSAGE_SETS = {"ja": "jaquad-train", "zh-Hant": "drcd-test"}
_PARALLEL = "tokyo-covid19-parallel"  # its strings in English and Korean stand in for passages


@dataclass(frozen=True, slots=True)
class Refusals:
    """How one threshold does on the questions it was made from."""

    language: str
    threshold: float
    answerable: int
    false_refusals: float
    foreign: int
    refused: float


def measure_background(encoder: Encoder, data: Path, own: Sequence[JudgedQuestion]) -> Background:
    """Return the language means of an encoder that is not centred. `own` adds the languages no public set has."""
    questions = {
        language: [asked.text for asked in read_questions_of(data / name, language)]
        for language, name in _QUESTION_SETS.items()
    }
    for asked in own:
        if asked.language not in _QUESTION_SETS and asked.kind == "foreign":
            questions.setdefault(asked.language, []).append(asked.question)
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


def thresholds(scores: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> list[Refusals]:
    """Return a threshold for each language from the best scores of its answerable and its foreign questions.

    `und` takes the lowest of all: a question whose language is not known is rather answered than refused.
    """
    found = [
        _refusals(language, float(np.quantile(answerable, FALSE_REFUSALS)), answerable, foreign)
        for language, (answerable, foreign) in scores.items()
    ]
    lowest = min(found, key=lambda refusals: refusals.threshold)
    answerable = [score for kept, _ in scores.values() for score in kept]
    foreign = [score for _, refused in scores.values() for score in refused]
    return [*found, _refusals(UNDETERMINED, lowest.threshold, answerable, foreign)]


def _refusals(language: str, threshold: float, answerable: Sequence[float], foreign: Sequence[float]) -> Refusals:
    return Refusals(
        language,
        threshold,
        len(answerable),
        float(np.mean(np.array(answerable) < threshold)),
        len(foreign),
        float(np.mean(np.array(foreign) < threshold)),
    )


def _question_mean(encoder: Encoder, texts: Sequence[str]) -> Vector:
    mean: Vector = np.stack([encoder.encode_question(fold_question(text)) for text in texts]).mean(axis=0)
    return mean


def _passage_mean(encoder: Encoder, texts: Sequence[str]) -> Vector:
    vectors = encoder.encode_passages(texts, lambda done, total: None)
    mean: Vector = vectors.mean(axis=0)
    return mean
