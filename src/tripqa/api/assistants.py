"""`/mcp`: the tools of assistants over HTTP, and what tells a client that is turned away how to come in.

It speaks to who names this machine, or the host of TRIPQA_PUBLIC_URL, and to nobody else: a page that was led here
under a name of its own (DNS rebinding) asks as if it were ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from tripqa.api.access_log import note_of
from tripqa.api.client import Client
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.entry import MCP, RESOURCE, entered_by
from tripqa.api.errors import failure
from tripqa.api.metrics import Metrics
from tripqa.api.origins import Origin
from tripqa.api.rates import rates_of
from tripqa.api.seen import addresses_of
from tripqa.api.visit import Gone
from tripqa.errors import Busy
from tripqa.mcp.extra import check_installed
from tripqa.mcp.shapes import Taken
from tripqa.mcp.tools import TOOLS, Done, Tool
from tripqa.service import QuestionService, Reply
from tripqa.wire.documents import Wire

if TYPE_CHECKING:
    from tripqa.mcp.speaking import Asked, Speaker

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_REFUSED = {
    400: ("bad_request", "send JSON-RPC as application/json"),
    403: ("origin_refused", "pages of this origin may not ask here; add it to TRIPQA_ALLOWED_ORIGINS"),
    421: ("host_refused", "this is answered under the name in TRIPQA_PUBLIC_URL alone; have the operator set it"),
}


class Assistants:
    """The tools of one server. What speaks the protocol is loaded when it is first asked for."""

    def __init__(
        self,
        current: Current,
        questions: Desk,
        documents: Desk,
        metrics: Metrics,
        public_url: str,
        allowed: Sequence[Origin],
    ) -> None:
        self._current, self._metrics = current, metrics
        self._desks = {"search": questions, "ask": questions, "documents": documents}
        self._hosts = [*_LOOPBACK, *(f"{host}:*" for host in _LOOPBACK), *_hosts_of(public_url)]
        self._origins = [*(f"{scheme}://{host}" for scheme, host in product(("http", "https"), self._hosts))]
        self._origins += map(str, allowed)
        self._speaker: Speaker | None = None

    def routes(self) -> list[BaseRoute]:
        """Return the route of the protocol; there is nothing to GET, for nobody is spoken to unasked."""
        return [Route(MCP, self, methods=["POST"])]

    def entrances(self) -> list[BaseRoute]:
        """Return the routes that tell how to come in, where there are keys (RFC 9728)."""
        return [Route(path, self.describe) for path in (RESOURCE, f"{RESOURCE}{MCP}")]

    async def describe(self, request: Request) -> Response:
        """Tell that a key is sent as a bearer token; no server gives tokens out."""
        address = addresses_of(request).file(MCP.removeprefix("/"))
        told = {"resource": address, "resource_name": "tripqa", "bearer_methods_supported": ["header"]}
        return JSONResponse(told)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a message."""
        check_installed()
        self._current.service()  # or it is not ready
        if (speaker := self._speaker) is None:
            speaker = self._speaker = await asyncio.to_thread(self._loaded)
        status = await speaker.refusal(Request(scope))
        await (failure(status, *_REFUSED[status]) if status else speaker)(scope, receive, send)

    def _loaded(self) -> Speaker:
        from tripqa.mcp.speaking import Speaker, make_server

        return Speaker(make_server(self._offered, self._run), self._hosts, self._origins)

    def _offered(self, request: Asked) -> list[Tool]:
        """Return the tools for who asks: those that their key was made for."""
        assert request
        entrance = entered_by(request)
        return [tool for tool in TOOLS if entrance is None or entrance.key.may(tool.needs)]

    async def _run(self, request: Asked, tool: Tool, taken: Taken) -> Wire:
        assert request
        self._spend(request, tool)

        def work(service: QuestionService) -> Wire:
            done = tool.work(service, addresses_of(request), taken)
            self._note(request, done)
            return done.out

        try:
            return await self._desks[tool.needs].work(request, self._current.service(), work, lambda out: out)
        except Gone as gone:
            raise Busy("the client has left") from gone  # nobody reads it

    def _spend(self, request: Request, tool: Tool) -> None:
        """Count a question or a search; the message itself was counted as reading documents."""
        rate = rates_of(request).get(tool.needs) if tool.needs != "documents" else None
        if rate and not (spent := rate.spend(Client.of(request))).allowed:
            raise rate.exceeded(spent)

    def _note(self, request: Request, done: Done) -> None:
        if done.of is None:
            return
        note = note_of(request)
        note.question = done.of.question.text
        note.replied(done.of)
        if isinstance(done.of, Reply):
            self._metrics.replied_with(done.of)
        else:
            self._metrics.answered("search", done.of.took_ms)


def _hosts_of(public_url: str) -> list[str]:
    """Return how clients name the host of an address: with the port that its scheme has anyway, and without."""
    if not public_url:
        return []
    address = urlsplit(public_url)
    origin = Origin.read(f"{address.scheme}://{address.netloc}")
    return [str(origin).partition("://")[2], f"{origin.host}:{origin.port}"]
