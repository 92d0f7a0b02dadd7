"""The address of every state that a page can be in, so that any of them can be sent to a colleague."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from tripqa.domain import Filter, Span

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_MARK = "#span"  # the id of the mark on a page that shows a report


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
        return Asked(self.question, None, None, None)

    def asking(self, question: str) -> Asked:
        """Return another question to the same place."""
        return replace(self, question=question, opened=None)

    def visiting(self, document_id: str, section: str) -> Asked:
        """Return the same question to one section of a document."""
        return Asked(self.question, document_id, section, None)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses below the path that a proxy puts before ours."""

    root: str  # without a slash at its end; empty where there is none

    def home(self, asked: Asked) -> str:
        """Return the address of a question with its answer, or of the start."""
        opened = asked.opened
        values = {
            "q": asked.question,
            "document": asked.document_id,
            "section": asked.section,
            "open": f"{opened.document_id}:{written(opened.span)}" if opened else None,
        }
        return f"{self.root}/{_query(values)}{_MARK if opened else ''}"

    def document(self, document_id: str, span: Span | None = None) -> str:
        """Return the address of a report, at a place of it if one is given."""
        path = f"{self.root}/documents/{quote(document_id, safe='')}"
        return f"{path}{_query({'span': written(span)})}{_MARK}" if span else path

    def documents(self, page: int = 1) -> str:
        """Return the address of a page of the list of documents, from 1."""
        return f"{self.root}/documents{_query({'page': str(page) if page > 1 else None})}"

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


def _query(values: dict[str, str | None]) -> str:
    given = {name: value for name, value in values.items() if value}
    return f"?{urlencode(given, quote_via=quote, safe=':')}" if given else ""
