"""What the styles of a Word file make of its paragraphs: headings, list items, tables of contents, titles.

Styles are told by their built-in name, which is English in every language of Word, and by the level they set; never by
the name that the user sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ([1-9]|heading)|table of (figures|authorities)", re.IGNORECASE)
_BODY_LEVEL = 9  # Word's own number for text that is no heading
_DEEPEST = 30  # styles that a style may be based on, one on another


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles of a file, by id."""

    by_id: dict[str, Element]
    default: str

    @classmethod
    def of(cls, styles: Element | None) -> Styles:
        """Return the styles that a styles part defines."""
        found = [] if styles is None else list(styles.iterchildren(tag=qn("w:style")))
        by_id = {style.get(qn("w:styleId"), ""): style for style in found}
        defaults = [id for id, style in by_id.items() if style.get(qn("w:default")) and _type(style) == "paragraph"]
        return cls(by_id, defaults[0] if defaults else "")

    def level(self, paragraph: Element) -> int | None:
        """Return the level of a heading, from 1; None for any other paragraph."""
        for properties, name in self._chain(paragraph):
            if (mark := _child(properties, "w:outlineLvl")) is not None:
                level = int(mark.get(qn("w:val"), str(_BODY_LEVEL)))
                return level + 1 if 0 <= level < _BODY_LEVEL else None
            if heading := _HEADING.fullmatch(name):
                return int(heading[1])
        return None

    def is_item(self, paragraph: Element) -> bool:
        """Tell whether a paragraph is an item of a list, with a bullet or a number that Word makes."""
        for properties, _ in self._chain(paragraph):
            if (mark := _child(properties, "w:numPr")) is not None:
                number = mark.find(qn("w:numId"))
                return number is None or number.get(qn("w:val")) != "0"
        return False

    def is_contents(self, paragraph: Element) -> bool:
        """Tell whether a paragraph is a line of a table of contents."""
        return any(_CONTENTS.fullmatch(name) for _, name in self._chain(paragraph))

    def is_title(self, paragraph: Element) -> bool:
        """Tell whether a paragraph is the document's title."""
        return any(name.lower() == "title" for _, name in self._chain(paragraph))

    def _chain(self, paragraph: Element) -> Iterator[tuple[Element | None, str]]:
        """Yield the properties of a paragraph, and then of its style and those this is based on, with their names."""
        properties = paragraph.find(qn("w:pPr"))
        yield properties, ""
        named = _child(properties, "w:pStyle")
        id = self.default if named is None else named.get(qn("w:val"), "")
        for _ in range(_DEEPEST):
            style = self.by_id.get(id)
            if style is None:
                return
            yield style.find(qn("w:pPr")), _value(style, "w:name")
            id = _value(style, "w:basedOn")


def _type(style: Element) -> str:
    return str(style.get(qn("w:type"), ""))


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else element.find(qn(name))


def _value(style: Element, name: str) -> str:
    found = style.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val"), ""))
