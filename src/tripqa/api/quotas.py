"""How often each client may ask on which routes: those beyond are told when to come back.

Clients are told apart as those who wait are. Header fields: draft-ietf-httpapi-ratelimit-headers-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tripqa.api.client import Client
from tripqa.api.entry import path_of
from tripqa.api.errors import failure_of
from tripqa.api.pages import asks, failed_page
from tripqa.api.rates import Rate, Spent
from tripqa.api.templates import Templates
from tripqa.exports.formats import FORMATS
from tripqa.web.addresses import ANSWER

START = "/"  # limited where something is asked
FILES = tuple(f"{ANSWER}{ending}" for ending in FORMATS)
LIMITED = {
    START: "ask",
    **dict.fromkeys(FILES, "ask"),
    "/v1/ask": "ask",
    "/v1/ask/batch": "ask",  # its first line; the others are counted as they are answered
    "/v1/chat/completions": "ask",
    "/v1/responses": "ask",
    "/v1/embeddings": "ask",  # as much text as is taken at once takes as long as several questions
    "/v1/rerank": "ask",
    "/v1/search": "search",
    "/suggest": "search",
    "/v1/verify": "verify",
    "/mcp": "documents",  # each message; questions and searches among them are counted as such besides
    "/feed.xml": "documents",
    "/documents": "documents",
    "/documents/{document_id}": "documents",
    "/v1/documents": "documents",
    "/v1/documents/{document_id}": "documents",
    "/v1/documents/{document_id}/original": "documents",
    "/v1/passages/{passage_id}": "documents",
}
_PAGES = (START, *FILES, "/documents", "/documents/{document_id}")  # people read these; programs read the rest


class Quotas:
    """ASGI middleware that refuses who asks too often, and tells everyone what they have left."""

    def __init__(self, app: ASGIApp, rates: Mapping[str, str], templates: Templates) -> None:
        self.app, self._templates = app, templates
        self._rates = {name: Rate(name, written) for name, written in rates.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        scope.setdefault("state", {})["rates"] = self._rates
        template = self._templates.of(path_of(scope)) if scope["type"] == "http" else None
        rate = self._rate_of(scope, template)
        if rate is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        spent = rate.spend(Client.of(request))
        fields = _fields(rate, spent)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *fields]
            await send(message)

        if spent.allowed:
            await self.app(scope, receive, told)
            return
        error = rate.exceeded(spent)
        refusal = failed_page(request, error) if template in _PAGES else failure_of(error)
        await refusal(scope, receive, told)

    def _rate_of(self, scope: Scope, template: str | None) -> Rate | None:
        rate = self._rates.get(LIMITED.get(template or "", ""))
        if rate is None:
            return None
        free = scope["method"] == "OPTIONS" or (template == START and not asks(Request(scope)))
        return None if free else rate


def _fields(rate: Rate, spent: Spent) -> list[tuple[bytes, bytes]]:
    left = f'"{rate.name}";r={spent.left};t={spent.reset}'
    return [(b"ratelimit-policy", rate.policy.encode()), (b"ratelimit", left.encode())]
