"""Answers as files: to a program that asks for one in place of JSON, and from the links below an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tripqa.api import examples
from tripqa.api.access_log import note_of
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.metrics import Metrics
from tripqa.api.pages import asked_of, failed_page, frame_of
from tripqa.api.seen import addresses_of
from tripqa.errors import TripqaError
from tripqa.exports.formats import FORMATS, Format
from tripqa.service import QuestionService, Reply
from tripqa.web.addresses import ANSWER
from tripqa.wire.answers import AnswerOut

_JSON = "application/json"
_RANGE = re.compile(
    r"\s*([\w.+-]+|\*)/([\w.+-]+|\*)\s*(?:;(?!\s*q=)[^;]*)*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
_FILES: Mapping[str, Any] = {
    one.media_type: {"schema": {"type": "string"} | ({} if ending == ".md" else {"format": "binary"})}
    for ending, one in FORMATS.items()
}


class Exports:
    """The files of one server, each an answer to a question in its address."""

    def __init__(self, current: Current, desk: Desk, metrics: Metrics) -> None:
        self._current, self._desk, self._metrics = current, desk, metrics

    def routes(self) -> list[BaseRoute]:
        """Return a route for each format."""
        return [Route(f"{ANSWER}{ending}", partial(self.answer, form)) for ending, form in FORMATS.items()]

    async def answer(self, form: Format, request: Request) -> Response:
        """Return an answer as a file, as the page that leads here shows it; a failure as a page in words."""
        frame, asked, note = frame_of(request), asked_of(request), note_of(request)
        note.question = asked.question
        to = addresses_of(request)

        def work(seen: QuestionService) -> Reply:
            reply = seen.ask(asked.question, where=asked.where, previous=asked.turns, shown_in=frame.language)
            self._metrics.replied_with(reply)
            note.replied(reply)
            return reply

        try:
            service = self._current.service()
            return await self._desk.work(request, service, work, lambda reply: _sent(form, form.written(reply, to)))
        except TripqaError as error:
            return failed_page(request, error)


def answer_as_wanted(request: Request, reply: Reply) -> Response:
    """Return an answer as JSON, or as the file that a program likes better."""
    form = wanted(request.headers.getlist("accept"))
    if form is None:
        return Response(AnswerOut.of(reply).model_dump_json(), media_type=_JSON)
    return _sent(form, form.written(reply, addresses_of(request)))


def wanted(accepted: Iterable[str]) -> Format | None:
    """Return the format that `Accept` prefers to JSON (RFC 9110, section 12.5.1); None: JSON will do."""
    ranges = _ranges(accepted)
    weights = {one: _weight(one.media_type, ranges) for one in FORMATS.values()}
    best = max(weights, key=lambda one: weights[one])
    return best if weights[best] > _weight(_JSON, ranges) else None


def takes(accepted: Iterable[str], media_type: str) -> bool:
    """Tell whether `Accept` names a type itself, and wants it as much as JSON."""
    ranges = _ranges(accepted)
    named = any("/".join(map(str, one[:2])) == media_type for one in ranges)
    return named and _weight(media_type, ranges) >= max(_weight(_JSON, ranges), 0.001)  # the least weight there is


def described(shown: dict[str, dict[str, Any]], description: str) -> dict[str, Any]:
    """Return what the description says of a reply in JSON, of which examples are shown, that may be a file too."""
    reply = examples.replies(shown, description)
    return {**reply, "content": {**reply["content"], **_FILES}}


def _ranges(accepted: Iterable[str]) -> list[tuple[str | None, ...]]:
    return [found.groups() for part in ",".join(accepted).lower().split(",") if (found := _RANGE.fullmatch(part))]


def _weight(media_type: str, ranges: Iterable[tuple[str | None, ...]]) -> float:
    """Return how much a type is wanted, by the range that names it most exactly."""
    kind, _, name = media_type.partition("/")
    fitting = [
        (kind == one[0], name == one[1], float(one[2] or 1))
        for one in ranges
        if one[:2] in ((kind, name), (kind, "*"), ("*", "*"))
    ]
    return max(fitting)[2] if fitting else 0.0


def _sent(form: Format, written: bytes) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="answer{form.ending}"',
        "Cache-Control": "private, no-cache",
    }
    return Response(written, media_type=form.media_type, headers=headers)
