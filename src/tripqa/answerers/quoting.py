"""Chosen sentences -> an answer: its quotes in reading order, the short answer, and what contradicts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tripqa.answerers.conflicts import Said
from tripqa.answerers.evidence import Evidence, Stated
from tripqa.domain import Answered, Citation, Conflict, Hit, Span, StatedValue


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a hit's document."""

    hit: Hit
    span: Span

    @property
    def length(self) -> int:
        """Return the number of its characters."""
        return self.span[1] - self.span[0]


def quotes_of(evidence: Evidence, *, date: bool) -> Iterator[Quote]:
    """Yield a sentence, and before it the date above it, if there is one and it is wanted."""
    if date and evidence.date_above:
        yield Quote(evidence.hit, evidence.date_above)
    yield Quote(evidence.hit, evidence.span)


def quotes_of_said(said: Said) -> Iterator[Quote]:
    """Yield what must be quoted to show a value and what it is of."""
    evidence, value = said
    return quotes_of(evidence, date=not evidence.span[0] <= value.start < evidence.span[1])


def answered(
    quotes: Iterable[Quote],
    characters: int,
    short: Stated | None,
    conflicts: Sequence[tuple[Said, Said]],
    confidence: float,
) -> Answered:
    """Return an answer made of quotes, the most important first: those that go beyond the characters are left out."""
    citations = _citations(_within(quotes, characters))
    stated = _stated(short, citations) if short else None
    sure = stated and stated.kind not in {value.kind for pair in conflicts for _, value in pair}
    return Answered(
        text=written(citations),
        short=stated if sure else None,
        confidence=confidence,
        citations=citations,
        conflicts=tuple(_shown(conflicts, citations)),
    )


def written(citations: Iterable[Citation]) -> str:
    """Return quotes as an answer writes them: one after another, each with its number."""
    return "\n".join(f"{citation.quote} [{citation.number}]" for citation in citations)


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


def _citations(quotes: Sequence[Quote]) -> tuple[Citation, ...]:
    """Return quotes as citations, in reading order, the document of the most important one first."""
    documents = list(dict.fromkeys(quote.hit.document.id for quote in quotes))
    ordered = sorted(quotes, key=lambda quote: (documents.index(quote.hit.document.id), quote.span))
    return tuple(
        Citation(number, quote.hit.document.text[slice(*quote.span)], *quote.span, quote.hit)
        for number, quote in enumerate(ordered, start=1)
    )


def _shown(pairs: Iterable[tuple[Said, Said]], citations: Sequence[Citation]) -> Iterator[Conflict]:
    """Yield what contradicts each other among the quotes; pairs that share a value are one conflict."""
    groups: list[set[StatedValue]] = []
    for pair in pairs:
        values = {stated for _, value in pair if (stated := _stated(value, citations))}
        if len(values) == len(pair):  # else there was no room to quote both
            others = [group for group in groups if group & values]
            groups = [group for group in groups if not group & values] + [values.union(*others)]
    for group in groups:
        ordered = sorted(group, key=lambda value: (value.citation, value.start))
        yield Conflict(ordered[0].kind, tuple(ordered))


def _stated(value: Stated, citations: Sequence[Citation]) -> StatedValue | None:
    """Return a value with the citation that it lies in; None if it lies in none."""
    for citation in citations:
        if (
            citation.hit.document.id == value.document_id
            and citation.start <= value.start
            and value.end <= citation.end
        ):
            text = citation.quote[value.start - citation.start : value.end - citation.start]
            return StatedValue(value.kind, text, value.start, value.end, citation.number)
    return None
