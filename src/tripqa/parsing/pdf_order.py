"""The order in which the lines of a PDF page are read.

It is that in which they are drawn, which in most files is right in columns and tables too. Where it cannot be, for it
jumps to and fro within lines or goes up again and again, and where lines run downwards or nothing stands beside
anything, it is that of their places: columns of text one by one, the cells of a table row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from tripqa.parsing.pdf_glyphs import DOWNWARDS, Box, Glyph

_GUTTER = 0.8  # of the height of a line, between two columns
_FEWEST = 2  # lines of a column
_MOST = 500  # lines of a page whose columns are looked for
_LINE_OF_TEXT = 8  # heights of a line that columns of text have at least; those of a table are narrower
_MOST_UPWARDS = 5, 0.1  # lines that stand above the one before and not to the right of it: as many, and of all
_ROW = 0.2  # of the height of the lower of two lines: what cells of a row have in common
_HIGHEST_ROW = 4  # heights of a line
_SAME_LINE = 0.5  # of the height of the lower of two lines


class Placed(Protocol):
    """A line with its place and the numbers of its parts in the order of drawing."""

    numbers: list[int]
    glyphs: list[Glyph]
    box: Box


Line = TypeVar("Line", bound=Placed)


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Return lines in reading order; those of one frame stay together."""
    frames: dict[int | None, list[Line]] = {}
    for line in lines:
        frames.setdefault(line.glyphs[0].frame, []).append(line)
    return [line for frame, group in frames.items() for line in _in_frame(frame, group)]


def _in_frame(frame: int | None, lines: list[Line]) -> list[Line]:
    if frame is None or len(lines) > _MOST:
        return lines
    if frame == DOWNWARDS or _is_torn(lines) or _goes_up(lines):
        return _by_columns(lines)
    downwards = sorted(lines, key=_downwards)
    return lines if any(beside(*pair) for pair in pairwise(downwards)) else downwards


def _is_torn(lines: Iterable[Placed]) -> bool:
    """Tell whether parts of other lines are drawn between those of a line."""
    return any(line.numbers[-1] - line.numbers[0] >= len(line.numbers) for line in lines)


def _goes_up(lines: Sequence[Placed]) -> bool:
    """Tell whether many lines are drawn above the one before them where no column begins: in no order to read in."""
    up = sum(
        below.box[1] < above.box[1] and above.box[1] >= below.box[3] and above.box[0] < below.box[2]
        for below, above in pairwise(lines)
    )
    return up >= _MOST_UPWARDS[0] and up >= _MOST_UPWARDS[1] * len(lines)


def beside(one: Placed, other: Placed, share: float = _SAME_LINE) -> bool:
    """Tell whether two lines stand side by side: how much of the lower one they have in common."""
    common = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return common > share * min(height(one), height(other))


def height(line: Placed) -> float:
    """Return the height of a line, in points."""
    return line.box[3] - line.box[1]


def _by_columns(lines: list[Line]) -> list[Line]:
    """Return lines from top to bottom, and column by column where they stand in columns."""
    rest, found = sorted(lines, key=_downwards), []
    while rest:
        columns = _columns_at_top(rest) if len(rest) > 1 and beside(rest[0], rest[1]) else []
        if not columns or not all(map(_is_text, columns)):
            row = _row_at_top(rest)
            found += [line for column in _columns(row) for line in sorted(column, key=_downwards)]
            rest = [line for line in rest if line not in row]
            continue
        found += [line for column in columns for line in _by_columns(column)]
        rest = rest[sum(map(len, columns)) :]
    return found


def _is_text(column: Sequence[Placed]) -> bool:
    widest = max(line.box[2] - line.box[0] for line in column)
    return widest >= _LINE_OF_TEXT * min(map(height, column))


def _row_at_top(lines: Sequence[Line]) -> list[Line]:
    """Return the first of lines and those beside it, or beside one of these: cells of a row may have several lines."""
    row, top, reach = [lines[0]], lines[0].box[3], _HIGHEST_ROW * height(lines[0])
    for line in lines[1:]:
        is_near = top - line.box[1] <= reach
        if is_near and any(beside(line, other, _ROW) for other in row):
            row.append(line)
    return row


def _columns_at_top(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the columns that as many lines as possible from the first on stand in."""
    best: list[list[Line]] = []
    for end in range(2, len(lines) + 1):
        columns = _columns(lines[:end])
        if len(columns) < 2:
            break
        if all(len(column) >= _FEWEST for column in columns):
            best = columns
    return best


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines by the gutters between them, from left to right."""
    least = _GUTTER * min(map(height, lines))
    columns: list[list[Line]] = []
    edge = float("-inf")
    for line in sorted(lines, key=lambda line: line.box[0]):
        if line.box[0] >= edge + least:
            columns.append([])
        edge = max(edge, line.box[2])
        columns[-1].append(line)
    return columns


def _downwards(line: Placed) -> tuple[float, float]:
    return -line.box[1], line.box[0]
