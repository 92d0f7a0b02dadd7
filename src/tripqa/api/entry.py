"""Who is let in: everyone where there are no keys; else who shows one that may do what is asked.

A program sends its key as `Authorization: Bearer`. A browser keeps it in a cookie that no script reads and that no
other site's pages send (SameSite=Strict); Origins refuses such pages besides. A page of an allowed origin has the
rights of a key that is named as that origin, to ask and to search alone: an origin is no secret. Whom the proxy names
has the rights of a key that is named as its header, but for figures, on our own pages and from programs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tripqa.access.key_file import KeyFile
from tripqa.access.keys import EVERY_DOCUMENT, Action, Key
from tripqa.api.errors import RETRY_AFTER, failure
from tripqa.api.origins import Origin
from tripqa.api.proxy import Misnamed, user_of
from tripqa.api.seen import addresses_of
from tripqa.api.sparing import Sparing
from tripqa.errors import KeysUnusable, LetInNoMore
from tripqa.exports.formats import FORMATS
from tripqa.service import QuestionService
from tripqa.web.addresses import ANSWER

COOKIE = "tripqa_key"
ENTER, LEAVE = "/enter", "/leave"
READY = "/readyz"  # which tells who administers more
MCP, RESOURCE = "/mcp", "/.well-known/oauth-protected-resource"
Needed = Action | Literal["any"]  # any: each of its tools needs something else
_OPEN = frozenset({"/healthz", READY, "/openapi.json", "/favicon.ico", ENTER, LEAVE, "/widget", "/opensearch.xml"})
_OPEN |= {RESOURCE, f"{RESOURCE}{MCP}"}
_FILES = frozenset({"/page.css", "/page.js", "/icon.svg", "/widget.js"})
_NEEDS: dict[str, Needed] = {
    "/": "ask",
    **{f"{ANSWER}{ending}": "ask" for ending in FORMATS},
    "/suggest": "ask",
    MCP: "any",
    "/v1/ask": "ask",
    "/v1/ask/batch": "ask",
    "/v1/chat/completions": "ask",
    "/v1/responses": "ask",
    "/v1/embeddings": "search",
    "/v1/rerank": "search",
    "/v1/models": "ask",
    "/v1/search": "search",
    "/metrics": "metrics",
}
_OF_ORIGINS: tuple[Action, ...] = ("ask", "search")
_OF_USERS: tuple[Action, ...] = ("ask", "search", "documents")
_BEARER, _CHALLENGE = "bearer ", 'Bearer realm="tripqa"'
_NO_KEY = "this server answers who has a key: send it as `Authorization: Bearer KEY`; its operator makes one"
_BAD_KEY = "this key is not known here, was taken back, or its time is over; ask the operator for another"
_CHANGED = "this key was changed since this was sent; send the rest again"
_SHUT = "the server's keys cannot be read, so that nobody is let in; tell its operator"
_LOG = logging.getLogger(__name__)
_LOG.addFilter(Sparing())
_WHOLE = "figures are of all documents: ask the operator for a key that sees them all"


def needed(path: str) -> Needed | None:
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


def look_again(request: HTTPConnection) -> None:
    """Raise LetInNoMore if a request that came in would not come in now, or with another key; from any thread."""
    look: Callable[[], None] | None = request.scope.get("state", {}).get("look_again")
    if look:
        look()


@dataclass(frozen=True, slots=True)
class Entrance:
    """The key that lets a request in, and what brought it if nobody has shown it: then many people share it."""

    key: Key
    of_origin: bool = False
    user: str | None = None  # whom the proxy names


class Entry:
    """ASGI middleware that lets in who has the right, and says what to do to all others."""

    def __init__(self, app: ASGIApp, keys: KeyFile, allowed: Sequence[Origin], user_header: str = "") -> None:
        self.app, self._keys, self._user_header = app, keys, user_header
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its key, or refuse it."""
        action = needed(path_of(scope)) if scope["type"] == "http" else None
        preflight = scope["type"] == "http" and scope["method"] == "OPTIONS"
        if action is None or preflight:
            self._know(scope)
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            refusal = self._let_in(request, action)
        except KeysUnusable as error:
            _LOG.warning("nobody is let in: %s", error)
            refusal = shut()
        except Misnamed as error:
            refusal = failure(400, "bad_request", str(error))
        await (refusal or self.app)(scope, receive, send)

    def _know(self, scope: Scope) -> None:
        """Take note of who asks for what is open to all, where that shows more to some."""
        if scope["type"] == "http" and path_of(scope) == READY:
            with suppress(KeysUnusable, Misnamed):
                scope.setdefault("state", {})["entrance"] = self._found(Request(scope))

    def _let_in(self, request: Request, action: Needed) -> Response | None:
        """Give the request its key, or return how it is refused."""
        shown, user = _shown(request), user_of(request, self._user_header)
        entrance = self._found(request)
        if entrance is None:
            return _unknown(request, _BAD_KEY if shown else _NO_KEY if user is None else self._no_users())
        if action != "any" and not entrance.key.may(action):
            return failure(403, "not_allowed", not_made_for(action, entrance.key))
        if action == "metrics" and entrance.key.documents != EVERY_DOCUMENT:
            return failure(403, "not_allowed", _WHOLE)
        state = request.scope.setdefault("state", {})
        state["entrance"], state["look_again"] = entrance, lambda: self._look_again(request, entrance)
        return None

    def _look_again(self, request: Request, entrance: Entrance) -> None:
        try:
            now = self._found(request)
        except KeysUnusable as error:
            raise LetInNoMore(KeysUnusable.code, _SHUT) from error
        if now is None:
            raise LetInNoMore("key_needed", _BAD_KEY)
        if now != entrance:
            raise LetInNoMore("not_allowed", _CHANGED)

    def _found(self, request: Request) -> Entrance | None:
        shown = _shown(request)
        return self._held(shown) or self._lent(request, user_of(request, self._user_header))

    def _held(self, shown: str) -> Entrance | None:
        key = self._keys.find(shown) if shown else None
        return Entrance(key) if key else None

    def _lent(self, request: Request, user: str | None) -> Entrance | None:
        """Return the key of whom the proxy names or of the page's origin; none to who sends a key that is not good."""
        if _bearer(request):
            return None
        origin = _origin(request)
        ours = origin is None or origin.is_at(request.headers.get("host", ""))
        if user is not None and ours and (key := self._keys.named(self._user_header)):
            return Entrance(_for(key, _OF_USERS), user=user)
        if origin in self._allowed and (key := self._keys.named(str(origin))):
            return Entrance(_for(key, _OF_ORIGINS), of_origin=True)
        return None

    def _no_users(self) -> str:
        return f"the proxy names a user, and there is no key named {self._user_header} for them; its operator makes one"


