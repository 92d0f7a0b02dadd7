"""Where questions are taken in: so many are worked on at once, and so many wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tripqa.api.current import Current
from tripqa.errors import Busy
from tripqa.service import QuestionService

MOST_WAITING = 32  # questions, beside those being worked on
T = TypeVar("T")


class Desk:
    """The threads of one server, which work for the service that answers when a question is taken in, to its end.

    Each question has a thread to itself; the others wait in the order they came. To ask for a document is one too.
    """

    def __init__(self, current: Current, threads: int) -> None:
        self._current = current
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="question")
        self._most = threads + MOST_WAITING
        self.taken_in = 0

    async def work(self, work: Callable[[QuestionService], T]) -> T:
        """Have a question worked on in a thread; Busy if too many are waiting."""
        if self.taken_in >= self._most:
            raise Busy(f"{MOST_WAITING} questions are waiting; ask again in a few seconds")
        service = self._current.service()
        self.taken_in += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, service)
        finally:
            self.taken_in -= 1

    def close(self) -> None:
        """Let the threads go when they are done, and drop what still waits: nobody is there to read it."""
        self._threads.shutdown(wait=False, cancel_futures=True)
