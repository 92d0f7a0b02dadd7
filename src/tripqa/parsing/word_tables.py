"""Tables of Word as lines with tabs, every cell in its column of the grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from lxml.etree import _Element as Element

from tripqa.parsing.tables import LONGEST_REPEATED, spreading
from tripqa.parsing.word_names import qn
from tripqa.parsing.word_text import is_deleted
from tripqa.parsing.writing import is_upright

_MOST_COLUMNS = 63  # that Word allows
_LONGEST_CELL = 400  # characters: longer ones are columns of a layout
Cell = Sequence[str]  # its lines


def rows_of(table: Element) -> Iterator[Element]:
    """Yield the rows of a table that are not deleted."""
    yield from (row for row in table.iter(qn("w:tr")) if _owner(row, qn("w:tbl")) is table and not is_deleted(row))


def columns_of(row: Element) -> Iterator[Element | None]:
    """Yield the cell of each column; None where the row has none, or one that only goes on from above or the left."""
    yield from [None] * _count(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
    for cell in _cells(row):
        yield None if _goes_on(cell) else cell
        yield from [None] * (_count(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1) - 1)


def with_merged(rows: Iterable[tuple[Element, Sequence[Cell]]]) -> Iterator[Sequence[Cell]]:
    """Yield the cells of rows, those that a cell above covers with its words.

    Not in the first column, where it is the key of the rows below, and not what is long or has several lines.
    """
    above: dict[int, Cell] = {}
    for row, cells in rows:
        down = _merged_down(row)
        above = {column: lines for column, lines in above.items() if down.get(column)}
        yield [above.get(column, lines) for column, lines in enumerate(cells)]
        for column, goes_on in down.items():
            lines = cells[column]
            if not goes_on and column and len(lines) == 1 and len(lines[0]) <= LONGEST_REPEATED:
                above[column] = lines


def with_spread(rows: Sequence[Element], cells: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return the cells of rows, a value over several columns in each of them."""
    words = [{column: lines[0] for column, lines in enumerate(row) if len(lines) == 1} for row in cells]
    found = [list(row) for row in cells]
    for number, column, place in spreading(words, list(map(_widths, rows))):
        if place < len(found[number]) and not found[number][place]:
            found[number][place] = found[number][column]
    return found


def _widths(row: Element) -> dict[int, int]:
    """Return how many columns the cells of a row cover, those that go on to the left with the first of them."""
    found: dict[int, int] = {}
    last = 0
    for column, cell in enumerate(columns_of(row)):
        last = column if cell is not None else last
        found[last] = column - last + 1
    return found


def _merged_down(row: Element) -> dict[int, bool]:
    """Return which columns of a row are of cells over several rows, and whether they go on from above."""
    marks = [(cell, cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")) for cell in _cells(row)]
    column = _count(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
    found: dict[int, bool] = {}
    for cell, mark in marks:
        if mark is not None:
            found[column] = mark.get(qn("w:val")) != "restart"
        column += max(_count(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1), 1)
    return found


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row.iter(qn("w:tc")) if _owner(cell, qn("w:tr")) is row)


def cell_lines(cell: Element, lines: Iterable[str]) -> Cell:
    """Return the lines of a cell; in one over several rows a word may stand upright, a character a line."""
    found = list(lines)
    return (
        ["".join(found)] if is_upright(found) and cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") is not None else found
    )


def is_layout(row: Sequence[Cell], *, alone: bool) -> bool:
    """Tell whether a row holds columns of text side by side, to be read one after the other."""
    if sum(len(lines) > 1 for lines in row) < 2:
        return False
    return alone or any(sum(map(len, lines)) > _LONGEST_CELL for lines in row)


def row_lines(row: Sequence[Cell]) -> Iterator[str]:
    """Yield the lines of a row: cells with as many lines each are rows of their own, others are joined."""
    counts = {len(lines) for lines in row if len(lines) > 1}
    if len(counts) > 1:
        row = [[" ".join(lines)] for lines in row]
    for pieces in zip_longest(*row, fillvalue=""):
        if any(pieces):
            yield "\t".join(pieces).rstrip("\t")


def _goes_on(cell: Element) -> bool:
    merged = [cell.find(f"{qn('w:tcPr')}/{qn(name)}") for name in ("w:vMerge", "w:hMerge")]
    return any(mark is not None and mark.get(qn("w:val")) != "restart" for mark in merged)


def _count(mark: Element | None, otherwise: int) -> int:
    said = "" if mark is None else mark.get(qn("w:val"), "")
    return min(int(said), _MOST_COLUMNS) if said.isdecimal() else otherwise


def _owner(element: Element, tag: str) -> Element | None:
    return next(element.iterancestors(tag), None)
