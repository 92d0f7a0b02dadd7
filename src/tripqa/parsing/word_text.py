"""The text of one Word paragraph, as it stands when all changes are accepted.

What was deleted or moved away is left out, what was inserted is kept; so are fields as they are shown, links and
equations. Of a word with its reading above it (ruby) the word is read. Text that is hidden or struck is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from tripqa.parsing.equations import MATHS, linear
from tripqa.parsing.fields import Field
from tripqa.parsing.graphics import GRAPHICS
from tripqa.parsing.symbols import sign, signs, superscript
from tripqa.parsing.word_names import qn
from tripqa.parsing.word_styles import Styles

CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_LEFT_OUT = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:instrText", "w:delText", "w:footnoteRef", "w:endnoteRef"))
)
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
}
_NOTES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_HEX = re.compile(r"[0-9A-Fa-f]{1,5}")


@dataclass(slots=True)
class Words:
    """What a paragraph says, and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)  # contents of its text boxes
    notes: list[tuple[str, str]] = field(default_factory=list)  # kind and id of its foot- and endnotes
    graphics: list[Element] = field(default_factory=list)  # references to charts and diagrams

    @property
    def text(self) -> str:
        """Return the text without the white space around it."""
        return "".join(self.parts).strip()

    @property
    def size(self) -> tuple[int, ...]:
        """Return how much has been found, to be compared."""
        return sum(map(len, self.parts)), len(self.boxes), len(self.notes), len(self.graphics)


def words_of(paragraph: Element, styles: Styles) -> Words:
    """Return what a paragraph says."""
    gathering = _Gathering(styles, styles.hiding(paragraph))
    gathering.gather(paragraph)
    return gathering.found


@dataclass(slots=True)
class _Gathering:
    """What has been found in a paragraph, and the fields that are open."""

    styles: Styles
    hiding: frozenset[str]  # what the paragraph's style does to take runs out of sight
    found: Words = field(default_factory=Words)
    _fields: list[Field] = field(default_factory=list)

    def gather(self, element: Element, font: str = "") -> None:
        """Read what an element holds, in the font of the run around it."""
        for child in element.iterchildren(tag=etree.Element):
            self._read(child, font)

    def _read(self, child: Element, font: str) -> None:
        found = self.found
        if child.tag == qn("w:r"):
            self._run(child)
        elif child.tag == qn("w:t"):
            found.parts.append(signs(font, (child.text or "").replace("\n", " ")))
        elif child.tag == qn("w:sym"):
            found.parts.append(_sign(child))
        elif child.tag in _SIGNS:
            found.parts.append(_SIGNS[child.tag])
        elif child.tag in MATHS:
            found.parts.append(linear(child))
        elif child.tag in _NOTES:
            found.notes.append((_NOTES[child.tag], child.get(qn("w:id"), "")))
        elif child.tag == qn("w:txbxContent"):
            found.boxes.append(child)
        elif child.tag in GRAPHICS:
            found.graphics.append(child)
        elif child.tag == CHOICE:
            self._one_of(child, font)
        elif child.tag not in _LEFT_OUT:
            self.gather(child, font)

    def _run(self, run: Element) -> None:
        """Read a run; of one that is not seen, only where fields begin and end."""
        properties, begin = run.find(qn("w:rPr")), len(self.found.parts)
        seen, font = not self.styles.hides(properties, self.hiding), _font(properties)
        for child in run.iterchildren(tag=etree.Element):
            if child.tag == qn("w:fldChar"):
                self._field(child)
            elif child.tag == qn("w:instrText") and self._fields:
                self._fields[-1].code += child.text or ""
            elif seen:
                self._read(child, font)
        if _is_raised(properties) and (raised := superscript("".join(self.found.parts[begin:]))):
            self.found.parts[begin:] = [raised]

    def _one_of(self, choice: Element, font: str) -> None:
        """Read the first form of a thing that says anything: it stands there for new programs and for old ones."""
        before = self.found.size
        for form in choice.iterchildren(tag=etree.Element):
            self.gather(form, font)
            if self.found.size != before:
                return

    def _field(self, mark: Element) -> None:
        """Begin or end a field, or its text: what was read while its code went on is a part of that."""
        kind, parts = mark.get(qn("w:fldCharType")), self.found.parts
        if kind == "begin":
            self._fields.append(Field(mark, len(parts)))
        elif self._fields and kind == "separate":
            del parts[self._fields[-1].start :]
            self._fields[-1].has_text = True
        elif self._fields and kind == "end":
            ended = self._fields.pop()
            if not ended.has_text or not any(parts[ended.start :]):
                parts[ended.start :] = [ended.shown()]


def _font(properties: Element | None) -> str:
    fonts = None if properties is None else properties.find(qn("w:rFonts"))
    return "" if fonts is None else fonts.get(qn("w:ascii"), "")


def _sign(symbol: Element) -> str:
    code = symbol.get(qn("w:char"), "")
    return sign(symbol.get(qn("w:font"), ""), int(code, 16)) if _HEX.fullmatch(code) else ""


def _is_raised(properties: Element | None) -> bool:
    place = None if properties is None else properties.find(qn("w:vertAlign"))
    return place is not None and place.get(qn("w:val")) == "superscript"


def is_deleted(block: Element) -> bool:
    """Tell whether the end of a paragraph, or a row of a table, is marked as deleted."""
    return any(
        block.find("/".join(map(qn, path))) is not None
        for path in (("w:pPr", "w:rPr", "w:del"), ("w:pPr", "w:rPr", "w:moveFrom"), ("w:trPr", "w:del"))
    )


def inner_blocks(container: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of a body, a cell or a text box, in order; of a table of contents nothing."""
    for child in container.iterchildren(tag=etree.Element):
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            if content is not None and not _is_contents(child):
                yield from inner_blocks(content)
        elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
            yield from inner_blocks(child)
        elif child.tag == CHOICE:
            yield from next(filter(None, ([*inner_blocks(form)] for form in child.iterchildren(tag=etree.Element))), [])


def _is_contents(control: Element) -> bool:
    gallery = control.find("/".join(map(qn, ("w:sdtPr", "w:docPartObj", "w:docPartGallery"))))
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"
