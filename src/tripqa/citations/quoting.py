"""Quotes of documents as an answer shows them: citations in reading order, and values that lie in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tripqa.domain import Citation, Hit, Span, StatedValue, ValueKind


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a hit's document."""

    hit: Hit
    span: Span

    @property
    def length(self) -> int:
        """Return the number of its characters."""
        return self.span[1] - self.span[0]


def cited(quotes: Iterable[Quote], characters: int) -> tuple[Citation, ...]:
    """Return quotes, the most important first, as citations in reading order, its document first.

    What goes beyond the characters is left out, and what lies in another quote.
    """
    kept = _within(quotes, characters)
    documents = list(dict.fromkeys(quote.hit.document.id for quote in kept))
    ordered = sorted(kept, key=lambda quote: (documents.index(quote.hit.document.id), quote.span))
    return tuple(
        Citation(number, quote.hit.document.text[slice(*quote.span)], *quote.span, quote.hit)
        for number, quote in enumerate(ordered, start=1)
    )


def stated(kind: ValueKind, document_id: str, span: Span, citations: Sequence[Citation]) -> StatedValue | None:
    """Return a value of a document with the citation that it lies in; None if it lies in none."""
    start, end = span
    for citation in citations:
        if citation.hit.document.id == document_id and citation.start <= start and end <= citation.end:
            text = citation.quote[start - citation.start : end - citation.start]
            return StatedValue(kind, text, start, end, citation.number)
    return None


def _within(quotes: Iterable[Quote], characters: int) -> list[Quote]:
    kept: list[Quote] = []
    for quote in quotes:
        others = [other for other in kept if not _holds(quote, other)]  # a row that holds its date needs it no more
        fits = quote.length + sum(other.length for other in others) <= characters
        if fits and all(_apart(quote, other) for other in others):
            kept = [*others, quote]
    return kept


def _holds(quote: Quote, other: Quote) -> bool:
    same = quote.hit.document.id == other.hit.document.id
    return same and quote.span[0] <= other.span[0] and other.span[1] <= quote.span[1] and quote.span != other.span


def _apart(quote: Quote, other: Quote) -> bool:
    same = quote.hit.document.id == other.hit.document.id
    return not same or quote.span[1] <= other.span[0] or other.span[1] <= quote.span[0]
