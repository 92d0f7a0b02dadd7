"""The best rows of an engine that gives the first n it has, in no order among equals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
RowScores = NDArray[np.float64]
Mask = NDArray[np.bool_]
Ask = Callable[[int], tuple[Rows, RowScores]]  # the best n rows, best first; fewer where there are no more
_MORE = 16  # rows asked for beyond those wanted, so that a tie at the end is seen whole


def best_rows(ask: Ask, wanted: int, most: int, through: Mask | None = None) -> tuple[Rows, RowScores, bool]:
    """Return the best rows that `through` lets through, equal ones by row, and whether there are no others.

    More and more are asked for, `most` at the utmost, until a tie at the end is seen whole.
    """
    if min(wanted, most) < 1:
        return np.empty(0, np.int64), np.empty(0), False
    asked = min(wanted + _MORE, most)
    while True:
        rows, scores = ask(asked)
        no_more, last = len(rows) < asked or asked == most, scores[-1] if len(scores) else 0.0
        if through is not None:
            kept = through[rows]
            rows, scores = rows[kept], scores[kept]
        if no_more or (len(rows) >= wanted and last < scores[wanted - 1]):
            order = np.lexsort((rows, -scores))[:wanted]
            return rows[order], scores[order], no_more and len(rows) <= wanted
        asked = min(2 * asked, most)
