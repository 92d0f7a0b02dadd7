"""Writing rows of cells: a line each with tabs, blocks where blank rows part them, no column that a block leaves empty.

Cells are given by column, so that a sheet whose only cell stands in its last column takes no more room than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tripqa.parsing.writing import Writing

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
