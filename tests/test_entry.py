"""Where there are keys, nobody is answered without one, and nobody sees or does what theirs was not made for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection
from starlette.routing import Route

from tests.conftest import service_over
from tests.test_api import INTRANET, ready
from tripqa.access.key_file import KeyFile
from tripqa.access.keys import Action, Key, make_key
from tripqa.api.app import create_app
from tripqa.api.client import Client
from tripqa.api.entry import COOKIE, Entrance, needed
from tripqa.domain import Document
from tripqa.errors import SettingsError
from tripqa.parsing.corpus import Corpus
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.wiring import choose_keys

SHOWN, HIDDEN = "2025-shown", "2026-hidden"
SECRET = "秘密の展望台は港湾局の佐藤花子が設計しました。"
ASKED = {"question": "秘密の展望台は誰が設計しましたか"}
PAGE = {"Accept": "text/html"}
OPEN = {"/healthz", "/readyz", "/openapi.json", "/favicon.ico", "/enter", "/leave", "/widget", "/opensearch.xml"}
OPEN |= {"/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"}
FILES = {"/page.css", "/page.js", "/icon.svg", "/widget.js"}


def document(report: Document, id: str, text: str) -> Document:
    hashed = sha256(text.encode()).hexdigest()
    return replace(report, id=id, title=f"報告 {id}", text=text, headings=(), pages=(), text_sha256=hashed, examples={})


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, report: Document, corpus: Corpus) -> QuestionService:
    shown = document(report, SHOWN, "灯台は1903年に建てられました。\n展望台は工事中です。\n")
    hidden = document(report, HIDDEN, f"{SECRET}\n灯台は1904年に建てられました。\n")
    return service_over(tmp_path_factory.mktemp("entry"), [shown, hidden], corpus.names)


@pytest.fixture
def client(service: QuestionService, keys: KeyFile) -> Iterator[TestClient]:
    app = create_app(ready(service), [INTRANET], threads=2, keys=keys)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as one:
        yield one


def add(
    keys: KeyFile,
    *actions: Action,
    documents: Sequence[str] = ("*",),
    name: str = "one",
    expires: datetime | None = None,
) -> str:
    made = make_key(name, actions, documents, datetime.now(UTC), expires)
    keys.change(lambda before: [*before, made.key])
    return made.shown


def bearer(shown: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {shown}"}


def test_without_a_key_nothing_is_answered_but_what_says_nothing(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    paths = {route.path for route in app.routes if isinstance(route, Route)} | {*app.openapi()["paths"]}
    paths |= {"/metrics", "/favicon.ico"}  # which the description leaves out
    assert paths >= OPEN | FILES | {"/v1/ask", "/v1/documents/{document_id}", "/documents/{document_id}"}
    for path in paths:
        address = path.replace("{document_id}", SHOWN).replace("{passage_id}", f"{SHOWN}:0-5")
        for method in ("GET", "POST", "HEAD", "PUT", "DELETE"):
            reply = client.request(method, address, json=ASKED)
            closed = path not in OPEN | FILES
            asked_for = reply.headers.get("www-authenticate", "").startswith('Bearer realm="tripqa"')
            assert ((reply.status_code, asked_for) == (401, True)) is closed, (method, path)


@pytest.mark.parametrize(
    "path", ["//v1/ask", "/v1/ask/", "/V1/ask", "/healthz/", "/enter/../v1/documents", "/page.css/x"]
)
def test_no_way_of_writing_a_path_opens_it(path: str) -> None:
    assert needed(path) is not None


@pytest.mark.parametrize("shown", ["x", "tripqa_0_0", "Basic abc", "Bearer", "", "é"])
def test_what_is_no_key_is_refused_with_what_to_do(client: TestClient, keys: KeyFile, shown: str) -> None:
    add(keys, "ask")

    reply = client.post("/v1/ask", json=ASKED, headers={"Authorization": f"Bearer {shown}".encode()})

    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "key_needed"
    assert "operator" in reply.json()["error"]["message"]


def test_a_key_lets_in_until_it_is_taken_back(client: TestClient, keys: KeyFile) -> None:
    shown = add(keys, "ask")
    assert client.post("/v1/ask", json=ASKED, headers=bearer(shown)).status_code == 200

    keys.change(lambda before: [])

    assert client.post("/v1/ask", json=ASKED, headers=bearer(shown)).status_code == 401


def test_a_key_whose_time_is_over_lets_nobody_in(client: TestClient, keys: KeyFile) -> None:
    shown = add(keys, "ask", expires=datetime.now(UTC) - timedelta(seconds=1))

    assert client.post("/v1/ask", json=ASKED, headers=bearer(shown)).status_code == 401


def test_a_key_does_what_it_was_made_for_and_is_told_so(client: TestClient, keys: KeyFile) -> None:
    asks, all_of_it = add(keys, "ask"), add(keys, "admin")
    gets = ("/v1/documents", f"/v1/documents/{SHOWN}", "/documents", "/metrics")

    assert [client.get(path, headers=bearer(asks)).status_code for path in gets] == [403] * 4
    assert client.post("/v1/search", json=ASKED, headers=bearer(asks)).status_code == 403
    refusal = client.get("/metrics", headers=bearer(asks)).json()["error"]["message"]
    assert "made for ask;" in refusal
    assert "ask the operator for one" in refusal
    assert [client.get(path, headers=bearer(all_of_it)).status_code for path in gets] == [200] * 4


def test_what_a_key_may_not_see_does_not_exist_for_it(
    client: TestClient, keys: KeyFile, service: QuestionService
) -> None:
    """Every route is asked for what is hidden; first by one who may see it, so that it is in every memory."""
    few = bearer(add(keys, "ask", "search", "documents", documents=["2025-*"]))
    every = bearer(add(keys, "admin"))
    passage = next(hit.passage for hit in service.search(ASKED["question"]).hits if hit.document.id == HIDDEN)
    stored = client.post("/v1/ask", json={"question": "展望台の設計者 佐藤花子"}, headers=every).json()
    citation = {
        "quote": SECRET, "start": 0, "end": len(SECRET), "document": {"id": HIDDEN, "text_sha256": "0" * 64},
    }  # fmt: skip
    assert stored["status"]
    gets = [
        "/v1/documents",
        f"/v1/documents/{HIDDEN}",
        f"/v1/passages/{passage.id}",
        "/documents",
        f"/documents/{HIDDEN}",
    ]
    gets += ["/feed.xml", "/suggest?q=展望台"]
    gets += ["/", "/?q=秘密の展望台", f"/?q=灯台&document={HIDDEN}", f"/?q=灯台&open={HIDDEN}:0-5", "/readyz"]
    gets += ["/?before=展望台の設計者&q=それは誰ですか", '/?q="秘密"', "/documents?q=秘密", "/widget"]
    posts = [
        ("/v1/ask", ASKED),
        ("/v1/search", {**ASKED, "top_k": 50}),
        ("/v1/ask", {**ASKED, "filter": {"document": [HIDDEN]}}),
        ("/v1/search", {**ASKED, "sort": "newest", "filter": {"from": "2000-01-01"}}),
        ("/v1/search", {"question": '"秘密の展望台"'}),
        ("/v1/ask", {"question": "それは誰ですか", "previous": [{"question": "展望台", "passages": [passage.id]}]}),
        ("/v1/verify", {"citations": [citation]}),
    ]
    for headers, sees in ((every, True), (few, False), (every, True), (few, False)):
        replies = [client.get(path, headers=headers) for path in gets]
        replies += [client.post(path, json=body, headers=headers) for path, body in posts]
        told = [reply.text for reply in replies]
        assert any("佐藤花子" in text for text in told) is sees
        assert any(f"報告 {HIDDEN}" in text for text in told) is sees
        assert replies[1].status_code == (200 if sees else 404)
        assert replies[2].status_code == (200 if sees else 404)
    verified = client.post("/v1/verify", json={"citations": [citation]}, headers=few).json()
    assert "gone" in str(verified)


def test_figures_are_for_who_sees_every_document(client: TestClient, keys: KeyFile) -> None:
    few, every = add(keys, "metrics", documents=["2025-*"]), add(keys, "metrics")

    assert client.get("/metrics", headers=bearer(few)).status_code == 403
    assert client.get("/metrics", headers=bearer(every)).status_code == 200


@pytest.mark.parametrize("documents", [["2025-*"], [SHOWN, HIDDEN], ["20*"], ["**"], ["?*"], ["*", "2025-*"]])
def test_who_sees_some_documents_learns_from_no_figure_what_is_asked_of_others(
    client: TestClient, keys: KeyFile, documents: Sequence[str]
) -> None:
    """Nor does a key that sees all of them today, and may not tomorrow."""
    few, every = add(keys, "admin", documents=documents), bearer(add(keys, "admin"))
    add(keys, "admin", name=INTRANET)
    ways = (bearer(few), {"Cookie": f"{COOKIE}={few}"}, {"Origin": INTRANET})
    seen = set()
    for _ in range(2):
        client.post("/v1/ask", json=ASKED, headers=every)
        for way in ways:
            reply, head = client.get("/metrics", headers=way), client.head("/metrics", headers=way)
            assert (reply.status_code, head.status_code) == (403, 403)
            assert "tripqa_" not in reply.text
            seen.add((reply.json()["error"]["message"], way == ways[2]))

    assert len(seen) == 2  # it is always told the same


def test_a_person_is_led_to_the_form_and_back(client: TestClient, keys: KeyFile) -> None:
    shown = add(keys, "ask", "documents", name="首爾 분석팀")

    led = client.get("/documents?page=1", headers=PAGE)
    assert (led.status_code, led.headers["location"]) == (303, "/enter?then=%2Fdocuments%3Fpage%3D1")
    form = client.get(led.headers["location"])
    assert 'name="then" value="/documents?page=1"' in form.text

    entered = client.post("/enter", data={"key": f" {shown} ", "then": "/documents?page=1"})

    assert (entered.status_code, entered.headers["location"]) == (303, "/documents?page=1")
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/documents?page=1", headers=PAGE).status_code == 200
    assert "首爾 분석팀" in client.get("/enter").text
    left = client.post("/leave")
    assert left.status_code == 303
    assert client.get("/documents?page=1", headers=PAGE).status_code == 303


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_a_key_that_was_entered_over_tls_is_sent_over_tls_alone(
    client: TestClient, keys: KeyFile, scheme: str, secure: bool
) -> None:
    entered = client.post(f"{scheme}://testserver/enter", data={"key": add(keys, "ask"), "then": "/"})

    assert ("; secure" in entered.headers["set-cookie"].lower()) is secure


def test_a_form_that_is_none_of_ours_is_a_wrong_key(client: TestClient) -> None:
    for body in (b"key=" + b"x" * 10_000, b"&".join(b"a%d=1" % number for number in range(1000)), b"\xff\x00", b""):
        assert client.post("/enter", content=body).status_code == 401


def test_a_wrong_key_is_told_and_goes_into_no_cookie(client: TestClient, keys: KeyFile) -> None:
    reply = client.post("/enter", data={"key": "tripqa_x_y", "then": "/"})

    assert reply.status_code == 401
    assert "set-cookie" not in reply.headers
    assert "tripqa_x_y" not in reply.text


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example", "/\\evil.example", "/x\r\nSet-Cookie: a=b", "x"]
)
def test_the_form_leads_nowhere_else(client: TestClient, keys: KeyFile, then: str) -> None:
    entered = client.post("/enter", data={"key": add(keys, "ask"), "then": then})

    assert (entered.status_code, entered.headers["location"]) == (303, "/")


def test_pages_of_other_sites_can_neither_enter_nor_leave(client: TestClient, keys: KeyFile) -> None:
    shown = add(keys, "ask")

    for path in ("/enter", "/leave"):
        assert client.post(path, data={"key": shown}, headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_widget_s_page_has_the_rights_of_the_key_of_its_origin(client: TestClient, keys: KeyFile) -> None:
    origin = {"Origin": INTRANET}
    assert client.post("/v1/ask", json=ASKED, headers=origin).status_code == 401

    add(keys, "ask", "documents", documents=["2025-*"], name=INTRANET)

    asked = client.post("/v1/ask", json=ASKED, headers=origin)
    assert asked.status_code == 200
    assert "佐藤花子" not in asked.text
    assert client.get("/v1/documents", headers=origin).status_code == 403
    assert client.post("/v1/ask", json=ASKED, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/v1/ask", json=ASKED).status_code == 401


def test_keys_that_cannot_be_read_let_nobody_in(client: TestClient, keys: KeyFile) -> None:
    shown = add(keys, "ask")
    keys.file.write_text("{", encoding="utf-8")

    reply = client.post("/v1/ask", json=ASKED, headers=bearer(shown))

    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "keys_unusable")
    assert str(keys.file) not in reply.text
    for form in (client.get("/enter"), client.post("/enter", data={"key": shown})):
        assert (form.status_code, form.json()["error"]["code"]) == (503, "keys_unusable")
        assert str(keys.file) not in form.text


def test_who_waits_is_told_apart_by_key_and_those_of_one_origin_by_address() -> None:
    def asks(key: Key | None, *, of_origin: bool = False, host: str = "192.0.2.1") -> Client:
        state = {"entrance": Entrance(key, of_origin)} if key else {}
        return Client.of(HTTPConnection({"type": "http", "client": (host, 1), "state": state}))

    one, other = (make_key("x", ["ask"], ["*"], datetime.now(UTC), None).key for _ in range(2))
    assert asks(one) == asks(one, host="192.0.2.2")
    assert len({asks(one), asks(other), asks(None)}) == 3
    assert asks(one, of_origin=True) == asks(None)


@pytest.mark.parametrize(
    ("host", "starts"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("10.1.2.3", False)],
)
def test_beyond_this_machine_it_starts_only_with_keys_or_the_word_open(tmp_path: Path, host: str, starts: bool) -> None:
    file = tmp_path / "keys.json"
    settings = load_settings({"host": host, "keys": file})
    if starts:
        assert choose_keys(settings) is None
    else:
        with pytest.raises(SettingsError, match="tripqa key create"):
            choose_keys(settings)
    assert choose_keys(load_settings({"host": host, "keys": file, "open": True})) is None

    KeyFile(file).change(lambda before: [])

    assert choose_keys(settings) is not None
    with pytest.raises(SettingsError, match="keep one of both"):
        choose_keys(load_settings({"host": host, "keys": file, "open": True}))


def test_a_cookie_of_the_form_is_named_as_the_entry_reads_it(client: TestClient, keys: KeyFile) -> None:
    client.post("/enter", data={"key": add(keys, "ask")})

    assert [cookie.name for cookie in client.cookies.jar] == [COOKIE]
