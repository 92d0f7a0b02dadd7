"""OpenDocument (.odt, .odp, .ods): paragraphs, lists and tables in order, slides as pages, sheets as sections.

What is hidden, struck, or a note to oneself (comments, changes, speaker notes) is left out, as is a table of contents.
The tree is walked here, for a sheet says of all million rows below its last that they repeat: none may be unfolded.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat

from lxml import etree
from lxml.etree import _Element as Element

from tripqa.errors import FileTooLarge, FileWithoutText
from tripqa.parsing.archive import check_archive
from tripqa.parsing.extract import Extract
from tripqa.parsing.limits import Limits
from tripqa.parsing.numbers import ranges
from tripqa.parsing.odf_lists import Lists
from tripqa.parsing.odf_text import DRAW, OFFICE, TABLE, TEXT, Unseen, hangs_on, words
from tripqa.parsing.sheets import headed
from tripqa.parsing.slide_order import Box, in_reading_order
from tripqa.parsing.tables import Row, Spans, spread
from tripqa.parsing.titles import own_title
from tripqa.parsing.writing import Writing, unbroken
from tripqa.text.lines import BULLET

_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_XLINK = "{http://www.w3.org/1999/xlink}"
_CHART = "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}"
_READ_AS = {"text": "OpenDocument text", "presentation": "OpenDocument slides", "spreadsheet": "OpenDocument sheets"}
_LEFT_OUT = frozenset(f"{TEXT}{name}" for name in ("tracked-changes", "table-of-content", "sequence-decls"))
_DEEPEST = 20  # frames, lists and tables inside one another
_MOST_REPEATED = 1_000  # times that a row or a cell with text in it stands there again
_MOST_COLUMNS = 16_384  # of a sheet
_INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72, "pc": 1 / 6, "px": 1 / 96}


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of an OpenDocument file; UnreadableFile if it is damaged, too large, or has none."""
    check_archive(data, limits)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        reading = _Reading(archive, Writing(limits), limits)
        kind = reading.read()
        title = _title(archive)
    writing = reading.writing
    if not writing.text:
        raise FileWithoutText("has no text; save the report with its text, or take it out of the folder")
    return Extract(
        text=writing.text,
        title=own_title(title),
        headings=tuple(writing.headings) or None,
        pages=tuple(writing.pages),
        read_as=_READ_AS[kind],
        remarks=tuple(reading.remarks),
    )


def _title(archive: zipfile.ZipFile) -> str:
    meta = _part(archive, "meta.xml")
    return "" if meta is None else meta.findtext(f".//{_TITLE}") or ""


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    if name not in archive.namelist():
        return None
    return etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False))


