"""The form where a person enters a key: it goes into a cookie, and from then on comes with each request."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tripqa.access.key_file import KeyFile
from tripqa.api.entry import COOKIE, ENTER, LEAVE, shut
from tripqa.api.forms import read_form
from tripqa.api.pages import frame_of
from tripqa.errors import KeysUnusable
from tripqa.web import pages

_HEADERS = {"Cache-Control": "no-store"}
_LONGEST = 8192  # bytes of the form
_YEAR = 365 * 24 * 60 * 60  # seconds: the key's own time ends it before


class Entering:
    """The form of one server."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def routes(self) -> list[BaseRoute]:
        """Return the routes that need no key."""
        return [
            Route(ENTER, self.show, methods=["GET"]),
            Route(ENTER, self.take, methods=["POST"]),
            Route(LEAVE, self.leave, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form, and who has entered."""
        try:
            held = self._keys.find(request.cookies.get(COOKIE, ""))
        except KeysUnusable:
            return shut()
        then = request.query_params.get("then", "/")
        return self._form(request, then, held.name if held else None, wrong=False)

    async def take(self, request: Request) -> Response:
        """Put a key that is known into the cookie, and lead to where its holder wanted to go."""
        given = await read_form(request, _LONGEST)
        shown, then = given.get("key", "").strip(), given.get("then", "/")
        try:
            key = self._keys.find(shown)
        except KeysUnusable:
            return shut()
        if key is None:
            return self._form(request, then, None, wrong=True)
        reply = RedirectResponse(_below(request, then), 303, _HEADERS)
        secure = request.url.scheme == "https"
        reply.set_cookie(COOKIE, shown, _YEAR, path=_root(request), secure=secure, httponly=True, samesite="strict")
        return reply

    async def leave(self, request: Request) -> Response:
        """Take the key out of the cookie."""
        reply = RedirectResponse(_below(request, ENTER), 303, _HEADERS)
        reply.delete_cookie(COOKIE, path=_root(request), httponly=True, samesite="strict")
        return reply

    def _form(self, request: Request, then: str, holder: str | None, *, wrong: bool) -> Response:
        page = pages.enter(frame_of(request), then, holder, wrong=wrong)
        return HTMLResponse(page.html, page.status, _HEADERS)


def _root(request: Request) -> str:
    return request.scope.get("root_path") or "/"


def _below(request: Request, then: str) -> str:
    """Return an address of this server alone: a form that a stranger sends leads nowhere else."""
    inside = then.startswith("/") and not then.startswith(("//", "/\\")) and then.isprintable()
    root: str = request.scope.get("root_path", "")
    return root + (then if inside else "/")
