"""How sure a figure is: 95 % intervals over questions.

Means and areas by the percentile bootstrap (Efron and Tibshirani, 1993), shares by Wilson's score interval (1927),
which also says something of 0 and of all. The seed is fixed: the same values have the same interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
Values = NDArray[np.float64]
RESAMPLES = 2000
SEED = 20261123
_TAILS = (0.025, 0.975)
_Z = 1.959964  # the normal quantile of the upper tail
_AT_ONCE = 1_000_000  # values drawn together: 8 MB, whatever the number of questions


def mean_interval(values: Sequence[float]) -> Interval:
    """Return the interval of the mean of values, one for each question."""
    array = np.asarray(values, float)
    means = [array[drawn].mean(axis=1) for drawn in _draws(len(array), RESAMPLES)]
    return _between(np.concatenate(means))


def share_interval(count: float, of: float) -> Interval:
    """Return the interval of a share."""
    share, spread = count / of, _Z * _Z / of
    middle = share + spread / 2
    half = _Z * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return low if count else 0.0, high if count < of else 1.0  # these two are so, but for rounding


def area(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the area under the ROC curve: how often a positive score is above a negative one, a tie being half."""
    places, positives, negatives = _places(positive, negative)
    return _area(np.bincount(positives, minlength=places), np.bincount(negatives, minlength=places))


def area_interval(positive: Sequence[float], negative: Sequence[float]) -> Interval:
    """Return the interval of that area, positives and negatives drawn apart."""
    places, *groups = _places(positive, negative)
    rng = np.random.default_rng(SEED)

    def counts(group: NDArray[np.intp]) -> NDArray[np.intp]:
        return np.bincount(group[rng.integers(0, len(group), len(group))], minlength=places)

    return _between(np.array([_area(counts(groups[0]), counts(groups[1])) for _ in range(RESAMPLES)]))


def _draws(size: int, times: int) -> Iterator[NDArray[np.int64]]:
    """Return rows of `size` places, drawn with replacement, a bounded number of them at a time."""
    rng = np.random.default_rng(SEED)
    rows = max(1, _AT_ONCE // size)
    for start in range(0, times, rows):
        yield rng.integers(0, size, (min(rows, times - start), size))


def _places(positive: Sequence[float], negative: Sequence[float]) -> tuple[int, NDArray[np.intp], NDArray[np.intp]]:
    """Return how many different scores there are, and the place of each score among them."""
    scores, places = np.unique(np.array([*positive, *negative]), return_inverse=True)
    return len(scores), places[: len(positive)], places[len(positive) :]


def _area(positive: NDArray[np.intp], negative: NDArray[np.intp]) -> float:
    below = np.cumsum(negative) - negative
    return float((positive * (below + negative / 2)).sum() / (positive.sum() * negative.sum()))


def _between(found: Values) -> Interval:
    low, high = np.quantile(found, _TAILS)
    return float(low), float(high)
