"""The note below a quote: of which document and section it is, of which day and page, and the characters themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tripqa.domain import Document, Hit, Language, Span
from tripqa.text.language import ours
from tripqa.text.pages import page_at
from tripqa.text.translating import headings_in, translation_in
from tripqa.text.writing_out import day_in, visit_in
from tripqa.web.addresses import Addresses
from tripqa.web.words import words_of


@dataclass(frozen=True, slots=True)
class Said:
    """Words in one language."""

    text: str
    language: str  # BCP 47; empty or `und` where it could not be told
    marked: bool = False  # a value that was asked for, inside its quote


@dataclass(frozen=True, slots=True)
class Note:
    """Where a quote stands: its facts in order, each of words in one language or two."""

    facts: tuple[tuple[Said, ...], ...]
    url: str | None  # of the page that shows the quote marked


def note(hit: Hit, span: Span, language: Language, to: Addresses | None) -> Note:
    """Return the note of some characters of a hit's document, as a reader of a language reads it."""
    document = hit.document
    place = Said(f"{document.id}:{span[0]}-{span[1]}", "en")
    facts = (*_source(document, language), *_where(hit, span, language), (place,))
    return Note(facts, to.document(document.id, span) if to else None)


def both(written: str, localised: str | None, own: str, reader: str) -> tuple[Said, ...]:
    """Return what a document writes, with the same in the reader's language where that is known."""
    known = (Said(f" ({localised})", reader),) if localised else ()
    return (Said(written, own), *known)


def _source(document: Document, language: Language) -> Iterator[tuple[Said, ...]]:
    own, said = document.language, translation_in(language, document.language, document.translations)
    yield both(document.title or document.id, said.title, own, language)
    if document.publisher:
        yield both(document.publisher, said.publisher, own, language)
    if document.trip:
        days = " – ".join(day_in(language, day) for day in dict.fromkeys(document.trip))
        yield (Said(words_of(language).trip.format(dates=days), language),)
    if document.url:
        yield (Said(document.url, "en"),)


def _where(hit: Hit, span: Span, language: Language) -> Iterator[tuple[Said, ...]]:
    passage, document = hit.passage, hit.document
    said = translation_in(language, document.language, document.translations)
    if passage.section:
        yield tuple(_section(passage.section, headings_in(said, passage.section), document.language, language))
    if passage.visit:
        yield (Said(visit_in(language, passage.visit), language),)
    page = page_at(document, span[0])
    if page is not None:
        yield (Said(words_of(language).page.format(number=page), language),)


def _section(headings: tuple[str, ...], known: list[str | None], own: str, language: Language) -> Iterator[Said]:
    for place, (heading, localised) in enumerate(zip(headings, known, strict=True)):
        if place:
            yield Said(" › ", own)
        yield from both(heading, localised if language != ours(own) else None, own, language)
