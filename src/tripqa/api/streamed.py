"""Replies that are made while they are sent, and no further than they are read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tripqa.api.visit import Gone, Visit

Pieces = AsyncGenerator[bytes, None]
_NONE: Mapping[str, str] = MappingProxyType({})


class Streamed(Response):
    """Sends pieces as they are made, none before the one before has left; makes no more when the client is gone."""

    def __init__(
        self,
        pieces: Pieces,
        media_type: str,
        done: Callable[[], None] = lambda: None,
        headers: Mapping[str, str] = _NONE,
    ) -> None:
        """Take what is sent, and what is to be done when it is over, however it ends."""
        super().__init__(media_type=media_type, headers=dict(headers))
        del self.headers["Content-Length"]
        self._pieces, self._done = pieces, done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all pieces."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async with Visit(receive) as visit:
                while piece := await self._next(visit):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except Gone:
            pass
        finally:
            await self._pieces.aclose()
            self._done()

    async def _next(self, visit: Visit) -> bytes:
        making = asyncio.ensure_future(anext(self._pieces, b""))
        try:
            return await visit.unless_gone(making)
        finally:
            making.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait([making])
