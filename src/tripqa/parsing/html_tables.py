"""Tables of a web page as rows of cells, each in its column whatever spans what.

What spans rows stands in each of them, so that a row says by itself what it is of; what spans columns stands in the
first of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tripqa.parsing.tables import LONGEST_REPEATED, Row, spread

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CELLS = ("td", "th")
_MOST_COLUMNS = 200
_TO_THE_END = 1 << 16
Spanning = Mapping[int, tuple[int, str]]  # column -> rows that are left, and the words


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows of words by column."""

    rows: tuple[tuple[str, ...], ...]
    heads: int | None  # how many of them, from the first on, name the columns; None where nothing marks it


def grid_of(table: HtmlElement, words_of: Callable[[HtmlElement], str]) -> Grid:
    """Return a table without rows in which nothing stands. Its cells are read by `words_of`."""
    rows: list[Row] = []
    widths: list[Mapping[int, int]] = []
    heads, marked, group = 0, False, None
    above: Spanning = {}
    for row in table.iter("tr"):
        if row.getparent() is not group:
            above, group = {}, row.getparent()
        cells = list(row.iterchildren(*_CELLS))
        marked = marked or any(cell.tag == "th" for cell in cells) or group.tag == "thead"
        line, above, wide = _row(cells, above, words_of)
        if line:
            heads += heads == len(rows) and _is_head(row, cells)
            rows.append(line)
            widths.append(wide)
    known = heads if marked and heads < len(rows) else None
    found = [*rows[:heads], *spread(rows[heads:], widths[heads:])] if known else spread(rows, widths)
    return Grid(tuple(tuple(row.get(place, "") for place in range(max(row) + 1)) for row in found), known)


def _row(
    cells: Iterable[HtmlElement], above: Spanning, words_of: Callable[[HtmlElement], str]
) -> tuple[Row, Spanning, Mapping[int, int]]:
    """Return a row, what of it and of those above spans the next ones, and which of its cells span columns."""
    wide: dict[int, int] = {}
    line = {column: words for column, (_, words) in above.items()}
    below = {column: (left - 1, words) for column, (left, words) in above.items() if left > 1}
    column = 0
    for cell in cells:
        while column in line:
            column += 1
        if column >= _MOST_COLUMNS:
            break
        words, rows = words_of(cell), _span(cell, "rowspan") or _TO_THE_END
        wide[column] = max(1, _span(cell, "colspan"))
        for place in range(column, min(column + wide[column], _MOST_COLUMNS)):
            line[place] = words
            if rows > 1:
                below[place] = (rows - 1, words if len(words) <= LONGEST_REPEATED else "")
            words = ""
    return {place: words for place, words in line.items() if words}, below, wide


def _is_head(row: HtmlElement, cells: Iterable[HtmlElement]) -> bool:
    """Tell whether a row names columns: it stands in the head of its table, or all its words are in such cells."""
    filled = [cell for cell in cells if "".join(cell.itertext()).strip()]
    return row.getparent().tag == "thead" or (len(filled) > 0 and all(cell.tag == "th" for cell in filled))


def _span(cell: HtmlElement, name: str) -> int:
    said = (cell.get(name) or "1").strip()
    return min(int(said), _TO_THE_END) if said.isdecimal() and len(said) < 9 else 1
