"""Text of a document in the pieces that a page shows in different ways; together they are the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tripqa.text.breaks import Break

Kind = Literal["words", "tab", "gap", "joint", "wrap"]  # the last two: breaks of the layout
_TAB_OR_GAP = re.compile(r"(?P<tab>\t)|(?P<gap>\s*\n\s*\n\s*)")  # between two cells, between two paragraphs


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is shown in one way."""

    kind: Kind
    text: str


def laid(text: str, start: int, breaks: Iterable[Break]) -> list[Piece]:
    """Cut a text that begins at `start` of its document. No piece is empty."""
    done, pieces = 0, list[Piece]()
    for one in breaks:
        left, right = one.start - start, one.end - start
        if done <= left and right <= len(text):
            pieces += [*_cells(text[done:left]), Piece("wrap" if one.shown else "joint", text[left:right])]
            done = right
    return [*pieces, *_cells(text[done:])]


def _cells(text: str) -> Iterator[Piece]:
    done = 0
    for found in _TAB_OR_GAP.finditer(text):
        if done < found.start():
            yield Piece("words", text[done : found.start()])
        yield Piece("tab" if found["tab"] else "gap", found.group())
        done = found.end()
    if done < len(text):
        yield Piece("words", text[done:])
