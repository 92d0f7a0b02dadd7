"""The body of every failure."""

from __future__ import annotations

from tripqa.wire.documents import Wire


class ErrorBody(Wire):
    """What went wrong, for programs and for people."""

    code: str
    message: str


class ErrorOut(Wire):
    """The body of every failure."""

    error: ErrorBody
