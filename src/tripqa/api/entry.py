"""Who is let in: everyone where there are no keys; else who shows one that may do what is asked.

A program sends its key as `Authorization: Bearer`. A browser keeps it in a cookie that no script reads and that no
other site's pages send (SameSite=Strict); Origins refuses such pages besides. A page of an allowed origin has the
rights of a key that is named as that origin, to ask and to search alone: an origin is no secret.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tripqa.access.key_file import KeyFile
from tripqa.access.keys import EVERY_DOCUMENT, Action, Key
from tripqa.api.errors import RETRY_AFTER, failure
from tripqa.api.origins import Origin
from tripqa.api.sparing import Sparing
from tripqa.errors import KeysUnusable
from tripqa.service import QuestionService

COOKIE = "tripqa_key"
ENTER = "/enter"
_OPEN = frozenset({"/healthz", "/readyz", "/openapi.json", "/favicon.ico", ENTER, "/leave", "/widget"})
_FILES = frozenset({"/page.css", "/page.js", "/icon.svg", "/widget.js"})
_NEEDS: dict[str, Action] = {"/": "ask", "/v1/ask": "ask", "/v1/search": "search", "/metrics": "metrics"}
_OF_ORIGINS: tuple[Action, ...] = ("ask", "search")
_BEARER = "bearer "
_NO_KEY = "this server answers who has a key: send it as `Authorization: Bearer KEY`; its operator makes one"
_BAD_KEY = "this key is not known here, was taken back, or its time is over; ask the operator for another"
_SHUT = "the server's keys cannot be read, so that nobody is let in; tell its operator"
_LOG = logging.getLogger(__name__)
_LOG.addFilter(Sparing())
_WHOLE = "figures are of all documents: a key that sees them all is needed"


def needed(path: str) -> Action | None:
    """Return what a path is for; None: it is open to all. Whatever is not known here is about documents."""
    return None if path in _OPEN | _FILES else _NEEDS.get(path, "documents")


def entered_by(request: HTTPConnection) -> Entrance | None:
    """Return how a request came in; None: there are no keys, or what it asks for is open to all."""
    entrance: Entrance | None = request.scope.get("state", {}).get("entrance")
    return entrance


def seen_by(request: HTTPConnection, service: QuestionService) -> QuestionService:
    """Return a service over the documents that who asks may see. It may have to be made: do it in a thread."""
    entrance = entered_by(request)
    return service.matching(entrance.key.documents) if entrance else service


@dataclass(frozen=True, slots=True)
class Entrance:
    """The key that lets a request in, and whether its page's origin brought it: then many people share it."""

    key: Key
    of_origin: bool


class Entry:
    """ASGI middleware that lets in who has the right, and says what to do to all others."""

    def __init__(self, app: ASGIApp, keys: KeyFile, allowed: Sequence[Origin]) -> None:
        self.app, self._keys = app, keys
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its key, or refuse it."""
        action = needed(path_of(scope)) if scope["type"] == "http" else None
        preflight = scope["type"] == "http" and scope["method"] == "OPTIONS"
        if action is None or preflight:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            refusal = self._let_in(request, action)
        except KeysUnusable as error:
            _LOG.warning("nobody is let in: %s", error)
            refusal = shut()
        await (refusal or self.app)(scope, receive, send)

    def _let_in(self, request: Request, action: Action) -> Response | None:
        """Give the request its key, or return how it is refused."""
        shown = _shown(request)
        key = self._keys.find(shown) if shown else self._key_of_origin(request.headers)
        if key is None:
            return _unknown(request, _BAD_KEY if shown else _NO_KEY)
        if not key.may(action):
            return failure(403, "not_allowed", f"this key may not {action}; it was made for {', '.join(key.actions)}")
        if action == "metrics" and key.documents != EVERY_DOCUMENT:
            return failure(403, "not_allowed", _WHOLE)
        request.scope.setdefault("state", {})["entrance"] = Entrance(key, of_origin=not shown)
        return None

    def _key_of_origin(self, headers: Headers) -> Key | None:
        try:
            origin = Origin.read(headers.get("origin", ""))
        except ValueError:
            return None
        if origin not in self._allowed:
            return None
        key = self._keys.named(str(origin))
        return replace(key, actions=tuple(filter(key.may, _OF_ORIGINS))) if key else None


def shut() -> Response:
    """Return what everyone is told while the keys cannot be read: not where they lie, which the log says."""
    return failure(503, KeysUnusable.code, _SHUT, {"Retry-After": str(RETRY_AFTER)})


def path_of(scope: Scope) -> str:
    """Return the path as the routes know it, without what a proxy puts before it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _shown(request: Request) -> str:
    """Return the key that a request shows, or nothing. What a program sends counts before a browser's cookie."""
    sent = request.headers.get("authorization")
    if sent is not None:
        return sent[len(_BEARER) :].strip() if sent.lower().startswith(_BEARER) else sent
    return request.cookies.get(COOKIE, "")


def _unknown(request: Request, message: str) -> Response:
    """Say that a key is needed: to a program in words, to a person with the form to enter it."""
    path, query = path_of(request.scope), request.url.query
    if not path.startswith("/v1/") and "text/html" in request.headers.get("accept", ""):
        then = quote(f"{path}?{query}" if query else path, safe="")
        root = request.scope.get("root_path", "")
        return RedirectResponse(f"{root}{ENTER}?then={then}", 303, {"Cache-Control": "no-store"})
    return failure(401, "key_needed", message, {"WWW-Authenticate": 'Bearer realm="tripqa"'})
