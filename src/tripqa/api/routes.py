"""The routes under /v1, and what an operator's probes ask. A route translates and delegates."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer

from tripqa.api import examples
from tripqa.api.access_log import Note, note_of
from tripqa.api.answering import Answering
from tripqa.api.batch import EXAMPLE, NDJSON, Batches
from tripqa.api.current import Current
from tripqa.api.describing import describe_headers
from tripqa.api.desk import Desk
from tripqa.api.exported import described
from tripqa.api.frames import EVENTS
from tripqa.api.library import Library
from tripqa.api.metrics import FORMAT, Metrics
from tripqa.api.question import AskIn, QuestionIn, SearchIn
from tripqa.api.readiness import ReadyOut, StateOut, readiness_of
from tripqa.api.stored import StoredIn, answers_of
from tripqa.service import Found, QuestionService, Verification
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.batches import BatchLineOut
from tripqa.wire.documents import DocumentOut, DocumentsOut, FullDocumentOut, PassageOut, Wire
from tripqa.wire.failures import ErrorOut
from tripqa.wire.verification import VerificationOut, citations_of


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


def _service(request: Request) -> QuestionService:
    return _current(request).service()


def _current(request: Request) -> Current:
    current: Current = request.app.state.current
    return current


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


def _noted(body: QuestionIn, request: Request) -> Note:
    note = note_of(request)
    note.question = body.question
    return note


def _json(shape: Wire) -> Response:
    """Return a shape as it is: it was checked when it was made, and is not checked again."""
    return _sent(_written(shape))


def _written(shape: Wire) -> bytes:
    return shape.model_dump_json().encode()


def _sent(written: bytes) -> Response:
    return Response(written, media_type="application/json")


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what the description tells of failures."""
    said = {
        400: "The body is not JSON in UTF-8.",
        401: "The request shows no key, or none that is good.",
        403: "The key was not made for this, or a page asks whose origin is neither the server's own nor allowed.",
        404: "There is nothing of that id.",
        413: "The body is too large.",
        422: "The question or another field cannot be used; the message says what to do.",
        429: "This client has asked too often; Retry-After says when to ask again.",
        503: "It is loading, too many questions wait, or its keys cannot be read; Retry-After says when to ask again.",
        408: "The body took too long to arrive.",
        500: "A fault of the server.",
    }
    return {status: {"model": ErrorOut, **examples.reply(examples.FAILURE, said[status])} for status in statuses}


_SHAPE = BatchLineOut.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
_SHAPE.pop("$defs")  # which other routes describe
_BATCH_LINE = {"schema": _SHAPE, "example": examples.BATCH}
_ANSWERED = described(
    {"answered": examples.ANSWER, "no_answer": examples.NO_ANSWER}, "The answer, or that there is none."
)
_ANSWERED["content"][EVENTS] = {"schema": {"type": "string"}, "example": examples.EVENTS}
_KEY = HTTPBearer(scheme_name="key", description="A key that `tripqa key create` has shown.", auto_error=False)
GUARDED: dict[str, Any] = {"dependencies": [Depends(_KEY)], "responses": failures(401)}  # Entry has asked for it

questions = APIRouter(
    prefix="/v1",
    tags=["questions"],
    responses=failures(400, 403, 404, 408, 413, 422, 429, 500, 503),
)
documents = APIRouter(prefix="/v1", tags=["documents"], responses=failures(403, 422, 429, 500, 503))
probes = APIRouter(tags=["probes"], responses=failures(403))


@questions.post(
    "/search", response_model=SearchOut, responses={200: examples.reply(examples.SEARCH, "The nearest passages.")}
)
async def search(body: SearchIn, request: Request) -> Response:
    """Return the passages nearest to a question, best first."""
    note = _noted(body, request)

    def work(service: QuestionService) -> Found:
        found = service.search(
            body.question,
            top_k=body.top_k,
            language=body.language,
            where=body.where,
            previous=body.turns,
            sort=body.sort,
            shown_in=body.shown_in,
        )
        _metrics(request).answered("search", found.took_ms)
        note.replied(found)
        return found

    return await _desk(request).work(request, _service(request), work, lambda found: _json(SearchOut.of(found)))


