"""Where others see this server: what links in replies begin with."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from tripqa.web.addresses import Addresses


def addresses_of(request: HTTPConnection) -> Addresses:
    """Return whole addresses: as the operator says the server is reached or, unsaid, where the request came to."""
    public: str = request.app.state.public_url
    url = request.url
    return Addresses(public or f"{url.scheme}://{url.netloc}{request.scope.get('root_path', '')}")
