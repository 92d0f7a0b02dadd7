"""The address of every state that a page can be in, so that any of them can be sent to a colleague."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from tripqa.conversation import Turn
from tripqa.domain import Filter, Span

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_MARK = "#span"  # the id of the mark on a page that shows a report
ANSWER = "/answer"  # as a file, before the ending of its name
LONGEST_THREAD = 2000  # characters of an address


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a document: what a citation points at."""

    document_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, where it is looked for, and which place lies open beside the answer."""

    question: str  # empty where nothing has been asked yet
    document_id: str | None
    section: str | None  # a heading
    opened: Place | None
    before: tuple[str, ...] = ()  # the questions that it may go on from, the last one last

    @property
    def turns(self) -> list[Turn]:
        """Return the questions before it as the service takes them."""
        return [Turn(question) for question in self.before]

    @property
    def thread(self) -> tuple[str, ...]:
        """Return the questions that the next one may go on from."""
        return (*self.before, self.question) if self.question.strip() else self.before

    @property
    def alone(self) -> Asked:
        """Return the same question with nothing before it."""
        return replace(self, before=())

    @property
    def anew(self) -> Asked:
        """Return nothing asked yet, of the same place."""
        return Asked("", self.document_id, self.section, None)

    @property
    def earlier(self) -> list[Asked]:
        """Return the questions before it as they were asked, each with those before it."""
        return [
            replace(self, question=question, opened=None, before=self.before[:place])
            for place, question in enumerate(self.before)
        ]

    @property
    def where(self) -> Filter:
        """Return the filter that says where."""
        return Filter(documents=(self.document_id,) if self.document_id else None, section=self.section)

    @property
    def closed(self) -> Asked:
        """Return the same with no report beside it."""
        return replace(self, opened=None)

    @property
    def everywhere(self) -> Asked:
        """Return the same question to all documents."""
        return replace(self, document_id=None, section=None, opened=None)

    def asking(self, question: str) -> Asked:
        """Return another question to the same place, with nothing before it."""
        return replace(self, question=question, opened=None, before=())

    def visiting(self, document_id: str, section: str) -> Asked:
        """Return the same question to one section of a document."""
        return replace(self, document_id=document_id, section=section, opened=None)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses below the path that a proxy puts before ours, or whole ones below that of the server."""

    root: str  # what they begin with, without a slash at its end; empty on a host of our own

    def home(self, asked: Asked) -> str:
        """Return the address of an answer, or of the start. What came before is in it as far as it fits."""
        opened = asked.opened
        place = ("open", f"{opened.document_id}:{written(opened.span)}" if opened else None)
        return f"{self.root}/{_query([*_values(asked), place])}{_MARK if opened else ''}"

    def answer(self, asked: Asked, ending: str) -> str:
        """Return the address of an answer as a file whose name ends so."""
        return f"{self.root}{ANSWER}{ending}{_query(_values(asked))}"

    def holds(self, thread: tuple[str, ...]) -> bool:
        """Tell whether an address holds so many questions before one; else they are sent by POST."""
        return len(_that_fit(thread)) == len(thread)

    def document(self, document_id: str, span: Span | None = None) -> str:
        """Return the address of a report, at a place of it if one is given."""
        path = f"{self.root}/documents/{quote(document_id, safe='')}"
        return f"{path}{_query([('span', written(span))])}{_MARK}" if span else path

    def original(self, document_id: str, page: int | None = None) -> str:
        """Return the address of the file of a document, at a page of it if one is given."""
        path = f"{self.root}/v1/documents/{quote(document_id, safe='')}/original"
        return f"{path}#page={page}" if page else path

    def documents(self, page: int = 1, wanted: Iterable[tuple[str, str | None]] = ()) -> str:
        """Return the address of a page of the list of documents, from 1, of those wanted."""
        return f"{self.root}/documents{_query([*wanted, ('page', str(page) if page > 1 else None)])}"

    def file(self, name: str) -> str:
        """Return the address of a script, a style or a page without questions."""
        return f"{self.root}/{name}"


def written(span: Span) -> str:
    """Return a span as addresses write it."""
    return f"{span[0]}-{span[1]}"


def read_span(text: str) -> Span | None:
    """Return the span that an address names; None if it names none."""
    found = _SPAN.fullmatch(text)
    span = (int(found[1]), int(found[2])) if found else (0, 0)
    return span if span[0] < span[1] else None


def read_place(text: str) -> Place | None:
    """Return the place that an address names, as `document:start-end`; None if it names none."""
    document_id, _, span = text.rpartition(":")
    found = read_span(span)
    return Place(document_id, found) if document_id and found else None


def _values(asked: Asked) -> list[tuple[str, str | None]]:
    before = (("before", question) for question in _that_fit(asked.before))
    return [*before, ("q", asked.question), ("document", asked.document_id), ("section", asked.section)]


def _that_fit(before: tuple[str, ...]) -> tuple[str, ...]:
    """Return the last questions whose part of an address is not too long."""
    left = LONGEST_THREAD
    for number, question in enumerate(reversed(before)):
        left -= len(_query([("before", question)]))
        if left < 0:
            return before[len(before) - number :]
    return before


def _query(values: Iterable[tuple[str, str | None]]) -> str:
    given = [(name, value) for name, value in values if value]
    return f"?{urlencode(given, quote_via=quote, safe=':')}" if given else ""
