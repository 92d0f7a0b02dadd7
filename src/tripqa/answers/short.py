"""The value that was asked for, inside the quotes: a date, a number with its unit, a person, an organisation."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from tripqa.answers.calibration import Calibration, probability, weighed
from tripqa.answers.columns import asked_cells
from tripqa.answers.evidence import Evidence, Stated
from tripqa.text.asking import Asked, Form
from tripqa.text.contradictions import comparable
from tripqa.text.folding import fold
from tripqa.text.values import KINDS

VALUE_FEATURES = (
    "share",  # probability of its sentence among all
    "rivals",  # logarithm of how many values of asked kinds its sentence states
    "unit",  # it counts what is to be counted
    "clause",  # share of the question's pairs of characters that its clause holds
    *KINDS,  # it is of this kind
)
_OF_ONE_VALUE: frozenset[Form] = frozenset(("value", "open"))
SURE = 0.6  # probability of being right, below which no value is given
_CLAUSE_END = re.compile(r"[、。,;；，]")
_HIRAGANA = re.compile(r"[\u3041-\u309f]+")


def candidates(
    question: str, asked: Asked, cited: Sequence[tuple[Evidence, float]]
) -> list[tuple[Stated, tuple[float, ...]]]:
    """Return the values that could be the answer, each with VALUE_FEATURES, from sentences and their shares."""
    return [
        (value, _features(question, asked, evidence, share, value))
        for evidence, share in cited
        for value in evidence.asked
        if _in_asked_column(question, evidence, value)
    ]


def short_answer(
    question: str, asked: Asked, cited: Sequence[tuple[Evidence, float]], calibration: Calibration
) -> Stated | None:
    """Return the likeliest value for a folded question; None where that is not likely enough, or none is asked for."""
    if asked.form not in _OF_ONE_VALUE:
        return None
    weights = calibration.value
    scored = [
        (probability(weighed(features, VALUE_FEATURES, weights) + weights["intercept"]), value)
        for value, features in candidates(question, asked, cited)
    ]
    likeliest, value = max(scored, key=lambda one: (one[0], -one[1].start), default=(0.0, None))
    return value if likeliest >= SURE else None


def _in_asked_column(question: str, evidence: Evidence, value: Stated) -> bool:
    cells = asked_cells(question, evidence)
    return not cells or any(start <= value.start and value.end <= end for start, end in cells)


def _features(question: str, asked: Asked, evidence: Evidence, share: float, value: Stated) -> tuple[float, ...]:
    counts = asked.unit and value.kind == "number" and comparable(value.folded, value.kind).unit == asked.unit
    return (
        share,
        math.log(len(evidence.asked)),
        float(bool(counts)),
        _shared_by_clause(question, evidence, value),
        *(float(value.kind == kind) for kind in KINDS),
    )


def _shared_by_clause(question: str, evidence: Evidence, value: Stated) -> float:
    """Return the share of a question's pairs of letters that the clause of a value holds."""
    text, (start, end) = evidence.hit.document.text, evidence.span
    before, after = text[start : value.start], text[max(start, value.end) : end]  # a date above stands before the row
    clause = _CLAUSE_END.split(before)[-1] + value.folded + _CLAUSE_END.split(after)[0]
    asked = _pairs(question)
    return len(asked & _pairs(fold(clause).text)) / len(asked) if asked else 0.0


def _pairs(folded: str) -> set[str]:
    text = folded.casefold()
    pairs = (text[place : place + 2] for place in range(len(text) - 1))
    return {pair for pair in pairs if pair.isalnum() and not _HIRAGANA.fullmatch(pair)}
