"""Every reply says what its request is called, and every failure too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.raw import asked, serving
from tests.test_api import INTRANET, JSON, ready
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.api.connection import LARGEST_HEAD
from tripqa.api.limits import LARGEST_BODY
from tripqa.api.request_ids import LONGEST_ID
from tripqa.service import QuestionService

ORIGIN = {"Origin": "https://evil.example"}
PREFLIGHT = {"Origin": INTRANET, "Access-Control-Request-Method": "DELETE"}


@pytest.fixture(scope="module")
def client(hashing_service: QuestionService) -> TestClient:
    app = create_app(ready(hashing_service), [INTRANET], threads=2, root_path="/tripqa")
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(create_app(Future(), [], threads=1)) as open_port:
        yield open_port


def test_a_request_keeps_the_name_that_its_client_gave_it(client: TestClient) -> None:
    for name in ("a", "Root=1-67891233:abc/def+g@h", "x" * LONGEST_ID):
        reply = client.get("/v1/documents/nothing", headers={"X-Request-Id": name})

        assert reply.headers["x-request-id"] == reply.json()["error"]["request_id"] == name


@pytest.mark.parametrize(
    "headers",
    [
        [], [("X-Request-Id", "")], [("X-Request-Id", "x" * (LONGEST_ID + 1))], [("X-Request-Id", "a b")],
        [("X-Request-Id", '"><script>')], [("X-Request-Id", "\\u0000")], [("X-Request-Id", b"\xe3\x81\x82")],
        [("X-Request-Id", "one"), ("X-Request-Id", "other")],
    ],
)  # fmt: skip
def test_a_name_that_could_harm_whoever_reads_it_is_replaced(
    client: TestClient, headers: list[tuple[str, str]]
) -> None:
    named = {client.get("/healthz", headers=headers).headers["x-request-id"] for _ in range(2)}

    assert len(named) == 2
    assert all(len(name) == 32 and name.isalnum() for name in named)


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "status"),
    [
        ("GET", "/", {}, b"", 200),
        ("GET", "/?q=KLID&lang=ko", {}, b"", 303),
        ("GET", "/tripqa", {}, b"", 308),
        ("HEAD", "/page.css", {}, b"", 200),
        ("POST", "/v1/ask", JSON, b"{", 400),
        ("POST", "/v1/ask", {}, b"{}", 422),
        ("POST", "/v1/ask", {}, b" " * (LARGEST_BODY + 1), 413),
        ("GET", "/v1/ask", {}, b"", 405),
        ("GET", "/nowhere", {}, b"", 404),
        ("GET", "/healthz", ORIGIN, b"", 403),
        ("OPTIONS", "/v1/ask", PREFLIGHT, b"", 400),
    ],
)
def test_every_reply_and_every_failure_is_named(
    client: TestClient, method: str, path: str, headers: Mapping[str, str], content: bytes, status: int
) -> None:
    reply = client.request(method, path, headers={**headers, "X-Request-Id": "mine"}, content=content)

    assert (reply.status_code, reply.headers["x-request-id"]) == (status, "mine")
    if reply.headers.get("content-type") == "application/json":
        assert reply.json()["error"]["request_id"] == "mine"


def test_a_bug_is_told_and_logged_under_the_request_s_name(caplog: pytest.LogCaptureFixture) -> None:
    broken: Future[QuestionService] = Future()
    broken.set_exception(ZeroDivisionError())
    client = TestClient(create_app(broken, [], threads=1), raise_server_exceptions=False)

    reply = client.post("/v1/ask", json={"question": "a"}, headers={"X-Request-Id": "mine"})

    assert (reply.status_code, reply.json()["error"]["request_id"]) == (500, "mine")
    assert "request mine" in caplog.text


def test_who_is_let_in_nowhere_is_told_under_which_name(hashing_service: QuestionService, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    client = TestClient(create_app(ready(hashing_service), [], threads=1, keys=keys))
    for path, status in (("/v1/documents", 503), ("/enter", 503)):
        reply = client.get(path, headers={"Authorization": "Bearer x", "X-Request-Id": "mine"})

        assert (reply.status_code, reply.json()["error"]["request_id"]) == (status, "mine")


def test_a_page_of_an_allowed_origin_can_read_the_name(client: TestClient) -> None:
    reply = client.get("/healthz", headers={"Origin": INTRANET})

    assert "X-Request-Id" in reply.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("sent", "status", "name"),
    [
        (b"nonsense\r\n\r\n", 400, None),
        (b"GET / HTTP/1.1\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n", 400, "mine"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\nX: " + b"a" * LARGEST_HEAD + b"\r\n\r\n", 431, "mine"),
    ],
    ids=["no HTTP", "no host", "a large head"],
)
def test_what_never_becomes_a_request_has_the_one_body_too(
    port: int, sent: bytes, status: int, name: str | None
) -> None:
    head, _, body = asked(port, sent).partition(b"\r\n\r\n")

    error = json.loads(body)["error"]
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"x-request-id: %b" % error["request_id"].encode() in head.lower()
    assert error["code"] in ("bad_request", "too_large")
    assert error["request_id"] == name or (name is None and len(error["request_id"]) == 32)
