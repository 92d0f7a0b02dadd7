"""What is measured of an encoder's space before anyone asks: its background, and when to refuse.

The background is the mean vector of each language, of everyday questions and of everyday passages. When to refuse
is a number of standard deviations above the support of everyday questions: as few as will refuse nine in ten foreign
questions, within a bound on the answerable ones that are lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tripqa.answerers.refusing import everyday_questions
from tripqa.domain import LANGUAGES, Spread
from tripqa.encoders.centred import Background
from tripqa.evaluation.beir import read_documents_of, read_questions_of
from tripqa.evaluation.sample import evenly
from tripqa.ports import Encoder, Vector
from tripqa.text.folding import fold, fold_question

WANTED = 0.9  # share of foreign questions that should be refused
MOST_FALSE_REFUSALS = 0.07  # share of answerable questions that may be refused for it
MOST = 1500  # texts of one language: their mean no longer moves
QUESTION_SETS = {"ja": "jaquad-train", "en": "xquad-dzh", "zh-Hant": "drcd-test"}
_PASSAGE_SETS = {"ja": "jaquad-train", "zh-Hant": "drcd-test"}
_PARALLEL = "tokyo-covid19-parallel"  # its strings in English and Korean stand in for passages


@dataclass(frozen=True, slots=True)
class Refusals:
    """Where to refuse questions of one language, and what that does to the questions it was measured on."""

    language: str
    deviations: float
    answerable: int
    false_refusals: float
    refused: Mapping[str, float]  # share of each group of foreign questions


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


def measure_refusals(
    language: str, answerable: Sequence[float], foreign: Mapping[str, Sequence[float]], spread: Spread
) -> Refusals:
    """Return where to refuse, from the support of answerable questions and of groups of foreign ones.

    It is the lowest place that refuses the wanted share of foreign questions, each group counting alike, unless that
    loses more answerable questions than may be lost.
    """
    most = float(np.quantile(answerable, MOST_FALSE_REFUSALS))
    places = sorted(score for scores in foreign.values() for score in scores if score < most)
    enough = (place for place in places if np.mean([_below(scores, place) for scores in foreign.values()]) >= WANTED)
    lowest = next(enough, most)
    return Refusals(
        language=language,
        deviations=(lowest - spread.mean) / spread.deviation,
        answerable=len(answerable),
        false_refusals=_below(answerable, lowest),
        refused={name: _below(scores, lowest) for name, scores in foreign.items()},
    )


def _below(scores: Sequence[float], place: float) -> float:
    return float(np.mean(np.array(scores) < place))


def _question_mean(encoder: Encoder, texts: Sequence[str]) -> Vector:
    mean: Vector = np.stack([encoder.encode_question(fold_question(text)) for text in texts]).mean(axis=0)
    return mean


def _passage_mean(encoder: Encoder, texts: Sequence[str]) -> Vector:
    vectors = encoder.encode_passages(texts, lambda done, total: None)
    mean: Vector = vectors.mean(axis=0)
    return mean
