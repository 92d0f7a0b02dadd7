"""The JSON of tripqa: the same shapes over HTTP, from `--json` and in answer files."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from tripqa.domain import Answered, Citation, Document, Hit, Manifest, Passage, Section, Visit
from tripqa.service import Found, Reply

Clock = Annotated[datetime.time, PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str)]


class Wire(BaseModel):
    """A JSON object that holds these keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VisitOut(Wire):
    """When a visit took place, as far as the document says."""

    date: datetime.date
    start: Clock | None = Field(description="HH:MM, local time of the place visited.")
    end: Clock | None = Field(description="HH:MM, local time of the place visited.")

    @classmethod
    def of(cls, visit: Visit | None) -> VisitOut | None:
        """Translate a visit; None stays None."""
        return cls(date=visit.date, start=visit.start, end=visit.end) if visit else None


class DocumentRef(Wire):
    """A document, and the hashes that a quote can be checked against."""

    id: str
    title: str
    publisher: str
    url: str | None
    sha256: str = Field(description="Of the file's bytes.")
    text_sha256: str = Field(description="Of the document's text in UTF-8.")

    @classmethod
    def of(cls, document: Document) -> DocumentRef:
        """Translate a document to a reference to it."""
        return cls(
            id=document.id,
            title=document.title,
            publisher=document.publisher,
            url=document.url,
            sha256=document.sha256,
            text_sha256=document.text_sha256,
        )


class ScoresOut(Wire):
    """How near a passage is by each arm; higher is better."""

    dense: float = Field(description="Cosine of question and passage in the index's space.")
    lexical: float | None = Field(description="null: this version has no lexical arm.")


class HitOut(Wire):
    """A passage, as every route shows it. `start` and `end` count Unicode code points of the document's text."""

    rank: int
    score: float
    scores: ScoresOut
    matched: list[str]
    passage_id: str
    document: DocumentRef
    section: list[str]
    visit: VisitOut | None
    page: int | None
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, hit: Hit) -> HitOut:
        """Translate a hit."""
        passage = hit.passage
        return cls(
            rank=hit.rank,
            score=hit.score,
            scores=ScoresOut(dense=hit.scores.dense, lexical=hit.scores.lexical),
            matched=list(hit.matched),
            passage_id=passage.id,
            document=DocumentRef.of(hit.document),
            section=list(passage.section),
            visit=VisitOut.of(passage.visit),
            page=passage.page,
            start=passage.start,
            end=passage.end,
            text=passage.text,
        )


class CitationOut(Wire):
    """A quote: the characters `start` to `end` of the document's text, exactly."""

    number: int
    quote: str
    document: DocumentRef
    section: list[str]
    visit: VisitOut | None
    page: int | None
    passage_id: str
    start: int
    end: int

    @classmethod
    def of(cls, citation: Citation) -> CitationOut:
        """Translate a citation."""
        passage = citation.hit.passage
        return cls(
            number=citation.number,
            quote=citation.quote,
            document=DocumentRef.of(citation.hit.document),
            section=list(passage.section),
            visit=VisitOut.of(passage.visit),
            page=passage.page,
            passage_id=passage.id,
            start=citation.start,
            end=citation.end,
        )


class IndexOut(Wire):
    """Which generation of the index replied."""

    generation: str
    space: str = Field(description="Names the encoder, its weights and how it was run.")
    passages: int

    @classmethod
    def of(cls, manifest: Manifest) -> IndexOut:
        """Translate a manifest."""
        return cls(generation=manifest.generation, space=manifest.space, passages=manifest.passages)


class SearchOut(Wire):
    """The passages nearest to a question, best first."""

    question: str
    language: str
    hits: list[HitOut]
    index: IndexOut
    took_ms: float

    @classmethod
    def of(cls, found: Found) -> SearchOut:
        """Translate what a search found."""
        return cls(
            question=found.question.text,
            language=found.question.language,
            hits=[HitOut.of(hit) for hit in found.hits],
            index=IndexOut.of(found.manifest),
            took_ms=found.took_ms,
        )


