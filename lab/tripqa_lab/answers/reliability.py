"""How far a confidence may be believed: right answers by confidence, and what is wrong of what is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

from tripqa.evaluation.intervals import Interval, share_interval
from tripqa_lab.evaluation.judging import Judgement

BINS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """How sure an answer was, whether it was right to give, and whether it was given."""

    confidence: float
    right: bool  # False of every answer to a question that has none
    refused: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Outcomes of about the same confidence."""

    count: int
    confidence: float  # mean
    right: float  # share
    interval: Interval  # 95 %, of that share


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of answering whatever is as sure as a bound, or surer."""

    bound: float
    coverage: float  # share of the questions that are answered
    risk: float  # share of those whose answer is not right


def outcomes_of(judged: Iterable[Judgement]) -> list[Outcome]:
    """Return the outcomes of judged questions."""
    return [Outcome(one.confidence, one.gold, one.refused) for one in judged]


def bins(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Return the outcomes in bins of equal width; those that hold none are left out."""
    places: dict[int, list[Outcome]] = {}
    for one in outcomes:
        places.setdefault(min(int(one.confidence * BINS), BINS - 1), []).append(one)
    return [_bin(places[place]) for place in sorted(places)]


def expected_calibration_error(found: Sequence[Bin]) -> float:
    """Return how far confidence and share of right answers lie apart in the mean (Naeini et al., 2015)."""
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.confidence - one.right) for one in found) / total


def risk_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """Return a point for each bound, the highest first (El-Yaniv and Wiener, 2010): all of one confidence together."""
    points: list[Point] = []
    answered = wrong = 0
    for bound, same in groupby(sorted(outcomes, key=_surest_first), lambda one: one.confidence):
        for one in same:
            answered += 1
            wrong += not one.right
        points.append(Point(bound, answered / len(outcomes), wrong / answered))
    return points


def as_decided(outcomes: Sequence[Outcome]) -> Point:
    """Return the point of what was in fact answered; its bound is the least confidence of these."""
    given = [one for one in outcomes if not one.refused]
    return Point(
        bound=min((one.confidence for one in given), default=1.0),
        coverage=len(given) / len(outcomes),
        risk=fmean(not one.right for one in given) if given else 0.0,
    )


def _bin(outcomes: Sequence[Outcome]) -> Bin:
    right = sum(one.right for one in outcomes)
    return Bin(
        count=len(outcomes),
        confidence=fmean(one.confidence for one in outcomes),
        right=right / len(outcomes),
        interval=share_interval(right, len(outcomes)),
    )


def _surest_first(one: Outcome) -> float:
    return -one.confidence
