"""Slides (.pptx): each slide is a page, its title a heading, what stands on it in reading order.

Speaker notes are left out, for they are written for the speaker alone, and so are hidden slides, comments, and what the
layout repeats (date, footer, number of the slide). A slide without a title goes on under the heading above it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from tripqa.errors import FileTooLarge, FileWithoutText
from tripqa.parsing.archive import check_archive
from tripqa.parsing.extract import Extract
from tripqa.parsing.limits import Limits
from tripqa.parsing.numbers import ranges
from tripqa.parsing.titles import own_title
from tripqa.parsing.writing import Writing, item
from tripqa.text.lines import BULLET

Shape = Any  # python-pptx has no types
Slide = Any

_DEEPEST = 20  # groups inside groups
_REPEATED = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_LISTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY, PP_PLACEHOLDER.VERTICAL_OBJECT)
_TITLES = (PP_PLACEHOLDER.CENTER_TITLE,)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of slides; UnreadableFile if the file is damaged, too large, or has none."""
    check_archive(data, limits)
    deck = Presentation(io.BytesIO(data))
    slides = list(deck.slides)
    if len(slides) > limits.most_pages:
        raise FileTooLarge(
            f"has {len(slides):,} slides, more than the {limits.most_pages:,} of TRIPQA_MOST_PAGES; "
            "split it, or raise that setting"
        )
    writing = Writing(limits)
    hidden = [number for number, slide in enumerate(slides, 1) if slide.element.get("show") in ("0", "false")]
    empty = [number for number, slide in enumerate(slides, 1) if not _write(writing, slide, number in hidden)]
    if not writing.text:
        raise FileWithoutText("has no text on any slide; recognise the text of its pictures (OCR) first")
    return Extract(
        text=writing.text,
        title=own_title(deck.core_properties.title) or _first_title(slides),
        headings=tuple(writing.headings),
        pages=tuple(writing.pages),
        read_as="slides",
        remarks=tuple(_remarks([number for number in empty if number not in hidden], hidden)),
    )


def _write(writing: Writing, slide: Slide, hidden: bool) -> bool:
    """Write a slide; tell whether it shows any text, or shows nothing at all."""
    writing.page()
    before = writing.length
    shapes = [] if hidden else list(slide.shapes)
    title = slide.shapes.title
    if title is not None and not hidden:
        writing.block(" ".join(title.text_frame.text.split()), level=1)
    for shape in _in_reading_order(_shown(shapes, 0)):
        if title is None or shape.shape_id != title.shape_id:
            for number, line in enumerate(_lines(slide, shape)):
                writing.block(line, close=number > 0 and ("\t" in line or BULLET.match(line) is not None))
    return writing.length > before or not shapes


def _shown(shapes: list[Shape], depth: int) -> Iterator[list[Shape]]:
    """Yield shapes, those of a group together, without what the layout repeats on every slide."""
    for shape in shapes:
        if shape.is_placeholder and shape.placeholder_format.type in _REPEATED:
            continue
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            if depth < _DEEPEST:
                inside = list(_in_reading_order(_shown(list(shape.shapes), depth + 1)))
                yield [shape, *inside]
        else:
            yield [shape]


def _in_reading_order(groups: Iterator[list[Shape]]) -> Iterator[Shape]:
    """Yield shapes row by row: those whose middle lies above the end of the first of a row are read from the left."""
    rest = sorted(groups, key=lambda group: (group[0].top or 0, group[0].left or 0))
    while rest:
        foot = (rest[0][0].top or 0) + (rest[0][0].height or 0) // 2
        row = [group for group in rest if (group[0].top or 0) <= foot]
        rest = rest[len(row) :]
        for group in sorted(row, key=lambda group: group[0].left or 0):
            yield from group


def _lines(slide: Slide, shape: Shape) -> Iterator[str]:
    if shape.has_text_frame:
        yield from _paragraphs(shape)
    elif getattr(shape, "has_table", False):
        yield from _rows(shape.table)
    else:
        yield from _diagram(slide, shape)


def _paragraphs(shape: Shape) -> Iterator[str]:
    """Yield the paragraphs of a frame; those of a list, as a slide's main frame is one, with bullets."""
    paragraphs = [paragraph for paragraph in shape.text_frame.paragraphs if paragraph.text.strip()]
    listed = shape.is_placeholder and shape.placeholder_format.type in _LISTS and len(paragraphs) > 1
    for paragraph in paragraphs:
        properties = paragraph._p.find(f"{_A}pPr")
        marks = () if properties is None else {child.tag.removeprefix(_A) for child in properties}
        bullet = "buChar" in marks or "buAutoNum" in marks or (listed and "buNone" not in marks)
        text = paragraph.text.replace("\v", "\n").strip()
        yield item(text) if bullet else text


def _rows(table: Any) -> Iterator[str]:
    """Yield the rows of a table with tabs; a cell that is spanned by another is empty."""
    for row in table.rows:
        cells = ["" if cell.is_spanned else " ".join(cell.text_frame.text.split()) for cell in row.cells]
        if any(cells):
            yield "\t".join(cells).rstrip("\t")


def _diagram(slide: Slide, shape: Shape) -> Iterator[str]:
    """Yield the texts of a diagram (SmartArt), whose words lie in a part of their own."""
    for link in shape._element.iter(f"{_DIAGRAM}relIds"):
        part = slide.part.related_part(link.get(f"{_RELATION}dm"))
        tree = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
        for point in tree.iter(f"{_DIAGRAM}pt"):
            if words := " ".join("".join(text.text or "" for text in point.iter(f"{_A}t")).split()):
                yield item(words)


def _first_title(slides: list[Slide]) -> str:
    """Return the title of the first slide, if its layout is that of a title page."""
    title = slides[0].shapes.title
    if title is None or title.placeholder_format.type not in _TITLES:
        return ""
    return own_title(title.text_frame.text)


def _remarks(empty: list[int], hidden: list[int]) -> Iterator[str]:
    if empty:
        yield f"no text on slide {ranges(empty)}; recognise the text of the pictures (OCR) first"
    if hidden:
        yield f"left out as hidden: slide {ranges(hidden)}"
