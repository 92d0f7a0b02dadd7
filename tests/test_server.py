"""A real server, met with raw bytes: what it bounds before any route is asked."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.builders import document
from tests.lying import lying_service, wrong_span
from tests.raw import serving
from tests.test_api import INTRANET, ready
from tripqa.api import connection
from tripqa.api.app import create_app
from tripqa.api.connection import LARGEST_HEAD
from tripqa.api.limits import LARGEST_BODY
from tripqa.api.server import configure
from tripqa.service import QuestionService

GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"
POST = b"POST /v1/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
QUESTION = b'{"question": "KLID"}'
ENDLESS = b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def port(hashing_service: QuestionService) -> Iterator[int]:
    with serving(create_app(ready(hashing_service), [INTRANET], threads=2)) as open_port:
        yield open_port


@pytest.fixture
def caller(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as open_socket:
        yield open_socket


def sent(caller: socket.socket, *pieces: bytes) -> None:
    """Send pieces until the server listens no longer."""
    try:
        for piece in pieces:
            caller.sendall(piece)
    except (ConnectionResetError, BrokenPipeError):
        pass


def everything(caller: socket.socket) -> bytes:
    """Return all that the server sends before it closes the connection."""
    heard = b""
    try:
        while piece := caller.recv(65536):
            heard += piece
    except ConnectionResetError:
        pass
    return heard


def statuses(heard: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", heard)]


HEADS = {
    "one long header": [b"X: " + b"a" * LARGEST_HEAD],
    "many headers": [b"X: a\r\n" * (LARGEST_HEAD // 4)],
    "piece by piece": [b"X: "] + [b"a" * 1024] * 80,
}


@pytest.mark.parametrize("end", [b"\r\n\r\n", b""], ids=["whole", "unfinished"])
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_over_the_limit_is_refused_with_the_one_body(
    caller: socket.socket, head: list[bytes], end: bytes
) -> None:
    sent(caller, GET, *head, end)

    heard = everything(caller)

    assert statuses(heard) == [431]
    assert b"connection: close\r\n" in heard
    assert json.loads(heard.partition(b"\r\n\r\n")[2])["error"]["code"] == "too_large"


def test_an_address_over_the_limit_is_refused(caller: socket.socket) -> None:
    sent(caller, b"GET /" + b"a" * LARGEST_HEAD + b" HTTP/1.1\r\nHost: a\r\n\r\n")

    assert statuses(everything(caller)) == [431]


def test_a_head_within_the_limit_is_answered_however_it_arrives(caller: socket.socket) -> None:
    long = b"X: " + b"a" * (LARGEST_HEAD - 100) + b"\r\n"
    for _ in range(3):  # the limit is on each head, not on all of a connection
        for piece in (GET, long[:9000], long[9000:], b"\r", b"\n"):
            caller.sendall(piece)
        assert statuses(caller.recv(65536)) == [200]


def test_requests_sent_at_once_are_answered_in_turn(caller: socket.socket) -> None:
    asked = POST + b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION

    caller.sendall((asked + GET + b"\r\n") * 40 + GET + b"Connection: close\r\n\r\n")

    heard = everything(caller)
    assert statuses(heard) == [200] * 81
    assert heard.count(b'"hits"') == 40


def test_what_was_asked_before_a_head_over_the_limit_is_answered(caller: socket.socket) -> None:
    asked = POST + b"Content-Length: %d\r\n\r\n" % len(QUESTION) + QUESTION

    sent(caller, asked, GET + b"X: " + b"a" * 400_000)

    assert statuses(everything(caller))[:1] == [200]


@pytest.mark.parametrize("trailer", [b"0\r\nX: ", b"1;x="], ids=["after it", "within it"])
def test_headers_of_a_body_are_bounded_too(caller: socket.socket, trailer: bytes) -> None:
    sent(caller, POST + ENDLESS, b"2\r\n{}\r\n", trailer, *[b"a" * 65536] * 10)

    assert 200 not in statuses(everything(caller))


@pytest.mark.parametrize(
    ("begun", "status"),
    [
        (POST, 413),
        (
            b"OPTIONS /v1/ask HTTP/1.1\r\nHost: a\r\nOrigin: " + INTRANET.encode() + b"\r\n"
            b"Access-Control-Request-Method: POST\r\n",
            200,
        ),
    ],
    ids=["a question", "a preflight"],
)
def test_a_body_that_goes_on_after_its_reply_is_not_read(caller: socket.socket, begun: bytes, status: int) -> None:
    caller.sendall(begun + ENDLESS)
    piece = b"10000\r\n" + b" " * LARGEST_BODY + b"\r\n"

    with pytest.raises((ConnectionResetError, BrokenPipeError)):  # noqa: PT012
        while True:
            caller.sendall(piece)

    assert statuses(everything(caller)) in ([status], [])  # a reset may outrun the reply


DRIPS = {
    "nothing": [],
    "empty lines": [b"\r\n"],
    "a beginning": [GET],
    "an answered request and a beginning": [GET + b"\r\n", GET],
    "an answered request and an empty line": [GET + b"\r\n", b"\r\n"],
}


@pytest.mark.parametrize("drips", DRIPS.values(), ids=DRIPS)
def test_a_head_that_does_not_arrive_in_time_ends_the_connection(
    port: int, monkeypatch: pytest.MonkeyPatch, drips: list[bytes]
) -> None:
    monkeypatch.setattr(connection, "LONGEST_WAIT", 0.2)
    with socket.create_connection(("127.0.0.1", port), timeout=3) as caller:  # less than uvicorn's own 5 seconds
        heard = b""
        for number, drip in enumerate(drips):
            caller.sendall(drip)
            if number < len(drips) - 1:
                heard += caller.recv(65536)
        heard += everything(caller)

    assert statuses(heard) == [200] * (len(drips) - 1)


def test_a_question_may_take_longer_than_its_head(caller: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LONGEST_WAIT", 0.1)
    caller.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(QUESTION))
    threading.Event().wait(0.3)
    caller.sendall(QUESTION)

    assert statuses(caller.recv(65536)) == [200]


def test_what_is_removed_from_an_answer_is_among_the_lines_of_the_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = [document(f"{place}の病院を見ました。", id=place) for place in ("a", "b")]
    configure(app := create_app(ready(lying_service(tmp_path, reports, wrong_span)), [], threads=1), "127.0.0.1", 0)

    TestClient(app).post("/v1/ask", json={"question": "病院"})

    (line,) = [line for line in capsys.readouterr().err.splitlines() if "was removed" in line]
    assert line.startswith("WARNING:")
    assert "病院" not in line
