"""What a model states about an answer: written when its turn comes, each statement checked when nobody else waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from starlette.requests import Request

from tripqa.api.client import Client
from tripqa.api.desk import Desk
from tripqa.api.metrics import Metrics
from tripqa.checking.checker import Checker
from tripqa.checking.statements import Statement
from tripqa.domain import Answered, Language
from tripqa.generated import Generated, Sentence, Why
from tripqa.generating.judging import Judging
from tripqa.generating.writing import Judge, Wanted, Writer
from tripqa.service import QuestionService, Reply
from tripqa.text.language import ours
from tripqa.wire.answers import AnswerOut

Steps = AsyncGenerator[Sentence | Generated, None]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of quotes, and the service over what who asks may see, which it is from."""

    reply: Reply
    service: QuestionService
    out: AnswerOut
    began: float  # as time.perf_counter counts

    @property
    def question(self) -> str:
        """Return the question as it was understood."""
        return self.reply.understood_as or self.reply.question.text

    @property
    def language(self) -> Language:
        """Return the language that is written in."""
        return self.reply.shown_in or ours(self.reply.question.language) or Language("en")

    def with_statements(self, made: Generated) -> AnswerOut:
        """Return the whole reply."""
        return self.out.written_by(made, round((time.perf_counter() - self.began) * 1000, 3))


class Stating:
    """The statements of one server. For one event loop."""

    def __init__(self, desk: Desk, metrics: Metrics, writer: Writer | None) -> None:
        """Take what has a model write, if there is one, and whose threads check."""
        self._desk, self._metrics, self._writer = desk, metrics, writer
        self._checkers: WeakKeyDictionary[QuestionService, Checker] = WeakKeyDictionary()

    async def state(self, request: Request, found: Found) -> Steps:
        """Yield each statement that holds, and at last all of them, or why there are none."""
        if self._writer is None or not isinstance(found.reply.answer, Answered):
            why: Why = "no_model" if self._writer is None else "no_quotes"
            yield Generated(self._writer.model.name if self._writer else None, (), (), why)
            return
        client, answer = Client.of(request), found.reply.answer
        wanted = Wanted(found.question, found.language, [citation.quote for citation in answer.citations])
        written = self._writer.write(wanted, self._judge(client, found, answer), client)
        async with aclosing(written) as steps:
            async for step in steps:
                if isinstance(step, Generated):
                    self._metrics.wrote(step)
                yield step

    def _judge(self, client: Client, found: Found, answer: Answered) -> Judge:
        judging: list[Judging] = []  # made in a thread, when there is something to judge

        def judged(statement: Statement) -> Sentence | str:
            if not judging:
                checker, reader = self._checker(found.service), found.service.models.reader
                judging.append(Judging(checker, reader, found.question, answer.citations, found.language))
            return judging[0].judge(statement)

        async def in_turn(statement: Statement) -> Sentence | str:
            return await self._desk.take_in_late(client, lambda: judged(statement))

        return in_turn

    def _checker(self, service: QuestionService) -> Checker:
        """Return what checks by the names that who asks may see; two threads may make it twice, and either is right."""
        if (checker := self._checkers.get(service)) is None:
            checker = self._checkers[service] = Checker(service.names())
        return checker


async def alive(steps: Steps, seconds: float) -> AsyncGenerator[Sentence | Generated | None, None]:
    """Yield steps as they are made, and None wherever none was for so many seconds."""
    making = asyncio.ensure_future(anext(steps, None))
    try:
        while True:
            done, _ = await asyncio.wait([making], timeout=seconds)
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
