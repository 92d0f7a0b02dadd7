"""How far a confidence may be believed: right answers by confidence, and what is wrong of what is answered.

Both are of outcomes, which may weigh differently: public sets hold more questions without an answer than the
confidence reckons with (fitting.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from tripqa.evaluation.fitting import Sure, with_share_unanswerable
from tripqa.evaluation.intervals import Interval, share_interval

BINS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """How sure an answer was, whether it was right to give, and whether it was given."""

    confidence: float
    right: bool  # False of every answer to a question that has none
    refused: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Outcomes of about the same confidence."""

    count: int
    weight: float  # share of the weight of all outcomes
    confidence: float  # mean
    right: float  # share
    interval: Interval  # 95 %, of that share


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of answering whatever is as sure as a bound, or surer."""

    bound: float
    coverage: float  # share of the questions that are answered
    risk: float  # share of those whose answer is not right


def outcomes_of(judged: Sequence[Sure], *, as_fitted: bool) -> list[Outcome]:
    """Return the outcomes of examples: of equal weight, or weighed as where the confidence was fitted."""
    weights = with_share_unanswerable([one.example for one in judged]).tolist() if as_fitted else [1.0] * len(judged)
    return [
        Outcome(one.confidence, one.answers, one.refused, weight) for one, weight in zip(judged, weights, strict=True)
    ]


def bins(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Return the outcomes in bins of equal width; those that hold none are left out."""
    total = sum(one.weight for one in outcomes)
    places: dict[int, list[Outcome]] = {}
    for one in outcomes:
        places.setdefault(min(int(one.confidence * BINS), BINS - 1), []).append(one)
    return [_bin(places[place], total) for place in sorted(places)]


def expected_calibration_error(found: Iterable[Bin]) -> float:
    """Return how far confidence and share of right answers lie apart in the mean (Naeini et al., 2015)."""
    return sum(one.weight * abs(one.confidence - one.right) for one in found)


def risk_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """Return a point for each bound, the highest first (El-Yaniv and Wiener, 2010): all of one confidence together."""
    total = sum(one.weight for one in outcomes)
    points: list[Point] = []
    answered = wrong = 0.0
    for bound, same in groupby(sorted(outcomes, key=_surest_first), lambda one: one.confidence):
        for one in same:
            answered += one.weight
            wrong += 0.0 if one.right else one.weight
        points.append(Point(bound, answered / total, wrong / answered))
    return points


def as_decided(outcomes: Sequence[Outcome]) -> Point:
    """Return the point of what was in fact answered; its bound is the least confidence of these."""
    given = [one for one in outcomes if not one.refused]
    answered = sum(one.weight for one in given)
    wrong = sum(one.weight for one in given if not one.right)
    return Point(
        bound=min((one.confidence for one in given), default=1.0),
        coverage=answered / sum(one.weight for one in outcomes),
        risk=wrong / answered if given else 0.0,
    )


def _bin(outcomes: Sequence[Outcome], total: float) -> Bin:
    weight = sum(one.weight for one in outcomes)
    right = sum(one.weight for one in outcomes if one.right) / weight
    return Bin(
        count=len(outcomes),
        weight=weight / total,
        confidence=sum(one.weight * one.confidence for one in outcomes) / weight,
        right=right,
        interval=share_interval(right * (size := _effective(outcomes)), size),
    )


def _effective(outcomes: Sequence[Outcome]) -> float:
    """Return how many outcomes of equal weight say as much (Kish, 1965)."""
    return math.fsum(one.weight for one in outcomes) ** 2 / math.fsum(one.weight**2 for one in outcomes)


def _surest_first(one: Outcome) -> float:
    return -one.confidence
