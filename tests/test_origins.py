"""Pages that a user happens to look at cannot have the server work for them."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from fastapi.testclient import TestClient

from tests.raw import asked, serving
from tests.test_api import INTRANET, ready
from tripqa.api.app import create_app
from tripqa.api.origins import Origin
from tripqa.service import QuestionService

EVIL = "https://evil.example"


@pytest.fixture
def client(hashing_service: QuestionService) -> TestClient:
    return TestClient(create_app(ready(hashing_service), [INTRANET, "http://Other.example:80"], threads=2))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(create_app(Future(), [INTRANET], threads=1)) as open_port:
        yield open_port


def status(client: TestClient, origin: str | bytes, host: str) -> int:
    written = origin if isinstance(origin, bytes) else origin.encode()
    return client.get("/healthz", headers=[(b"Host", host.encode()), (b"Origin", written)]).status_code


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://intra.example", "intra.example"),
        ("https://intra.example", "intra.example:443"),
        ("https://intra.example:443", "intra.example"),
        ("http://intra.example", "intra.example"),
        ("http://intra.example", "intra.example:80"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("https://intra.example:8443", "intra.example:8443"),
        ("HTTPS://INTRA.example", "intra.EXAMPLE"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("http://[::1]", "[::1]"),
        ("http://intra.example.", "intra.example."),
        ("http://xn--fiq228c.example", "xn--fiq228c.example"),
        (INTRANET, "elsewhere.example"),
        ("https://INTRA.example:443", "elsewhere.example"),
        ("http://other.example", "elsewhere.example"),
    ],
)
def test_our_own_pages_and_those_of_allowed_origins_may_ask(client: TestClient, origin: str, host: str) -> None:
    assert status(client, origin, host) == 200


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (EVIL, "tripqa.example"),
        ("https://tripqa.example:8443", "tripqa.example"),
        ("https://tripqa.example", "tripqa.example:80"),
        ("http://tripqa.example", "tripqa.example:443"),
        ("http://tripqa.example:8000", "tripqa.example:8001"),
        ("https://tripqa.example.", "tripqa.example"),
        ("https://tripqa.example", "tripqa.example."),
        ("https://tripqa.example.evil.example", "tripqa.example"),
        ("https://evil-tripqa.example", "tripqa.example"),
        ("https://a.tripqa.example", "tripqa.example"),
        ("http://localhost:8000", "127.0.0.1:8000"),
        ("http://intra.example", "tripqa.example"),  # https is allowed
        ("https://intra.example:444", "tripqa.example"),
        ("http://[::1]:8000", "[::2]:8000"),
        ("null", "tripqa.example"),
        ("null", "null"),
        ("", "tripqa.example"),
        ("", ""),
        ("tripqa.example", "tripqa.example"),
        ("//tripqa.example", "tripqa.example"),
        ("https://", ""),
        ("https://tripqa.example/", "tripqa.example"),
        ("https://tripqa.example:", "tripqa.example"),
        ("https://tripqa.example:443:443", "tripqa.example"),
        ("https://user@tripqa.example", "tripqa.example"),
        ("https://evil.example@tripqa.example", "tripqa.example"),
        ("https://tripqa.example#@evil.example", "tripqa.example"),
        ("https://tripqa.example https://evil.example", "tripqa.example"),
        ("https://evil.example, https://intra.example", "tripqa.example"),
        ("https://tripqa.example", "tripqa.example, evil.example"),
        ("https://tripqa.example", "user@tripqa.example"),
        ("https://tripqa.example", ""),
        ("ftp://tripqa.example", "tripqa.example"),
        ("chrome-extension://tripqa.example", "tripqa.example"),
        ("https://trípqa.example".encode(), "tripqa.example"),
        ("https://tripqa.example\xa0".encode("latin-1"), "tripqa.example"),
        ("https://tripqa。example".encode(), "tripqa.example"),
    ],
)
def test_any_other_origin_is_refused(client: TestClient, origin: str | bytes, host: str) -> None:
    assert status(client, origin, host) == 403


def test_a_program_that_names_no_origin_may_ask(client: TestClient) -> None:
    assert client.post("/v1/search", json={"question": "KLID"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/page.js"),
        ("GET", "/openapi.json"),
        ("GET", "/metrics"),
        ("GET", "/readyz"),
        ("HEAD", "/healthz"),
        ("GET", "/nowhere"),
        ("DELETE", "/v1/documents"),
        ("POST", "/v1/ask"),
        ("OPTIONS", "/v1/ask"),
        ("PURGE", "/"),
    ],
)
def test_every_route_refuses_a_page_of_another_origin_with_the_one_body(
    client: TestClient, method: str, path: str
) -> None:
    reply = client.request(method, path, headers={"Origin": EVIL})

    assert (reply.status_code, reply.headers["vary"]) == (403, "Origin")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert not [name for name in reply.headers if name.startswith("access-control")]
    assert method == "HEAD" or reply.json()["error"]["code"] == "origin_refused"


def test_a_refusal_names_the_origin_and_both_things_that_may_be_amiss(client: TestClient) -> None:
    message = client.get("/", headers={"Origin": "HTTPS://Evil.example:443"}).json()["error"]["message"]

    assert message == (
        "pages of https://evil.example may not ask this server; add it to TRIPQA_ALLOWED_ORIGINS or, if it is where "
        "this server itself is seen, let the proxy before it pass on Host as it came"
    )
    assert "<script>" not in client.get("/", headers={"Origin": "<script>"}).text


def test_a_page_of_another_origin_costs_no_work(client: TestClient) -> None:
    def asked_so_far() -> list[str]:
        return [line for line in client.get("/metrics").text.splitlines() if line.startswith("tripqa_asked")]

    before = asked_so_far()
    client.post("/v1/ask", json={"question": "KLID"}, headers={"Origin": EVIL})

    assert asked_so_far() == before != []


@pytest.mark.parametrize("origin", [INTRANET, EVIL, None])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_preflight_is_counted_and_carries_the_headers_too(
    client: TestClient, origin: str | None, method: str
) -> None:
    headers = {"Access-Control-Request-Method": method} | ({"Origin": origin} if origin else {})

    reply = client.options("/v1/ask", headers=headers)

    expected = {INTRANET: 200 if method == "POST" else 400, EVIL: 403, None: 405}[origin]
    assert reply.status_code == expected
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert f'tripqa_replies_total{{status="{expected}"}} 1.0' in client.get("/metrics").text
    if expected != 200:
        assert set(reply.json()) == {"error"}


def test_an_allowed_page_can_read_why_its_preflight_was_refused_and_any_bug() -> None:
    broken: Future[QuestionService] = Future()
    broken.set_exception(ZeroDivisionError())
    with TestClient(create_app(broken, [INTRANET], threads=1), raise_server_exceptions=False) as client:
        preflight = {"Origin": INTRANET, "Access-Control-Request-Method": "PUT"}
        refused = client.options("/v1/ask", headers=preflight)
        bug = client.post("/v1/ask", json={"question": "a"}, headers={"Origin": INTRANET})

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_request")
    assert (bug.status_code, bug.json()["error"]["code"]) == (500, "internal")
    for reply in (refused, bug):
        assert reply.headers["access-control-allow-origin"] == INTRANET
        assert "Origin" in reply.headers["vary"]


@pytest.mark.parametrize("written", ["https://a.example:443", "HTTPS://A.example", "https://a.example"])
def test_an_origin_is_written_as_browsers_do(written: str) -> None:
    assert str(Origin.read(written)) == "https://a.example"
    assert str(Origin.read("http://a.example:443")) == "http://a.example:443"


ATTACKS = {
    "another page": b"Host: a\r\nOrigin: http://evil",
    "another target": b"Host: a\r\nOrigin: http://target",
    "two hosts": b"Host: a\r\nHost: evil\r\nOrigin: http://evil",
    "two hosts, ours last": b"Host: evil\r\nHost: a\r\nOrigin: http://evil",
    "two hosts, both ours": b"Host: a\r\nHost: a\r\nOrigin: http://a",
    "two origins": b"Host: a\r\nOrigin: http://a\r\nOrigin: http://evil",
    "two origins, both ours": b"Host: a\r\nOrigin: http://a\r\nOrigin: http://a",
    "two origins, both allowed": b"Host: a\r\nOrigin: https://intra.example\r\nOrigin: https://intra.example",
    "a host with a user": b"Host: evil@a\r\nOrigin: http://a",
    "an origin with a user": b"Host: a\r\nOrigin: http://evil@a",
    "what proxies add": b"Host: a\r\nX-Forwarded-Host: evil\r\nForwarded: host=evil\r\nOrigin: http://evil",
    "another address": b"Host: a\r\nX-Original-URL: /healthz\r\nX-Forwarded-Prefix: /\r\nOrigin: http://evil",
    "an empty origin": b"Host: a\r\nOrigin:",
    "a tab before it": b"Host: a\r\nOrigin:\thttp://evil",
    "an upgrade": b"Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://evil",
    "no host": b"X: a\r\nOrigin: http://evil",
}


@pytest.mark.parametrize(
    "line", ["GET /healthz HTTP/1.1", "GET http://target/healthz HTTP/1.1", "GET /healthz HTTP/1.0"]
)
@pytest.mark.parametrize("headers", ATTACKS.values(), ids=ATTACKS)
def test_no_trick_with_the_head_of_a_request_lets_another_page_in(port: int, line: str, headers: bytes) -> None:
    heard = asked(port, line.encode() + b"\r\n" + headers + b"\r\nConnection: close\r\n\r\n")

    assert b"alive" not in heard
    assert re.match(rb"HTTP/1.1 40[03] ", heard)  # 400: it does not name one host


@pytest.mark.parametrize(
    "headers",
    [b"Host: a\r\nOrigin: http://a\r\n .evil", b"Host: a\r\nOrigin : http://evil", b"Host: a\r\nOrigin: http://a\x00"],
    ids=["a folded line", "a space before the colon", "a NUL"],
)
def test_what_is_no_header_is_no_request(port: int, headers: bytes) -> None:
    heard = asked(port, b"GET /healthz HTTP/1.1\r\n" + headers + b"\r\nConnection: close\r\n\r\n")

    assert heard.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("method", [b"POST", b"OPTIONS"])
def test_the_body_of_a_page_that_is_refused_is_not_read(port: int, method: bytes) -> None:
    head = method + b" /v1/ask HTTP/1.1\r\nHost: a\r\nOrigin: http://evil\r\nContent-Length: 1000000\r\n\r\n"

    with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
        caller.sendall(head)
        heard = b""
        while piece := caller.recv(65536):
            heard += piece

    assert heard.startswith(b"HTTP/1.1 403 ")
