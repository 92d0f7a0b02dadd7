"""The text of OpenDocument paragraphs as it is seen: without what is hidden, struck, commented or read aloud (ruby)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

_URN = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
TEXT, TABLE, DRAW, OFFICE, STYLE = map(_URN.format, ("text", "table", "drawing", "office", "style"))
_PRESENTATION = _URN.format("presentation")
_ASIDE = frozenset(
    (
        f"{OFFICE}annotation",
        f"{OFFICE}annotation-end",
        f"{TEXT}ruby-text",
        f"{TEXT}note-citation",
        f"{TEXT}hidden-text",
        f"{TEXT}hidden-paragraph",
        f"{TEXT}number",
    )
)
_HANGING = frozenset((f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g", f"{TEXT}note"))
_MOST_SPACES = 1_000
_DEEPEST = 30  # styles that a style may be based on, one on another


@dataclass(slots=True)
class Unseen:
    """The styles of a file that take what has them out of sight."""

    styles: dict[tuple[str, str], Element] = field(default_factory=dict)  # by family and name
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, roots: Iterable[Element]) -> Unseen:
        """Return the styles of a file's parts; those of a later part go first."""
        styles = (style for root in roots for style in root.iter(f"{STYLE}style"))
        return cls({(one.get(f"{STYLE}family", ""), one.get(f"{STYLE}name", "")): one for one in styles})

    def hides(self, element: Element) -> bool:
        """Tell whether a paragraph, a run of text or a cell is hidden or struck."""
        family = (
            "table-cell" if element.tag.startswith(TABLE) else "text" if element.tag == f"{TEXT}span" else "paragraph"
        )
        return self._is_unseen(family, element.get(f"{TEXT if family != 'table-cell' else TABLE}style-name", ""))

    def hides_table(self, table: Element) -> bool:
        """Tell whether a sheet is hidden."""
        return self._says(
            "table", table.get(f"{TABLE}style-name", ""), f"{STYLE}table-properties", f"{TABLE}display", "false"
        )

    def hides_page(self, page: Element) -> bool:
        """Tell whether a slide is hidden."""
        properties, name = f"{STYLE}drawing-page-properties", page.get(f"{DRAW}style-name", "")
        return self._says("drawing-page", name, properties, f"{_PRESENTATION}visibility", "hidden")

    def _is_unseen(self, family: str, name: str) -> bool:
        key = family, name
        if key not in self._known:
            self._known[key] = self._says(family, name, f"{STYLE}text-properties", f"{TEXT}display", "none") or (
                self._said(family, name, f"{STYLE}text-properties", f"{STYLE}text-line-through-style")
                not in ("", "none")
            )
        return self._known[key]

    def _says(self, family: str, name: str, properties: str, what: str, value: str) -> bool:
        return self._said(family, name, properties, what) == value

    def _said(self, family: str, name: str, properties: str, what: str) -> str:
        """Return what a style says, or the nearest of those it is based on."""
        for _ in range(_DEEPEST):
            style = self.styles.get((family, name))
            if style is None:
                return ""
            found = style.find(properties)
            if found is not None and (said := found.get(what)) is not None:
                return str(said)
            name = style.get(f"{STYLE}parent-style-name", "")
        return ""


def words(paragraph: Element, unseen: Unseen) -> str:
    """Return the text of a paragraph."""
    return "" if unseen.hides(paragraph) else "".join(_said(paragraph, unseen)).strip()


def _said(element: Element, unseen: Unseen) -> Iterator[str]:
    yield _flowing(element.text)
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == f"{TEXT}s":
            count = child.get(f"{TEXT}c", "1")
            yield " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES)
        elif child.tag == f"{TEXT}tab":
            yield "\t"
        elif child.tag == f"{TEXT}line-break":
            yield "\n"
        elif child.tag not in _ASIDE | _HANGING and not (child.tag == f"{TEXT}span" and unseen.hides(child)):
            yield from _said(child, unseen)
        yield _flowing(child.tail)


def _flowing(text: str | None) -> str:
    """Return text in which white space is no more than one space, as in any OpenDocument."""
    if not text:
        return ""
    joined = " ".join(text.split())
    return (" " if text[0].isspace() else "") + joined + (" " if joined and text[-1].isspace() else "")


def hangs_on(paragraph: Element) -> Iterator[Element]:
    """Yield the frames that hang on a paragraph, and the bodies of its notes."""
    for child in paragraph.iterchildren(tag=etree.Element):
        if child.tag in _HANGING:
            yield child
        elif child.tag not in _ASIDE:
            yield from hangs_on(child)
