"""A line for each request: what it was for and how it ended. What was asked stands there only if an operator says so.

Lines are JSON, one object each, and never fail a request: where they cannot be written they are lost.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

import structlog
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tripqa.api.entry import entered_by
from tripqa.api.request_ids import current_id
from tripqa.api.templates import Templates
from tripqa.domain import Answered
from tripqa.service import Found, Reply

# What some readers end a line at, and some terminals obey, though JSON lets it stand in a string
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
_UNANSWERED = 500  # what fails before it has a status


@dataclass(slots=True)
class Note:
    """What is known of a request to a log, filled in as it becomes known."""

    status: int = _UNANSWERED
    question: str | None = None
    language: str | None = None  # of the question
    answered: bool | None = None  # None: no answer was asked for, or none came

    def replied(self, reply: Reply | Found) -> None:
        """Take note of what a question was replied with."""
        self.language = reply.question.language
        if isinstance(reply, Reply):
            self.answered = isinstance(reply.answer, Answered)


class Lines:
    """Where a log is written, and whether it may hold questions."""

    def __init__(self, stream: BinaryIO, *, questions: bool) -> None:
        self.questions = questions
        self._log = structlog.wrap_logger(
            structlog.BytesLogger(stream),
            processors=[structlog.processors.TimeStamper("iso", key="time"), _as_json],
            wrapper_class=structlog.make_filtering_bound_logger(0),
        ).bind()

    def write(self, event: str, **facts: object) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):  # a full disk, or a stream that was closed
            self._log.info(event, **facts)


class AccessLog:
    """ASGI middleware that writes a line for each request once it has been replied to."""

    def __init__(self, app: ASGIApp, lines: Lines, templates: Templates, root_path: str) -> None:
        self.app, self._lines, self._templates = app, lines, templates
        self._prefix = f"{root_path}/" if root_path else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and tell how it ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        note = scope.setdefault("state", {})["note"] = Note()
        began = time.perf_counter()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                note.status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self._tell(scope, note, time.perf_counter() - began)

    def _tell(self, scope: Scope, note: Note, seconds: float) -> None:
        entrance = entered_by(HTTPConnection(scope))
        asked = {"question": note.question} if self._lines.questions else {}
        self._lines.write(
            "request",
            route=self._templates.of(self._path(scope)),
            status=note.status,
            ms=round(seconds * 1000, 2),
            answered=note.answered,
            language=note.language,
            key=entrance.key.name if entrance else None,
            request_id=current_id(),
            **asked,
        )

    def _path(self, scope: Scope) -> str:
        path: str = scope["path"]
        inside = self._prefix and path.startswith(self._prefix)
        return path[len(self._prefix) - 1 :] if inside else path


def note_of(request: HTTPConnection) -> Note:
    """Return what may be noted of a request; where no log is written nobody reads it."""
    note: Note = request.scope.get("state", {}).get("note") or Note()
    return note


def _as_json(_: object, __: str, facts: Any) -> bytes:
    return json.dumps(facts, ensure_ascii=False).translate(_ESCAPED).encode(errors="backslashreplace")
