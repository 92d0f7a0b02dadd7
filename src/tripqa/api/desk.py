"""Where work is taken in: so much is done at once, the rest waits in turn, and what nobody waits for is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.requests import Request

from tripqa.api.client import Client
from tripqa.api.entry import seen_by
from tripqa.api.turns import Place, Turns
from tripqa.api.visit import Gone, Visit
from tripqa.errors import Busy
from tripqa.service import QuestionService

REFUSED_AFTER = 2  # seconds
T = TypeVar("T")
U = TypeVar("U")


class Desk:
    """Threads of one kind, each with one piece of work; the others wait, clients taking turns."""

    def __init__(self, kind: str, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=kind)
        self._turns = Turns(threads)

    @property
    def taken_in(self) -> int:
        """Return how much is waiting or being worked on."""
        return self._turns.taken

    async def work(
        self,
        request: Request,
        service: QuestionService,
        work: Callable[[QuestionService], T],
        write: Callable[[T], U],
    ) -> U:
        """Have work done for a request in a thread, and written down; Busy if too much is waiting.

        It is given a service over what who asks may see.

        Gone if the client leaves: what waits is dropped; work that has begun goes on, and is not written down.
        """
        async with Visit(request.receive) as visit:

            def done() -> U | Gone:
                found = work(seen_by(request, service))
                return Gone() if visit.over else write(found)

            taken_in = asyncio.create_task(self.take_in(Client.of(request), done))
            try:
                written = await visit.unless_gone(taken_in)
            finally:
                taken_in.cancel()
        if isinstance(written, Gone):
            raise written
        return written

    async def take_in_late(self, client: Client, work: Callable[[], T]) -> T:
        """Have work done for a client when nobody else waits: Turns.take_late. Cancelled as `take_in` is."""
        return await self._in_turn(self._turns.take_late(client), work)

    async def take_in(self, client: Client, work: Callable[[], T]) -> T:
        """Have work done for a client. Cancelled, it is dropped if it waits; else it keeps its thread to its end.

        Busy is told after a moment: one who asks again at once would keep the server busy with refusing.
        """
        try:
            return await self._in_turn(self._turns.take(client), work)
        except Busy:
            await asyncio.sleep(REFUSED_AFTER)
            raise

    async def _in_turn(self, place: Place, work: Callable[[], T]) -> T:
        try:
            await place.turn
            done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        except BaseException:
            self._turns.leave(place)
            raise
        done.add_done_callback(lambda _: self._turns.leave(place))
        return await asyncio.shield(done)

    def close(self) -> None:
        """Let the threads go when they are done, and drop what still waits: nobody is there to read it."""
        self._turns.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
