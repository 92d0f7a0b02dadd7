"""How many answers a model writes at once, and how many more wait for it, in the order they came."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from tripqa.generating.silence import Silent


class Calls:
    """The places at one model. No client takes more than half of all. For one event loop."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._most, self._taken = at_once + waiting, Counter[Hashable]()
        self._turns = asyncio.Semaphore(at_once)

    @property
    def taken(self) -> int:
        """Return how many places are taken."""
        return self._taken.total()

    @asynccontextmanager
    async def place(self, client: Hashable) -> AsyncIterator[None]:
        """Wait for a turn, and keep it; Silent at once where no place is left for this client."""
        if self.taken >= self._most or self._taken[client] >= max(1, self._most // 2):
            raise Silent("busy")
        self._taken[client] += 1
        try:
            async with self._turns:
                yield
        finally:
            self._taken -= Counter([client])
