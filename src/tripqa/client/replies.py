"""What both clients do with an address, a request and what came of it."""

from __future__ import annotations

import secrets
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from tripqa.client.calls import Call
from tripqa.client.failures import failure_of
from tripqa.client.patience import Outcome
from tripqa.errors import ServerError, TripqaError

T = TypeVar("T", bound=BaseModel)


def address_of(url: str) -> httpx2.URL:
    """Return the address of a server; ServerError if it is none."""
    try:
        address = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise _no_address(url) from error
    if address.scheme not in ("http", "https") or not address.host:
        raise _no_address(url)
    return address


def headers_of(key: str | None) -> dict[str, str]:
    """Return what every request says."""
    return {"Authorization": f"Bearer {key}"} if key else {}


def made_id() -> str:
    """Return what a request is called: in its reply, in its failure and in the server's log."""
    return secrets.token_hex(16)


def read(call: Call[T], outcome: Outcome, url: httpx2.URL) -> T:
    """Return what a server has replied; what it refuses is the error that its own program would raise.

    ServerError: it cannot be reached, takes too long, or is no tripqa that this one understands. Fields that a newer
    server sends besides are passed over.
    """
    if isinstance(outcome, httpx2.TransportError) or outcome.status_code != 200:
        raise failure(call, outcome, url)
    try:
        return call.shape.model_validate_json(outcome.content, extra="ignore")
    except ValidationError as error:
        raise ServerError(f"{url} is no tripqa, or one of another version") from error


def failure(call: Call[T], outcome: Outcome, url: httpx2.URL) -> TripqaError:
    """Return how a call has failed that brought no reply, or one that is a failure."""
    if isinstance(outcome, httpx2.Response):
        return failure_of(outcome.status_code, outcome.content, call.refusal)
    why = str(outcome) or type(outcome).__name__
    return ServerError(f"no server replies at {url} ({why}); see that it runs")


def _no_address(url: str) -> ServerError:
    return ServerError(f"{url!r} is no address; name one such as http://127.0.0.1:8000")
