"""What a form of our pages sends."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

Fields = ImmutableMultiDict[str, str]


async def read_form(request: Request, longest: int) -> Fields:
    """Return the fields of a form; none if it is longer, in bytes."""
    body = await request.body()
    return ImmutableMultiDict(parse_qsl(body.decode(errors="replace")) if len(body) <= longest else [])
