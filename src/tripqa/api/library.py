"""Documents to send: made once for each generation, by threads that answer no questions, and kept as they are sent."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from tripqa.access.keys import EVERY_DOCUMENT
from tripqa.api.client import Client
from tripqa.api.desk import Desk
from tripqa.api.entry import entered_by, seen_by
from tripqa.api.visit import Visit
from tripqa.service import QuestionService

THREADS = 2  # one that makes a large document leaves another for what is quick
_MOST_KEPT = 64 * 1024 * 1024  # bytes, and the last one made whatever its size
_Key = tuple[str, tuple[str, ...], str]  # a generation, which of its documents are seen, and what of these


@dataclass(eq=False, slots=True)
class _Making:
    """Something that is being made, or waits to be."""

    task: asyncio.Task[bytes] | None = None
    begun: bool = False
    wanted_by: int = 0


class Library:
    """What is sent of documents, by its name. For one event loop."""

    def __init__(self) -> None:
        self.desk = Desk("document", THREADS)
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()  # the last one sent is last
        self._making: dict[_Key, _Making] = {}

    async def read(
        self, request: Request, service: QuestionService, name: str, make: Callable[[QuestionService], bytes]
    ) -> bytes:
        """Return what `make` makes of a generation under a name, made once for all who want it.

        Busy if too much is waiting, Gone if the client leaves. It is not made if all who want it leave before it is
        begun; what is begun is made to its end, and kept.
        """
        entrance = entered_by(request)
        key = (service.generation, entrance.key.documents if entrance else EVERY_DOCUMENT, name)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        making = self._making.get(key) or self._take_in(
            key, Client.of(request), lambda: make(seen_by(request, service))
        )
        assert making.task
        making.wanted_by += 1
        try:
            async with Visit(request.receive) as visit:
                return await visit.unless_gone(making.task)
        finally:
            making.wanted_by -= 1
            if not making.wanted_by and not making.begun:
                self._making.pop(key, None)
                making.task.cancel()

    def close(self) -> None:
        """Let the threads go when they are done."""
        self.desk.close()

    def _take_in(self, key: _Key, client: Client, make: Callable[[], bytes]) -> _Making:
        making = self._making[key] = _Making()

        def made() -> bytes:
            making.begun = True
            return make()

        making.task = asyncio.create_task(self.desk.take_in(client, made))
        making.task.add_done_callback(lambda task: self._put_away(key, making, task))
        return making

    def _put_away(self, key: _Key, making: _Making, made: asyncio.Task[bytes]) -> None:
        if self._making.get(key) is making:
            del self._making[key]
        if made.cancelled() or made.exception():
            return
        self._kept[key] = made.result()
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _MOST_KEPT:
            self._kept.popitem(last=False)
