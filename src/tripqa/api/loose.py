"""Bodies of programs that speak to others too: what is not known here is passed over, what is wrong is told."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from tripqa.api.errors import failure


class Loose(BaseModel):
    """A JSON object that may hold anything besides."""

    model_config = ConfigDict(extra="ignore")


L = TypeVar("L", bound=Loose)


async def read_loosely(request: Request, shape: type[L], send: str) -> L | Response:
    """Return the body of a request, or how it is refused; `send` says what to send instead."""
    try:
        return shape.model_validate_json(await request.body())
    except ValidationError as error:
        return failure(*_what_is_wrong(error, send))


def unusable(field: str, send: str) -> Response:
    """Return how a field is refused that no schema can tell is wrong."""
    return failure(422, "bad_request", f"the field {field!r} cannot be used; {send}")


def _what_is_wrong(error: ValidationError, send: str) -> tuple[int, str, str]:
    problem = error.errors(include_url=False, include_input=False)[0]
    if problem["type"] == "json_invalid":
        return 400, "bad_request", f"the body is not valid JSON; {send}"
    where = ".".join(map(str, problem["loc"]))
    return 422, "bad_request", f"the field {where!r} cannot be used; {send}" if where else f"{problem['msg']}; {send}"
