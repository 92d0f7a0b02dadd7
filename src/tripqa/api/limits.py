"""A bound on request bodies, kept before anything reads them."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tripqa.api.entry import path_of
from tripqa.api.errors import failure

LONGEST_WAIT = 30  # seconds for a body to arrive
LARGEST_BODY = 64 * 1024  # bytes: a question of 2,000 characters needs at most 24,000, escaped
LARGEST_CHAT = 1024 * 1024  # bytes: what was said before comes with each question, and proxies let as much through
BATCH = "/v1/ask/batch"  # which bounds its own
CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
_CHATS = (CHAT, RESPONSES)
CLOSING = {"Connection": "close"}  # the rest of the body may still be on its way


class BodyLimit:
    """ASGI middleware that answers 413 to a body over the limit, declared or not, but for batches."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body of a request and pass it on, or refuse it."""
        path = path_of(scope) if scope["type"] == "http" else BATCH
        if path == BATCH:
            await self.app(scope, receive, send)
            return
        largest = LARGEST_CHAT if path in _CHATS else LARGEST_BODY
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                body, whole = await _read(receive, largest)
        except TimeoutError:
            message = f"the body was not sent within {LONGEST_WAIT} seconds; send it again"
            late = failure(408, "too_slow", message, CLOSING)
            await late(scope, receive, send)
            return
        if whole:
            await self.app(scope, _replay(body, receive), send)
        else:
            refusal = failure(413, "too_large", f"the body is over {largest} bytes; {_less(path)}", CLOSING)
            await refusal(scope, receive, send)


def _less(path: str) -> str:
    if path in _CHATS:
        return "begin a new chat, or leave out what was said long before"
    return "send the question alone, or fewer texts or stored answers"


async def _read(receive: Receive, largest: int) -> tuple[bytes, bool]:
    """Return the body, and whether it stayed within the limit."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > largest:
            return b"", False
        if not message.get("more_body"):
            return bytes(body), True


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replayed() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed
