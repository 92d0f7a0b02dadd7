"""What a browser shows before the items of a list on a web page."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


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
