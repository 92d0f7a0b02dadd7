"""Which passages a filter lets through."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from tripqa.domain import Document, Filter, Passage
from tripqa.text.folding import fold_line

_HEADINGS = 4096  # that are remembered


def passes(where: Filter, document: Document, passage: Passage) -> bool:
    """Tell whether a filter lets a passage of a document through."""
    return (
        (where.documents is None or document.id in where.documents)
        and (where.language is None or same_language(document.language, where.language))
        and (where.section is None or plain_heading(where.section) in map(plain_heading, passage.section))
        and _in_time(where, document, passage)
    )


def same_language(one: str, other: str) -> bool:
    """Tell whether two tags name one language, in whatever letter case."""
    return one.casefold() == other.casefold()


def days_of(document: Document, passage: Passage) -> tuple[date, date] | None:
    """Return the first and the last day that a passage is of: of its visit or, where there is none, of the trip."""
    return (passage.visit.date, passage.visit.date) if passage.visit else document.trip


@lru_cache(_HEADINGS)
def plain_heading(heading: str) -> str:
    """Return a heading without what layout and typing differ in: width, letter case, spaces."""
    return "".join(fold_line(heading).casefold().split())


def _in_time(where: Filter, document: Document, passage: Passage) -> bool:
    if where.since is None and where.until is None:
        return True
    days = days_of(document, passage)
    if days is None:
        return False
    return (where.since is None or where.since <= days[0]) and (where.until is None or days[1] <= where.until)
