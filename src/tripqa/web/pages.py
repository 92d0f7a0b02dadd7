"""The pages. Each is whole as the server sends it; scripts only make it quicker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tripqa.domain import (
    LANGUAGES,
    UNDETERMINED,
    Answered,
    Document,
    Language,
    NoAnswer,
    Section,
    Span,
    Translation,
)
from tripqa.errors import NotFound, TripqaError
from tripqa.localising import value_in
from tripqa.parsing.originals import ending_of, is_file
from tripqa.questions import LONGEST_QUESTION, MOST_TURNS
from tripqa.service import QuestionService, Reply
from tripqa.text.breaks import layout_breaks
from tripqa.text.language import find_language, tags
from tripqa.text.pages import page_at
from tripqa.text.translating import headings_in, translation_in
from tripqa.text.writing_out import clock_of, day_in, visit_in
from tripqa.web import answers
from tripqa.web.addresses import Addresses, Asked
from tripqa.web.laid import laid
from tripqa.web.report import blocks, section_at
from tripqa.web.shelf import Choices, Day, Shelved, Wanted, shelve, timeline
from tripqa.web.words import refusal_in, spoken, words_of

NOTHING_ASKED = Asked("", None, None, None)
_FEW = 3  # documents that the start shows with their visits
_PER_PAGE = 50  # documents of the list
_MOST_EXAMPLES = 6
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page is told of its reader."""

    language: Language
    to: Addresses
    here: str  # the address of this page without `lang`, where a choice of language leads back to
    opens_files: bool = False  # the files of documents may be opened

    def choosing(self, language: Language) -> str:
        """Return the address that shows this page in another language from now on."""
        return f"{self.here}{'&' if '?' in self.here else '?'}lang={language}"

    def file_of(self, document: Document, page: int | None) -> str | None:
        """Return the address of the file of a document, of a PDF at a page; None if it has none that may be opened."""
        if not self.opens_files or not is_file(document):
            return None
        return self.to.original(document.id, page if ending_of(document.file) == ".pdf" else None)


@dataclass(frozen=True, slots=True)
class Page:
    """A page, as it is sent."""

    html: str
    status: int


@dataclass(frozen=True, slots=True)
class _Told:
    """A document on the start page."""

    shelved: Shelved
    days: list[Day]


@dataclass(frozen=True, slots=True)
class _Report:
    """A document to read, with the place in it that is meant."""

    document: Document
    sections: list[Section]
    span: Span | None
    missing: bool  # a place is meant that the text does not have

    @property
    def section(self) -> Section | None:
        return section_at(self.sections, self.span[0]) if self.span else None

    @property
    def page(self) -> int | None:
        return page_at(self.document, self.span[0]) if self.span else None

    @property
    def link(self) -> str | None:
        """Return where it is published, if that is an address of the web: nothing else becomes a link."""
        url = self.document.url
        return url if url and _WEB_ADDRESS.match(url) else None


def start(service: QuestionService, shelf: Sequence[Shelved], frame: Frame, asked: Asked) -> Page:
    """Return what there is to ask about: examples, and the visits of the newest trips or of the document chosen."""
    chosen = _scope(service, asked)
    shown = [chosen] if chosen else shelf[:_FEW]
    html = _render(
        "start.html",
        frame,
        asked,
        opened=_opened(service, asked),
        scope=chosen,
        told=[_Told(one, timeline(service.sections(service.document(one.id)))) for one in shown],
        examples=[] if asked.section else _examples(shown, frame.language),
        count=len(shelf),
    )
    return Page(html, 200)


def answer(reply: Reply, service: QuestionService, frame: Frame, asked: Asked, to_write: str | None = None) -> Page:
    """Return the answer to a question, with a report open beside it where one is.

    `to_write` is what `/v1/ask` is sent so that a model writes about it; None where there is no model.
    """
    answered = reply.answer if isinstance(reply.answer, Answered) else None
    refused = reply.answer if isinstance(reply.answer, NoAnswer) else None
    html = _render(
        "answer.html",
        frame,
        asked,
        opened=_opened(service, asked),
        scope=_scope(service, asked),
        understood=reply.understood_as,
        follows=True,
        answered=answered,
        to_write=to_write,
        generation=reply.manifest.generation,
        short_localised=value_in(reply, answered.short) if answered and answered.short else None,
        refusal=refusal_in(frame.language, refused) if refused else None,
        blocks_of_quotes=answers.quotes_by_block(reply, answered) if answered else [],
        conflicts=answers.claims(reply, answered) if answered else [],
        names=answers.names_of([citation.hit for citation in answered.citations] if answered else reply.hits),
        hits=answers.uncited(reply.hits, answered) if answered else reply.hits,
    )
    return Page(html, 200)


