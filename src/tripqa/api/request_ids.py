"""What a request is called: by its client if that sends a sane name, else by us; in reply, failure and log alike."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_ID = 128  # characters
_HEADER = b"x-request-id"
_SANE = re.compile(rb"[A-Za-z0-9._:=+/@-]{1,%d}" % LONGEST_ID)  # nothing that ends a line, or that HTML or JSON escapes
_BYTES = 16
_CURRENT: ContextVar[str] = ContextVar("request_id")


def make_id() -> str:
    """Return a new id."""
    return secrets.token_hex(_BYTES)


def read_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the id that a request has in its headers; a new one if it has none, several, or one that is not sane."""
    sent = [value for name, value in headers if name == _HEADER]
    return sent[0].decode("ascii") if len(sent) == 1 and _SANE.fullmatch(sent[0]) else make_id()


def current_id() -> str:
    """Return the id of the request that is being answered; a new one where none is."""
    return _CURRENT.get(None) or make_id()


class RequestIds:
    """ASGI middleware that names each request, and its reply."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its id."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id = read_id(scope["headers"])

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (_HEADER, id.encode())]
            await send(message)

        under_way = _CURRENT.set(id)
        try:
            await self.app(scope, receive, named)
        finally:
            _CURRENT.reset(under_way)
