"""Every failure, ours or the framework's, as one body: `{"error": {"code", "message", "request_id"}}`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tripqa.api.request_ids import current_id
from tripqa.api.stored import ONE, SEVERAL
from tripqa.api.visit import GONE, Gone
from tripqa.domain import LANGUAGES
from tripqa.errors import Busy, ExtraMissing, NotFound, NotReady, QuestionRefused, QuotaExceeded, TripqaError
from tripqa.questions import LONGEST_QUESTION, MOST_HITS
from tripqa.wire.failures import ErrorBody, ErrorOut
from tripqa.wire.numbers import LARGEST

STATUS: dict[type[TripqaError], int] = {
    QuestionRefused: 422,
    NotFound: 404,
    ExtraMissing: 404,
    QuotaExceeded: 429,
    NotReady: 503,
    Busy: 503,
}
RETRY_AFTER = 2  # seconds until a server that is loading or busy may be asked again
_SEND = 'send an object such as {"question": "KLIDとは"}'
_SEND_TO = {"/v1/verify": 'send an answer as `POST /v1/ask` returned it, or several as {"answers": [...]}'}
_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_WANTED = {
    "question": f"send text of 1 to {LONGEST_QUESTION} characters, in valid Unicode",
    "top_k": f"send a whole number from 1 to {MOST_HITS}",
    "language": f"send one of {', '.join(LANGUAGES)}, or leave it out",
    "answerer": "send reader or generated, or leave it out",
    "filter": 'send an object such as {"section": "出張概要"}, or leave it out',
    "filter.document": 'send a list of ids such as ["2025-09-seoul-taiwan"], or leave it out',
    "filter.section": "send one heading, as the `section` of a hit shows it, or leave it out",
    "filter.language": "send one language tag such as ja, or leave it out",
    "filter.from": "send a day as 2025-09-10, or leave it out",
    "filter.to": "send a day as 2025-09-10, or leave it out",
    "answers": "send a list of stored answers",
    "citations": "send the list that a stored answer has",
    "citations.document": 'send an object with "id" and "text_sha256"',
    "citations.quote": "send the text that was quoted, in valid Unicode",
    "citations.start": f"send a whole number from 0 to {LARGEST}",
    "citations.end": f"send a whole number from 0 to {LARGEST}",
}
_FIELDS = {False: "question, top_k, language and filter", True: "document, section, language, from and to"}
_LOG = logging.getLogger(__name__)


def failure(
    status: int, code: str, message: str, headers: dict[str, str] | None = None, request_id: str | None = None
) -> JSONResponse:
    """Return the one body of every failure, by default of the request that is being answered."""
    body = ErrorBody(code=code, message=message, request_id=request_id or current_id())
    return JSONResponse(ErrorOut(error=body).model_dump(), status, headers)


def told_of(code: str, message: str) -> dict[str, str]:
    """Return what the body of a failure holds, of the request that is being answered."""
    return ErrorBody(code=code, message=message, request_id=current_id()).model_dump()


def failure_of(error: TripqaError) -> JSONResponse:
    """Return an error of ours as the one body, with its status and when to ask again."""
    return failure(status_of(error), error.code, str(error), again(error))


def status_of(error: TripqaError) -> int:
    """Return the HTTP status of an error of ours."""
    return STATUS.get(type(error), 500)


def again(error: TripqaError) -> dict[str, str]:
    """Return the header that says in how many seconds it is worth asking again, where it is."""
    if isinstance(error, QuotaExceeded):
        return {"Retry-After": str(error.wait)}
    return {"Retry-After": str(RETRY_AFTER)} if status_of(error) == 503 else {}


def add_error_handlers(app: FastAPI) -> None:
    """Make every failure of an app answer with our body."""

    @app.exception_handler(TripqaError)
    async def ours(_: Request, error: TripqaError) -> JSONResponse:
        return failure_of(error)

    @app.exception_handler(Gone)
    async def gone(_: Request, __: Gone) -> Response:
        return Response(status_code=GONE)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        problems = error.errors()
        status = 400 if problems[0]["type"] == "json_invalid" else 422
        return failure(status, "bad_request", sentence(problems, _what_to_send(request)))

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, "http_error")
        headers = dict(error.headers or {})
        if headers.get("Allow") == "GET":
            headers["Allow"] = "GET, HEAD"
        return failure(error.status_code, code, _explain(request, error), headers)


def bug(request: Request, error: Exception) -> JSONResponse:
    """Log what nobody expected, and tell the caller no more than that it happened."""
    _LOG.exception("unexpected failure of %s (request %s)", request.url.path, current_id(), exc_info=error)
    return failure(500, "internal", "something went wrong in the server; its log says what")


def _what_to_send(request: Request) -> str:
    route = request.url.path.removeprefix(request.scope.get("root_path", ""))
    return _SEND_TO.get(route, _SEND)


def _explain(request: Request, error: HTTPException) -> str:
    routes = f"{request.scope.get('root_path', '')}/openapi.json lists the routes"
    match error.status_code:
        case 400:
            return f"the body is not JSON in UTF-8; {_what_to_send(request)}"
        case 404:
            return f"there is nothing at {request.url.path}; {routes}"
        case 405:
            return f"{request.method} is not offered at {request.url.path}; {routes}"
        case _:
            return str(error.detail)


def sentence(problems: Sequence[Any], send: str, of: str = "body") -> str:
    """Say what is wrong with a body, or a line of one, where in it, and what to send."""
    problem = problems[0]
    names = [part for part in problem["loc"][1:] if part not in (SEVERAL, ONE)]
    where = ".".join(map(str, names))
    wanted = _WANTED.get(".".join(name for name in names if isinstance(name, str)).removeprefix("answers."))
    match problem["type"]:
        case "json_invalid":
            return f"the {of} is not valid JSON; {send}"
        case "missing" if not where:
            return f"the {of} is missing; {send}, as application/json"
        case "missing":
            return f"the field {where!r} is missing; {(wanted if '.' in where else None) or send}"
        case "extra_forbidden":
            return f"there is no field {where[:40]!r}; the fields are {_FIELDS['filter.' in where]}"
        case "value_error" if not where:
            return str(problem["ctx"]["error"])
        case "model_attributes_type" | "dict_type" | "model_type" if not where:
            sent = " sent as application/json" if of == "body" else ""
            return f"the {of} is not a JSON object{sent}; {send}"
        case _:
            return f"the field {where!r} cannot be used; {wanted or problem['msg']}"
