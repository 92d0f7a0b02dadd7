"""Pages and slides: where a place of a text lies."""

from __future__ import annotations

from bisect import bisect_right

from tripqa.domain import Document


def page_at(document: Document, place: int) -> int | None:
    """Return the page that a character lies on, from 1; None where the format has no pages: never guessed."""
    return max(bisect_right(document.pages, place), 1) if document.pages else None
