"""Which passages a filter lets through."""

from __future__ import annotations

from functools import lru_cache

from tripqa.domain import Document, Filter, Passage
from tripqa.text.folding import fold_question

_HEADINGS = 4096  # that are remembered


def passes(where: Filter, document: Document, passage: Passage) -> bool:
    """Tell whether a filter lets a passage of a document through."""
    return (
        (where.documents is None or document.id in where.documents)
        and (where.language is None or document.language.casefold() == where.language.casefold())
        and (where.section is None or _plain(where.section) in map(_plain, passage.section))
        and _in_time(where, document, passage)
    )


@lru_cache(_HEADINGS)
def _plain(heading: str) -> str:
    """Return a heading without what layout and typing differ in: width, letter case, spaces."""
    return "".join(fold_question(heading).casefold().split())


def _in_time(where: Filter, document: Document, passage: Passage) -> bool:
    if where.since is None and where.until is None:
        return True
    days = (passage.visit.date, passage.visit.date) if passage.visit else document.trip
    if days is None:
        return False
    return (where.since is None or where.since <= days[0]) and (where.until is None or days[1] <= where.until)
