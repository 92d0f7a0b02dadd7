"""What stands before the items of a list on a web page: a mark, or the term that they are of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


_LONGEST_VALUE = 150  # characters; what is longer is a paragraph about its term
_BLOCKS = ("p", "div", "ul", "ol", "dl", "table", "blockquote", "pre", "br")


@dataclass(frozen=True, slots=True)
class Key:
    """The term that a short description is of."""

    words: str
    is_right_above: bool  # no other description stands between


def key_of(description: HtmlElement) -> Key | None:
    """Return the term that a `<dd>` is of; None if it is long, or none stands above it."""
    if next(description.iter(*_BLOCKS), None) is not None or len(_words(description)) > _LONGEST_VALUE:
        return None
    nearest = next(description.itersiblings("dt", "dd", preceding=True), None)
    term = next(description.itersiblings("dt", preceding=True), None)
    words = "" if term is None else _words(term)
    return Key(words, nearest is term) if 0 < len(words) <= _LONGEST_VALUE else None


def _words(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


class Marks:
    """Gives the mark of each item. A list is counted through once, with its first item, however many it has."""

    def __init__(self) -> None:
        self._numbers: dict[HtmlElement, int] = {}

    def of(self, item: HtmlElement) -> str:
        """Return the mark of an item: a dash stands for a dot."""
        above = item.getparent()
        if above is None or above.tag != "ol":
            return "- "
        if item not in self._numbers:
            self._numbers |= zip(above.iterchildren("li"), count(_first(above)), strict=False)
        return f"{self._numbers[item]}. "


def _first(numbered: HtmlElement) -> int:
    start = numbered.get("start") or ""
    return int(start) if start.isdecimal() else 1
