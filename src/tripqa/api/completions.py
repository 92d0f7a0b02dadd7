"""The routes that chat programs know from OpenAI: models, chat completions and responses, whole or as events.

What they send besides (temperature, tools, a system's words) is passed over: an answer is made of quotes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tripqa.api.access_log import note_of
from tripqa.api.completed import completion, completion_events
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.entry import entered_by, not_made_for
from tripqa.api.errors import failure
from tripqa.api.frames import EVENTS
from tripqa.api.limits import CHAT, RESPONSES
from tripqa.api.loose import Loose, read_loosely, unusable
from tripqa.api.metrics import Metrics
from tripqa.api.replied import Replied
from tripqa.api.request_ids import make_id
from tripqa.api.responded import response, response_events
from tripqa.api.seen import addresses_of
from tripqa.conversation import Turn
from tripqa.errors import NotFound
from tripqa.questions import LONGEST_QUESTION, MOST_TURNS
from tripqa.service import QuestionService
from tripqa.web.telling import Told

MODELS = "/v1/models"
Kind = Literal["tripqa", "tripqa-search"]
ANSWERS: Kind = "tripqa"
PASSAGES: Kind = "tripqa-search"
KINDS: Sequence[Kind] = (ANSWERS, PASSAGES)
_TEXTS = ("text", "input_text")  # as either route calls a part that is text
_SEND = 'send an object such as {"model": "tripqa", "messages": [{"role": "user", "content": "KLIDとは"}]}'
_SEND_INPUT = 'send an object such as {"model": "tripqa", "input": "KLIDとは"}'
_KEPT = ("previous_response_id", "conversation", "prompt")  # what OpenAI's servers keep, each by its id
_KEPT_NOWHERE = "leave it out and send all that is said in `input`: this server keeps none of it"


class _Part(Loose):
    type: str
    text: str | None = None


class _Said(Loose):
    """Something that was said or, without a role, done."""

    role: str | None = None
    content: str | Annotated[list[_Part], Field(fail_fast=True)] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or () if part.type in _TEXTS and part.text)


class _Message(_Said):
    role: str


class _StreamOptions(Loose):
    include_usage: bool | None = None


class _ChatIn(Loose):
    model: str
    messages: Annotated[list[_Message], Field(fail_fast=True)]
    stream: bool | None = None
    stream_options: _StreamOptions | None = None


class _ResponseIn(Loose):
    model: str
    input: str | Annotated[list[_Said], Field(fail_fast=True)]
    stream: bool | None = None
    previous_response_id: object = None
    conversation: object = None
    prompt: object = None


class Completions:
    """The answers of one server to chat programs."""

    def __init__(self, current: Current, desk: Desk, metrics: Metrics) -> None:
        self._current, self._desk, self._metrics = current, desk, metrics

    def routes(self) -> list[BaseRoute]:
        """Return a route for each."""
        return [
            Route(MODELS, self.models),
            Route(CHAT, self.chat, methods=["POST"]),
            Route(RESPONSES, self.respond, methods=["POST"]),
        ]

    async def models(self, request: Request) -> Response:
        """Tell which models there are."""
        return JSONResponse({"object": "list", "data": [_model(kind) for kind in KINDS]})

    async def chat(self, request: Request) -> Response:
        """Answer the last thing that the user has said; what was said before is what it may go on from."""
        body = await read_loosely(request, _ChatIn, _SEND)
        if isinstance(body, Response):
            return body
        usage = bool(body.stream_options and body.stream_options.include_usage)

        def write(replied: Replied) -> Response:
            return (
                _streamed(completion_events(replied, usage=usage)) if body.stream else JSONResponse(completion(replied))
            )

        return await self._reply(request, body.model, _asked(body.messages), write)

    async def respond(self, request: Request) -> Response:
        """Answer likewise, in the shape of a response."""
        body = await read_loosely(request, _ResponseIn, _SEND_INPUT)
        if isinstance(body, Response):
            return body
        if kept := next((field for field in _KEPT if getattr(body, field) is not None), None):
            return unusable(kept, _KEPT_NOWHERE)

        def write(replied: Replied) -> Response:
            if body.stream:
                return _streamed(response_events(replied))
            return JSONResponse(response(replied))

        said = [body.input] if isinstance(body.input, str) else _asked(body.input)
        return await self._reply(request, body.model, said, write)

    async def _reply(
        self, request: Request, model: str, said: Sequence[str], write: Callable[[Replied], Response]
    ) -> Response:
        kind = next((kind for kind in KINDS if kind == model), None)
        if kind is None:
            return failure(404, NotFound.code, f"there is no model {model[:40]!r}; there are {' and '.join(KINDS)}")
        entrance = entered_by(request)
        if kind == PASSAGES and entrance and not entrance.key.may("search"):
            return failure(403, "not_allowed", not_made_for("search", entrance.key))
        *before, question = said or [""]
        note_of(request).question = question[:LONGEST_QUESTION]

        def work(service: QuestionService) -> Replied:
            return self._replied(request, service, kind, question, _turns(before))

        return await self._desk.work(request, self._current.service(), work, write)

    def _replied(
        self, request: Request, service: QuestionService, kind: Kind, question: str, before: Sequence[Turn]
    ) -> Replied:
        note, to = note_of(request), addresses_of(request)
        if kind == ANSWERS:
            reply = service.ask(question, previous=before)
            self._metrics.replied_with(reply)
            note.replied(reply)
            return Replied(reply.id, kind, question, reply.manifest.generation, Told.answer(reply, to))
        found = service.search(question, previous=before)
        self._metrics.answered("search", found.took_ms)
        note.replied(found)
        return Replied(make_id(), kind, question, found.manifest.generation, Told.passages(found, to))


def _model(kind: Kind) -> dict[str, object]:
    return {"id": kind, "object": "model", "created": 0, "owned_by": "tripqa"}


def _asked(said: Sequence[_Said]) -> list[str]:
    """Return what the user has said, the last thing last."""
    return [one.text.strip() for one in said if one.role == "user"]


def _turns(before: Sequence[str]) -> list[Turn]:
    """Return what was said before as far as it can be heeded: a program's own words may be longer than a question."""
    heeded = [one for one in before if len(one) <= LONGEST_QUESTION and any(map(str.isalnum, one))]
    return [Turn(one) for one in heeded[-MOST_TURNS:]]


def _streamed(events: Iterable[str]) -> Response:
    return Response("".join(events), media_type=EVENTS, headers={"Cache-Control": "no-cache"})
