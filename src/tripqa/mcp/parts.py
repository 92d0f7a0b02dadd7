"""Documents in parts that an assistant can take in, and the ids that name them: `doc`, `doc#2`, `doc:812-955`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from tripqa.domain import Document, Passage, Span
from tripqa.errors import NotFound
from tripqa.service import QuestionService

LONGEST_PART = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document, and the passage that it was asked for by."""

    document: Document
    number: int  # from 1
    spans: list[Span]  # of all parts
    passage: Passage | None = None

    @property
    def span(self) -> Span:
        """Return where it lies in the text."""
        return self.spans[self.number - 1]

    @property
    def next(self) -> str | None:
        """Return the id of the part after it, if there is one."""
        return f"{self.document.id}#{self.number + 1}" if self.number < len(self.spans) else None


def read_part(service: QuestionService, id: str) -> Part:
    """Return what an id names: a part, of a document the first one, of a passage the one it begins in; or NotFound."""
    name, numbered, number = id.rpartition("#")
    if numbered:
        document = service.document(name)
        spans = spans_of(document.text)
        if number not in map(str, range(1, len(spans) + 1)):
            raise NotFound("part", id)
        return Part(document, int(number), spans)
    if ":" not in id:
        document = service.document(id)
        return Part(document, 1, spans_of(document.text))
    passage = service.passage(id)
    document = service.document(passage.document_id)
    spans = spans_of(document.text)
    return Part(document, sum(start <= passage.start for start, _ in spans), spans, passage)


def spans_of(text: str) -> list[Span]:
    """Return where the parts of a text lie; each ends with a line if one ends in its second half."""
    bounds = [0]
    while len(text) - (start := bounds[-1]) > LONGEST_PART:
        end = start + LONGEST_PART
        bounds.append(text.rfind("\n", start + LONGEST_PART // 2, end) + 1 or end)
    return list(pairwise([*bounds, len(text)]))
