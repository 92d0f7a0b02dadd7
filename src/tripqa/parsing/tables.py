"""Writing rows of cells: a line each with tabs, blocks where blank rows part them, no column that a block leaves empty.

Cells are given by column, so that a sheet whose only cell stands in its last column takes no more room than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tripqa.parsing.writing import Writing

Row = Mapping[int, str]  # the cells that are not empty, by column


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
