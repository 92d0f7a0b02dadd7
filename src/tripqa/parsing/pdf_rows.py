"""Rows of a PDF page: lines side by side, in parts that may be cells, and the stretches that may be tables."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tripqa.parsing.pdf_glyphs import Box, Glyph, box_around
from tripqa.parsing.pdf_order import Placed, beside, height
from tripqa.parsing.pdf_spacing import Gaps, parted, spaced_text
from tripqa.text.folding import fold
from tripqa.text.rows import is_value

_LABEL = 6  # characters that stand before a text, with a gap, and make no table of it
_CELLS = 0.9  # sizes between two cells, at least
_PIECES = 0.4  # … where a gutter runs through all rows
_NEXT_ROW = 3.0  # heights of a line that two rows may stand farther apart than most
_FARTHER = 0.5  # … and a line of one part: the title of a group, the rest of a cell
_FULL_LINE, _FEWEST_FULL = 12.0, 3  # heights of a line of prose, and as many of them to a column


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of a line that stand together."""

    glyphs: Sequence[Glyph]
    gaps: Gaps  # of its line
    box: Box

    @classmethod
    def of(cls, glyphs: Sequence[Glyph], gaps: Gaps) -> Part:
        """Return the part of a line that characters are."""
        return cls(glyphs, gaps, box_around(glyphs))

    @property
    def text(self) -> str:
        """Return what it says."""
        return spaced_text(self.glyphs, self.gaps).strip()

    @property
    def pieces(self) -> list[Part]:
        """Return what of it may stand in columns of its own."""
        return [Part.of(piece, self.gaps) for piece in parted(self.glyphs, _PIECES, self.gaps)]


@dataclass(frozen=True, slots=True)
class Row:
    """Lines that stand side by side, and their parts from left to right."""

    lines: list[Placed]
    parts: list[Part]
    box: Box
    is_tabular: bool  # it can be a row of cells

    @classmethod
    def of(cls, lines: list[Placed]) -> Row:
        """Return the row that lines are."""
        known = [(line.glyphs, Gaps.of(line.glyphs)) for line in lines]
        parts = [Part.of(part, gaps) for glyphs, gaps in known for part in parted(glyphs, _CELLS, gaps)]
        around = box_around([glyph for line in lines for glyph in line.glyphs])
        parts.sort(key=lambda part: part.box[0])
        return cls(lines, parts, around, _is_tabular(parts))


def _is_tabular(parts: Sequence[Part]) -> bool:
    """Tell whether parts can be a row of cells, and are no text behind a label."""
    if len(parts) != 2:
        return len(parts) > 2
    label, text = (part.text for part in parts)
    return len(label) > _LABEL or is_value(fold(text).text)


def rows_of(lines: list[Placed]) -> Iterator[Row]:
    """Yield lines of one frame row by row, downwards."""
    row: list[Placed] = []
    for line in sorted(lines, key=lambda line: -line.box[1]):
        if row and not beside(row[0], line):
            yield Row.of(row)
            row = []
        row.append(line)
    if row:
        yield Row.of(row)


def columns_of_text(lines: list[Placed]) -> list[list[Placed]]:
    """Return lines by the columns of prose that a page has: full lines below one another, drawn column by column."""
    full = [line for line in lines if line.box[2] - line.box[0] >= _FULL_LINE * height(line)]
    columns: list[list[Placed]] = []
    edge = float("-inf")
    for line in sorted(full, key=lambda line: line.box[0]):
        if line.box[0] > edge:
            columns.append([])
        columns[-1].append(line)
        edge = max(edge, line.box[2])
    numbers = [[line.numbers[0] for line in column] for column in columns]
    in_turn = all(max(one) < min(other) for one, other in pairwise(numbers))
    if len(columns) < 2 or not in_turn or min(map(len, columns)) < _FEWEST_FULL:
        return [lines]
    starts = [min(line.box[0] for line in column) for column in columns[1:]]
    return [
        [line for line in lines if sum(line.box[0] >= start - height(line) for start in starts) == number]
        for number in range(len(columns))
    ]


def blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows of cells that follow one another, with the lines of one part that stand no farther apart."""
    usual = statistics.median(
        [gap(*pair) for pair in pairwise(rows) if pair[0].is_tabular and pair[1].is_tabular] or [0]
    )
    block: list[Row] = []
    for number, row in enumerate(rows):
        farthest = _NEXT_ROW if row.is_tabular and block and block[-1].is_tabular else _FARTHER
        if block and gap(block[-1], row) > max(usual, 0) + farthest * height(row.lines[0]):
            yield block
            block = []
        if row.is_tabular and not block and number:
            block.append(rows[number - 1])  # its heads may stand closer
        if block or row.is_tabular:
            block.append(row)
    if block:
        yield block


def gap(above: Row, below: Row) -> float:
    """Return how far a row stands below another, in points."""
    return above.box[1] - below.box[3]