def shut() -> Response:
    """Return what everyone is told while the keys cannot be read: not where they lie, which the log says."""
    return failure(503, KeysUnusable.code, _SHUT, {"Retry-After": str(RETRY_AFTER)})


def path_of(scope: Scope) -> str:
    """Return the path as the routes know it, without what a proxy puts before it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def not_made_for(action: Action, key: Key) -> str:
    """Say that a key does not do this, and what to do."""
    made_for = ", ".join(key.actions) or "nothing that can be asked here"
    return f"this needs a key for {action}, and this one was made for {made_for}; ask the operator for one that has it"


def _for(key: Key, actions: Sequence[Action]) -> Key:
    """Return a key that does no more than this."""
    return replace(key, actions=tuple(filter(key.may, actions)))


def _origin(request: Request) -> Origin | None:
    """Return the origin of the page that sends a request; None if no page says so."""
    try:
        return Origin.read(request.headers.get("origin", ""))
    except ValueError:
        return None


def _shown(request: Request) -> str:
    """Return the key that a request shows, or nothing. What a program sends counts before a browser's cookie."""
    sent = request.headers.get("authorization")
    return _bearer(request) or (request.cookies.get(COOKIE, "") if sent is None else sent)


def _bearer(request: Request) -> str:
    """Return the key that a program sends, or nothing."""
    sent = request.headers.get("authorization", "")
    return sent[len(_BEARER) :].strip() if sent.lower().startswith(_BEARER) else ""


def _unknown(request: Request, message: str) -> Response:
    """Say that a key is needed: to a program in words, to a person with the form to enter it."""
    path, query = path_of(request.scope), request.url.query
    if not path.startswith("/v1/") and "text/html" in request.headers.get("accept", ""):
        then = quote(f"{path}?{query}" if query else path, safe="")
        root = request.scope.get("root_path", "")
        return RedirectResponse(f"{root}{ENTER}?then={then}", 303, {"Cache-Control": "no-store"})
    return failure(401, "key_needed", message, {"WWW-Authenticate": _challenge(request)})


def _challenge(request: Request) -> str:
    """Return what tells a client to send a key; one of assistants looks for the place that says so at length."""
    if path_of(request.scope) != MCP:
        return _CHALLENGE
    return f'{_CHALLENGE}, resource_metadata="{addresses_of(request).file(RESOURCE.removeprefix("/") + MCP)}"'
