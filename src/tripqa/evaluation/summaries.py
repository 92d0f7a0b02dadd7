"""Values of many questions -> one figure, with its interval where it has one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, median

from tripqa.evaluation.intervals import area, area_interval, mean_interval, share_interval
from tripqa.wire.reports import FigureOut

NOTHING = FigureOut(value=None, low=None, high=None, of=0, count=None)


def share_of(flags: Iterable[bool]) -> FigureOut:
    """Return how many are true, as a share."""
    values = list(flags)
    if not values:
        return NOTHING
    count = sum(values)
    low, high = share_interval(count, len(values))
    return FigureOut(value=count / len(values), low=low, high=high, of=len(values), count=count)


def mean_of(values: Sequence[float]) -> FigureOut:
    """Return the mean."""
    if not values:
        return NOTHING
    low, high = mean_interval(values)
    return FigureOut(value=fmean(values), low=low, high=high, of=len(values), count=None)


def median_of(values: Iterable[float]) -> FigureOut:
    """Return the median, without an interval."""
    known = list(values)
    return FigureOut(value=median(known), low=None, high=None, of=len(known), count=None) if known else NOTHING


def area_of(positive: Sequence[float], negative: Sequence[float]) -> FigureOut:
    """Return the area under the ROC curve; nothing where one of the two kinds is missing."""
    if not (positive and negative):
        return NOTHING
    low, high = area_interval(positive, negative)
    of = len(positive) + len(negative)
    return FigureOut(value=area(positive, negative), low=low, high=high, of=of, count=None)
