"""A request under way: whether anyone still waits for what it will be answered with."""

from __future__ import annotations

import asyncio
from typing import Any, Self, TypeVar

from starlette.types import Receive

GONE = 499  # what the figures count for a client that left; nobody is sent it
T = TypeVar("T")


class Gone(Exception):
    """The client has left."""


class Visit:
    """From a request whose body was read to its reply, on the server's own word that the client is there."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive

    async def __aenter__(self) -> Self:
        self._leaving = asyncio.create_task(self._left())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leaving.cancel()

    @property
    def over(self) -> bool:
        """Tell whether the client has left; from any thread."""
        return self._leaving.done()

    async def unless_gone(self, wanted: asyncio.Future[T]) -> T:
        """Return what is wanted once it is there; Gone if the client leaves before."""
        either: tuple[asyncio.Future[Any], ...] = (wanted, self._leaving)
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not wanted.done():
            raise Gone
        return wanted.result()

    async def _left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
