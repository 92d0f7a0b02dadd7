"""Headings of a PDF, out of its bookmarks: where they name lines of the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tripqa.domain import Heading

_MOST_LINES = 3  # that one heading is broken into
_ENOUGH = 2 / 3  # of the bookmarks; with fewer found they are about something else than the text


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of a PDF's outline."""

    title: str
    level: int  # from 1
    page: int  # from 0


def headings_of(
    bookmarks: Iterable[Bookmark], text: str, pages: Sequence[Sequence[tuple[int, int]]]
) -> tuple[Heading, ...] | None:
    """Return the headings that bookmarks name; None if there are none, or the text does not hold most of them.

    `pages` has the span of each line, page by page.
    """
    wanted = [bookmark for bookmark in bookmarks if _bare(bookmark.title)]
    found: dict[int, Heading] = {}
    for bookmark in wanted:
        lines = pages[bookmark.page] if bookmark.page < len(pages) else ()
        if place := _place(_bare(bookmark.title), text, [span for span in lines if span[0] not in found]):
            found[place[0]] = Heading(*place, bookmark.level)
    enough = found and len(found) >= _ENOUGH * len(wanted)
    return tuple(found[start] for start in sorted(found)) if enough else None


def _place(title: str, text: str, lines: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    for i, (start, _) in enumerate(lines):
        for _, end in lines[i : i + _MOST_LINES]:
            bare = _bare(text[start:end])
            if bare == title:
                return start, end
            if not title.startswith(bare):
                break
    return None


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
