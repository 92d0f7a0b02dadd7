"""Many questions in one request: each line of the reply answers a line of the body, in its order.

Nobody waits for a batch: its questions have their turn when no other does. The body is read whole before anything is
answered, for most clients send all of it before they read; a reply is made no further than it is read.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections import deque
from collections.abc import Iterator

from pydantic import Field, ValidationError
from pydantic_core import from_json
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tripqa.api.client import Client
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.entry import look_again, seen_by
from tripqa.api.errors import failure, sentence
from tripqa.api.limits import CLOSING, LARGEST_BODY, LONGEST_WAIT
from tripqa.api.metrics import Metrics
from tripqa.api.question import QuestionIn
from tripqa.api.rates import rates_of
from tripqa.api.request_ids import current_id
from tripqa.api.streamed import Pieces, Streamed
from tripqa.api.visit import Gone
from tripqa.errors import Busy, TripqaError
from tripqa.wire.answers import AnswerOut
from tripqa.wire.batches import BatchLineOut
from tripqa.wire.failures import ErrorBody

NDJSON = "application/x-ndjson"
MOST_LINES = 10_000
MOST_FEEDS = 2 * MOST_LINES  # blank lines among them
LARGEST = 16 * 1024 * 1024  # bytes
MOST_BATCHES = 4  # that are answered at once, one of each client
LONGEST_ID = 200  # characters
LONGEST_QUOTA_WAIT = 60  # seconds: a client that may ask again so soon is waited for
EXAMPLE = '{"custom_id": "1", "question": "KLIDとは何ですか"}'
_SEND = f"send an object such as {EXAMPLE}"
_AHEAD = 2  # lines for each thread that are worked on, or wait, before the first of them is sent
_BUSY = "your last batch is still being answered, or others' are; send this one when it is done"
_BEGINS = re.compile(rb'\s*\{\s*"custom_id"\s*:\s*("(?:[^"\\]|\\.){1,2400}")')  # 200 characters, all escaped
_LOG = logging.getLogger(__name__)


class BatchQuestionIn(QuestionIn):
    """A line of a batch: a question with a name of the client's own."""

    custom_id: str = Field(min_length=1, max_length=LONGEST_ID)


class Batches:
    """The batches of one server. For one event loop."""

    def __init__(self, current: Current, desk: Desk, metrics: Metrics, at_once: int) -> None:
        self._current, self._desk, self._metrics, self._at_once = current, desk, metrics, at_once
        self._sending: set[Client] = set()
        self._answered: set[Client] = set()

    async def answer(self, request: Request) -> Response:
        """Return a reply that answers the lines of a body as it is sent; Busy if too many batches are under way."""
        self._current.service()  # or it is not ready
        client = Client.of(request)
        self._check_place_for(client)
        self._sending.add(client)
        try:
            read = await _read(request)
        finally:
            self._sending.discard(client)
        if isinstance(read, Response):
            return read
        self._check_place_for(client)  # others may have been faster
        self._answered.add(client)
        return Streamed(self._answers(request, client, read), NDJSON, lambda: self._answered.discard(client))

    def _check_place_for(self, client: Client) -> None:
        """Raise Busy if there is none. Who still sends keeps none from others."""
        if client in self._sending | self._answered or len(self._answered) >= MOST_BATCHES:
            raise Busy(_BUSY)

    async def _answers(self, request: Request, client: Client, body: bytes) -> Pieces:
        under_way: deque[asyncio.Task[bytes]] = deque()
        try:
            for place, (number, line) in enumerate(_lines(body)):
                counted = place == 0  # with the request
                under_way.append(asyncio.create_task(self._answer(request, client, number, line, counted=counted)))
                if len(under_way) >= _AHEAD * self._at_once:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()

    async def _answer(self, request: Request, client: Client, number: int, line: bytes, *, counted: bool) -> bytes:
        if len(line) > LARGEST_BODY:
            message = f"the line is over {LARGEST_BODY} bytes; send the question alone"
            return _written(number, _id_at_the_beginning_of(line), error=_told("too_large", message))
        try:
            asked = BatchQuestionIn.model_validate_json(line)
        except ValidationError as error:
            return _written(number, _id_of(line), error=_told("bad_request", _what_is_wrong(error)))
        try:
            look_again(request)
            if not counted:
                await _spend(request, client)
            return await self._desk.take_in_late(client, lambda: self._reply(request, number, asked))
        except TripqaError as error:
            return _written(number, asked.custom_id, error=_told(error.code, str(error)))
        except Exception:
            _LOG.exception("unexpected failure of line %d of a batch (request %s)", number, current_id())
            return _written(number, asked.custom_id, error=_told("internal", "something went wrong in the server"))

    def _reply(self, request: Request, number: int, asked: BatchQuestionIn) -> bytes:
        look_again(request)  # it has waited
        service = seen_by(request, self._current.service())
        reply = service.ask(
            asked.question,
            top_k=asked.top_k,
            language=asked.language,
            where=asked.where,
            previous=asked.turns,
            shown_in=asked.shown_in,
        )
        self._metrics.replied_with(reply)
        return _written(number, asked.custom_id, reply=AnswerOut.of(reply))


