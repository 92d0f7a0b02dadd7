"""Slides (.pptx): each slide is a page, its title a heading, what stands on it in reading order, charts as tables.

Speaker notes are left out, for they are written for the speaker alone, and so are hidden slides, comments, and what the
layout repeats (date, footer, number of the slide). A slide without a title goes on under the heading above it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element as Element
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from tripqa.errors import FileTooLarge, FileWithoutText
from tripqa.parsing.archive import check_archive
from tripqa.parsing.extract import Extract
from tripqa.parsing.graphics import graphics_in, lines_of, settle
from tripqa.parsing.limits import Limits
from tripqa.parsing.numbers import ranges
from tripqa.parsing.office_forms import transitional
from tripqa.parsing.slide_order import Box, in_reading_order
from tripqa.parsing.slide_text import A, line, listed, words
from tripqa.parsing.tables import Row, Spans, spread
from tripqa.parsing.titles import own_title
from tripqa.parsing.writing import Writing
from tripqa.text.lines import BULLET

Shape = Any  # python-pptx has no types
Slide = Any

_DEEPEST = 20  # groups inside groups
_REPEATED = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_LISTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY, PP_PLACEHOLDER.VERTICAL_OBJECT)
_TITLES = (PP_PLACEHOLDER.CENTER_TITLE,)
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TELLING = 100  # characters of a box that show its number


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of slides; UnreadableFile if the file is damaged, too large, or has none."""
    check_archive(data, limits)
    deck = Presentation(io.BytesIO(transitional(data, limits)))
    slides = list(deck.slides)
    if len(slides) > limits.most_pages:
        raise FileTooLarge(
            f"has {len(slides):,} slides, more than the {limits.most_pages:,} of TRIPQA_MOST_PAGES; "
            "split it, or raise that setting"
        )
    writing = Writing(limits)
    hidden = [number for number, slide in enumerate(slides, 1) if slide.element.get("show") in ("0", "false")]
    reading = _Slides(writing)
    empty = [number for number, slide in enumerate(slides, 1) if not reading.write(slide, number, number in hidden)]
    if not writing.text:
        raise FileWithoutText("has no text on any slide; recognise the text of its pictures (OCR) first")
    return Extract(
        text=writing.text,
        title=own_title(deck.core_properties.title) or _first_title(slides),
        headings=tuple(writing.headings),
        pages=tuple(writing.pages),
        read_as="slides",
        remarks=tuple(
            _remarks([number for number in empty if number not in hidden], hidden, sorted(set(reading.lost)))
        ),
    )


@dataclass(slots=True)
class _Slides:
    """The text of slides as far as it has been read."""

    writing: Writing
    lost: list[int] = field(default_factory=list)  # slides with charts or diagrams whose parts are not there

    def write(self, slide: Slide, number: int, hidden: bool) -> bool:
        """Write a slide; tell whether it shows any text, or shows nothing at all."""
        writing = self.writing
        writing.page()
        before = writing.length
        settle(slide.element)
        shapes = [] if hidden else list(slide.shapes)
        title = slide.shapes.title
        if title is not None and not hidden:
            writing.block(line(_frame(title)), level=1)
        for shape in _in_reading_order(shapes, 0):
            if title is None or shape.shape_id != title.shape_id:
                for at, text in enumerate(self._lines(slide, shape, number)):
                    writing.block(text, close=at > 0 and ("\t" in text or BULLET.match(text) is not None))
        return writing.length > before or not shapes

    def _lines(self, slide: Slide, shape: Shape, number: int) -> Iterator[str]:
        if shape.has_text_frame:
            yield from _paragraphs(shape)
        elif getattr(shape, "has_table", False):
            yield from _rows(shape.table)
        else:
            for reference in graphics_in(shape._element):
                lines = lines_of(reference, slide.part)
                if lines is None:
                    self.lost.append(number)
                yield "\n".join(lines or ())


def _in_reading_order(shapes: list[Shape], depth: int) -> list[Shape]:
    """Return shapes in the order in which they are read, those of a group together."""
    return [shape for box in in_reading_order(list(_boxes(shapes, depth))) for shape in box.held]


def _boxes(shapes: list[Shape], depth: int) -> Iterator[Box]:
    """Yield shapes, those of a group together, without what the layout repeats on every slide."""
    for shape in shapes:
        if _is_hidden(shape) or (shape.is_placeholder and shape.placeholder_format.type in _REPEATED):
            continue
        held = [shape]
        if shape._element.tag == f"{_P}grpSp":
            held = _in_reading_order(list(shape.shapes), depth + 1) if depth < _DEEPEST else []
        if held:
            left, top = shape.left or 0, shape.top or 0
            across, down = (left, left + (shape.width or 0)), (top, top + (shape.height or 0))
            yield Box(across, down, _beginning(held[0]), held)


def _is_hidden(shape: Shape) -> bool:
    name = next(shape._element.iter(f"{_P}cNvPr"), None)
    return name is not None and name.get("hidden") in ("1", "true")


def _beginning(shape: Shape) -> str:
    return line(_frame(shape))[:_TELLING] if shape.has_text_frame else ""


def _frame(shape: Shape) -> list[Element]:
    return [paragraph._p for paragraph in shape.text_frame.paragraphs]


def _paragraphs(shape: Shape) -> Iterator[str]:
    """Yield the paragraphs of a frame; those of a list, as a slide's main frame is one, with bullets."""
    paragraphs = [paragraph for paragraph in _frame(shape) if words(paragraph)]
    bullets = shape.is_placeholder and shape.placeholder_format.type in _LISTS and len(paragraphs) > 1
    yield from listed(paragraphs, bullets=bullets)


def _rows(table: Any) -> Iterator[str]:
    """Yield the rows of a table with tabs; a value stands in each row and column that its cell spans."""
    covering = Spans()
    rows: list[Row] = []
    widths: list[dict[int, int]] = []
    for row in table.rows:
        cells = {column: cell for column, cell in enumerate(row.cells) if not cell.is_spanned}
        said = {column: words for column, cell in cells.items() if (words := line(cell._tc.iter(f"{A}p")))}
        rows.append(covering.filled(said, {column: cell.span_height for column, cell in cells.items()}))
        widths.append({column: cell.span_width for column, cell in cells.items()})
    for found in filter(None, spread(rows, widths)):
        yield "\t".join(found.get(column, "") for column in range(max(found) + 1))


def _first_title(slides: list[Slide]) -> str:
    """Return the title of the first slide, if its layout is that of a title page."""
    title = slides[0].shapes.title
    if title is None or title.placeholder_format.type not in _TITLES:
        return ""
    return own_title(line(_frame(title)))


def _remarks(empty: list[int], hidden: list[int], lost: list[int]) -> Iterator[str]:
    if empty:
        yield f"no text on slide {ranges(empty)}; recognise the text of the pictures (OCR) first"
    if hidden:
        yield f"left out as hidden: slide {ranges(hidden)}"
    if lost:
        yield f"charts or diagrams are left out, for their parts are not there: slide {ranges(lost)}"
