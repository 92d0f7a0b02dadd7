"""A document as it is read: headings, paragraphs, rows and the gaps between them, a quote marked in it.

The text of all blocks together is the document's text, character for character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tripqa.domain import Document, Section, Span
from tripqa.text.folding import LINE_BREAK
from tripqa.web.marking import Run, runs

Kind = Literal["heading", "text", "row", "gap"]
_DEEPEST = 6  # of the headings that HTML has
_TITLE = 1  # the level of the document's title, which stands above all sections


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, or consecutive lines of another kind, with their line ends."""

    kind: Kind
    level: int  # of a heading, from 2 to 6; else 0
    runs: tuple[Run, ...]


def blocks(document: Document, sections: Sequence[Section], mark: Span | None) -> list[Block]:
    """Return a document's text as blocks, in reading order."""
    text, levels, marks = document.text, dict(_levels(sections)), [mark] if mark else []
    drafts: list[tuple[Kind, int, int, int]] = []  # kind, level, start, end
    for start, end in _lines(text):
        line = text[start:end]
        level = levels.get(start + len(line) - len(line.lstrip()), 0) if line.strip() else 0
        kind = "heading" if level else _kind(line)
        if drafts and drafts[-1][0] == kind != "heading":
            drafts[-1] = (kind, level, drafts[-1][2], end)
        else:
            drafts.append((kind, level, start, end))
    return [Block(kind, level, tuple(runs(text[start:end], start, marks))) for kind, level, start, end in drafts]


def section_at(sections: Sequence[Section], place: int) -> Section | None:
    """Return the section that a place of the text lies in; None above the first and between two."""
    return next((section for section in reversed(sections) if section.start <= place < section.end), None)


def _levels(sections: Sequence[Section]) -> Iterator[tuple[int, int]]:
    """Return where headings stand, and the level of each: one below the headings above it, and none left out."""
    level = _TITLE
    for section in sections:
        if section.headings:
            level = min(_TITLE + len(section.headings), level + 1, _DEEPEST)
            yield section.start, level


def _kind(line: str) -> Kind:
    if not line.strip():
        return "gap"
    return "row" if "\t" in line else "text"


def _lines(text: str) -> Iterator[Span]:
    bounds = [0, *(found.end() for found in LINE_BREAK.finditer(text)), len(text)]
    return ((start, end) for start, end in pairwise(bounds) if start < end)
