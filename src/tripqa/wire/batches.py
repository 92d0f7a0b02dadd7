"""A line of what a batch is answered with."""

from __future__ import annotations

from pydantic import Field

from tripqa.wire.answers import AnswerOut
from tripqa.wire.documents import Wire
from tripqa.wire.failures import ErrorBody


class BatchLineOut(Wire):
    """What a line of a batch was replied with: an answer, or why there is none. One of both is null."""

    brief = ("line", "custom_id", "reply", "error")
    line: int = Field(description="Of the batch, from 1.")
    custom_id: str | None = Field(description="As the line has it; null if that cannot be read.")
    reply: AnswerOut | None
    error: ErrorBody | None
