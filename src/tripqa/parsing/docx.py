"""Word (.docx): paragraphs and tables in order, headings by their style, tables as rows with tabs.

Text boxes and notes come after the paragraph that they hang on. Headers, footers, comments and tables of contents are
left out; pages are not told, for only Word's own layout knows them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from docx import Document as open_word
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree
from lxml.etree import _Element as Element

from tripqa.errors import FileWithoutText
from tripqa.parsing.archive import check_archive
from tripqa.parsing.extract import Extract
from tripqa.parsing.limits import Limits
from tripqa.parsing.titles import own_title
from tripqa.parsing.word_styles import Styles
from tripqa.parsing.word_text import Words, inner_blocks, is_deleted, words_of
from tripqa.parsing.writing import Writing, item

_DEEPEST = 20  # text boxes and tables inside one another
_NOTE_PARTS = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of a Word file; UnreadableFile if it is damaged, too large, or has none."""
    check_archive(data, limits)
    file = open_word(io.BytesIO(data))
    reading = _Reading(Styles.of(file.styles.element), _notes(file), Writing(limits))
    reading.read(file.element.body)
    if not reading.writing.text:
        raise FileWithoutText("has no text; save the report with its text, or take the file out of the folder")
    return Extract(
        text=reading.writing.text,
        title=own_title(file.core_properties.title) or reading.title,
        headings=tuple(reading.writing.headings) or None,
        pages=(),
        read_as="Word",
    )


@dataclass(slots=True)
class _Reading:
    """The text of a Word file as far as it has been read."""

    styles: Styles
    notes: Mapping[tuple[str, str], Element]
    writing: Writing
    title: str = ""
    _unended: str = ""  # a paragraph whose end was deleted: the next one goes on from it
    _in_list: bool = False

    def read(self, container: Element, depth: int = 0) -> None:
        """Read the paragraphs and tables of a body, a text box or a note."""
        if depth > _DEEPEST:
            return
        for block in inner_blocks(container):
            if block.tag == qn("w:tbl"):
                self._flush()
                self._table(block, depth)
            elif not self.styles.is_contents(block):
                self._paragraph(block, depth)
        self._flush()

    def _flush(self) -> None:
        """Write a paragraph whose end was deleted and after which no other comes."""
        self.writing.block(self._unended)
        self._unended = ""

    def _paragraph(self, paragraph: Element, depth: int) -> None:
        words = words_of(paragraph)
        if is_deleted(paragraph):
            self._unended += words.text
        elif text := self._unended + words.text:
            self._unended = ""
            level, listed = self.styles.level(paragraph), self.styles.is_item(paragraph)
            if not self.title and self.styles.is_title(paragraph):
                self.title = own_title(text)
            if level is not None:
                self.writing.block(" ".join(text.split()), level)
            else:
                self.writing.block(item(text) if listed else text, close=listed and self._in_list)
            self._in_list = listed and level is None
        self._hanging([words], depth)

    def _hanging(self, found: Sequence[Words], depth: int) -> None:
        """Read what hangs on paragraphs: text boxes, then notes."""
        inside = [box for words in found for box in words.boxes]
        inside += [self.notes[note] for words in found for note in words.notes if note in self.notes]
        for container in inside:
            self._in_list = False
            self.read(container, depth + 1)

    def _table(self, table: Element, depth: int) -> None:
        found: list[Words] = []
        self._in_list, first = False, True
        for row in _rows(table):
            cells = [list(self._cell(cell, found, depth)) for cell in _cells(row)]
            if sum(len(lines) > 1 for lines in cells) > 1:  # columns of a layout: one after the other
                for line in (line for lines in cells for line in lines):
                    self.writing.block(line)
                first = True
                continue
            for pieces in zip_longest(*cells, fillvalue=""):
                if any(pieces):
                    self.writing.block("\t".join(pieces).rstrip("\t"), close=not first)
                    first = False
        self._hanging(found, depth)

    def _cell(self, cell: Element, found: list[Words], depth: int) -> Iterator[str]:
        """Yield the lines of a cell, those of tables inside it among them."""
        for block in inner_blocks(cell):
            if block.tag == qn("w:tbl"):
                inner = [inner for row in _rows(block) for inner in _cells(row)] if depth < _DEEPEST else []
                for one in inner:
                    yield from self._cell(one, found, depth + 1)
            else:
                words = words_of(block)
                found.append(words)
                if line := " ".join(words.text.split()):
                    yield line


def _rows(table: Element) -> Iterator[Element]:
    yield from (row for row in table.iter(qn("w:tr")) if _owner(row, qn("w:tbl")) is table and not is_deleted(row))


def _cells(row: Element) -> Iterator[Element]:
    """Yield the cells of a row; one that only goes on from the row above is an empty cell."""
    for cell in row.iter(qn("w:tc")):
        if _owner(cell, qn("w:tr")) is row:
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merged is not None and merged.get(qn("w:val")) != "restart"
            yield etree.Element(qn("w:tc")) if goes_on else cell


def _owner(element: Element, tag: str) -> Element | None:
    return next(element.iterancestors(tag), None)


def _notes(file: WordFile) -> dict[tuple[str, str], Element]:
    """Return the foot- and endnotes of a file by kind and id, without the lines that Word draws between them."""
    found: dict[tuple[str, str], Element] = {}
    for kind, relation in _NOTE_PARTS.items():
        for part in _related(file.part, relation):
            for note in parse_xml(part.blob).iterchildren(qn(f"w:{kind}")):
                if note.get(qn("w:type"), "normal") == "normal":
                    found[kind, note.get(qn("w:id"), "")] = note
    return found


def _related(part: Part, relation: str) -> Iterator[Part]:
    for link in part.rels.values():
        if link.reltype == relation and not link.is_external:
            yield link.target_part
