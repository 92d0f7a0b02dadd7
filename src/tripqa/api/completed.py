"""A reply as a chat completion, whole or in events: text with numbered sources, and where each of them lies.

Clients differ in what they show of it, so each source is given three times: in the text, as `annotations` of the
message and as `sources` of the reply. `usage` counts characters: there are no tokens here.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tripqa.domain import Answered, Citation, Hit, Language, Span
from tripqa.service import Found, Reply
from tripqa.text.pages import page_at
from tripqa.web.addresses import Addresses
from tripqa.web.words import refusal_in, spoken, words_of

_NUMBER = re.compile(r"\[(\d+)\]")
Shape = dict[str, Any]


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
    def quoted(cls, citation: Citation, host: str, to: Addresses) -> Source:
        """Return the source of a citation."""
        document, span = citation.hit.document, (citation.start, citation.end)
        page, url = page_at(document, citation.start), f"{host}{to.document(document.id, span)}"
        return cls(citation.number, citation.quote, document.title, document.id, span, page, url)

    @classmethod
    def found(cls, hit: Hit, host: str, to: Addresses) -> Source:
        """Return the source of a passage."""
        passage, document = hit.passage, hit.document
        span = (passage.start, passage.end)
        url = f"{host}{to.document(document.id, span)}"
        return cls(hit.rank, passage.text, document.title, document.id, span, passage.page, url)

    @property
    def line(self) -> str:
        """Return it as the list below a text has it."""
        page = "" if self.page is None else f", p. {self.page}"
        return f"[{self.number}] {self.title}{page}: {self.url}"

    @property
    def shape(self) -> Shape:
        """Return it with all that checks it."""
        document = {"id": self.document_id, "title": self.title}
        start, end = self.span
        return {
            "number": self.number, "quote": self.quote, "document": document, "start": start, "end": end,
            "page": self.page, "url": self.url,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Completed:
    """What a chat is answered with."""

    id: str
    model: str
    question: str
    generation: str
    lines: Sequence[str]  # of the text, without the list of sources
    sources: Sequence[Source]

    @classmethod
    def answer(cls, reply: Reply, model: str, host: str, to: Addresses) -> Completed:
        """Return an answer; what is doubtful or not answered is said in the question's language."""
        language = spoken(reply.question.language) or Language("en")
        if not isinstance(reply.answer, Answered):
            lines, sources = [refusal_in(language, reply.answer)], []
        else:
            doubt = [words_of(language).doubt] if reply.answer.doubtful else []
            lines = [*doubt, *reply.answer.text.split("\n")]
            sources = [Source.quoted(citation, host, to) for citation in reply.answer.citations]
        return cls(reply.id, model, reply.question.text, reply.manifest.generation, lines, sources)

    @classmethod
    def passages(cls, found: Found, id: str, model: str, host: str, to: Addresses) -> Completed:
        """Return passages, each with its number."""
        sources = [Source.found(hit, host, to) for hit in found.hits]
        lines = [f"{source.quote} [{source.number}]" for source in sources]
        return cls(id, model, found.question.text, found.manifest.generation, lines, sources)

    @property
    def text(self) -> str:
        """Return the text with its list of sources."""
        below = ["", *(source.line for source in self.sources)] if self.sources else []
        return "\n".join([*self.lines, *below])

    def whole(self) -> Shape:
        """Return it as one object."""
        message = {"role": "assistant", "content": self.text, "refusal": None, "annotations": self._annotations()}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._frame("chat.completion"), "choices": [choice], "usage": self._usage(), **self._sources()}

    def events(self, *, usage: bool) -> Iterator[str]:
        """Return it as server-sent events: deltas, one end, and `[DONE]`; with `usage`, an event for that before."""
        frame = self._frame("chat.completion.chunk")
        deltas: list[Shape] = [{"role": "assistant", "content": ""}, *({"content": piece} for piece in self._pieces())]
        for delta in [*deltas, {"annotations": self._annotations()}]:
            yield _event({**frame, "choices": [_choice(delta, None)]})
        yield _event({**frame, "choices": [_choice({}, "stop")], **self._sources()})
        if usage:
            yield _event({**frame, "choices": [], "usage": self._usage()})
        yield "data: [DONE]\n\n"

    def _pieces(self) -> list[str]:
        return self.text.splitlines(keepends=True)

    def _frame(self, kind: str) -> Shape:
        return {
            "id": f"chatcmpl-{self.id}", "object": kind, "created": int(time.time()), "model": self.model,
            "system_fingerprint": self.generation,
        }  # fmt: skip

    def _annotations(self) -> list[Shape]:
        """Return where the text has the number of each source."""
        known = {source.number: source for source in self.sources}
        ends = {source.number: _NUMBER.search(self.text, place) for place, source in self._places()}
        return [
            {
                "type": "url_citation",
                "url_citation": {
                    "url": known[number].url, "title": known[number].title,
                    "start_index": found.start(), "end_index": found.end(),
                },
            }
            for number, found in ends.items()
            if found
        ]  # fmt: skip

    def _places(self) -> Iterator[tuple[int, Source]]:
        """Return each source with where its own number begins: after its quote, which may hold numbers too."""
        at = 0
        for source in self.sources:
            quote = self.text.index(source.quote, at)
            at = quote + len(source.quote)
            yield at, source

    def _usage(self) -> Shape:
        asked, said = len(self.question), len(self.text)
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said, "unit": "characters"}

    def _sources(self) -> Shape:
        return {"sources": [source.shape for source in self.sources]}


def _choice(delta: Shape, reason: str | None) -> Shape:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}


def _event(shape: Shape) -> str:
    """Write an event in ASCII: some clients end a line at U+2028, which may stand in a quote."""
    return f"data: {json.dumps(shape)}\n\n"
