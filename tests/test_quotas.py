"""Nobody asks more often than the settings let one client ask; and everyone is told how they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.raw import asked, serving
from tests.test_api import INTRANET, ready
from tripqa.access.key_file import KeyFile
from tripqa.access.keys import ACTIONS, make_key
from tripqa.api.app import create_app
from tripqa.api.client import Client
from tripqa.api.quotas import LIMITED
from tripqa.api.rates import Rate
from tripqa.errors import SettingsError
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.web.words import words_of

ASKED = {"question": "KLID"}
STORED: Mapping[str, object] = {"answers": []}
DOCUMENT = "2025-09-seoul-taiwan"
TWICE = dict.fromkeys(("ask", "search", "documents", "verify"), "2/hour")
ROUTES = {
    "/v1/ask": "ask",
    "/?q=KLID": "ask",
    "/v1/search": "search",
    "/v1/verify": "verify",
    "/v1/documents": "documents",
    f"/v1/documents/{DOCUMENT}": "documents",
    f"/v1/passages/{DOCUMENT}:608-757": "documents",
    "/documents": "documents",
    f"/documents/{DOCUMENT}": "documents",
}
BODIES = {"/v1/ask": ASKED, "/v1/search": ASKED, "/v1/verify": STORED}


def client_of(service: QuestionService, rates: Mapping[str, str], **more: object) -> TestClient:
    app = create_app(ready(service), [INTRANET], threads=2, rates=rates, **more)  # type: ignore[arg-type]
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def client(hashing_service: QuestionService) -> TestClient:
    return client_of(hashing_service, TWICE)


@pytest.mark.parametrize(("path", "name"), ROUTES.items(), ids=ROUTES)
def test_who_asks_too_often_is_told_when_to_come_back(client: TestClient, path: str, name: str) -> None:
    method = "POST" if path in BODIES else "GET"

    first, second, third = (client.request(method, path, json=BODIES.get(path)) for _ in range(3))

    assert [reply.status_code for reply in (first, second, third)] == [200, 200, 429]
    assert {reply.headers["ratelimit-policy"] for reply in (first, second, third)} == {f'"{name}";q=2;w=3600'}
    assert [reply.headers["ratelimit"].split(";")[:2] for reply in (first, second, third)] == [
        [f'"{name}"', f"r={left}"] for left in (1, 0, 0)
    ]
    wait = third.headers["retry-after"]
    assert 0 < int(wait) <= 3600
    assert third.headers["ratelimit"].endswith(f";t={wait}")


def test_a_program_is_told_in_the_one_body_what_to_do(client: TestClient) -> None:
    for _ in range(3):
        reply = client.post("/v1/ask", json=ASKED)

    error = reply.json()["error"]
    assert error["code"] == "quota_exceeded"
    assert error["message"] == (
        f"one client may ask this 2 per 1 hour; ask again in {reply.headers['retry-after']} seconds, as Retry-After "
        "says, or have the operator raise TRIPQA_LIMIT_ASK"
    )
    assert error["request_id"] == reply.headers["x-request-id"]


PAGES = {"/", "/documents", "/documents/{document_id}", "/answer.md", "/answer.docx"}


@pytest.mark.parametrize("path", sorted(set(LIMITED) - PAGES))
def test_every_route_that_is_no_page_tells_a_program(hashing_service: QuestionService, path: str) -> None:
    client = client_of(hashing_service, dict.fromkeys(TWICE, "1/hour"))

    _, refused = (client.post(path.format(document_id=DOCUMENT, passage_id="p"), json={}) for _ in range(2))

    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "quota_exceeded")


@pytest.mark.parametrize("language", ["ja", "en", "ko", "zh-Hant"])
@pytest.mark.parametrize("path", ["/?q=KLID", "/answer.md?q=KLID", "/documents", f"/documents/{DOCUMENT}"])
def test_a_person_is_told_in_words_on_a_page_that_keeps_the_question(
    client: TestClient, path: str, language: str
) -> None:
    for _ in range(3):
        reply = client.get(path, headers={"Accept-Language": language})

    assert (reply.status_code, reply.headers["content-type"]) == (429, "text/html; charset=utf-8")
    said = words_of(language).quota.format(seconds=reply.headers["retry-after"])  # type: ignore[arg-type]
    assert said in reply.text
    assert ("KLID" in reply.text) is ("q=" in path)
    assert "refresh" not in reply.text


def test_asking_on_the_page_and_over_the_api_is_one_thing_and_other_kinds_are_others(client: TestClient) -> None:
    assert client.get("/?q=KLID").status_code == 200
    assert client.post("/v1/ask", json=ASKED).status_code == 200

    assert client.get("/?q=KLID").status_code == 429
    assert client.post("/v1/ask", json=ASKED).status_code == 429
    assert client.post("/v1/search", json=ASKED).status_code == 200


def test_what_asks_nothing_is_not_limited(client: TestClient) -> None:
    for path in (
        "/",
        "/?q=%20",
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/page.css",
        "/widget",
        "/nowhere",
    ):
        for reply in [client.get(path) for _ in range(3)]:
            assert reply.status_code in (200, 404)
            assert "ratelimit" not in reply.headers
    assert client.options("/v1/ask").headers.get("ratelimit") is None


def test_what_fails_counts_and_says_so_and_what_is_refused_does_not(client: TestClient) -> None:
    replies = [client.post("/v1/ask", content=b"{") for _ in range(2)]
    assert [(reply.status_code, reply.headers["ratelimit"].split(";")[1]) for reply in replies] == [
        (422, "r=1"), (422, "r=0"),
    ]  # fmt: skip

    waits = [int(client.post("/v1/ask", json=ASKED).headers["retry-after"]) for _ in range(20)]

    assert waits == sorted(waits, reverse=True)


def test_without_a_rate_nothing_is_counted_or_told(hashing_service: QuestionService) -> None:
    client = client_of(hashing_service, {"search": "2/hour"})

    replies = [client.post("/v1/ask", json=ASKED) for _ in range(5)]

    assert {reply.status_code for reply in replies} == {200}
    assert not any("ratelimit" in reply.headers for reply in replies)


def test_each_key_is_counted_for_itself_and_the_keyless_not_at_all(
    hashing_service: QuestionService, tmp_path: Path
) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    made = [make_key(name, ACTIONS, ["*"], datetime.now(UTC), None) for name in ("one", "other", INTRANET)]
    keys.change(lambda before: [one.key for one in made])
    client = client_of(hashing_service, TWICE, keys=keys)

    def status(**headers: str) -> list[int]:
        return [client.post("/v1/ask", json=ASKED, headers=headers).status_code for _ in range(3)]

    assert status() == [401] * 3
    assert status(Authorization=f"Bearer {made[0].shown}") == [200, 200, 429]
    assert status(Authorization=f"Bearer {made[1].shown}") == [200, 200, 429]
    assert status(Origin=INTRANET) == [200, 200, 429]


def test_a_page_of_an_allowed_origin_can_read_how_it_stands(client: TestClient) -> None:
    reply = client.post("/v1/search", json=ASKED, headers={"Origin": INTRANET})

    told = reply.headers["access-control-expose-headers"]
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(told.split(", "))


def test_below_a_prefix_the_same_routes_are_limited(hashing_service: QuestionService) -> None:
    client = client_of(hashing_service, TWICE, root_path="/tripqa")

    addresses = ["/tripqa/documents", "/documents", "/tripqa/v1/documents"]

    assert [client.get(address).status_code for address in addresses] == [200, 200, 429]


def test_behind_a_trusted_proxy_each_address_that_it_names_is_a_client(hashing_service: QuestionService) -> None:
    app = create_app(ready(hashing_service), [], threads=2, rates=TWICE)

    def statuses(port: int, address: str) -> list[bytes]:
        request = b"GET /v1/documents HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: %b\r\n\r\n"
        return [asked(port, request % address.encode())[9:12] for _ in range(3)]

    with serving(app, trusted_proxy="127.0.0.1") as port:
        assert statuses(port, "192.0.2.1") == [b"200", b"200", b"429"]
        assert statuses(port, "192.0.2.2") == [b"200", b"200", b"429"]
        assert statuses(port, "192.0.2.9, 192.0.2.1") == [b"429"] * 3
    with serving(app) as port:
        assert statuses(port, "192.0.2.3") == [b"200", b"200", b"429"]
        assert statuses(port, "192.0.2.4") == [b"429"] * 3


ONE, OTHER = Client("one"), Client("other")


def test_a_window_moves_with_the_clock() -> None:
    now = [0.0]
    rate = Rate("ask", "3/minute", lambda: now[0])
    seen = []
    for now[0] in (0, 20, 40, 50, 59.9, 60, 61, 80, 200):
        spent = rate.spend(ONE)
        seen.append((spent.allowed, spent.left, spent.reset))

    assert seen == [
        (True, 2, 60), (True, 1, 40), (True, 0, 20), (False, 0, 10), (False, 0, 1),
        (True, 0, 20), (False, 0, 19), (True, 0, 20), (True, 2, 60),
    ]  # fmt: skip


def test_nothing_is_kept_of_clients_of_whom_nothing_counts() -> None:
    now = [0.0]
    rate = Rate("ask", "3/minute", lambda: now[0])
    for number in range(100):
        now[0] = number
        rate.spend(Client(f"{number}"))
        rate.spend(ONE)

    assert len(rate._limiter.storage._asked) <= 61  # type: ignore[attr-defined]


@pytest.mark.parametrize("written", ["60/minute", "1000 per 2 hours", "1/second", "off"])
def test_a_limit_is_written_as_limits_reads_it(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("TRIPQA_LIMIT_ASK", written)

    rates = load_settings({}).rates

    assert rates.get("ask") == (None if written == "off" else written)
    assert set(rates) | {"ask"} == {"ask", "search", "documents", "verify"}


@pytest.mark.parametrize("written", ["", "60", "0/minute", "-1/minute", "60/fortnight", "1/second;5/minute", "none"])
def test_what_is_no_rate_is_refused_with_what_to_write(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("TRIPQA_LIMIT_ASK", written)

    with pytest.raises(SettingsError, match=re.escape("write one rate such as 60/minute or 1000 per 2 hours, or off")):
        load_settings({})