@dataclass(slots=True)
class _Reading:
    """The text of a file as far as it has been read."""

    archive: zipfile.ZipFile
    writing: Writing
    limits: Limits
    remarks: list[str] = field(default_factory=list)
    unseen: Unseen = field(default_factory=Unseen)
    lists: Lists = field(default_factory=Lists)
    _in_list: bool = False
    _on_sheet: bool = False

    def read(self) -> str:
        """Read the body of the file, and return its kind."""
        content, styles = _part(self.archive, "content.xml"), _part(self.archive, "styles.xml")
        roots = [root for root in (styles, content) if root is not None]
        self.unseen, self.lists = Unseen.of(roots), Lists.of(roots)
        for kind in _READ_AS:
            body = None if content is None else content.find(f"{OFFICE}body/{OFFICE}{kind}")
            if body is not None:
                self._body(body, kind)
                return kind
        return "text"

    def _body(self, body: Element, kind: str) -> None:
        if kind == "text":
            self.blocks(body)
        elif kind == "presentation":
            self._slides(body)
        else:
            self._sheets(body)

    def blocks(self, container: Element, depth: int = 0) -> None:
        """Write the paragraphs, lists and tables of a text, a section or a frame."""
        for child in container.iterchildren(tag=etree.Element):
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                self._paragraph(child, "", depth)
            elif child.tag == f"{TEXT}list":
                self._list(child, depth)
            elif child.tag == f"{TABLE}table":
                self._table(child, depth)
            elif child.tag in (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g"):
                self._frame(child, depth)
            elif child.tag not in _LEFT_OUT and child.get(f"{TEXT}display") != "none" and depth < _DEEPEST:
                self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: Element, mark: str, depth: int) -> None:
        level = int(paragraph.get(f"{TEXT}outline-level", "1")) if paragraph.tag == f"{TEXT}h" else None
        mark = self.lists.heading(level) if level is not None and not mark else mark
        if said := words(paragraph, self.unseen):
            text = said if mark and BULLET.match(said) and mark == "• " else mark + said
            listed = bool(mark) and level is None and BULLET.match(text) is not None
            self.writing.block(text if level is None else " ".join(text.split()), level, close=listed and self._in_list)
            self._in_list = bool(mark) and level is None
        for held in hangs_on(paragraph):
            self._frame(held, depth)

    def _list(self, top: Element, depth: int) -> None:
        for paragraph, mark in self.lists.items(top):
            if paragraph.tag == f"{TABLE}table":
                self._table(paragraph, depth)
            else:
                self._paragraph(paragraph, mark, depth)

    def _frame(self, frame: Element, depth: int) -> None:
        """Write what a frame, a note or a shape holds, and the table of a chart."""
        if depth >= _DEEPEST:
            return
        for held in frame.iterchildren(f"{DRAW}object"):
            self._chart(held.get(f"{_XLINK}href", ""))
        self.blocks(frame, depth + 1)

    def _chart(self, place: str) -> None:
        """Write the title of a chart, and its table where its values stand on no sheet of this file."""
        part = _part(self.archive, f"{place.removeprefix('./').rstrip('/')}/content.xml")
        chart = None if part is None else next(part.iter(f"{_CHART}chart"), None)
        if chart is None:
            return
        title = chart.find(f"{_CHART}title")
        if title is not None:
            self.writing.block(" ".join(words(line, self.unseen) for line in title.iter(f"{TEXT}p")))
        for table in () if self._on_sheet else chart.iterchildren(f"{TABLE}table"):
            self._table(table, _DEEPEST)

    def _table(self, table: Element, depth: int) -> None:
        self._in_list = False
        self._write_table(self._rows(table))
        if depth < _DEEPEST:
            for frame in _outermost(table, DRAW):
                self._frame(frame, depth + 1)

    def _write_table(self, rows: Iterator[Row]) -> None:
        for number, row in enumerate(filter(None, rows)):
            cells = (row.get(column, "") for column in range(max(row) + 1))
            self.writing.block("\t".join(cells), close=number > 0)

    def _rows(self, table: Element) -> Iterator[Row]:
        """Yield the rows of a table that are seen; of many alike without text one."""
        covering = Spans()
        rows: list[Row] = []
        widths: list[dict[int, int]] = []
        for row in _below(table, f"{TABLE}table-row"):
            if row.get(f"{TABLE}visibility", "visible") == "visible":
                spans: dict[int, int] = {}
                wide: dict[int, int] = {}
                cells = covering.filled(self._cells(row, spans, wide), spans)
                times = _times(row, "rows") if cells else 1
                rows += repeat(cells, times)
                widths += repeat(wide, times)
        yield from spread(rows, widths)

    def _cells(self, row: Element, spans: dict[int, int], wide: dict[int, int]) -> Row:
        """Return the cells of a row; `spans` and `wide` are told how many rows and columns each of them covers."""
        cells: dict[int, str] = {}
        column = 0
        for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            text = "" if cell.tag.endswith("covered-table-cell") or self.unseen.hides(cell) else self._cell(cell)
            for at in range(column, min(column + min(times, _MOST_REPEATED), _MOST_COLUMNS)) if text else ():
                cells[at] = text
                spans[at] = int(cell.get(f"{TABLE}number-rows-spanned", "1"))
                wide[at] = int(cell.get(f"{TABLE}number-columns-spanned", "1"))
            column += times
        return cells

    def _cell(self, cell: Element) -> str:
        paragraphs = _below(cell, f"{TEXT}p", f"{TEXT}h", f"{TABLE}table-cell")
        said = (words(one, self.unseen) if one.tag != f"{TABLE}table-cell" else self._cell(one) for one in paragraphs)
        return unbroken("\n".join(said))

    def _sheets(self, body: Element) -> None:
        self._on_sheet = True
        sheets = list(body.iterchildren(f"{TABLE}table"))
        seen = [sheet for sheet in sheets if not self.unseen.hides_table(sheet)]
        for sheet in seen:
            headed(self.writing, sheet.get(f"{TABLE}name", ""), self._rows(sheet), alone=len(seen) == 1)
            for shape in _outermost(sheet, DRAW):
                self._frame(shape, 0)
        if len(seen) < len(sheets):
            self.remarks.append(f"left out as hidden: {len(sheets) - len(seen)} sheets")

    def _slides(self, body: Element) -> None:
        slides = list(body.iterchildren(f"{DRAW}page"))
        if len(slides) > self.limits.most_pages:
            raise FileTooLarge(
                f"has {len(slides):,} slides, more than the {self.limits.most_pages:,} of TRIPQA_MOST_PAGES; "
                "split it, or raise that setting"
            )
        hidden = [number for number, slide in enumerate(slides, 1) if self.unseen.hides_page(slide)]
        empty = [number for number, slide in enumerate(slides, 1) if not self._slide(slide, number in hidden)]
        if lone := [number for number in empty if number not in hidden]:
            self.remarks.append(f"no text on slide {ranges(lone)}; recognise the text of the pictures (OCR) first")
        if hidden:
            self.remarks.append(f"left out as hidden: slide {ranges(hidden)}")

    def _slide(self, slide: Element, hidden: bool) -> bool:
        """Write a slide; tell whether it shows any text, or shows nothing at all."""
        self.writing.page()
        before, shapes = self.writing.length, [] if hidden else [one for one in slide if _is_shape(one)]
        titles = [one for one in shapes if one.get(f"{_PRESENTATION}class") == "title"]
        for title in titles[:1]:
            paragraphs = (words(one, self.unseen) for one in title.iter(f"{TEXT}p"))
            self.writing.block(" ".join(" ".join(paragraphs).split()), level=1)
        for box in in_reading_order([_box(one, self.unseen) for one in shapes if one not in titles[:1]]):
            self._in_list = False
            self._shape(box.held)
        return self.writing.length > before or not shapes

    def _shape(self, shape: Element) -> None:
        if shape.tag == f"{DRAW}g":
            for box in in_reading_order([_box(one, self.unseen) for one in shape if _is_shape(one)]):
                self._shape(box.held)
        else:
            self._frame(shape, 0)


