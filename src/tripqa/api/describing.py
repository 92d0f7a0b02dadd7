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
_LEFT: dict[str, Any] = {
    "RateLimit-Policy": {
        "description": "How often one client may ask: `q` times in `w` seconds. Not sent where there is no bound.",
        "schema": {"type": "string"},
        "example": '"ask";q=300;w=60',
    },
    "RateLimit": {
        "description": "What this client has left: `r` times, in `t` seconds more. Not sent where there is no bound.",
        "schema": {"type": "string"},
        "example": '"ask";r=299;t=60',
    },
}


def describe_headers(*routers: APIRouter, limited: bool) -> None:
    """Describe the headers that each route takes and returns, and what it says of limits where it has one."""
    returned = _RETURNED | _LEFT if limited else _RETURNED
    for router in routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            replies = {str(status): {"headers": returned} for status in (200, *route.responses)}
            route.openapi_extra = {**(route.openapi_extra or {}), "parameters": [_SENT], "responses": replies}
