"""Tables on a PDF page, with or without lines about their cells: rows of parts that stand below one another.

Columns of prose stand so too: they are wide, hold no figures, and are drawn one after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from tripqa.parsing.pdf_glyphs import DOWNWARDS, box_around
from tripqa.parsing.pdf_order import Placed, height
from tripqa.parsing.pdf_rows import Part, Row, blocks, columns_of_text, gap, rows_of
from tripqa.parsing.pdf_spacing import glue
from tripqa.text.folding import fold
from tripqa.text.rows import is_figure

_GUTTER = 0.1  # sizes between two columns
_WIDE = 8.0  # heights: columns of text are as wide at least
_CLOSER = 0.1  # of a height: lines of a cell are so much closer than rows
_ONE_BY_ONE = 0.8  # of the rows that are drawn after the one above
_FULL = 1.5  # sizes that a line of a cell may end before its margin and go on

_Column = tuple[float, float]  # left, right

Cells = dict[int, list[Part]]  # by column, the lines of a cell


class Table:
    """Rows of cells, which take the place of their lines."""

    def __init__(self, lines: Sequence[Placed], rows: Sequence[Cells]) -> None:
        self.lines = lines
        self.rows = rows
        self.numbers = [min(line.numbers[0] for line in lines)]
        self.glyphs = [glyph for line in lines for glyph in line.glyphs]
        self.box = box_around(self.glyphs)


def find_tables(lines: Sequence[Placed]) -> list[Table]:
    """Return the tables that lines of a page make; each line is in one at most."""
    frames: dict[int | None, list[Placed]] = {}
    for line in lines:
        frames.setdefault(line.glyphs[0].frame, []).append(line)
    upright = (group for frame, group in frames.items() if frame not in (None, DOWNWARDS))
    columns = (column for group in upright for column in columns_of_text(group))
    return [table for column in columns for block in blocks(list(rows_of(column))) for table in _tables(block)]


def row_text(row: Cells) -> str:
    """Return the cells of a row with tabs between them, empty ones too."""
    return "\t".join(_cell(row.get(column, ())) for column in range(max(row) + 1))


def _cell(parts: Sequence[Part]) -> str:
    """Return the text of a cell, its lines joined."""
    text = ""
    for part in sorted(parts, key=lambda part: (-part.box[1], part.box[0])):
        said = part.text
        text += (glue(text, said) if text and said else "") + said
    return " ".join(text.split())


def _tables(block: Sequence[Row]) -> Iterator[Table]:
    """Yield the tables that rows make: prose between them parts them."""
    columns = _columns(block)
    rows: list[Row] = []
    for row in [*block, None]:
        if row and (row.is_tabular or not _is_prose(row, columns)):
            rows.append(row)
            continue
        while rows and not (rows[0].is_tabular or _names_columns(rows[:2], columns)):
            rows.pop(0)
        cells = [_assigned(group, columns) for group in _groups(rows, columns)]
        if _is_table(cells, columns):
            yield Table([line for one in rows for line in one.lines], cells)
        rows = []


def _columns(block: Sequence[Row]) -> list[_Column]:
    """Return the columns of the rows that have as many parts as most have, or more: none of these crosses a gutter."""
    usual = _usual(block)
    full = (part for row in block if len(row.parts) >= usual for part in row.parts)
    parts = sorted((piece for part in full for piece in part.pieces), key=lambda part: part.box[0])
    columns: list[_Column] = []
    for part in parts:
        left, right = part.box[0], part.box[2]
        if columns and left < columns[-1][1] + _GUTTER * part.glyphs[0].size:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns


def _usual(rows: Sequence[Row]) -> int:
    """Return how many parts most rows of cells have."""
    counts = Counter(len(row.parts) for row in rows if row.is_tabular)
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _covered(part: Part, columns: Sequence[_Column]) -> list[int]:
    """Return the columns in which a part stands, or the nearest one."""
    left, _, right, _ = part.box
    found = [i for i, column in enumerate(columns) if left < column[1] and column[0] < right]
    return found or [min(range(len(columns)), key=lambda i: max(columns[i][0] - right, left - columns[i][1]))]


def _is_prose(row: Row, columns: Sequence[_Column]) -> bool:
    """Tell whether a line of one part is no title of rows, nor a cell: it ends as a sentence, or sticks out."""
    (part,) = row.parts[:1]
    left, _, right, _ = part.box
    slack = part.glyphs[0].size
    sticks_out = left < columns[0][0] - slack or right > columns[-1][1] + slack
    return sticks_out or (part.text.endswith(("。", ".")) and len(_covered(part, columns)) > 1)


def _names_columns(rows: Sequence[Row], columns: Sequence[_Column]) -> bool:
    """Tell whether the parts of a row that stand close fill as many columns as the row below it."""
    head, *below = (_assigned([row], columns) for row in rows)
    return len(head) > 1 and all(len(head) >= len(row) for row in below) and not rows[0].is_tabular


def _groups(rows: Sequence[Row], columns: Sequence[_Column]) -> Iterator[list[Row]]:
    """Yield the lines of each row of cells: those that stand closer than full rows, or go on in one cell."""
    usual = _usual(rows)
    apart = min((gap(*pair) for pair in pairwise(rows) if min(len(row.parts) for row in pair) >= usual), default=0.0)
    group: list[Row] = []
    for row in rows:
        if group and not (_is_close(group, row, apart, usual) or _goes_on(group[-1], row, columns)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _is_close(group: Sequence[Row], row: Row, apart: float, usual: int) -> bool:
    full = sum(len(one.parts) >= usual for one in (*group, row))
    return full < 2 and gap(group[-1], row) < apart - _CLOSER * height(row.lines[0])


def _goes_on(above: Row, row: Row, columns: Sequence[_Column]) -> bool:
    """Tell whether a line is the rest of a cell, which is full to the margin of its column."""
    column = _covered(row.parts[0], columns)
    if len(row.parts) > 1 or column == [0] or len(column) > 1 or gap(above, row) > height(row.lines[0]):
        return False
    size = row.parts[0].glyphs[0].size
    margin = columns[column[0]][1] - _FULL * size
    return any(part.box[2] > margin for part in above.parts if _covered(part, columns) == column)


def _assigned(rows: Sequence[Row], columns: Sequence[_Column]) -> Cells:
    """Return the cells of a row; a part over several columns is parted between them, or stands in the first."""
    cells: Cells = {}
    for row in rows:
        for part in row.parts:
            pieces = part.pieces if len(_covered(part, columns)) > 1 else [part]
            for column, found in groupby(pieces, key=lambda piece: _covered(piece, columns)[0]):
                same = list(found)
                cells.setdefault(column, []).append(
                    same[0]
                    if len(same) == 1
                    else Part.of([glyph for piece in same for glyph in piece.glyphs], part.gaps)
                )
    return cells


def _is_table(rows: Sequence[Cells], columns: Sequence[_Column]) -> bool:
    """Tell whether rows of cells are a table, and no columns of text side by side."""
    full = [row for row in rows if len(row) > 1]
    shared = Counter(column for row in full for column in row)
    if sum(count > 1 for count in shared.values()) < 2:
        return False
    if _is_drawn_by_rows(rows):
        return True
    wide = sum(_is_wide(column, rows) for column in range(len(columns)))
    return wide < 2 and (len(columns) > 2 or any(_holds_figures(column, rows) for column in range(len(columns))))


def _is_drawn_by_rows(rows: Sequence[Cells]) -> bool:
    drawn = [[glyph.object for cell in row.values() for part in cell for glyph in part.glyphs] for row in rows]
    in_turn = sum(max(above) <= min(below) for above, below in pairwise(drawn))
    return in_turn >= _ONE_BY_ONE * (len(rows) - 1)


def _is_wide(column: int, rows: Sequence[Cells]) -> bool:
    boxes = [part.box for row in rows for part in row.get(column, ())]
    return any(right - left >= _WIDE * (top - bottom) for left, bottom, right, top in boxes)


def _holds_figures(column: int, rows: Sequence[Cells]) -> bool:
    cells = [_cell(row[column]) for row in rows if column in row]
    return sum(is_figure(fold(cell).text) for cell in cells) * 2 >= len(cells)
