"""The routes that chat programs know from OpenAI: models, and chat completions whole or as events.

What they send besides (temperature, tools, a system's words) is passed over: an answer is made of quotes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tripqa.api.access_log import note_of
from tripqa.api.completed import Completed
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.entry import entered_by, not_made_for
from tripqa.api.errors import failure
from tripqa.api.limits import CHAT
from tripqa.api.metrics import Metrics
from tripqa.api.request_ids import make_id
from tripqa.conversation import Turn
from tripqa.errors import NotFound
from tripqa.questions import LONGEST_QUESTION, MOST_TURNS
from tripqa.service import QuestionService
from tripqa.web.addresses import Addresses

MODELS = "/v1/models"
Kind = Literal["tripqa", "tripqa-search"]
ANSWERS: Kind = "tripqa"
PASSAGES: Kind = "tripqa-search"
KINDS: Sequence[Kind] = (ANSWERS, PASSAGES)
_SEND = 'send an object such as {"model": "tripqa", "messages": [{"role": "user", "content": "KLIDとは"}]}'


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Part(_Loose):
    type: str
    text: str | None = None


class _Message(_Loose):
    role: str
    content: str | Annotated[list[_Part], Field(fail_fast=True)] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or () if part.type == "text" and part.text)


class _StreamOptions(_Loose):
    include_usage: bool | None = None


class _ChatIn(_Loose):
    model: str
    messages: Annotated[list[_Message], Field(fail_fast=True)]
    stream: bool | None = None
    stream_options: _StreamOptions | None = None

    @property
    def kind(self) -> Kind | None:
        """Return which of ours the model is."""
        return next((kind for kind in KINDS if kind == self.model), None)

    @property
    def asked(self) -> list[str]:
        """Return what the user has said, the last thing last."""
        return [message.text.strip() for message in self.messages if message.role == "user"]


class Completions:
    """The answers of one server to chat programs."""

    def __init__(self, current: Current, desk: Desk, metrics: Metrics) -> None:
        self._current, self._desk, self._metrics = current, desk, metrics

    def routes(self) -> list[BaseRoute]:
        """Return a route for each."""
        return [
            Route(MODELS, self.models),
            Route(CHAT, self.chat, methods=["POST"]),
        ]

    async def models(self, request: Request) -> Response:
        """Tell which models there are."""
        return JSONResponse({"object": "list", "data": [_model(kind) for kind in KINDS]})

    async def chat(self, request: Request) -> Response:
        """Answer the last thing that the user has said; what was said before is what it may go on from."""
        try:
            body = _ChatIn.model_validate_json(await request.body())
        except ValidationError as error:
            return failure(*_what_is_wrong(error))
        if (kind := body.kind) is None:
            message = f"there is no model {body.model[:40]!r}; there are {' and '.join(KINDS)}"
            return failure(404, NotFound.code, message)
        entrance = entered_by(request)
        if kind == PASSAGES and entrance and not entrance.key.may("search"):
            return failure(403, "not_allowed", not_made_for("search", entrance.key))
        *before, question = body.asked or [""]
        note_of(request).question = question[:LONGEST_QUESTION]
        host, to = f"{request.url.scheme}://{request.url.netloc}", Addresses(request.scope.get("root_path", ""))

        def work(service: QuestionService) -> Completed:
            return self._completed(request, service, kind, question, _turns(before), host, to)

        def write(completed: Completed) -> Response:
            if not body.stream:
                return JSONResponse(completed.whole())
            usage = bool(body.stream_options and body.stream_options.include_usage)
            events = "".join(completed.events(usage=usage))
            return Response(events, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})

        return await self._desk.work(request, self._current.service(), work, write)

    def _completed(
        self,
        request: Request,
        service: QuestionService,
        kind: Kind,
        question: str,
        before: Sequence[Turn],
        host: str,
        to: Addresses,
    ) -> Completed:
        note = note_of(request)
        if kind == ANSWERS:
            reply = service.ask(question, previous=before)
            self._metrics.replied_with(reply)
            note.replied(reply)
            return Completed.answer(reply, kind, host, to)
        found = service.search(question, previous=before)
        self._metrics.answered("search", found.took_ms)
        note.replied(found)
        return Completed.passages(found, make_id(), kind, host, to)


def _model(kind: Kind) -> dict[str, object]:
    return {"id": kind, "object": "model", "created": 0, "owned_by": "tripqa"}


def _turns(before: Sequence[str]) -> list[Turn]:
    """Return what was said before as far as it can be heeded: a program's own words may be longer than a question."""
    heeded = [one for one in before if len(one) <= LONGEST_QUESTION and any(map(str.isalnum, one))]
    return [Turn(one) for one in heeded[-MOST_TURNS:]]


def _what_is_wrong(error: ValidationError) -> tuple[int, str, str]:
    problem = error.errors(include_url=False, include_input=False)[0]
    if problem["type"] == "json_invalid":
        return 400, "bad_request", f"the body is not valid JSON; {_SEND}"
    where = ".".join(map(str, problem["loc"]))
    return 422, "bad_request", f"the field {where!r} cannot be used; {_SEND}" if where else f"{problem['msg']}; {_SEND}"
