"""Where questions are taken in: so many are worked on at once, and so many wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from tripqa.errors import Busy, NotReady
from tripqa.retrieval import Remembered
from tripqa.service import QuestionService

MOST_WAITING = 32  # questions, beside those being worked on
T = TypeVar("T")


class Desk:
    """The service of one server, which may still be loading, and the threads that work for it.

    Each question has a thread to itself; the others wait in the order they came. To ask for a document is one too.
    """

    def __init__(self, service: Future[QuestionService], threads: int) -> None:
        self._service = service
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="question")
        self._most = threads + MOST_WAITING
        self.taken_in = 0

    def service(self) -> QuestionService:
        """Return the service; NotReady while the encoder is still loading."""
        if not self._service.done():
            raise NotReady("the encoder is still loading; try again in a few seconds")
        return self._service.result()

    async def work(self, work: Callable[[QuestionService], T]) -> T:
        """Have a question worked on in a thread; Busy if too many are waiting."""
        if self.taken_in >= self._most:
            raise Busy(f"{MOST_WAITING} questions are waiting; ask again in a few seconds")
        service = self.service()
        self.taken_in += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, service)
        finally:
            self.taken_in -= 1

    def remembered(self) -> Remembered:
        """Return how often the service was asked what it remembered; never, before it is there."""
        ready = self._service.done() and self._service.exception() is None
        return self._service.result().remembered() if ready else Remembered(0, 0)

    def close(self) -> None:
        """Let the threads go when they are done, and drop what still waits: nobody is there to read it."""
        self._threads.shutdown(wait=False, cancel_futures=True)
