"""The routes under /v1, and what an operator's probes ask. A route translates and delegates."""

from __future__ import annotations

import datetime
import re
from collections.abc import AsyncIterator
from concurrent.futures import Future
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from tripqa.api import examples
from tripqa.domain import EVERYTHING, Filter, Language
from tripqa.errors import Busy, NotReady
from tripqa.service import DEFAULT_HITS, LONGEST_QUESTION, MOST_HITS, QuestionService
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.documents import DocumentOut, DocumentsOut, FullDocumentOut, PassageOut
from tripqa.wire.failures import ErrorOut

MOST_WAITING = 32  # questions at once
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> datetime.date:
    """Take a day as JSON writes it; a number would be seconds since 1970, which nobody means."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return datetime.date.fromisoformat(value)
    raise ValueError("not a day")


Day = Annotated[datetime.date, BeforeValidator(_day)]
EXAMPLES: list[JsonValue] = [
    {"question": "KLIDはどのような機関ですか。"},
    {"question": "How many institutions share data in Kaohsiung?", "top_k": 3, "language": "en"},
    {"question": "誰と会いましたか", "filter": {"document": ["2025-09-seoul-taiwan"], "from": "2025-09-10"}},
]


class FilterIn(BaseModel):
    """Which passages are looked at: those that everything given here holds for."""

    model_config = ConfigDict(extra="forbid", strict=True)
    document: list[str] | None = Field(None, min_length=1, description="Ids of documents.")
    section: str | None = Field(None, min_length=1, description="One of the headings above the passage.")
    language: str | None = Field(None, min_length=2, description="Of the document, BCP 47.")
    since: Day | None = Field(None, alias="from", description="First day of the visit or, without one, of the trip.")
    until: Day | None = Field(None, alias="to", description="Last day of the visit or, without one, of the trip.")

    def where(self) -> Filter:
        """Translate to a filter."""
        return Filter(
            documents=tuple(self.document) if self.document else None,
            section=self.section,
            language=self.language,
            since=self.since,
            until=self.until,
        )


class QuestionIn(BaseModel):
    """A question, in any words. Only `question` is needed."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": EXAMPLES})
    question: str = Field(min_length=1, max_length=LONGEST_QUESTION, pattern=r"\S")
    top_k: int = Field(DEFAULT_HITS, ge=1, le=MOST_HITS, description="How many hits to return.")
    language: Language | None = Field(None, description="Of the question; found from its characters if left out.")
    filter: FilterIn | None = Field(None, description="Which passages to look at; all of them if left out.")

    @property
    def where(self) -> Filter:
        """Return the filter, or the one that lets everything through."""
        return self.filter.where() if self.filter else EVERYTHING


class StateOut(BaseModel):
    """How the server is."""

    status: str


async def loaded(request: Request) -> QuestionService:
    """Return the service; NotReady while the encoder is still loading."""
    service: Future[QuestionService] = request.app.state.service
    if not service.done():
        raise NotReady("the encoder is still loading; try again in a few seconds")
    return service.result()


async def admitted(request: Request) -> AsyncIterator[None]:
    """Let a question in, unless too many are waiting."""
    if request.app.state.waiting >= MOST_WAITING:
        raise Busy(f"{MOST_WAITING} questions are waiting; ask again in a few seconds")
    request.app.state.waiting += 1
    try:
        yield
    finally:
        request.app.state.waiting -= 1


Service = Annotated[QuestionService, Depends(loaded)]


def _failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    said = {
        400: "The body is not JSON in UTF-8.",
        404: "There is nothing of that id.",
        413: "The body is too large.",
        422: "The question or another field cannot be used; the message says what to do.",
        503: "The encoder is still loading, or too many questions wait; Retry-After says when to ask again.",
        408: "The body took too long to arrive.",
        500: "A fault of the server.",
    }
    return {status: {"model": ErrorOut, **examples.reply(examples.FAILURE, said[status])} for status in statuses}


questions = APIRouter(
    prefix="/v1",
    tags=["questions"],
    dependencies=[Depends(admitted)],
    responses=_failures(400, 404, 408, 413, 422, 500, 503),
)
documents = APIRouter(prefix="/v1", tags=["documents"], responses=_failures(422, 500, 503))
probes = APIRouter(tags=["probes"])


@questions.post("/search", responses={200: examples.reply(examples.SEARCH, "The nearest passages.")})
def search(body: QuestionIn, service: Service) -> SearchOut:
    """Return the passages nearest to a question, best first."""
    return SearchOut.of(service.search(body.question, top_k=body.top_k, language=body.language, where=body.where))


@questions.post("/ask", responses={200: examples.reply(examples.ANSWER, "The answer, or that there is none.")})
def ask(body: QuestionIn, service: Service) -> AnswerOut:
    """Answer a question from the corpus, with the quotes that the answer rests on, or say that it has none."""
    return AnswerOut.of(service.ask(body.question, top_k=body.top_k, language=body.language, where=body.where))


@documents.get("/documents", responses={200: examples.reply(examples.DOCUMENTS, "Every document.")})
def list_documents(service: Service) -> DocumentsOut:
    """Return every document of the corpus, without its text."""
    return DocumentsOut(documents=[DocumentOut.of(document) for document in service.documents()])


@documents.get(
    "/documents/{document_id}", responses={200: examples.reply(examples.DOCUMENT, "The document."), **_failures(404)}
)
def show_document(document_id: str, service: Service) -> FullDocumentOut:
    """Return a document with its sections and its whole original text."""
    document = service.document(document_id)
    return FullDocumentOut.whole(document, service.sections(document))


@documents.get(
    "/passages/{passage_id}", responses={200: examples.reply(examples.PASSAGE, "The passage."), **_failures(404)}
)
def show_passage(passage_id: str, service: Service) -> PassageOut:
    """Return a passage by the id that hits and citations carry."""
    passage = service.passage(passage_id)
    return PassageOut.of(passage, service.document(passage.document_id))


@probes.get("/healthz", responses={200: examples.reply({"status": "alive"}, "The process is alive.")})
async def alive() -> StateOut:
    """Tell that the process is alive."""
    return StateOut(status="alive")


@probes.get("/readyz", responses={200: examples.reply({"status": "ready"}, "Ready to answer."), **_failures(503)})
async def ready(service: Service) -> StateOut:
    """Tell that the index is open and the encoder loaded."""
    return StateOut(status="ready")


@probes.get("/favicon.ico", include_in_schema=False)
async def no_icon() -> Response:
    """Spare browsers an error for an icon that they ask for by themselves."""
    return Response(status_code=204)
