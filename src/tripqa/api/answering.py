"""`POST /v1/ask`: the quotes that answer and, where that is asked for, what a model states of them; whole or in events.

The quotes are found as ever, in turn with everyone's questions. A model is asked after that and apart from it: who
waits for one takes no thread.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from tripqa.api.access_log import note_of
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.errors import told_of
from tripqa.api.exported import answer_as_wanted, takes, wanted
from tripqa.api.frames import EVENTS, event
from tripqa.api.metrics import Metrics
from tripqa.api.question import AskIn
from tripqa.api.stating import Found, Stating, alive
from tripqa.api.streamed import Pieces, Streamed
from tripqa.api.visit import Visit
from tripqa.generated import Generated, Sentence
from tripqa.generating.writing import Writer
from tripqa.service import QuestionService, Reply
from tripqa.wire.answers import AnswerOut
from tripqa.wire.statements import StatementOut

Answerer = Literal["reader", "generated"]
_ALIVE = 10.0  # seconds without an event after which a client is told that there will be more: proxies cut off silence
_AT_WORK = b": the model is at work\n\n"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # nginx would keep events until there are many
_LOG = logging.getLogger(__name__)


class Answering:
    """The answers of one server. For one event loop."""

    def __init__(
        self, current: Current, desk: Desk, metrics: Metrics, writer: Writer | None, default: Answerer
    ) -> None:
        """Take what has a model write, if there is one, and who answers where a question does not say."""
        self._current, self._desk, self._metrics, self._default = current, desk, metrics, default
        self._stating = Stating(desk, metrics, writer)

    async def answer(self, request: Request, body: AskIn) -> Response:
        """Answer a question in JSON or, to who accepts these, in events."""
        note_of(request).question = body.question
        writes = (body.answerer or self._default) == "generated"
        began = time.perf_counter()

        def work(service: QuestionService) -> tuple[Reply, QuestionService]:
            return self._asked(request, service, body), service

        def found(asked: tuple[Reply, QuestionService]) -> Found:
            return Found(*asked, AnswerOut.of(asked[0]), began)

        service = self._current.service()
        if _accepts_events(request):
            begun = await self._desk.work(request, service, work, lambda asked: _begun(found(asked)))
            return Streamed(self._events(request, *begun, writes=writes), EVENTS, headers=_HEADERS)
        if not writes or wanted(request.headers.getlist("accept")):  # a file has the quotes alone
            return await self._desk.work(request, service, work, lambda asked: answer_as_wanted(request, asked[0]))
        one = await self._desk.work(request, service, work, found)
        return _json(one.with_statements(await self._made(request, one)))

    def _asked(self, request: Request, service: QuestionService, body: AskIn) -> Reply:
        reply = service.ask(
            body.question,
            top_k=body.top_k,
            language=body.language,
            where=body.where,
            previous=body.turns,
            shown_in=body.shown_in,
        )
        self._metrics.replied_with(reply)
        note_of(request).replied(reply)
        return reply

    async def _made(self, request: Request, found: Found) -> Generated:
        """Return all that a model states; Gone if the client leaves, which stops it."""
        async with Visit(request.receive) as visit:
            stating = asyncio.ensure_future(self._last(request, found))
            try:
                return await visit.unless_gone(stating)
            finally:
                stating.cancel()
                await asyncio.wait([stating])

    async def _last(self, request: Request, found: Found) -> Generated:
        async with aclosing(self._stating.state(request, found)) as steps:
            async for step in steps:
                if isinstance(step, Generated):
                    return step
        raise AssertionError("what is stated ends with all of it")

    async def _events(self, request: Request, found: Found, first: bytes, *, writes: bool) -> Pieces:
        """Yield the quotes, each statement that holds, and the whole reply."""
        yield first
        if not writes:
            yield _event("done", found.out)
            return
        try:
            stated = self._stating.state(request, found)
            async with aclosing(stated), aclosing(alive(stated, _ALIVE)) as steps:
                async for step in steps:
                    yield _written(step, found)
        except Exception:
            _LOG.exception("unexpected failure of a written answer")
            yield event({"error": told_of("internal", "something went wrong in the server")}, "error").encode()


def _accepts_events(request: Request) -> bool:
    """Tell whether a client wants events rather than JSON: one that takes anything gets JSON."""
    return takes(request.headers.getlist("accept"), EVENTS)


def _begun(found: Found) -> tuple[Found, bytes]:
    return found, _event("citations", found.out)


def _written(step: Sentence | Generated | None, found: Found) -> bytes:
    """Return a step as it is sent; None is only that there will be more."""
    if step is None:
        return _AT_WORK
    if isinstance(step, Sentence):
        return _event("statement", StatementOut.of(step))
    return _event("done", found.with_statements(step))


def _event(name: str, shape: AnswerOut | StatementOut) -> bytes:
    return event(shape.model_dump(mode="json"), name).encode()


def _json(out: AnswerOut) -> Response:
    return Response(out.model_dump_json(), media_type="application/json")
