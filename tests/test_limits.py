"""Bodies: as large and as slow as they may be, and no more."""

from __future__ import annotations

import asyncio
import json

import pytest
from starlette.types import Message, Receive, Scope, Send

from tripqa.api import limits
from tripqa.api.limits import LARGEST_BODY, BodyLimit


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


def replied(*pieces: Message) -> list[Message]:
    """Return what is sent to someone who sends these pieces and then nothing more."""
    sent: list[Message] = []
    left = list(pieces)

    async def receive() -> Message:
        if left:
            return left.pop(0)
        return await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(BodyLimit(echo)({"type": "http", "path": "/v1/ask"}, receive, send))
    return sent


def piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_of_many_pieces_is_handed_on_as_one() -> None:
    start, body = replied(piece(b"{", more=True), piece(b"", more=True), piece(b"}", more=False))

    assert (start["status"], body["body"]) == (200, b"{}")


@pytest.mark.parametrize("pieces", [[], [piece(b"{", more=True)]], ids=["nothing", "a beginning"])
def test_a_body_that_does_not_arrive_is_told_so_and_the_connection_ends(
    monkeypatch: pytest.MonkeyPatch, pieces: list[Message]
) -> None:
    monkeypatch.setattr(limits, "LONGEST_WAIT", 0.05)

    start, body = replied(*pieces)

    assert (start["status"], json.loads(body["body"])["error"]["code"]) == (408, "too_slow")
    assert (b"connection", b"close") in start["headers"]


def test_of_a_body_that_does_not_end_no_more_is_read_than_the_limit() -> None:
    start, body = replied(piece(b" " * LARGEST_BODY, more=True), piece(b" ", more=True))

    assert (start["status"], json.loads(body["body"])["error"]["code"]) == (413, "too_large")
    assert (b"connection", b"close") in start["headers"]
