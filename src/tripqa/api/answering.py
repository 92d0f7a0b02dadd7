"""`POST /v1/ask`: the quotes that answer and, where that is asked for, what a model makes of them; whole or as events.

The quotes are found as ever, in turn with everyone's questions. A model is asked after that and apart from it: who
waits for one takes no thread, and a statement is checked when nobody else waits.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response

from tripqa.api.access_log import note_of
from tripqa.api.client import Client
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.errors import told_of
from tripqa.api.frames import EVENTS, event
from tripqa.api.metrics import Metrics
from tripqa.api.question import AskIn
from tripqa.api.streamed import Pieces, Streamed
from tripqa.api.visit import Visit
from tripqa.checking.checker import Checker
from tripqa.checking.statements import Statement
from tripqa.domain import Answered, Language
from tripqa.generated import Generated, Sentence, Why
from tripqa.generating.judging import Judging
from tripqa.generating.writing import Wanted, Writer
from tripqa.service import QuestionService, Reply
from tripqa.text.language import ours
from tripqa.wire.answers import AnswerOut
from tripqa.wire.statements import StatementOut

Answerer = Literal["reader", "generated"]
_ALIVE = 10.0  # seconds without an event after which a client is told that there will be more: proxies cut off silence
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # nginx would keep events until there are many
_Steps = AsyncGenerator[Sentence | Generated, None]
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """The quotes that answer a question, and all that a model's statements are checked by."""

    reply: Reply
    seen: QuestionService
    out: AnswerOut
    began: float


class Answering:
    """The answers of one server. For one event loop."""

    def __init__(
        self, current: Current, desk: Desk, metrics: Metrics, writer: Writer | None, default: Answerer
    ) -> None:
        """Take what has a model write, if there is one, and who answers where a question does not say."""
        self._current, self._desk, self._metrics = current, desk, metrics
        self._writer, self.default = writer, default
        self._checkers: WeakKeyDictionary[QuestionService, Checker] = WeakKeyDictionary()

    async def answer(self, request: Request, body: AskIn) -> Response:
        """Answer a question in JSON or, to who accepts these, in events."""
        note_of(request).question = body.question
        began = time.perf_counter()
        writes = (body.answerer or self.default) == "generated"

        def work(service: QuestionService) -> tuple[Reply, QuestionService]:
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
            return reply, service

        def found(worked: tuple[Reply, QuestionService]) -> Found:
            return Found(*worked, AnswerOut.of(worked[0]), began)

        if _accepts_events(request):
            first = await self._desk.work(request, self._current.service(), work, lambda one: _begun(found(one)))
            return Streamed(self._events(request, *first, writes=writes), EVENTS, headers=_HEADERS)
        if not writes:
            return await self._desk.work(request, self._current.service(), work, lambda one: _json(found(one).out))
        one = await self._desk.work(request, self._current.service(), work, found)
        async with Visit(request.receive) as visit:
            writing = asyncio.ensure_future(self._last(request, one))
            try:
                made = await visit.unless_gone(writing)
            finally:
                writing.cancel()
                await asyncio.wait([writing])
        return _json(self._done(one, made))

    async def _events(self, request: Request, found: Found, first: bytes, *, writes: bool) -> Pieces:
        """Yield the quotes, each statement that holds, and the whole reply."""
        yield first
        if not writes:
            yield _event("done", found.out)
            return
        try:
            async with aclosing(self._write(request, found)) as written, aclosing(_alive(written)) as steps:
                async for one in steps:
                    if one is None:
                        yield b": the model is at work\n\n"
                    elif isinstance(one, Sentence):
                        yield _event("statement", StatementOut.of(one))
                    else:
                        yield _event("done", self._done(found, one))
        except Exception:
            _LOG.exception("unexpected failure of a written answer")
            yield event({"error": told_of("internal", "something went wrong in the server")}, "error").encode()

    async def _last(self, request: Request, found: Found) -> Generated:
        async with aclosing(self._write(request, found)) as written:
            async for one in written:
                if isinstance(one, Generated):
                    return one
        raise AssertionError("what is written ends with all of it")

    async def _write(self, request: Request, found: Found) -> _Steps:
        answer = found.reply.answer
        if self._writer is None or not isinstance(answer, Answered):
            why: Why = "no_model" if self._writer is None else "no_quotes"
            yield Generated(self._writer.model.name if self._writer else None, (), (), why)
            return
        question = found.reply.understood_as or found.reply.question.text
        language = found.reply.shown_in or ours(found.reply.question.language) or Language("en")
        client = Client.of(request)
        judging: Judging | None = None

        def judge(statement: Statement) -> Sentence | str:
            nonlocal judging
            if judging is None:
                reader = found.seen.models.reader
                judging = Judging(self._checker(found.seen), reader, question, answer.citations, language)
            return judging.judge(statement)

        async def judged(statement: Statement) -> Sentence | str:
            return await self._desk.take_in_late(client, lambda: judge(statement))

        wanted = Wanted(question, language, [citation.quote for citation in answer.citations])
        async with aclosing(self._writer.write(wanted, judged, client)) as written:
            async for one in written:
                if isinstance(one, Generated):
                    self._metrics.wrote(one)
                yield one

    def _checker(self, service: QuestionService) -> Checker:
        """Return what checks by the names that who asks may see; two threads may make it twice, and either is right."""
        if (checker := self._checkers.get(service)) is None:
            checker = self._checkers[service] = Checker(service.names())
        return checker

    def _done(self, found: Found, made: Generated) -> AnswerOut:
        return found.out.written_by(made, round((time.perf_counter() - found.began) * 1000, 3))


def _accepts_events(request: Request) -> bool:
    """Tell whether a client wants events rather than JSON: one that takes anything gets JSON."""
    return any(one.split(";")[0].strip().lower() == EVENTS for one in request.headers.get("accept", "").split(","))


def _begun(found: Found) -> tuple[Found, bytes]:
    return found, _event("citations", found.out)


def _event(name: str, shape: AnswerOut | StatementOut) -> bytes:
    return event(shape.model_dump(mode="json"), name).encode()


def _json(out: AnswerOut) -> Response:
    return Response(out.model_dump_json(), media_type="application/json")


async def _alive(
    steps: AsyncGenerator[Sentence | Generated, None],
) -> AsyncGenerator[Sentence | Generated | None, None]:
    """Yield steps as they are made, and None wherever none was for a while."""
    making = asyncio.ensure_future(anext(steps, None))
    try:
        while True:
            done, _ = await asyncio.wait([making], timeout=_ALIVE)
            if not done:
                yield None
                continue
            if (step := making.result()) is None:
                return
            yield step
            making = asyncio.ensure_future(anext(steps, None))
    finally:
        making.cancel()
        await asyncio.wait([making])
