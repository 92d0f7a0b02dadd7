"""What the description of the API says of headers: it is the same for many routes, so that it stands here once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from tripqa.api.request_ids import LONGEST_ID

_ID = "X-Request-Id"
_SENT: dict[str, Any] = {
    "name": _ID,
    "in": "header",
    "required": False,
    "description": f"What to call the request: up to {LONGEST_ID} letters, digits and `._:=+/@-`. Where it is "
    "something else, or nothing, the server makes one.",
    "schema": {"type": "string"},
}
_RETURNED: dict[str, Any] = {
    _ID: {"description": "The request's id, as its client or the server has named it.", "schema": {"type": "string"}}
}


def describe_headers(*routers: APIRouter) -> None:
    """Describe the headers that each route takes and returns."""
    for router in routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            replies = {str(status): {"headers": _RETURNED} for status in (200, *route.responses)}
            route.openapi_extra = {"parameters": [_SENT], "responses": replies}
