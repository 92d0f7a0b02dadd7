"""The lines of a PDF page: characters on one base line, by their place, whatever font and order they are drawn in.

Their order is that of `pdf_order.py`, their spaces those of `pdf_spacing.py`, their cells those of `pdf_tables.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tripqa.parsing.pdf_copies import without_copies
from tripqa.parsing.pdf_glyphs import Box, Glyph, box_around
from tripqa.parsing.pdf_order import in_order
from tripqa.parsing.pdf_readings import Row, without_readings
from tripqa.parsing.pdf_spacing import spaced_text
from tripqa.parsing.pdf_tables import Table, find_tables, row_text

_ONE_LINE = 0.5  # of the height of the lower of two characters: what they have in common
_BACK = 0.5  # sizes that a character may stand before the end of the one before it
_FAR = 1.0  # size between two characters that are drawn one after the other, at most
_NEAR = 0.5  # size between two parts of a line that are drawn apart
_OVER = 0.3  # of the width of a part: with more on other text, it belongs to another line
_BAND, _COLUMN = 6.0, 32.0  # points

Run = list[Glyph]


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page without its margins. A tab stands where a table or a column may begin anew."""

    text: str
    box: Box  # as it is seen by whoever reads the line
    size: float  # of the font, in points
    frame: int | None = 0
    readings: tuple[str, ...] = ()  # of words of it
    table: int | None = None  # among those of its page, where it is a row of one

    @property
    def height(self) -> float:
        """Return the height of the line, in points."""
        return max(self.box[3] - self.box[1], 1.0)


def page_lines(glyphs: Sequence[Glyph]) -> list[PdfLine]:
    """Return the lines that characters of a page make, in reading order, without second copies."""
    lines = _gathered(without_copies(list(_runs(glyphs))))
    for line in lines:
        line.glyphs.sort(key=lambda glyph: glyph.box[0])
    rows = {id(row.glyphs): row for row in without_readings([line.glyphs for line in lines]) if _shows(row)}
    lines = [line for line in lines if id(line.glyphs) in rows]
    tables = find_tables(lines)
    taken = {id(line) for table in tables for line in table.lines}
    placed: list[_Line | Table] = [*(line for line in lines if id(line) not in taken), *tables]
    ordered = in_order(sorted(placed, key=lambda one: one.numbers[0]))
    return [made for number, one in enumerate(ordered) for made in _made(one, number, rows)]


def _shows(row: Row) -> bool:
    return any(not glyph.text.isspace() for glyph in row.glyphs)


def _made(one: _Line | Table, number: int, rows: Mapping[int, Row]) -> Iterator[PdfLine]:
    """Yield the line of characters, or the rows of a table, which are numbered alike."""
    if isinstance(one, _Line):
        row = rows[id(one.glyphs)]
        yield _line(row.glyphs, spaced_text(row.glyphs).strip(), row.readings)
        return
    readings = [reading for line in one.lines for reading in rows[id(line.glyphs)].readings]
    for cells in one.rows:
        held = [glyph for cell in cells.values() for part in cell for glyph in part.glyphs]
        line = _line(held, row_text(cells), readings if cells is one.rows[-1] else ())
        yield replace(line, box=(one.box[0], line.box[1], one.box[2], line.box[3]), table=number)


def _line(glyphs: Sequence[Glyph], text: str, readings: Sequence[str]) -> PdfLine:
    seen = [glyph for glyph in glyphs if not glyph.text.isspace()]
    return PdfLine(text, box_around(seen), max(glyph.size for glyph in seen), glyphs[0].frame, tuple(readings))


def _runs(glyphs: Sequence[Glyph]) -> Iterator[Run]:
    """Yield characters that are drawn one after the other on one base line."""
    run: Run = []
    for glyph in glyphs:
        if run and not _goes_on(run[-1], glyph):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    if last.frame != glyph.frame or last.visible != glyph.visible:
        return False
    if last.frame is None or (last.meant and glyph.meant and last.object == glyph.object):
        return True
    ahead = glyph.box[0] > last.box[2] - _BACK * max(last.size, glyph.size)
    return ahead and glyph.box[0] - last.box[2] < _FAR * glyph.size and _level(last.box, glyph.box)


def _level(one: Box, other: Box) -> bool:
    """Tell whether two boxes stand on one line."""
    common = min(one[3], other[3]) - max(one[1], other[1])
    return common >= _ONE_LINE * min(one[3] - one[1], other[3] - other[1])


class _Line:
    """Runs on one line, on their way to being sorted."""

    def __init__(self, number: int, run: Run) -> None:
        self.numbers: list[int] = []
        self.glyphs: Run = []
        self.box = box_around(run)
        self._boxes: dict[int, list[Box]] = defaultdict(list)  # by the columns that they touch
        self.add(number, run)

    def takes(self, number: int, box: Box, size: float) -> bool:
        """Tell whether a run belongs to the line: the next that is drawn, or one that fits into a gap of it."""
        if not _level(self.box, box):
            return False
        if self.numbers[-1] == number - 1 and box[0] >= self.box[2] - _BACK * size:
            return True
        near = {one for column in _columns(box, _NEAR * size) for one in self._boxes.get(column, ())}
        over = sum(max(min(box[2], one[2]) - max(box[0], one[0]), 0.0) for one in near)
        if over > _OVER * (box[2] - box[0]):
            return False
        return any(max(one[0] - box[2], box[0] - one[2]) < _NEAR * size for one in near)

    def add(self, number: int, run: Run) -> None:
        """Take a run."""
        self.numbers.append(number)
        self.glyphs += run
        self.box = box_around([*run, Glyph("", self.box, 0.0, None, 0, True)])
        for glyph in run:
            for column in _columns(glyph.box):
                self._boxes[column].append(glyph.box)


def _gathered(runs: Sequence[Run]) -> list[_Line]:
    """Return lines of runs, in the order in which the first of each is drawn.

    Of the lines of a band only those are asked that are near or were drawn last: letters drawn one by one are many.
    """
    lines: list[_Line] = []
    cells: dict[tuple[int | None, int, int], dict[int, _Line]] = defaultdict(dict)  # band and column; by first number
    last: _Line | None = None
    for number, run in enumerate(runs):
        box, size, frame = box_around(run), run[0].size, run[0].frame
        bands = _bands(box)
        asked = {
            first: line
            for band in (bands[0] - 1, *bands, bands[-1] + 1)
            for column in _columns(box, _NEAR * size)
            for first, line in cells.get((frame, band, column), {}).items()
        }
        if last and last.glyphs[0].frame == frame:
            asked[last.numbers[0]] = last
        found = next((asked[first] for first in sorted(asked) if asked[first].takes(number, box, size)), None)
        if frame is None or not found:
            found = _Line(number, run)
            lines.append(found)
        else:
            found.add(number, run)
        last = found
        for band in _bands(found.box):
            for column in _columns(box):
                cells[frame, band, column][found.numbers[0]] = found
    return lines


def _bands(box: Box) -> range:
    return range(int(box[1] // _BAND), int(box[3] // _BAND) + 1)


def _columns(box: Box, around: float = 0.0) -> range:
    return range(int((box[0] - around) // _COLUMN), int((box[2] + around) // _COLUMN) + 1)
