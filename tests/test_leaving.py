"""A real server whose clients leave, do not read, or come through a proxy."""

from __future__ import annotations

import asyncio
import json
import logging
import select
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.raw import asked, serving
from tests.test_api import ready
from tests.waiting import soon
from tripqa.api import connection
from tripqa.api.app import create_app
from tripqa.api.client import Client
from tripqa.api.pieces import PIECE, Pieces
from tripqa.api.sparing import Sparing
from tripqa.errors import SettingsError
from tripqa.service import QuestionService, Reply
from tripqa.settings import load_settings

LARGE = b"x" * (40 * PIECE)


class SlowService:
    """A service whose questions take until they are let go."""

    def __init__(self, service: QuestionService) -> None:
        self._service, self.asked, self.go_on = service, 0, threading.Event()

    def ask(self, *arguments: Any, **named: Any) -> Reply:
        self.asked += 1
        self.go_on.wait(10)
        return self._service.ask(*arguments, **named)


def post(question: str) -> bytes:
    body = json.dumps({"question": question}).encode()
    head = f"POST /v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.fixture
def slow(hashing_service: QuestionService) -> SlowService:
    return SlowService(hashing_service)


@pytest.mark.parametrize("pipelined", [1, 3])
def test_questions_of_clients_that_hung_up_are_never_worked_on(
    slow: SlowService, over: list[str], pipelined: int
) -> None:
    app = create_app(ready(slow), [], threads=1)  # type: ignore[arg-type]
    app.add_middleware(Ends, over=over)
    with serving(app) as port:
        first = socket.create_connection(("127.0.0.1", port))
        first.sendall(post("a"))
        assert soon(lambda: slow.asked == 1)
        for _ in range(10):
            with socket.create_connection(("127.0.0.1", port)) as caller:
                caller.sendall(post("b") * pipelined)
        assert soon(lambda: over.count("http") >= 10 and app.state.desk.taken_in == 1)
        first.close()
        slow.go_on.set()
        assert soon(lambda: app.state.desk.taken_in == 0)

    assert slow.asked == 1


class Ends:
    """ASGI middleware that counts the requests that are over."""

    def __init__(self, app: ASGIApp, over: list[str]) -> None:
        self.app, self._over = app, over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        self._over.append(scope["type"])


@pytest.fixture
def over() -> list[str]:
    return []


@pytest.fixture
def large(over: list[str]) -> Iterator[int]:
    """A server with a reply that no socket takes at once, and what it says of its client."""
    with serving(app_of(over)) as port:
        yield port


def app_of(over: list[str]) -> FastAPI:
    app = FastAPI()

    @app.get("/large")
    async def reply() -> Response:
        return Response(LARGE)

    @app.get("/who")
    async def who(request: Request) -> dict[str, str]:
        return {"client": Client.of(request).name, "scheme": request.url.scheme}

    app.add_middleware(Pieces)
    app.add_middleware(Ends, over=over)
    return app


def test_a_client_that_does_not_read_is_closed_after_a_while(
    large: int, over: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LONGEST_WAIT", 0.2)
    with socket.socket() as caller:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        caller.connect(("127.0.0.1", large))
        caller.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        assert soon(lambda: over == ["http"])
        assert soon(lambda: was_reset(caller))


def was_reset(caller: socket.socket) -> bool:
    """Tell whether the other side has let a connection go with all that was not read."""
    looked = select.poll()
    looked.register(caller, 0)
    return bool(looked.poll(0))


def test_a_client_that_reads_gets_all_of_a_large_reply(large: int) -> None:
    heard = asked(large, b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert heard.endswith(b"\r\n\r\n" + LARGE)
    assert b"content-length: %d\r\n" % len(LARGE) in heard


HOSTS = {
    "none": (b"", 400),
    "two": (b"Host: a\r\nHost: a\r\n", 400),
    "two in one": (b"Host: a, b\r\n", 400),
    "a path": (b"Host: a/b\r\n", 400),
    "white space": (b"Host: a b\r\n", 400),
    "an empty one": (b"Host:\r\n", 200),
    "a port": (b"Host: intra.example:8000\r\n", 200),
    "IPv6": (b"Host: [::1]:8000\r\n", 200),
}


@pytest.mark.parametrize(("hosts", "status"), HOSTS.values(), ids=HOSTS)
def test_a_request_names_one_host(large: int, hosts: bytes, status: int) -> None:
    heard = asked(large, b"GET /who HTTP/1.1\r\n" + hosts + b"Connection: close\r\n\r\n")

    assert int(heard.split()[1]) == status
    if status == 400:
        assert json.loads(heard.partition(b"\r\n\r\n")[2])["error"]["code"] == "bad_request"


def test_http_1_0_needs_to_name_no_host(large: int) -> None:
    assert asked(large, b"GET /who HTTP/1.0\r\n\r\n").split()[1] == b"200"


@pytest.mark.parametrize(
    ("trusted", "forwarded", "client"),
    [
        ("", "192.0.2.7", "127.0.0.1"),
        ("192.0.2.0/24", "192.0.2.7", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.0/8", "198.51.100.9, 192.0.2.7, 127.0.0.2", "192.0.2.7"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::"),
    ],
)
def test_only_a_trusted_proxy_is_believed_who_asks(trusted: str, forwarded: str, client: str) -> None:
    with serving(app_of([]), trusted) as port:
        head = f"X-Forwarded-For: {forwarded}\r\nX-Forwarded-Proto: https\r\n"
        heard = asked(port, f"GET /who HTTP/1.1\r\nHost: a\r\n{head}Connection: close\r\n\r\n".encode())

    believed = client != "127.0.0.1"
    assert json.loads(heard.partition(b"\r\n\r\n")[2]) == {"client": client, "scheme": "https" if believed else "http"}


@pytest.mark.parametrize("proxy", ["localhost", "10.0.0.1/8", "*", "127.0.0.1,::1", " "])
def test_a_trusted_proxy_is_an_address_or_a_network(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("TRIPQA_TRUSTED_PROXY", proxy)

    with pytest.raises(SettingsError, match="write an address or a network"):
        load_settings({})


def test_of_many_malformed_requests_one_line_a_second_is_written(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("tests.sparing")
    log.addFilter(sparing := Sparing())

    async def warn() -> None:
        for _ in range(100):
            log.warning("malformed")
        log.error("a bug")
        sparing._tell(log.name)

    asyncio.run(warn())

    assert [record.getMessage() for record in caplog.records] == [
        "malformed",
        "a bug",
        "99 more such requests were left out",
    ]


def test_malformed_requests_are_logged_sparingly(large: int, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        assert b" 400 " in asked(large, b"nonsense\r\n\r\n")

    lines = [record for record in caplog.records if record.getMessage() == "Invalid HTTP request received."]
    assert len(lines) < 20
