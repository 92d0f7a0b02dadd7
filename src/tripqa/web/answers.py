"""An answer as a page shows it: quotes of one place together, the values in them marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from tripqa.domain import Answered, Citation, Hit, NameMatch, Span, StatedValue, Visit
from tripqa.text.pages import page_at
from tripqa.web.marking import Run, runs


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation, with what was asked for marked in it."""

    citation: Citation
    above: tuple[str, ...]  # what says what the cells of a row are, where nothing before it has shown that
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class QuotesOfPlace:
    """Quotes that follow each other and stand in one section of one document, on one day and on one page."""

    hit: Hit  # that of the first of them
    page: int | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class QuotesOfBlock:
    """A block of an answer: its quotes by place, none where nothing was found."""

    heading: str | None
    places: tuple[QuotesOfPlace, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A value of a conflict, with the citation that states it."""

    value: StatedValue
    citation: Citation
    page: int | None  # on which the value stands


def quotes_by_block(answered: Answered) -> list[QuotesOfBlock]:
    """Return the blocks of an answer in their order."""
    by_number = {citation.number: citation for citation in answered.citations}
    return [
        QuotesOfBlock(block.heading, tuple(_by_place(answered, [by_number[number] for number in block.citations])))
        for block in answered.blocks
    ]


def _by_place(answered: Answered, citations: Iterable[Citation]) -> list[QuotesOfPlace]:
    """Return quotes in their order, those of one section and day together."""
    values = [one for each in answered.conflicts for one in each.values]
    values += [answered.short] if answered.short else []
    above = above_each(answered.citations)
    quotes = [Quote(one, above[one.number - 1], _marked(one, values)) for one in citations]
    groups = [list(group) for _, group in groupby(quotes, key=_place)]
    return [QuotesOfPlace(group[0].citation.hit, _page(group[0].citation), tuple(group)) for group in groups]


def above_each(citations: Sequence[Citation]) -> list[tuple[str, ...]]:
    """Return for each citation what stands above its row and is neither quoted nor above one before it."""
    shown = {(citation.hit.document.id, (citation.start, citation.end)) for citation in citations}
    found: list[tuple[str, ...]] = []
    for citation in citations:
        document, passage = citation.hit.document, citation.hit.passage
        above = passage.above if citation.is_of_passage else ()
        spans = [span for span in above if (document.id, span) not in shown]
        shown |= {(document.id, span) for span in spans}
        found.append(tuple(document.text[start:end] for start, end in spans))
    return found


def claims(answered: Answered) -> list[list[Claim]]:
    """Return each conflict as its values with their citations."""
    by_number = {citation.number: citation for citation in answered.citations}
    return [[_claim(value, by_number[value.citation]) for value in found.values] for found in answered.conflicts]


def names_of(hits: Iterable[Hit]) -> dict[NameMatch, str]:
    """Return the names that hits write in another way than the question, each with the language of the first."""
    languages: dict[NameMatch, str] = {}
    for hit in hits:
        for name in hit.names:
            languages.setdefault(name, hit.document.language)
    return languages


def uncited(hits: Sequence[Hit], answered: Answered) -> list[Hit]:
    """Return the hits that an answer does not quote."""
    cited = {citation.hit.passage.id for citation in answered.citations}
    return [hit for hit in hits if hit.passage.id not in cited]


def _claim(value: StatedValue, citation: Citation) -> Claim:
    return Claim(value, citation, page_at(citation.hit.document, value.start))


def _marked(citation: Citation, values: Iterable[StatedValue]) -> tuple[Run, ...]:
    marks: list[Span] = [(value.start, value.end) for value in values if value.citation == citation.number]
    return tuple(runs(citation.quote, citation.start, marks))


def _place(quote: Quote) -> tuple[str, tuple[str, ...], Visit | None, int | None]:
    passage = quote.citation.hit.passage
    return passage.document_id, passage.section, passage.visit, _page(quote.citation)


def _page(citation: Citation) -> int | None:
    """Return the page on which a quote begins: that of its passage may be the one before."""
    return page_at(citation.hit.document, citation.start)
