"""The order in which the boxes of a slide are read: from the top, and boxes side by side column by column.

Rows of boxes that share their columns are columns of text, each read to its end, unless they are a table made of boxes:
where the boxes are numbered across, or where narrow labels stand beside what they name, they are read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Literal

_SLACK = 0.1  # of a box's size at each end, by which neighbours may overlap
_NARROW = 0.6  # of the width beside it: a label
_MARK = re.compile(r"(?:step|その|第|\(|（)?\s*([0-9０-９]{1,2}|[①-⑳])(?=[\s.)．）章:：、]|\D)", re.IGNORECASE)
Side = Literal["x", "y"]


@dataclass(frozen=True, slots=True)
class Box:
    """Something on a slide, and where."""

    x: tuple[int, int]  # from the left, in any unit
    y: tuple[int, int]  # from the top
    text: str  # how it begins
    held: Any


def in_reading_order(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes in the order in which they are read."""
    rows = _parted(boxes, "y")
    if len(rows) < 2:
        columns = _parted(boxes, "x")
        return list(chain.from_iterable(map(in_reading_order, columns))) if len(columns) > 1 else _plain(boxes)
    return list(chain.from_iterable(_band_order(band) for band in _bands(rows)))


def _parted(boxes: Sequence[Box], side: Side) -> list[list[Box]]:
    """Return boxes in groups between which a line can be drawn, across one side."""
    found: list[list[Box]] = []
    end = 0.0
    for box in sorted(boxes, key=lambda box: _core(box, side)):
        start, stop = _core(box, side)
        if found and start < end:
            found[-1].append(box)
            end = max(end, stop)
        else:
            found.append([box])
            end = stop
    return found


def _core(box: Box, side: Side) -> tuple[float, float]:
    start, stop = box.x if side == "x" else box.y
    slack = (stop - start) * _SLACK
    return start + slack, stop - slack


def _bands(rows: Sequence[list[Box]]) -> Iterator[list[list[Box]]]:
    """Yield rows together as long as they share two columns or more."""
    band = [rows[0]]
    for row in rows[1:]:
        if _shares_columns(band, row):
            band.append(row)
        else:
            yield band
            band = [row]
    yield band


def _shares_columns(band: Sequence[list[Box]], row: list[Box]) -> bool:
    """Tell whether a row has the columns of the band's first, or some of them: columns end at any height."""
    columns = len(_parted(band[0], "x"))
    return columns > 1 and len(_parted([*chain(*band), *row], "x")) == columns


def _band_order(band: list[list[Box]]) -> list[Box]:
    if len(band) == 1:
        return in_reading_order(band[0])
    across = list(chain.from_iterable(map(in_reading_order, band)))
    columns = _parted(across, "x")
    down = list(chain.from_iterable(map(in_reading_order, columns)))
    table = _has_labels(columns) or (_ascends(across) and not _ascends(down))
    return across if table else down


def _has_labels(columns: Sequence[Sequence[Box]]) -> bool:
    """Tell whether the first of two columns holds labels, narrow beside the others."""
    widths = [max(box.x[1] - box.x[0] for box in column) for column in columns]
    return len(columns) == 2 and widths[0] < _NARROW * widths[1]


def _ascends(boxes: Sequence[Box]) -> bool:
    """Tell whether the numbers that boxes begin with, two or more, go up."""
    numbers = [number for box in boxes if (number := _number(box.text)) is not None]
    return len(numbers) > 1 and all(one < other for one, other in pairwise(numbers))


def _number(text: str) -> int | None:
    found = _MARK.match(text.lstrip())
    if found is None:
        return None
    sign = found[1]
    return ord(sign) - ord("①") + 1 if "①" <= sign <= "⑳" else int(sign)


def _plain(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes that overlap: those whose middle lies above the end of the first of a row are read from the left."""
    rest, ordered = sorted(boxes, key=lambda box: (box.y[0], box.x[0])), list[Box]()
    while rest:
        foot = sum(rest[0].y) // 2
        row = [box for box in rest if box.y[0] <= foot]
        rest = rest[len(row) :]
        ordered += sorted(row, key=lambda box: box.x[0])
    return ordered
