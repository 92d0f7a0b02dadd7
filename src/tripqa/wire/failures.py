"""The body of every failure."""

from __future__ import annotations

from pydantic import Field

from tripqa.wire.documents import Wire


class ErrorBody(Wire):
    """What went wrong, for programs and for people."""

    code: str
    message: str
    request_id: str = Field(description="What the header X-Request-Id of the reply says, and the server's log.")


class ErrorOut(Wire):
    """The body of every failure."""

    error: ErrorBody
