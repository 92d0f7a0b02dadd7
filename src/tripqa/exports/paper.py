"""An answer as a paper: what it says, line by line, and a note for each quote that says where it stands.

What the documents say is in it as they say it; what is said of that is in the reader's language. It has no format yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tripqa.domain import Answered, Citation, Gloss, Hit, Language, Passage, Span, StatedValue
from tripqa.exports.noting import Note, Said, both, note
from tripqa.exports.seen import in_line
from tripqa.localising import heading_in, value_in
from tripqa.questions import LONGEST_QUESTION
from tripqa.service import Reply
from tripqa.text.language import find_language
from tripqa.web.addresses import Addresses
from tripqa.web.answers import Quote, QuotesOfBlock, quotes_by_block
from tripqa.web.words import refusal_in, spoken, words_of

Kind = Literal["title", "said", "remark", "heading", "value", "above", "quote", "names"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paper, with the number of the note that it bears, if it bears one."""

    kind: Kind
    said: tuple[Said, ...]
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """An answer, or that there is none, with the notes that its lines bear."""

    language: Language  # the reader's
    title: str  # the question on one line
    lines: tuple[Line, ...]
    notes: Mapping[int, Note]  # by number: that of the citation or, without an answer, the rank of the hit


def paper_of(reply: Reply, to: Addresses | None) -> Paper:
    """Return a reply as a paper; notes lead to the pages that show their quotes, if these have addresses."""
    language = reply.shown_in or spoken(reply.question.language) or Language("en")
    title = in_line(reply.question.text).strip()
    lines = [Line("title", (Said(title, find_language(reply.question.text[:LONGEST_QUESTION])),))]
    if reply.understood_as:
        own = Said(in_line(reply.understood_as), find_language(reply.understood_as))
        lines.append(Line("remark", (Said(f"{words_of(language).understood} ", language), own)))
    if isinstance(reply.answer, Answered):
        citations = reply.answer.citations
        lines += _answered(reply, reply.answer, language)
        notes = {one.number: note(one.hit, (one.start, one.end), language, to) for one in citations}
    else:
        lines += [Line("said", (Said(refusal_in(language, reply.answer), language),)), *_nearest(reply.hits, language)]
        notes = {hit.rank: note(hit, _span(hit.passage), language, to) for hit in reply.hits}
    lines.append(Line("remark", (Said(f"tripqa · {reply.manifest.generation}", "en"),)))
    return Paper(language, title, tuple(lines), notes)


def _answered(reply: Reply, answered: Answered, language: Language) -> Iterator[Line]:
    words = words_of(language)
    if answered.doubtful:
        yield Line("remark", (Said(words.doubt, language),))
    if answered.short:
        yield _value("said", reply, answered, answered.short)
    for conflict in answered.conflicts:
        yield Line("heading", (Said(words.conflict, language),))
        yield from (_value("value", reply, answered, value) for value in conflict.values)
        yield Line("remark", (Said(words.conflict_hint, language),))
    for block, quotes in zip(answered.blocks, quotes_by_block(reply, answered), strict=True):
        if block.heading:
            known = heading_in(reply, block)
            own = _document_language(answered.citations, block.citations)
            yield Line("heading", both(in_line(block.heading), known, own, language))
        yield from _quotes(quotes, language)
        if not block.citations:
            yield Line("remark", (Said(words.no_answer, language),))
    yield Line("remark", (Said(words.quotes.format(count=len(answered.citations)), language),))


def _value(kind: Kind, reply: Reply, answered: Answered, value: StatedValue) -> Line:
    own = _document_language(answered.citations, [value.citation])
    return Line(kind, both(value.text, value_in(reply, value), own, reply.shown_in or ""), value.citation)


def _document_language(citations: Iterable[Citation], numbers: Sequence[int]) -> str:
    return next((one.hit.document.language for one in citations if one.number in numbers), "")


def _quotes(block: QuotesOfBlock, language: Language) -> Iterator[Line]:
    for place in block.places:
        own = place.hit.document.language
        for quote in place.quotes:
            yield from (Line("above", (Said(text, own),)) for text in quote.above)
            yield Line("quote", _runs(quote, own), quote.citation.number)
        if place.glosses:
            yield Line("names", tuple(_names(place.glosses, own, language)))


def _runs(quote: Quote, own: str) -> tuple[Said, ...]:
    return tuple(Said(run.text, own, marked=run.marked) for run in quote.runs if run.text)


def _names(glosses: Sequence[Gloss], own: str, language: Language) -> Iterator[Said]:
    for place, gloss in enumerate(glosses):
        if place:
            yield Said(", ", language)
        yield from (Said(in_line(gloss.written), own), Said(f" · {in_line(gloss.shown)}", language))


def _nearest(hits: Sequence[Hit], language: Language) -> Iterator[Line]:
    words = words_of(language)
    yield Line("remark", (Said(words.no_answer_hint if hits else words.no_hits, language),))
    if hits:
        yield Line("heading", (Said(words.nearest, language),))
    for hit in hits:
        own = hit.document.language
        yield from (Line("above", (Said(hit.document.text[start:end], own),)) for start, end in hit.passage.above)
        yield Line("quote", (Said(hit.passage.text, own),), hit.rank)


def _span(passage: Passage) -> Span:
    return passage.start, passage.end
