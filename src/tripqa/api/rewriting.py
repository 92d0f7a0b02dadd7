"""Requests as the routes know them: below the path prefix, if there is one, and HEAD as the GET that it stands for."""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix:
    """ASGI middleware that has the routes answer below a path, whether or not a proxy takes that off.

    `root_path` of the scope is what links begin with, and `path` always begins with it, as browsers see it.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as one below the prefix; the prefix alone leads to its page."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        root, path = self._root_path, scope["path"]
        if path == root:
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{root}/?{query}" if query else f"{root}/", 308)(scope, receive, send)
            return
        seen = path if path.startswith(f"{root}/") else root + path
        await self.app({**scope, "root_path": root, "path": seen}, receive, send)


class Heads:
    """ASGI middleware that lets routes answer HEAD as GET; the server below sends the head of the reply alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, HEAD as GET."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            # a copy: the server's own still says that no body is wanted
            scope = {**scope, "method": "GET", "head_alone": True}
        await self.app(scope, receive, send)
