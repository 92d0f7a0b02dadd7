"""Which web pages may ask: our own, and those of the origins that the settings allow.

A browser says with `Origin` which page a request comes from, and no page can make it say otherwise. Every other program
can write what it likes there, or nothing: this keeps pages out that a user happens to look at, and nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tripqa.api.errors import failure

_AUTHORITY = r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?"
_ORIGIN = re.compile(rf"(https?)://{_AUTHORITY}")
_HOST = re.compile(_AUTHORITY)
_PORTS = {"http": 80, "https": 443}
_LET_IN = (
    "add it to TRIPQA_ALLOWED_ORIGINS or, if it is where this server itself is seen, "
    "let the proxy before it pass on Host as it came"
)
_UNKNOWN = (
    "the Origin of the request is not that of one web page, as https://intra.example; "
    "ask from a page that a web server serves, or send no Origin"
)
_PREFLIGHT = "pages of other origins may send GET, HEAD and POST with the header Content-Type, and nothing else"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page comes from, as browsers compare it."""

    scheme: str
    host: str  # in small letters, an IPv6 address in brackets
    port: int

    @classmethod
    def read(cls, written: str) -> Origin:
        """Return the origin that is written; ValueError for `null` and whatever else is none."""
        found = _ORIGIN.fullmatch(written.lower())
        if found is None:
            raise ValueError(f"{written!r} is not an origin")
        scheme, host, port = found.groups()
        return cls(scheme, host, int(port or _PORTS[scheme]))

    def __str__(self) -> str:
        """Return it as browsers write it."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    def is_at(self, host: str) -> bool:
        """Tell whether a `Host` names its host and port, one that is left out being the default of its scheme."""
        found = _HOST.fullmatch(host.lower())
        return found is not None and (found[1], int(found[2] or _PORTS[self.scheme])) == (self.host, self.port)


class Origins:
    """ASGI middleware that answers 403 to pages of other origins than our own and those allowed.

    Ours is what `Host` names. The scheme is not compared: a proxy that ends TLS speaks plain HTTP to us. No other
    header is asked, such as `X-Forwarded-Host`, which proxies often pass on as a stranger wrote it.
    """

    def __init__(self, app: ASGIApp, allowed: Sequence[Origin]) -> None:
        self.app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        refusal = self._refusal(Headers(scope=scope)) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, headers: Headers) -> Response | None:
        written, hosts = headers.getlist("origin"), headers.getlist("host")
        if not written:
            return None
        try:
            (only,) = written
            origin = Origin.read(only)
        except ValueError:
            return _refused(_UNKNOWN)
        if origin in self._allowed or (len(hosts) == 1 and origin.is_at(hosts[0])):
            return None
        return _refused(f"pages of {origin} may not ask this server; {_LET_IN}")


class Sharing(CORSMiddleware):
    """ASGI middleware that lets pages of allowed origins read replies: starlette's, with our body where it refuses."""

    def __init__(self, app: ASGIApp, allowed: Sequence[Origin]) -> None:
        super().__init__(
            app,
            allow_origins=[str(origin) for origin in allowed],
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Content-Type"],
            expose_headers=["Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id"],
            allow_private_network=True,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer what a browser asks before it sends a request of a page."""
        reply = super().preflight_response(request_headers)
        if reply.status_code == 200:
            return reply
        kept = {name: value for name, value in reply.headers.items() if not name.startswith("content-")}
        return failure(400, "bad_request", _PREFLIGHT, kept)


def _refused(message: str) -> Response:
    return failure(403, "origin_refused", message, {"Vary": "Origin"})
