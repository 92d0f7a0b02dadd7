"""An answer as a page shows it: quotes of one place together, the values in them marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tripqa.domain import Answered, Citation, Gloss, Hit, NameMatch, Span, StatedValue, Visit
from tripqa.localising import heading_in, value_in
from tripqa.service import Reply
from tripqa.text.pages import page_at
from tripqa.web.marking import Run, runs


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation, with what was asked for marked in it."""

    citation: Citation
    above: tuple[str, ...]  # what says what the cells of a row are, where nothing before it has shown that
    runs: tuple[Run, ...]
    glosses: tuple[Gloss, ...]  # of names that no quote before it has


@dataclass(frozen=True, slots=True)
class QuotesOfPlace:
    """Quotes that follow each other and stand in one section of one document, on one day and on one page."""

    hit: Hit  # that of the first of them
    page: int | None
    quotes: tuple[Quote, ...]

    @property
    def glosses(self) -> list[Gloss]:
        """Return what readers of another language call the names in it."""
        return [gloss for quote in self.quotes for gloss in quote.glosses]


@dataclass(frozen=True, slots=True)
class QuotesOfBlock:
    """A block of an answer: its quotes by place, none where nothing was found."""

    heading: str | None
    localised: str | None  # the heading in the reader's language, where it is known
    places: tuple[QuotesOfPlace, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A value of a conflict, with the citation that states it."""

    value: StatedValue
    citation: Citation
    page: int | None  # on which the value stands
    localised: str | None  # as its reader writes it


def quotes_by_block(reply: Reply, answered: Answered) -> list[QuotesOfBlock]:
    """Return the blocks of an answer in their order."""
    quotes = {quote.citation.number: quote for quote in _quotes(reply, answered)}
    return [
        QuotesOfBlock(
            block.heading, heading_in(reply, block), tuple(_by_place(quotes[number] for number in block.citations))
        )
        for block in answered.blocks
    ]


def _quotes(reply: Reply, answered: Answered) -> Iterator[Quote]:
    values = [one for each in answered.conflicts for one in each.values]
    values += [answered.short] if answered.short else []
    told = zip(answered.citations, above_each(answered.citations), new_glosses(reply, answered), strict=True)
    for citation, above, glosses in told:
        yield Quote(citation, above, _marked(citation, values), glosses)


def new_glosses(reply: Reply, answered: Answered) -> list[tuple[Gloss, ...]]:
    """Return of the glosses of each quote those that no quote before it has."""
    seen, found = set[Gloss](), list[tuple[Gloss, ...]]()
    for each in (reply.glosses.get(citation.number, ()) for citation in answered.citations):
        found.append(tuple(gloss for gloss in each if gloss not in seen))
        seen.update(each)
    return found


def _by_place(quotes: Iterable[Quote]) -> list[QuotesOfPlace]:
    """Return quotes in their order, those of one section and day together."""
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


def claims(reply: Reply, answered: Answered) -> list[list[Claim]]:
    """Return each conflict as its values with their citations."""
    by_number = {citation.number: citation for citation in answered.citations}
    return [[_claim(reply, value, by_number[value.citation]) for value in found.values] for found in answered.conflicts]


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


def _claim(reply: Reply, value: StatedValue, citation: Citation) -> Claim:
    return Claim(value, citation, page_at(citation.hit.document, value.start), value_in(reply, value))


def _marked(citation: Citation, values: Iterable[StatedValue]) -> tuple[Run, ...]:
    marks: list[Span] = [(value.start, value.end) for value in values if value.citation == citation.number]
    return tuple(runs(citation.quote, citation.start, marks))


def _place(quote: Quote) -> tuple[str, tuple[str, ...], Visit | None, int | None]:
    passage = quote.citation.hit.passage
    return passage.document_id, passage.section, passage.visit, _page(quote.citation)


def _page(citation: Citation) -> int | None:
    """Return the page on which a quote begins: that of its passage may be the one before."""
    return page_at(citation.hit.document, citation.start)
