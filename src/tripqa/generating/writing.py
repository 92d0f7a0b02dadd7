"""An answer in a model's words: asked for in turn, read as it comes, each statement checked before it is passed on.

Whatever goes wrong with a model is no error: it is said why there is nothing, or not more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from tripqa.checking.statements import Statement
from tripqa.domain import Language
from tripqa.generated import Generated, Sentence, Why
from tripqa.generating.calls import Calls
from tripqa.generating.health import Health
from tripqa.generating.prompt import messages
from tripqa.generating.silence import Silent
from tripqa.generating.speech import Speech

Judge = Callable[[Statement], Awaitable[Sentence | str]]  # a statement as it may be sent, or the kind of its fault
FAILED = "failed"  # the kind of a statement whose check broke: nobody knows whether it holds
_LOG = logging.getLogger(__name__)


class Model(Protocol):
    """A model that writes."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    @property
    def health(self) -> Health:
        """Return how its server was of late."""

    def words(self, messages: Sequence[dict[str, str]]) -> AsyncGenerator[str, None]:
        """Yield what it says to a chat as it comes; Silent if it does not come to an end by itself."""

    async def look(self) -> None:
        """See whether its server is there, if nobody has for a while."""

    async def close(self) -> None:
        """Let its connections go."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written about: all of it that a model is told."""

    question: str
    language: Language
    quotes: Sequence[str]


class Writer:
    """What has one model write. For one event loop."""

    def __init__(self, model: Model, at_once: int, waiting: int, seconds: float) -> None:
        """Take a model, how many answers it writes at once, how many wait, and how long one may take in all."""
        self.model = model
        self._calls, self._seconds = Calls(at_once, waiting), seconds
        self._looking: asyncio.Task[None] | None = None  # it is kept, or it might end early

    def look(self) -> None:
        """Have someone see whether the model's server is there; nobody waits for that."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self.model.look())

    @property
    def taken(self) -> int:
        """Return how many answers are being written, or wait for that."""
        return self._calls.taken

    async def write(self, wanted: Wanted, judge: Judge, client: Hashable) -> AsyncGenerator[Sentence | Generated, None]:
        """Yield each statement that holds, and at last all of them. Closed before, it stops the model."""
        made: asyncio.Queue[Sentence | Generated | None] = asyncio.Queue()
        task = asyncio.create_task(self._fill(made, wanted, judge, client))
        task.add_done_callback(lambda _: made.put_nowait(None))
        try:
            while (one := await made.get()) is not None:
                yield one
            task.result()
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _fill(
        self, made: asyncio.Queue[Sentence | Generated | None], wanted: Wanted, judge: Judge, client: Hashable
    ) -> None:
        sentences: list[Sentence] = []
        dropped: list[str] = []
        why: Why | None = None
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._calls.place(client),
                aclosing(self._said(wanted)) as statements,
            ):
                async for statement in statements:
                    if isinstance(judged := await _judged(judge, statement), Sentence):
                        sentences.append(judged)
                        made.put_nowait(judged)
                    else:
                        dropped.append(judged)
        except TimeoutError:
            why = "too_slow"
        except Silent as silent:
            why = silent.why
        except Exception as error:  # of a library, or ours: the quotes are ready, and must not wait for its repair
            _LOG.error("a model's answer broke off: %s", type(error).__name__)
            why = "cut_short"
        if why is None and not sentences:
            why = "nothing_held" if dropped else "cannot"
        made.put_nowait(Generated(self.model.name, tuple(sentences), tuple(dropped), why))

    async def _said(self, wanted: Wanted) -> AsyncGenerator[Statement, None]:
        speech, told = Speech(), messages(wanted.question, wanted.language, wanted.quotes)
        async with aclosing(self.model.words(told)) as words:
            async for some in words:
                for statement in speech.hear(some):
                    yield statement
                if speech.runs_on:
                    raise Silent("cut_short")
                if speech.is_enough:
                    return
        for statement in speech.end():
            yield statement


async def _judged(judge: Judge, statement: Statement) -> Sentence | str:
    """Return what is judged; a check that breaks costs one statement, and its message, which may quote it, no log."""
    try:
        return await judge(statement)
    except Exception as error:
        _LOG.error("a statement could not be checked: %s", type(error).__name__)
        return FAILED
