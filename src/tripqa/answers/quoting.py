"""Chosen sentences -> an answer: its quotes, the short answer, and what contradicts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tripqa.answers.conflicts import Said
from tripqa.answers.evidence import Evidence, Stated
from tripqa.citations.quoting import Quote, cited, stated
from tripqa.domain import Answered, Citation, Conflict, StatedValue


def quotes_of(evidence: Evidence, *, date: bool) -> Iterator[Quote]:
    """Yield a sentence, the date above it if that is wanted, and of a row what says what its values are."""
    if date and evidence.date_above:
        yield Quote(evidence.hit, evidence.date_above)
    yield Quote(evidence.hit, evidence.span)
    for span in evidence.hit.passage.above:
        yield Quote(evidence.hit, span)


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
    *,
    doubtful: bool,
) -> Answered:
    """Return an answer made of quotes, the most important first: those that go beyond the characters are left out."""
    citations = cited(quotes, characters)
    value = _stated(short, citations) if short else None
    sure = value and value.kind not in {contradicted.kind for pair in conflicts for _, contradicted in pair}
    return Answered(
        short=value if sure else None,
        confidence=confidence,
        doubtful=doubtful,
        citations=citations,
        conflicts=tuple(_shown(conflicts, citations)),
    )


def _shown(pairs: Iterable[tuple[Said, Said]], citations: Sequence[Citation]) -> Iterator[Conflict]:
    """Yield what contradicts each other among the quotes; pairs that share a value are one conflict."""
    groups: list[set[StatedValue]] = []
    for pair in pairs:
        values = {found for _, value in pair if (found := _stated(value, citations))}
        if len(values) == len(pair):  # else there was no room to quote both
            others = [group for group in groups if group & values]
            groups = [group for group in groups if not group & values] + [values.union(*others)]
    for group in groups:
        ordered = sorted(group, key=lambda value: (value.citation, value.start))
        yield Conflict(ordered[0].kind, tuple(ordered))


def _stated(value: Stated, citations: Sequence[Citation]) -> StatedValue | None:
    return stated(value.kind, value.document_id, (value.start, value.end), citations)
