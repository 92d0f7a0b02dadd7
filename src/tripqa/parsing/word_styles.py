"""What the styles of a Word file make of its paragraphs: headings, items of lists, contents, titles, hidden text.

Styles are told by their built-in name, which is English in every language of Word, and by the level they set; never by
the name that the user sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from tripqa.parsing.word_names import qn

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ([1-9]|heading)|table of (figures|authorities)", re.IGNORECASE)
_BODY_LEVEL = 9  # Word's own number for text that is no heading
_DEEPEST = 30  # styles that a style may be based on, one on another
_HIDING = ("w:vanish", "w:strike", "w:dstrike")
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class _Link:
    """A paragraph, or a style that it takes after."""

    id: str  # of the style; empty for the paragraph itself
    name: str
    properties: Element | None


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles of a file, by id."""

    by_id: dict[str, Element]
    default: str
    _known: dict[str, frozenset[str]] = field(default_factory=dict)  # what a style hides

    @classmethod
    def of(cls, styles: Element | None) -> Styles:
        """Return the styles that a styles part defines."""
        found = [] if styles is None else list(styles.iterchildren(tag=qn("w:style")))
        by_id = {style.get(qn("w:styleId"), ""): style for style in found}
        defaults = [id for id, style in by_id.items() if style.get(qn("w:default")) and _type(style) == "paragraph"]
        return cls(by_id, defaults[0] if defaults else "")

    def level(self, paragraph: Element) -> int | None:
        """Return the level of a heading, from 1; None for any other paragraph."""
        for link in self._chain(paragraph):
            if (mark := _child(link.properties, "w:outlineLvl")) is not None:
                level = int(mark.get(qn("w:val"), str(_BODY_LEVEL)))
                return level + 1 if 0 <= level < _BODY_LEVEL else None
            if heading := _HEADING.fullmatch(link.name):
                return int(heading[1])
        return None

    def number(self, paragraph: Element) -> tuple[str, int | None, str]:
        """Return the list of a paragraph, its level if it is said, and the style that names the list; empty if none."""
        level: int | None = None
        for link in self._chain(paragraph):
            mark = _child(link.properties, "w:numPr")
            if mark is None:
                continue
            said = value(mark, "w:ilvl")
            level = int(said) if level is None and said.isdecimal() else level
            if id := value(mark, "w:numId"):
                return id, level, link.id
        return "", level, ""

    def list_of(self, style: str) -> str:
        """Return the list that a style names itself; empty if it names none."""
        found = self.by_id.get(style)
        mark = None if found is None else found.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        return "" if mark is None else value(mark, "w:numId")

    def hides(self, properties: Element | None, paragraph: frozenset[str]) -> bool:
        """Tell whether a run is hidden or struck, itself or by its style and its paragraph's, which undo each other."""
        if properties is None:
            return bool(paragraph)
        own = {mark: _is_on(properties, mark) for mark in _HIDING}
        by_style = self._hiding(value(properties, "w:rStyle")) ^ paragraph
        return any(mark in by_style if on is None else on for mark, on in own.items())

    def hiding(self, paragraph: Element) -> frozenset[str]:
        """Return what the style of a paragraph does to its runs that takes them out of sight."""
        return self._hiding(_style(paragraph.find(qn("w:pPr")), "w:pStyle") or self.default)

    def hides_end(self, paragraph: Element) -> bool:
        """Tell whether the end of a paragraph is hidden: an empty one is then not seen at all."""
        mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
        return mark is not None and bool(_is_on(mark, "w:vanish"))

    def _hiding(self, style: str) -> frozenset[str]:
        """Return what a style does to runs that takes them out of sight."""
        if style not in self._known:
            said = [(mark, on) for link in self._based(style) for mark, on in _said(self.by_id[link.id])]
            self._known[style] = frozenset(mark for mark, on in dict(reversed(said)).items() if on)
        return self._known[style]

    def is_contents(self, paragraph: Element) -> bool:
        """Tell whether a paragraph is a line of a table of contents."""
        return any(_CONTENTS.fullmatch(link.name) for link in self._chain(paragraph))

    def is_title(self, paragraph: Element) -> bool:
        """Tell whether a paragraph is the document's title."""
        return any(link.name.lower() == "title" for link in self._chain(paragraph))

    def _chain(self, paragraph: Element) -> Iterator[_Link]:
        """Yield the properties of a paragraph, and then its style and those this is based on."""
        properties = paragraph.find(qn("w:pPr"))
        yield _Link("", "", properties)
        yield from self._based(_style(properties, "w:pStyle") or self.default)

    def _based(self, id: str) -> Iterator[_Link]:
        for _ in range(_DEEPEST):
            style = self.by_id.get(id)
            if style is None:
                return
            yield _Link(id, value(style, "w:name"), style.find(qn("w:pPr")))
            id = value(style, "w:basedOn")


def value(element: Element, name: str) -> str:
    """Return what a child of an element says; empty if there is none, or it says nothing."""
    found = element.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _type(style: Element) -> str:
    return str(style.get(qn("w:type"), ""))


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else element.find(qn(name))


def _style(properties: Element | None, name: str) -> str:
    return "" if properties is None else value(properties, name)


def _said(style: Element) -> Iterator[tuple[str, bool]]:
    properties = style.find(qn("w:rPr"))
    for mark in () if properties is None else _HIDING:
        if (on := _is_on(properties, mark)) is not None:
            yield mark, on


def _is_on(properties: Element, mark: str) -> bool | None:
    """Tell whether a mark is set, or taken back; None if nothing is said of it."""
    found = properties.find(qn(mark))
    return None if found is None else found.get(qn("w:val")) not in _OFF
