"""What every reply gets, whatever made it: headers that bind browsers, and after a bug a body that says no more.

Only what is answered before it comes here goes without: preflights, and what is no request that HTTP allows.
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
    "Referrer-Policy": "no-referrer",
}


class Guard:
    """ASGI middleware that adds the headers, answers 500 where nothing else has answered, and counts each status."""

    def __init__(self, app: ASGIApp, replied: Callable[[int], None]) -> None:
        self.app = app
        self._replied = replied

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and guard its reply."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._replied(message["status"])
                MutableHeaders(scope=message).update(_SECURITY)
            await send(message)

        try:
            await self.app(scope, receive, guarded)
        except Exception as error:
            if begun:
                raise  # uvicorn logs it and closes the connection
            await bug(Request(scope), error)(scope, receive, guarded)
