"""HTML read as a browser reads it, as far as the pages need it: what a reader finds, not how it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img"}
PHRASING = {"a", "b", "bdi", "br", "button", "code", "kbd", "mark", "span", "time"}  # what a paragraph may hold


@dataclass
class Element:
    """An element with its attributes, and what it holds in order."""

    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return its `textContent`. What a `template` holds is no part of the page, here and below."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Return the elements below, in order, of a tag and with these attributes; `class_` is one of the classes."""
        return [one for one in self._below() if one.tag == (tag or one.tag) and one._has(attributes)]

    def one(self, tag: str = "", **attributes: str) -> Element:
        """Return the only such element below."""
        (found,) = self.all(tag, **attributes)
        return found

    def _has(self, wanted: dict[str, str]) -> bool:
        classes = self.attributes.get("class", "").split()
        return all(
            value in classes if name == "class_" else self.attributes.get(name) == value
            for name, value in wanted.items()
        )

    def _below(self) -> Iterator[Element]:
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part._below()


def read(html: str) -> Element:
    """Return a document. A line end of any kind becomes one line feed and NUL is dropped, as in a browser."""
    reader = _Reader()
    reader.feed(html.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
    reader.close()
    assert len(reader.open) == 1, "an element is not closed"
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute of <{tag}> stands there twice"
        assert self.open[-1].tag != "p" or tag in PHRASING, f"<{tag}> closes the paragraph around it"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        element = self.open.pop()
        assert element.tag == tag, f"</{tag}> closes something else"
        if tag == "template":
            element.parts.clear()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)
