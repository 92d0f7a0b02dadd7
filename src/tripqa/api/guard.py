"""What every reply gets, whatever made it: headers that bind browsers, and a place in the figures.

Only what is no request that HTTP allows is answered before it comes here, and goes without (connection.py).
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tripqa.api.errors import bug

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_SECURITY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers send `Origin: null` with the forms of our own pages
}


class Guard:
    """ASGI middleware that adds the headers to each reply and counts its status."""

    def __init__(self, app: ASGIApp, replied: Callable[[int], None]) -> None:
        self.app = app
        self._replied = replied

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and guard its reply."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._replied(message["status"])
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)  # a file of the corpus is bound more strictly
            await send(message)

        await self.app(scope, receive, guarded)


class Bugs:
    """ASGI middleware that answers 500 where nothing else has answered, and says no more than that.

    Above it starlette would answer in words of its own, without our headers, and have the bug logged again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and answer in its place if that fails."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if begun:
                raise  # uvicorn logs it and closes the connection
            await bug(Request(scope), error)(scope, receive, send)