def _below(container: Element, *tags: str) -> Iterator[Element]:
    """Yield the nearest elements of some kinds, whatever groups lie between."""
    for child in container.iterchildren(tag=etree.Element):
        if child.tag in tags:
            yield child
        elif not child.tag.startswith(DRAW) and child.tag not in (f"{TABLE}shapes", f"{OFFICE}annotation"):
            yield from _below(child, *tags)


def _outermost(container: Element, space: str) -> Iterator[Element]:
    """Yield the elements of a space that lie in no other of it."""
    for child in container.iterchildren(tag=etree.Element):
        if child.tag.startswith(space):
            yield child
        elif child.tag != f"{OFFICE}annotation":
            yield from _outermost(child, space)


def _times(element: Element, what: str) -> int:
    return min(int(element.get(f"{TABLE}number-{what}-repeated", "1")), _MOST_REPEATED)


def _is_shape(element: Element) -> bool:
    repeated = element.get(f"{_PRESENTATION}class") in ("date-time", "footer", "page-number", "header")
    return str(element.tag).startswith(DRAW) and not repeated


def _box(shape: Element, unseen: Unseen) -> Box:
    within = list(chain([shape], shape.iter(f"{DRAW}*")))
    left, top = (min(map(_length, _said(within, side)), default=0) for side in ("x", "y"))
    width, height = (_length(shape.get(f"{_SVG}{size}", "0")) for size in ("width", "height"))
    first = next(shape.iter(f"{TEXT}p"), None)
    return Box((left, left + width), (top, top + height), "" if first is None else words(first, unseen)[:100], shape)


def _said(shapes: list[Element], side: str) -> Iterator[str]:
    return (place for shape in shapes if (place := shape.get(f"{_SVG}{side}")) is not None)


def _length(said: str) -> int:
    """Return a length such as `2.5cm` in thousandths of an inch; 0 if it is none."""
    try:
        return int(float(said[:-2]) * _INCHES[said[-2:]] * 1000)
    except (ValueError, KeyError, OverflowError):
        return 0
