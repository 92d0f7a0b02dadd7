"""What was fitted for an encoder's space: how evidence is weighed, how sure that is, and when to refuse.

`scripts/calibrate.py` writes it (docs/decisions/0010-answers.md). Every number but the thresholds is a weight of a
logistic model. What it weighs are differences of cosines, shares of words and standard deviations, so that an encoder
nobody measured takes the same weights: roughly right, and better than none. It does not take the thresholds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from tripqa.domain import LANGUAGES

Weights = Mapping[str, float]  # by feature
FILE = "calibration.json"


@dataclass(frozen=True, slots=True)
class Threshold:
    """Below either of these a question is refused."""

    support: float  # standard deviations above everyday questions
    confidence: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights and thresholds."""

    sentence: Weights  # of a sentence, among all that could answer
    value: Weights  # of a value as the short answer, with "intercept"
    confidence: Weights  # of the quotes that answer, with "intercept"
    languages: Mapping[str, float]  # added to that for questions in a language
    thresholds: Mapping[str, Threshold]  # for questions in a language, of a corpus whose names are known (aliases)
    thresholds_unnamed: Mapping[str, Threshold]  # of a corpus without


_UNMEASURED = Threshold(support=1.28, confidence=0.0)  # refuses nine in ten everyday questions, whatever the encoder


@dataclass(frozen=True, slots=True)
class CalibrationFile:
    """A calibration, and the encoder's spaces that it holds in."""

    spaces: tuple[str, ...]
    calibration: Calibration


def calibration_of(space: str) -> Calibration:
    """Return what was fitted for a space; of another, the same weights with thresholds that need no measuring."""
    read = _read()
    if space in read.spaces:
        return read.calibration
    anywhere = {str(language): _UNMEASURED for language in LANGUAGES}
    return replace(read.calibration, thresholds=anywhere, thresholds_unnamed=anywhere)


def fitted() -> Calibration:
    """Return what was fitted for the bundled encoder."""
    return _read().calibration


@cache
def _read() -> CalibrationFile:
    return _FILE.validate_json(files("tripqa.answers").joinpath(FILE).read_bytes())


_FILE = TypeAdapter(CalibrationFile)


def weighed(features: Sequence[float], names: Sequence[str], weights: Weights) -> float:
    """Return the sum of features times their weights."""
    return sum(feature * weights[name] for name, feature in zip(names, features, strict=True))


def probability(logit: float) -> float:
    """Return the probability that a logit stands for."""
    return 1 / (1 + math.exp(-logit)) if logit > 0 else math.exp(logit) / (1 + math.exp(logit))


def shares(logits: Sequence[float]) -> list[float]:
    """Return the probability of each of several, one of which it is (McFadden, 1974, "Conditional logit analysis")."""
    greatest = max(logits, default=0.0)
    parts = [math.exp(logit - greatest) for logit in logits]
    total = sum(parts)
    return [part / total for part in parts]
