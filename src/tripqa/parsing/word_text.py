"""The text of one Word paragraph, as it stands when all changes are accepted.

What was deleted or moved away is left out, what was inserted is kept; so are fields as they are shown, links and
equations. Of a word with its reading above it (ruby) the word is read. Hidden text is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element as Element

_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
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
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Words:
    """What a paragraph says, and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)  # contents of its text boxes
    notes: list[tuple[str, str]] = field(default_factory=list)  # kind and id of its foot- and endnotes

    @property
    def text(self) -> str:
        """Return the text without the white space around it."""
        return "".join(self.parts).strip()


def words_of(paragraph: Element) -> Words:
    """Return what a paragraph says."""
    found = Words()
    _gather(paragraph, found)
    return found


def _gather(element: Element, found: Words) -> None:
    for child in element.iterchildren(tag=etree.Element):
        if child.tag in (qn("w:t"), _MATHS):
            found.parts.append((child.text or "").replace("\n", " "))
        elif child.tag in _SIGNS:
            found.parts.append(_SIGNS[child.tag])
        elif child.tag in _NOTES:
            found.notes.append((_NOTES[child.tag], child.get(qn("w:id"), "")))
        elif child.tag == qn("w:txbxContent"):
            found.boxes.append(child)
        elif child.tag == _CHOICE:  # the same thing twice, for new programs and for old ones
            for first in child.iterchildren(tag=etree.Element):
                _gather(first, found)
                break
        elif child.tag not in _LEFT_OUT and not _is_hidden(child):
            _gather(child, found)


def _is_hidden(run: Element) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return mark is not None and mark.get(qn("w:val")) not in _OFF


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


def _is_contents(control: Element) -> bool:
    gallery = control.find("/".join(map(qn, ("w:sdtPr", "w:docPartObj", "w:docPartGallery"))))
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"
