"""A reply in words, for programs that show text: numbered quotes, and below them where each of them is from.

What a reader sees of it differs from program to program, so each source stands in the text and beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tripqa.domain import Answered, Citation, Hit, Language, Span
from tripqa.service import Found, Reply
from tripqa.text.pages import page_at
from tripqa.web.addresses import Addresses
from tripqa.web.words import refusal_in, spoken, words_of

_NUMBER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Source:
    """Characters of a document that a text rests on."""

    number: int
    quote: str
    title: str
    document_id: str
    span: Span
    page: int | None
    url: str  # of the page that shows them marked: never empty, for clients leave out what has none

    @classmethod
    def quoted(cls, citation: Citation, to: Addresses) -> Source:
        """Return the source of a citation."""
        document, span = citation.hit.document, (citation.start, citation.end)
        page, url = page_at(document, citation.start), to.document(document.id, span)
        return cls(citation.number, citation.quote, document.title, document.id, span, page, url)

    @classmethod
    def found(cls, hit: Hit, to: Addresses) -> Source:
        """Return the source of a passage."""
        passage, document = hit.passage, hit.document
        span = (passage.start, passage.end)
        url = to.document(document.id, span)
        return cls(hit.rank, passage.text, document.title, document.id, span, passage.page, url)

    @property
    def line(self) -> str:
        """Return it as the list below a text has it."""
        page = "" if self.page is None else f", p. {self.page}"
        return f"[{self.number}] {self.title}{page}: {self.url}"

    @property
    def shape(self) -> dict[str, Any]:
        """Return it with all that checks it."""
        document = {"id": self.document_id, "title": self.title}
        start, end = self.span
        return {
            "number": self.number, "quote": self.quote, "document": document, "start": start, "end": end,
            "page": self.page, "url": self.url,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, a refusal or passages, in words."""

    lines: Sequence[str]
    sources: Sequence[Source]

    @classmethod
    def answer(cls, reply: Reply, to: Addresses) -> Told:
        """Return an answer; what is doubtful or not answered is said in the question's language."""
        language = spoken(reply.question.language) or Language("en")
        if not isinstance(reply.answer, Answered):
            return cls([refusal_in(language, reply.answer)], [])
        doubt = [words_of(language).doubt] if reply.answer.doubtful else []
        sources = [Source.quoted(citation, to) for citation in reply.answer.citations]
        return cls([*doubt, *reply.answer.text.split("\n")], sources)

    @classmethod
    def passages(cls, found: Found, to: Addresses) -> Told:
        """Return passages, each with its number."""
        sources = [Source.found(hit, to) for hit in found.hits]
        return cls([f"{source.quote} [{source.number}]" for source in sources], sources)

    @property
    def text(self) -> str:
        """Return the text with its list of sources."""
        below = ["", *(source.line for source in self.sources)] if self.sources else []
        return "\n".join([*self.lines, *below])

    @property
    def pieces(self) -> list[str]:
        """Return the text as it is sent bit by bit."""
        return self.text.splitlines(keepends=True)

    def numbers(self) -> Iterator[tuple[Source, Span]]:
        """Return each source with where its own number stands in the text: after its quote, which may hold others."""
        text, at = self.text, 0
        for source in self.sources:
            at = text.index(source.quote, at) + len(source.quote)
            if found := _NUMBER.search(text, at):
                yield source, found.span()
