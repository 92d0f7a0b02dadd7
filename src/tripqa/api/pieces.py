"""Large replies in pieces: each waits until the one before has left, and none is made for a client that is gone.

What a slow client leaves unread is then one piece, not the whole reply, and other requests are served between two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tripqa.api.visit import Visit

PIECE = 256 * 1024  # bytes


class Pieces:
    """ASGI middleware that sends a large body in pieces."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its reply in pieces."""

        async def sent(message: Message) -> None:
            if len(message.get("body", b"")) <= PIECE:
                await send(message)
            else:
                await _send(message, receive, send)

        await self.app(scope, receive, sent)


async def _send(message: Message, receive: Receive, send: Send) -> None:
    async with Visit(receive) as visit:
        for piece in _pieces(message):
            await send(piece)
            await asyncio.sleep(0)  # `send` waits only where a client is slow
            if visit.over:
                break


def _pieces(message: Message) -> Iterator[Message]:
    body = message["body"]
    for start in range(0, len(body), PIECE):
        more = message.get("more_body", False) or start + PIECE < len(body)
        yield {**message, "body": body[start : start + PIECE], "more_body": more}