@questions.post(
    "/ask",
    response_model=AnswerOut,
    responses={200: _ANSWERED},
)
async def ask(body: AskIn, request: Request) -> Response:
    """Answer a question from the corpus, with the quotes that the answer rests on, or say that it has none.

    `Accept: text/markdown`, or the type of Word files, has the answer as such a file, with a note for each quote.
    Who accepts `text/event-stream` is sent `citations`, each `statement` of a model once it is checked, and `done`.
    """
    answering: Answering = request.app.state.answering
    return await answering.answer(request, body)


@questions.post(
    "/ask/batch",
    response_class=Response,
    responses={200: {"description": "A line for each line, in its order.", "content": {NDJSON: _BATCH_LINE}}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A question as `POST /v1/ask` takes it on each line, with a `custom_id` of your own.",
            "content": {NDJSON: {"schema": {"type": "string", "pattern": r"\S"}, "example": f"{EXAMPLE}\n"}},
        }
    },
)
async def ask_batch(request: Request) -> Response:
    """Answer many questions, when nobody else waits: each line of the reply answers a line of the body."""
    batches: Batches = request.app.state.batches
    return await batches.answer(request)


@questions.post(
    "/verify",
    response_model=VerificationOut,
    responses={200: examples.reply(examples.VERIFICATION, "Each citation: whether it holds, and where its quote is.")},
)
async def verify(body: StoredIn, request: Request) -> Response:
    """Check the citations of stored answers against the documents of today."""
    answers = answers_of(body)

    def work(service: QuestionService) -> Verification:
        verification = service.verify(citations_of(answers))
        _metrics(request).answered("verify", verification.took_ms)
        return verification

    def write(verification: Verification) -> Response:
        return _json(VerificationOut.of(answers, verification))

    return await _desk(request).work(request, _service(request), work, write)


@documents.get(
    "/documents",
    response_model=DocumentsOut,
    responses={200: examples.reply(examples.DOCUMENTS, "Every document.")},
)
async def list_documents(request: Request) -> Response:
    """Return every document of the corpus, without its text."""

    def make(service: QuestionService) -> bytes:
        return _written(DocumentsOut(documents=[DocumentOut.of(document) for document in service.documents()]))

    return _sent(await _library(request).read(request, _service(request), "", make))


@documents.get(
    "/documents/{document_id}",
    response_model=FullDocumentOut,
    responses={200: examples.reply(examples.DOCUMENT, "The document."), **failures(404)},
)
async def show_document(document_id: str, request: Request) -> Response:
    """Return a document with its sections and its whole original text."""

    def make(service: QuestionService) -> bytes:
        document = service.document(document_id)
        return _written(FullDocumentOut.whole(document, service.sections(document)))

    return _sent(await _library(request).read(request, _service(request), document_id, make))


@documents.get(
    "/passages/{passage_id}",
    response_model=PassageOut,
    responses={200: examples.reply(examples.PASSAGE, "The passage."), **failures(404)},
)
async def show_passage(passage_id: str, request: Request) -> Response:
    """Return a passage by the id that hits and citations carry."""

    def work(service: QuestionService) -> PassageOut:
        passage = service.passage(passage_id)
        return PassageOut.of(passage, service.document(passage.document_id))

    return await _library(request).desk.work(request, _service(request), work, _json)


@probes.get("/healthz", responses={200: examples.reply({"status": "alive"}, "The process is alive.")})
async def alive() -> StateOut:
    """Tell that the process is alive."""
    return StateOut(status="alive")


@probes.get("/readyz", responses={200: examples.reply(examples.READY, "Ready to answer."), **failures(503)})
async def ready(request: Request) -> ReadyOut:
    """Tell that the index is open and the encoder loaded, which generation answers, and whether another was refused."""
    return readiness_of(request)


@probes.get("/metrics", include_in_schema=False)
async def figures(request: Request) -> Response:
    """Return figures for Prometheus."""
    return Response(_metrics(request).text(), media_type=FORMAT)


@probes.get("/favicon.ico", include_in_schema=False)
async def no_icon() -> Response:
    """Spare browsers an error for an icon that they ask for by themselves."""
    return Response(status_code=204)


describe_headers(questions, documents, limited=True)
describe_headers(probes, limited=False)