async def _read(request: Request) -> bytes | Response:
    """Return the body, or how it is refused; Gone if the client leaves."""
    body = bytearray()
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            async for piece in request.stream():
                body += piece
                if len(body) > LARGEST:
                    return failure(413, "too_large", f"the batch is over {LARGEST} bytes; send fewer lines", CLOSING)
    except TimeoutError:
        return failure(408, "too_slow", f"the batch was not sent within {LONGEST_WAIT} seconds", CLOSING)
    except ClientDisconnect as gone:
        raise Gone from gone
    if (feeds := body.count(b"\n")) > MOST_FEEDS:
        return failure(413, "too_large", f"the batch has {feeds} lines; send at most {MOST_LINES} at once")
    whole = bytes(body)
    count = sum(1 for _ in _lines(whole))
    if not count:
        return failure(422, "bad_request", f"the batch has no line; on each, {_SEND}")
    if count > MOST_LINES:
        return failure(413, "too_large", f"the batch has {count} lines; send at most {MOST_LINES} at once")
    return whole


def _lines(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the lines that are not blank, counted from 1 among all."""
    numbered = enumerate(io.BytesIO(body), start=1)
    return ((number, line) for number, line in numbered if line.strip())


async def _spend(request: Request, client: Client) -> None:
    """Count a question; one that may be asked soon is waited with, QuotaExceeded if that is later.

    Half of what a client may ask is left to its questions that someone waits for.
    """
    rate = rates_of(request).get("ask")
    while rate and not (spent := rate.spend(client, keep=rate.item.amount // 2)).allowed:
        if spent.reset > LONGEST_QUOTA_WAIT:
            raise rate.exceeded(spent)
        await asyncio.sleep(spent.reset)


def _written(
    number: int, custom_id: str | None, *, reply: AnswerOut | None = None, error: ErrorBody | None = None
) -> bytes:
    return BatchLineOut(line=number, custom_id=custom_id, reply=reply, error=error).model_dump_json().encode() + b"\n"


def _told(code: str, message: str) -> ErrorBody:
    return ErrorBody(code=code, message=message, request_id=current_id())


def _what_is_wrong(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    return sentence([{**problem, "loc": ("body", *problem["loc"])}], _SEND, "line")


def _id_of(line: bytes) -> str | None:
    """Return the name of a line that cannot be used, if it has one."""
    try:
        found = from_json(line)
    except ValueError:
        return None
    name = found.get("custom_id") if isinstance(found, dict) else None
    return name if isinstance(name, str) and len(name) <= LONGEST_ID else None


def _id_at_the_beginning_of(line: bytes) -> str | None:
    """Return the name of a line that is too long to be read, if it begins with one."""
    begins = _BEGINS.match(line)
    return _id_of(b'{"custom_id":%b}' % begins[1]) if begins else None