class AnswerOut(Wire):
    """An answer with its citations, or `no_answer` with the nearest passages."""

    id: str
    question: str
    language: str = Field(description="As given, or as found; `und` if unsure.")
    status: Literal["answered", "no_answer"]
    answer: str | None = Field(description="The quotes, one a line, each followed by its number in brackets.")
    confidence: float | None = Field(description="null: not calibrated in this version.")
    citations: list[CitationOut]
    hits: list[HitOut]
    answerer: str
    index: IndexOut
    took_ms: float

    @classmethod
    def of(cls, reply: Reply) -> AnswerOut:
        """Translate a reply."""
        answered = reply.answer if isinstance(reply.answer, Answered) else None
        return cls(
            id=reply.id,
            question=reply.question.text,
            language=reply.question.language,
            status="answered" if answered else "no_answer",
            answer=answered.text if answered else None,
            confidence=reply.answer.confidence,
            citations=[CitationOut.of(citation) for citation in answered.citations] if answered else [],
            hits=[HitOut.of(hit) for hit in reply.hits],
            answerer=reply.answerer,
            index=IndexOut.of(reply.manifest),
            took_ms=reply.took_ms,
        )


class TripOut(Wire):
    """First and last day of the trip a document reports on."""

    start: datetime.date
    end: datetime.date


class DocumentOut(DocumentRef):
    """A document without its text."""

    language: str = Field(description="BCP 47.")
    trip: TripOut | None
    file: str = Field(description="Relative to the corpus folder.")
    characters: int = Field(description="Length of the text in Unicode code points.")
    places: list[dict[str, str]] = Field(description="Each place by language.")
    examples: dict[str, list[str]] = Field(description="Questions to start with, by language.")

    @classmethod
    def of(cls, document: Document) -> DocumentOut:
        """Translate a document."""
        return cls(
            **DocumentRef.of(document).model_dump(),
            language=document.language,
            trip=TripOut(start=document.trip[0], end=document.trip[1]) if document.trip else None,
            file=document.file,
            characters=len(document.text),
            places=[dict(place) for place in document.places],
            examples={language: list(questions) for language, questions in document.examples.items()},
        )


class SectionOut(Wire):
    """A stretch of a document under one heading."""

    section: list[str] = Field(description="Headings, outermost first.")
    visit: VisitOut | None
    start: int
    end: int

    @classmethod
    def of(cls, section: Section) -> SectionOut:
        """Translate a section."""
        return cls(
            section=list(section.headings),
            visit=VisitOut.of(section.visit),
            start=section.start,
            end=section.end,
        )


class FullDocumentOut(DocumentOut):
    """A document with its sections and its text, character for character."""

    sections: list[SectionOut]
    text: str

    @classmethod
    def whole(cls, document: Document, sections: list[Section]) -> FullDocumentOut:
        """Translate a document with its sections."""
        return cls(
            **dict(DocumentOut.of(document)),
            sections=[SectionOut.of(section) for section in sections],
            text=document.text,
        )


class DocumentsOut(Wire):
    """Every document of the corpus."""

    documents: list[DocumentOut]


class PassageOut(Wire):
    """A passage by its id."""

    passage_id: str
    document: DocumentRef
    section: list[str]
    visit: VisitOut | None
    page: int | None
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, passage: Passage, document: Document) -> PassageOut:
        """Translate a passage."""
        return cls(
            passage_id=passage.id,
            document=DocumentRef.of(document),
            section=list(passage.section),
            visit=VisitOut.of(passage.visit),
            page=passage.page,
            start=passage.start,
            end=passage.end,
            text=passage.text,
        )


class IngestOut(Wire):
    """What an ingest did."""

    changed: bool
    documents: int
    passages: int
    passed_over: list[str] = Field(description="Files of a format that is not read.")
    index: IndexOut


class ErrorBody(Wire):
    """What went wrong, for programs and for people."""

    code: str
    message: str


class ErrorOut(Wire):
    """The body of every failure."""

    error: ErrorBody
