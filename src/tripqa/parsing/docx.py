"""Word (.docx): paragraphs in order with the numbers that Word makes, headings by their style, tables as rows.

Text boxes and notes come after the paragraph that they hang on. Headers, footers, comments and tables of contents are
left out; pages are not told, for only Word's own layout knows them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from docx import Document as open_word
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from lxml.etree import _Element as Element

from tripqa.errors import FileWithoutText
from tripqa.parsing.archive import check_archive
from tripqa.parsing.extract import Extract
from tripqa.parsing.graphics import lines_of
from tripqa.parsing.limits import Limits
from tripqa.parsing.office_forms import transitional
from tripqa.parsing.titles import own_title
from tripqa.parsing.word_names import qn
from tripqa.parsing.word_numbers import BULLET_MARK, Numbers
from tripqa.parsing.word_styles import Styles
from tripqa.parsing.word_tables import (
    cell_lines,
    columns_of,
    is_layout,
    row_lines,
    rows_of,
    with_merged,
    with_spread,
)
from tripqa.parsing.word_text import Words, inner_blocks, is_deleted, words_of
from tripqa.parsing.writing import Writing, item, unbroken
from tripqa.text.lines import BULLET

_DEEPEST = 20  # text boxes and tables inside one another
_NOTE_PARTS = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of a Word file; UnreadableFile if it is damaged, too large, or has none."""
    check_archive(data, limits)
    file = open_word(io.BytesIO(transitional(data, limits)))
    styles = Styles.of(file.styles.element)
    reading = _Reading(styles, _notes(file), Numbers.of(_numbering(file), styles), Writing(limits), file.part)
    reading.read(file.element.body)
    if not reading.writing.text:
        raise FileWithoutText("has no text; save the report with its text, or take the file out of the folder")
    return Extract(
        text=reading.writing.text,
        title=own_title(file.core_properties.title) or reading.title,
        headings=tuple(reading.writing.headings) or None,
        pages=(),
        read_as="Word",
        remarks=(f"{reading.lost} charts or diagrams are left out: their parts are not there",) if reading.lost else (),
    )


@dataclass(slots=True)
class _Reading:
    """The text of a Word file as far as it has been read."""

    styles: Styles
    notes: Mapping[tuple[str, str], Element]
    numbers: Numbers
    writing: Writing
    part: Part
    title: str = ""
    lost: int = 0  # charts and diagrams whose parts are not there
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
        words = words_of(paragraph, self.styles)
        if is_deleted(paragraph):
            self._unended += words.text
        else:
            text, mark = self._unended + words.text, self._mark(paragraph, words)
            self._unended = ""
            if text:
                self._write(paragraph, text, mark)
        self._hanging([words], depth)

    def _mark(self, paragraph: Element, words: Words) -> str | None:
        """Count a paragraph if it is of a list, and return what Word shows before it."""
        return None if not words.text and self.styles.hides_end(paragraph) else self.numbers.mark(paragraph)

    def _write(self, paragraph: Element, text: str, mark: str | None) -> None:
        level = self.styles.level(paragraph)
        if not self.title and self.styles.is_title(paragraph):
            self.title = own_title(text)
        marked = _marked(text, mark) if level is None or mark != BULLET_MARK else text
        if level is not None:
            self.writing.block(" ".join(marked.split()), level)
        else:
            listed = mark == BULLET_MARK or (bool(mark) and BULLET.match(marked) is not None)
            self.writing.block(marked, close=listed and self._in_list)
        self._in_list = mark is not None and level is None

    def _hanging(self, found: Sequence[Words], depth: int) -> None:
        """Read what hangs on paragraphs: text boxes, then notes."""
        self._graphics(found)
        inside = [box for words in found for box in words.boxes]
        inside += [self.notes[note] for words in found for note in words.notes if note in self.notes]
        for container in inside:
            self._in_list = False
            self.read(container, depth + 1)

    def _graphics(self, found: Sequence[Words]) -> None:
        """Write the charts and diagrams that hang on paragraphs."""
        for reference in (one for words in found for one in words.graphics):
            lines = lines_of(reference, self.part)
            if lines is None:
                self.lost += 1
            self.writing.block("\n".join(lines or ()))

    def _table(self, table: Element, depth: int) -> None:
        found: list[Words] = []
        seen = list(rows_of(table))
        read = (
            (row, [[] if one is None else cell_lines(one, self._cell(one, found, depth)) for one in columns_of(row)])
            for row in seen
        )
        rows = with_spread(seen, list(with_merged(read)))
        self._in_list, first = False, True
        for row in rows:
            if is_layout(row, alone=len(rows) == 1):
                for line in (line for lines in row for line in lines):
                    self.writing.block(line)
                first = True
                continue
            for line in row_lines(row):
                self.writing.block(line, close=not first)
                first = False
        self._hanging(found, depth)

    def _cell(self, cell: Element, found: list[Words], depth: int) -> Iterator[str]:
        """Yield the lines of a cell, a row of a table inside it as one."""
        for block in inner_blocks(cell):
            if block.tag == qn("w:tbl"):
                for row in rows_of(block) if depth < _DEEPEST else ():
                    inner = (self._cell(one, found, depth + 1) for one in columns_of(row) if one is not None)
                    yield from filter(None, [" ".join(chain.from_iterable(inner))])
            else:
                words = words_of(block, self.styles)
                found.append(words)
                mark = None if is_deleted(block) else self.numbers.mark(block)
                text = unbroken(words.text)
                if text or (mark and mark != BULLET_MARK):
                    yield _marked(text, mark).strip()


def _marked(text: str, mark: str | None) -> str:
    """Return a text behind what Word shows before it."""
    return item(text) if mark == BULLET_MARK else (mark or "") + text


def _notes(file: WordFile) -> dict[tuple[str, str], Element]:
    """Return the foot- and endnotes of a file by kind and id, without the lines that Word draws between them."""
    found: dict[tuple[str, str], Element] = {}
    for kind, relation in _NOTE_PARTS.items():
        for part in _related(file.part, relation):
            for note in parse_xml(part.blob).iterchildren(qn(f"w:{kind}")):
                if note.get(qn("w:type"), "normal") == "normal":
                    found[kind, note.get(qn("w:id"), "")] = note
    return found


def _numbering(file: WordFile) -> Element | None:
    """Return the lists of a file; one without any has no such part."""
    return next((parse_xml(part.blob) for part in _related(file.part, RELATIONSHIP_TYPE.NUMBERING)), None)


def _related(part: Part, relation: str) -> Iterator[Part]:
    for link in part.rels.values():
        if link.reltype == relation and not link.is_external:
            yield link.target_part
