"""Whom a proxy names: it has had them sign on, and is believed from its own address alone."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

LONGEST_NAME = 200  # characters
_FROM_PROXY = "from_proxy"


class Misnamed(Exception):
    """The proxy does not name one user; the message says what to mend."""


class FromProxy:
    """ASGI middleware that marks what the proxy sends, before anything writes over the address that is connected."""

    def __init__(self, app: ASGIApp, proxy: str) -> None:
        self.app = app
        self._proxy = ip_network(proxy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, marked if the proxy is connected."""
        if scope["type"] == "http" and self._is_proxy(scope.get("client")):
            scope.setdefault("state", {})[_FROM_PROXY] = True
        await self.app(scope, receive, send)

    def _is_proxy(self, client: tuple[str, int] | None) -> bool:
        try:
            return client is not None and ip_address(client[0]) in self._proxy
        except ValueError:
            return False


def user_of(request: HTTPConnection, header: str) -> str | None:
    """Return whom the proxy names in a header; None if it names nobody, or somebody else than the proxy has sent it.

    Misnamed if it has several copies, or no name that can be used.
    """
    if not header or not request.scope.get("state", {}).get(_FROM_PROXY):
        return None
    named = [value for name, value in request.scope["headers"] if name == header.lower().encode()]
    if not named:
        return None
    if len(named) > 1:
        raise Misnamed(f"the request has {len(named)} headers {header}; let the proxy send one, in place of any other")
    return _name(named[0], header)


def _name(value: bytes, header: str) -> str:
    try:
        name = value.decode().strip()
    except UnicodeDecodeError:
        raise Misnamed(f"the header {header} is not UTF-8; let the proxy send the user's name as UTF-8") from None
    if not name:
        raise Misnamed(f"the header {header} is empty; let the proxy name the user, or leave the header out")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Misnamed(f"the header {header} holds no name of at most {LONGEST_NAME} characters in one line")
    return name
