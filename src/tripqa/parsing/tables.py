"""Writing rows of cells: a line each with tabs, blocks where blank rows part them, no column that a block leaves empty.

Cells are given by column, so that a sheet whose only cell stands in its last column takes no more room than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tripqa.parsing.writing import Writing
from tripqa.text.folding import fold
from tripqa.text.rows import is_figure

Row = Mapping[int, str]  # the cells that are not empty, by column
LONGEST_REPEATED = 80  # characters: a longer remark beside several rows is no value of them


class Spans:
    """What spans rows, row by row: it stands in each that it covers and that says something itself.

    In the first column it does not: there it is the key of the rows below, which are known to stand under it.
    """

    def __init__(self) -> None:
        self._below: dict[int, tuple[int, str]] = {}  # by column, the rows that are left, and the words

    def filled(self, row: Row, spans: Mapping[int, int]) -> Row:
        """Return the next row with what covers it. `spans` says of its columns how many rows their cells have."""
        found = {column: words for column, (_, words) in self._below.items()} | dict(row) if row else row
        self._below = {column: (left - 1, words) for column, (left, words) in self._below.items() if left > 1}
        for column, rows in spans.items():
            if rows > 1 and column in row and column != min(row) and len(row[column]) <= LONGEST_REPEATED:
                self._below[column] = rows - 1, row[column]
        return found


def spreading(rows: Sequence[Row], widths: Sequence[Mapping[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield which cells stand in another column as well: row, column, and the other one.

    A value over several columns is one of each, where other rows have figures there. `widths` says by row how many
    columns the cells cover. What a row of words spans (令和5年度 over two columns) heads them.
    """
    figures = [{column for column, words in row.items() if is_figure(fold(words).text)} for row in rows]
    known = frozenset(column for row in figures for column in row)
    first = min((min(row) for row in rows if row), default=0)
    for number, (row, wide) in enumerate(zip(rows, widths, strict=True)):
        for column, width in wide.items() if figures[number] else ():
            if column in row and column != first and len(row[column]) <= LONGEST_REPEATED:
                covered = (place for place in known if column < place < column + width and place not in row)
                yield from ((number, column, place) for place in covered)


def spread(rows: Sequence[Row], widths: Sequence[Mapping[int, int]]) -> list[Row]:
    """Return rows with each value in all columns that it is of."""
    found = [dict(row) for row in rows]
    for number, column, place in spreading(rows, widths):
        found[number][place] = rows[number][column]
    return list(found)


def write_rows(writing: Writing, rows: Iterable[Row]) -> None:
    """Write rows in order."""
    for block in _blocks(rows):
        columns = sorted({column for row in block for column in row})
        for number, row in enumerate(block):
            last = max(row)
            cells = (row.get(column, "") for column in columns if column <= last)
            writing.block("\t".join(cells), close=number > 0)


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in rows:
        if row:
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block
