"""What a row of a table stands under: its unit or caption, the rows that name its columns, the key of its group.

A unit may stand below its table as well. A row is read alone by whoever finds it, and says little without these. A
format may mark a table and how many rows name its columns; else adjacent lines with tabs or in columns are one, and its
first rows name the columns if they hold no values where most of those below do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tripqa.domain import Document, Span, Table
from tripqa.text.dates import leading_date
from tripqa.text.folding import fold
from tripqa.text.lines import Unit
from tripqa.text.rows import find_rows, is_figure
from tripqa.text.sentences import sentences

_UNIT = re.compile(r"(?:単位|單位|단위|\bunits?)\s*[:：は]", re.IGNORECASE)
_UNIT_IN_BRACKETS = re.compile(
    r"[（(［\[〔【][^（）()［］\[\]〔〕【】]*(?:単位|單位|단위|units?)[^（）()［］\[\]〔〕【】]*[）)］\]〕】]", re.I
)
_STOPPED = re.compile(r"[。．.!?！？:：]$")
_LONGEST_CAPTION = 40  # characters
_LONGEST_NOTE = 80  # characters of a caption, or a sentence that names the unit
_UNITS_ABOVE = 2  # paragraphs above a table that may name its unit
_MOST_HEADS = 3
_LOOKED_AT = 20  # rows that tell whether the first ones are heads
_TAB, _SPACES = re.compile("\t"), re.compile(r"[ \u3000]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    start: int
    cells: tuple[Span, ...]  # some of them empty

    @property
    def filled(self) -> tuple[Span, ...]:
        """Return the cells in which something stands."""
        return tuple((start, end) for start, end in self.cells if start < end)

    @property
    def is_title(self) -> bool:
        """Tell whether one cell alone is filled: it says what the rows below are of."""
        return len(self.filled) == 1


def rows_of(document: Document, body: Sequence[Unit]) -> Mapping[int, tuple[Span, ...]]:
    """Return what stands above each row of the tables among units of one section, by where the row begins."""
    found: dict[int, tuple[Span, ...]] = {}
    tables = list(_tables(document, body))
    begin = {table.first for table in tables}
    for table in tables:
        rows = [row_at(document.text, unit.start, unit.end) for unit in body[table.first : table.last]]
        notes = list(_notes(document.text, body[max(0, table.first - _UNITS_ABOVE) : table.first]))
        if table.last + 1 not in begin:  # else what stands below it is said of the next table
            notes += _notes_below(document.text, body[table.last : table.last + 1])
        found |= _above(document.text, rows, table.heads, notes)
    return found


def row_at(text: str, start: int, end: int) -> Row:
    """Return the row of a line, given without its margins: tabs before it are empty cells."""
    left = start
    while left and text[left - 1] == "\t":
        left -= 1
    gaps = [found.span() for found in (_TAB if "\t" in text[left:end] else _SPACES).finditer(text, left, end)]
    bounds = zip([left, *(gap[1] for gap in gaps)], [*(gap[0] for gap in gaps), end], strict=True)
    return Row(start, tuple(_bare(text, *bound) for bound in bounds))


def _bare(text: str, start: int, end: int) -> Span:
    words = text[start:end].strip()
    begin = text.index(words, start, end)
    return begin, begin + len(words)


@dataclass(frozen=True, slots=True)
class _Found:
    """A table among units."""

    first: int
    last: int  # exclusive
    heads: int | None  # as the format says


def _tables(document: Document, body: Sequence[Unit]) -> Iterator[_Found]:
    i = 0
    for mark, units in groupby(_blocks(document.tables, body)):
        last = i + len(list(units))
        if isinstance(mark, Table):
            yield _Found(i, last, mark.heads)
        else:
            yield from _unmarked(body, i, last)
        i = last


def _mark(tables: Sequence[Table], unit: Unit) -> Table | None:
    number = bisect_right(tables, unit.start, key=lambda table: table.start) - 1
    return tables[number] if number >= 0 and unit.start < tables[number].end else None


def _blocks(tables: Sequence[Table], body: Sequence[Unit]) -> Iterator[Table | tuple[int, bool]]:
    """Yield for each unit the table that it is in, or the number of its block and whether it has tabs."""
    block = 0
    for unit in body:
        block += unit.first.blank_above > 0
        yield _mark(tables, unit) or (block, unit.first.tabbed)


def _unmarked(body: Sequence[Unit], first: int, last: int) -> Iterator[_Found]:
    """Yield the tables among adjacent units: those with tabs, or the longest stretch of those in columns."""
    if last - first > 1 and body[first].first.tabbed:
        yield _Found(first, last, None)
    elif rows := find_rows([unit.first.text for unit in body[first:last] if len(unit.lines) == 1]):
        yield _Found(first + min(rows), first + max(rows) + 1, None)


def _above(text: str, rows: Sequence[Row], heads: int | None, notes: Sequence[Span]) -> dict[int, tuple[Span, ...]]:
    titles = next((i for i, row in enumerate(rows) if not row.is_title), len(rows)) if heads is None else 0
    heads = titles + _heads(text, rows[titles:]) if heads is None else min(heads, len(rows))
    fixed = [*notes, *(row.filled[0] for row in rows[:titles])]
    found = {row.start: tuple(notes) for row in rows[:heads]}
    if heads > titles:
        fixed.append((rows[titles].filled[0][0], rows[heads - 1].filled[-1][1]))
    group: list[Span] = []
    key: list[Span] = []
    for row in rows[heads:]:
        if row.is_title and row.cells[0] == row.filled[0] and len(rows) > heads + 1:
            found[row.start], group, key = tuple(fixed), [row.filled[0]], []
            continue
        is_keyed = row.cells[0][0] < row.cells[0][1]
        found[row.start] = (*fixed, *group, *([] if is_keyed else key))
        if is_keyed:
            is_date = leading_date(text[slice(*row.cells[0])])  # a passage has that as its context
            key = [] if is_date else [row.cells[0]]
    return found


def _heads(text: str, rows: Sequence[Row]) -> int:
    """Return how many rows name columns, where nothing marks them."""
    first = next((i for i, row in enumerate(rows) if _values(text, row)), 0)
    below = rows[first : first + _LOOKED_AT]
    if not 0 < first <= _MOST_HEADS or leading_date(text[slice(*rows[0].cells[0])]):
        return 0
    columns = [column for row in below for column in _values(text, row)]
    named = {i for row in rows[:first] for i, (start, end) in enumerate(row.cells) if start < end}
    return first if any(columns.count(column) * 2 >= len(below) for column in named) else 0


def _values(text: str, row: Row) -> list[int]:
    """Return the columns in which a row has values; a year names a column."""
    return [i for i, (start, end) in enumerate(row.cells) if is_figure(fold(text[start:end]).text)]


def _notes(text: str, above: Sequence[Unit]) -> Iterator[Span]:
    """Yield the caption right above a table, and what names its unit."""
    for unit in above:
        for start, end in sentences(text, unit.start, unit.end):
            in_brackets = _UNIT_IN_BRACKETS.search(text, start, end)
            if in_brackets and end - start > _LONGEST_NOTE:
                yield in_brackets.span()
            elif _names_unit(text, start, end) or (unit is above[-1] and _is_caption(unit, text[start:end])):
                yield start, end


def _notes_below(text: str, below: Sequence[Unit]) -> Iterator[Span]:
    """Yield what names the unit of a table right below it."""
    for unit in below:
        yield from (span for span in sentences(text, unit.start, unit.end) if _names_unit(text, *span))


def _names_unit(text: str, start: int, end: int) -> bool:
    said = _UNIT_IN_BRACKETS.search(text, start, end) or _UNIT.search(text, start, end)
    return said is not None and end - start <= _LONGEST_NOTE


def _is_caption(unit: Unit, words: str) -> bool:
    line = unit.first
    plain = len(unit.lines) == 1 and not line.tabbed and not line.is_bullet
    return plain and len(words) <= _LONGEST_CAPTION and not _STOPPED.search(words)