def document(service: QuestionService, frame: Frame, document_id: str, span: Span | None, *, cut_short: bool) -> Page:
    """Return a report to read, with the place that an address names marked; 404 if it has no such place.

    `cut_short` says that the address names a place that cannot be understood.
    """
    report = _report(service, document_id, span)
    missing = report.missing or cut_short
    html = _render("document.html", frame, NOTHING_ASKED, report=report, missing=missing)
    return Page(html, 404 if missing else 200)


def documents(shelf: Sequence[Shelved], frame: Frame, number: int, wanted: Wanted) -> Page:
    """Return a page of the list of documents that are wanted, from 1; NotFound beyond the last."""
    found = wanted.of(shelf)
    last = max(1, -(-len(found) // _PER_PAGE))
    if not 1 <= number <= last:
        raise NotFound("page", str(number))
    facts = {
        "shelf": found[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        "count": len(found),
        "number": number,
        "last": last,
        "per_page": _PER_PAGE,
        "wanted": wanted,
        "choices": Choices.among(shelf, frame.language),
    }
    return Page(_render("documents.html", frame, NOTHING_ASKED, **facts), 200)


def enter(frame: Frame, then: str, holder: str | None, *, wrong: bool) -> Page:
    """Return the form where a key is entered, or given up by its holder; `then` is where the form leads."""
    status = 401 if wrong else 200
    return Page(_render("enter.html", frame, NOTHING_ASKED, then=then, holder=holder, wrong=wrong), status)


def widget(frame: Frame, origin: str) -> Page:
    """Return how to put the search box on another page, with the origin that readers know this server by."""
    return Page(_render("widget.html", frame, NOTHING_ASKED, origin=origin, server=origin + frame.to.root), 200)


def failure(frame: Frame, error: TripqaError, status: int, asked: Asked, again_in: int | None) -> Page:
    """Return a page that says in words what went wrong, and keeps the question.

    It opens again by itself after so many seconds, where there is hope.
    """
    return Page(_render("failure.html", frame, asked, error=error, again_in=again_in), status)


def read_shelf(service: QuestionService) -> list[Shelved]:
    """Return every document without its text. It reads them all: keep what it returns for as long as the generation."""
    return shelve(service.documents())


def _scope(service: QuestionService, asked: Asked) -> Shelved | None:
    """Return the document that is looked in alone; NotFound if there is none of that id."""
    return next(iter(shelve([service.document(asked.document_id)])), None) if asked.document_id else None


def _opened(service: QuestionService, asked: Asked) -> _Report | None:
    return _report(service, asked.opened.document_id, asked.opened.span) if asked.opened else None


def _examples(shelf: Sequence[Shelved], language: Language) -> list[tuple[str, str]]:
    """Return questions to start with, each with its language: the reader's where there are any."""
    questions = [(each, text) for one in shelf for each, texts in one.examples.items() for text in texts]
    own = [question for question in questions if question[0] == language]
    near = [question for question in questions if question[0].split("-")[0] == language.split("-")[0]]
    return (own or near or questions)[:_MOST_EXAMPLES]


def _report(service: QuestionService, document_id: str, span: Span | None) -> _Report:
    found = service.document(document_id)
    inside = span is not None and span[1] <= len(found.text)
    return _Report(found, service.sections(found), span if inside else None, span is not None and not inside)


def _render(template: str, frame: Frame, asked: Asked, **facts: object) -> str:
    language = frame.language

    def said(document: Document | Shelved) -> Translation:
        return translation_in(language, document.language, document.translations)

    common = {
        "frame": frame,
        "words": words_of(language),
        "to": frame.to,
        "asked": asked,
        "follows": False,
        "said": said,
        "is_new": _Seen(),
        "when": lambda visit: visit_in(language, visit),
        "clock": clock_of,
        "file_of": frame.file_of,
        "day": lambda date: day_in(language, date),
        "short_day": lambda date: day_in(language, date, short=True),
        "opened": None,
        "scope": None,
    }
    return _environment().get_template(template).render(common | facts)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tripqa", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_exact,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        languages={language: words_of(language).name for language in LANGUAGES},
        tags=tags(),
        longest=LONGEST_QUESTION,
        most_before=MOST_TURNS,
        headings_in=headings_in,
        undetermined=UNDETERMINED,
        spoken=spoken,
        find_language=find_language,
        blocks=blocks,
        laid=laid,
        layout_breaks=layout_breaks,
    )
    return environment


class _Seen:
    """Tells what has not been told before on one page."""

    def __init__(self) -> None:
        self._told = set[str]()

    def __call__(self, what: str) -> bool:
        new = what not in self._told
        self._told.add(what)
        return new


def _exact(value: object) -> Markup:
    """Return a value as HTML that a browser reads as the same characters: it would make a line feed of a bare CR.

    HTML cannot hold U+0000 at all, and would drop it; U+FFFD stands in its place.
    """
    return escape(value).replace("\r", Markup("&#13;")).replace("\0", "\ufffd")
