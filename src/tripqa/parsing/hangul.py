"""Hangul files of the open kind (.hwpx): paragraphs and tables in order, boxes and notes after their paragraph.

Elements are told by their local names, for their spaces carry the year of the format (2011, 2016, 2024).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from tripqa.errors import FileWithoutText
from tripqa.parsing.archive import check_archive
from tripqa.parsing.extract import Extract
from tripqa.parsing.limits import Limits
from tripqa.parsing.tables import Row, Spans, spread
from tripqa.parsing.titles import own_title
from tripqa.parsing.writing import Writing

_SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_SIGNS = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": "\u3000", "hyphen": "-"}
_LEFT_OUT = ("secPr", "header", "footer", "hiddenComment", "linesegarray", "parameters", "shapeComment", "caption")
_STRUCK = ("SOLID", "DASH", "DOT", "DASH_DOT", "DASH_DOT_DOT", "LONG_DASH", "DOUBLE_SLIM")  # `3D` stands where none is
_DEEPEST = 20  # tables and boxes inside one another
_MOST_COLUMNS = 1_000


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of a Hangul file; UnreadableFile if it is damaged, too large, or has none."""
    check_archive(data, limits)
    writing = Writing(limits)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {int(match[1]): name for name in archive.namelist() if (match := _SECTION.fullmatch(name))}
        reading = _Reading(writing, _struck(archive))
        for number in sorted(found):
            reading.read(_parsed(archive, found[number]))
        title = _title(archive)
    if not writing.text:
        raise FileWithoutText("has no text; save the report with its text, or take it out of the folder")
    return Extract(writing.text, own_title(title), headings=None, pages=(), read_as="Hangul")


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    return etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False))


def _title(archive: zipfile.ZipFile) -> str:
    if "Contents/content.hpf" not in archive.namelist():
        return ""
    return next((one.text or "" for one in _all(_parsed(archive, "Contents/content.hpf"), "title")), "")


def _struck(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the ids of the character shapes that are struck."""
    if "Contents/header.xml" not in archive.namelist():
        return frozenset()
    shapes = _all(_parsed(archive, "Contents/header.xml"), "charPr")
    return frozenset(
        shape.get("id", "") for shape in shapes for line in _all(shape, "strikeout") if line.get("shape") in _STRUCK
    )


def _name(element: Element) -> str:
    return str(etree.QName(element).localname)


def _all(element: Element, name: str) -> Iterator[Element]:
    yield from element.iter(f"{{*}}{name}")


def _children(element: Element, *names: str) -> Iterator[Element]:
    yield from (child for child in element.iterchildren(tag=etree.Element) if _name(child) in names)


@dataclass(slots=True)
class _Words:
    """What a paragraph says, and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    deleted: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()


@dataclass(slots=True)
class _Reading:
    """The text of a file as far as it has been read."""

    writing: Writing
    struck: frozenset[str]

    def read(self, container: Element, depth: int = 0) -> None:
        """Write the paragraphs of a section, a box or a note, and what hangs on them."""
        for paragraph in _children(container, "p"):
            words = self._words(paragraph)
            self.writing.block(words.text)
            if depth < _DEEPEST:
                for table in words.tables:
                    self._table(table, depth)
                for box in words.boxes:
                    self.read(box, depth + 1)

    def _words(self, paragraph: Element) -> _Words:
        words = _Words()
        for run in _children(paragraph, "run"):
            if run.get("charPrIDRef") not in self.struck or run.get("charPrIDRef") is None:
                self._gather(run, words)
        return words

    def _gather(self, element: Element, words: _Words) -> None:
        for child in element.iterchildren(tag=etree.Element):
            name = _name(child)
            if name == "t":
                _text(child, words)
            elif name == "tbl":
                words.tables.append(child)
            elif name == "subList":
                words.boxes.append(child)
            elif name == "mainText":  # a word with a reading over it, which is left out
                _text(child, words)
            elif name == "compose":
                words.parts.append(child.get("composeText", ""))
            elif name == "script":
                words.parts.append(" ".join((child.text or "").split()))
            elif name not in _LEFT_OUT:
                self._gather(child, words)

    def _table(self, table: Element, depth: int) -> None:
        inside: list[Element] = []
        covering = Spans()
        rows: list[Row] = []
        widths: list[dict[int, int]] = []
        for row in _children(table, "tr"):
            spans: dict[int, int] = {}
            widths.append({})
            rows.append(covering.filled(self._cells(row, inside, spans, widths[-1]), spans))
        self._write(spread(rows, widths))
        for held in inside:
            self._table(held, depth + 1) if _name(held) == "tbl" and depth < _DEEPEST else self.read(held, depth + 1)

    def _write(self, rows: Sequence[Row]) -> None:
        """Write the rows of a table; one of one column is a box, whose paragraphs stand as they do outside."""
        if all(set(row) <= {0} for row in rows):
            for line in (line for row in rows for line in row.get(0, "").split("\n")):
                self.writing.block(line)
            return
        for number, row in enumerate(filter(None, rows)):
            cells = (" ".join(row.get(at, "").split()) for at in range(max(row) + 1))
            self.writing.block("\t".join(cells), close=number > 0)

    def _cells(self, row: Element, inside: list[Element], spans: dict[int, int], wide: dict[int, int]) -> Row:
        """Return the cells of a row in their columns; what hangs on them is kept for afterwards.

        `spans` and `wide` are told how many rows and columns each of them covers.
        """
        cells: dict[int, str] = {}
        for cell in _children(row, "tc"):
            said: list[str] = []
            for paragraph in (one for held in _children(cell, "subList") for one in _children(held, "p")):
                words = self._words(paragraph)
                said.append(" ".join(words.text.split()))
                inside += [*words.tables, *words.boxes]
            place = next((one.get("colAddr", "") for one in _children(cell, "cellAddr")), "")
            column = int(place) if place.isdecimal() else len(cells)
            if (text := "\n".join(filter(None, said))) and column < _MOST_COLUMNS:
                cells[column] = text
                spans[column], wide[column] = _covered(cell, "rowSpan"), _covered(cell, "colSpan")
        return cells


def _covered(cell: Element, what: str) -> int:
    said = next((one.get(what, "") for one in _children(cell, "cellSpan")), "")
    return int(said) if said.isdecimal() else 1


def _text(element: Element, words: _Words) -> None:
    """Add the text of a run, but for what was deleted from it."""
    pieces = [element.text or ""]
    for child in element.iterchildren(tag=etree.Element):
        name = _name(child)
        if name in ("deleteBegin", "deleteEnd"):
            words.parts += [] if words.deleted else pieces
            pieces, words.deleted = [], name == "deleteBegin"
        pieces += [_SIGNS.get(name, ""), child.tail or ""]
    words.parts += [] if words.deleted else pieces
