"""A log says what became of each request, and of what was asked only what its operator wants to know."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.test_api import INTRANET, ready
from tripqa.access.key_file import KeyFile
from tripqa.access.keys import make_key
from tripqa.api.access_log import Lines
from tripqa.api.app import create_app
from tripqa.errors import SettingsError
from tripqa.service import QuestionService
from tripqa.settings import load_settings

KEYS = {"route", "status", "ms", "answered", "language", "key", "request_id", "event", "time"}
SECRET = "展望台の設計者"
DOCUMENT = "2025-09-seoul-taiwan"


class Logged:
    """A server and what it has written."""

    def __init__(self, service: Future[QuestionService], *, questions: bool = False, **more: Any) -> None:
        self.stream = io.BytesIO()
        app = create_app(service, [INTRANET], threads=2, log=Lines(self.stream, questions=questions), **more)
        self.client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().decode().splitlines()]

    def line(self) -> dict[str, Any]:
        (only,) = self.lines()
        return only


@pytest.fixture
def logged(hashing_service: QuestionService) -> Logged:
    return Logged(ready(hashing_service))


def test_a_question_is_told_by_route_status_language_and_whether_it_was_answered(logged: Logged) -> None:
    reply = logged.client.post("/v1/ask", json={"question": "韓国地域情報開発院(KLID)訪問"})

    line = logged.line()
    assert set(line) == KEYS
    assert (line["route"], line["status"], line["answered"], line["language"]) == ("/v1/ask", 200, True, "ja")
    assert line["request_id"] == reply.headers["x-request-id"]
    assert line["ms"] > 0
    assert datetime.fromisoformat(line["time"]).tzinfo == UTC


@pytest.mark.parametrize(
    ("ask", "route", "answered", "language"),
    [
        (lambda client: client.post("/v1/ask", json={"question": "zzz qqq xxx"}), "/v1/ask", False, "en"),
        (lambda client: client.post("/v1/search", json={"question": "KLID는"}), "/v1/search", None, "ko"),
        (lambda client: client.get("/?q=韓国地域情報開発院(KLID)訪問"), "/", True, "ja"),
        (lambda client: client.get("/"), "/", None, None),
    ],
)
def test_each_way_to_ask_is_told_as_what_it_is(
    logged: Logged, ask: Callable[[TestClient], Any], route: str, answered: bool | None, language: str | None
) -> None:
    ask(logged.client)

    line = logged.line()
    assert (line["route"], line["answered"], line["language"]) == (route, answered, language)


@pytest.mark.parametrize("root", ["", "/tripqa"])
def test_a_route_is_told_by_its_template_and_nothing_of_what_is_in_its_address(
    hashing_service: QuestionService, root: str
) -> None:
    logged = Logged(ready(hashing_service), root_path=root)
    paths = {
        f"/documents/{DOCUMENT}?span=0-5": "/documents/{document_id}",
        f"/v1/documents/{DOCUMENT}": "/v1/documents/{document_id}",
        f"/v1/passages/{DOCUMENT}:608-757": "/v1/passages/{passage_id}",
        "/v1/documents/nothing": "/v1/documents/{document_id}",
        "/readyz": "/readyz",
        "/page.js": "/page.js",
        "/openapi.json": "/openapi.json",
        "/secret": None,
    }
    for path in paths:
        logged.client.get(root + path)

    assert [line["route"] for line in logged.lines()] == list(paths.values())
    assert all(name not in logged.stream.getvalue().decode() for name in (DOCUMENT, "nothing", "secret", "span"))


def test_what_is_refused_before_any_route_is_told_too(hashing_service: QuestionService, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    made = make_key("台北 office", ["ask"], ["*"], datetime.now(UTC), None)
    keys.change(lambda before: [made.key])
    logged = Logged(ready(hashing_service), keys=keys, rates={"ask": "1/hour"})
    mine = {"Authorization": f"Bearer {made.shown}"}
    asked = {"question": "KLID"}

    logged.client.post("/v1/ask", json=asked)
    logged.client.post("/v1/ask", json=asked, headers=mine)
    logged.client.post("/v1/ask", json=asked, headers=mine)
    logged.client.post("/v1/ask", json=asked, headers={"Origin": "https://evil.example"})

    lines = logged.lines()
    assert [line["status"] for line in lines] == [401, 200, 429, 403]
    assert [line["key"] for line in lines] == [None, "台北 office", "台北 office", None]
    assert {line["route"] for line in lines} == {"/v1/ask"}
    assert made.shown not in logged.stream.getvalue().decode()


def test_a_bug_is_told_as_one(hashing_service: QuestionService) -> None:
    broken: Future[QuestionService] = Future()
    broken.set_exception(ZeroDivisionError())
    logged = Logged(broken)

    logged.client.post("/v1/ask", json={"question": SECRET})

    assert (logged.line()["status"], logged.line()["answered"]) == (500, None)


@pytest.mark.parametrize("questions", [False, True])
def test_what_was_asked_is_written_only_where_the_operator_wants_it(
    hashing_service: QuestionService, questions: bool
) -> None:
    logged = Logged(ready(hashing_service), questions=questions)
    replies = [
        logged.client.post("/v1/ask", json={"question": SECRET}),
        logged.client.post("/v1/search", json={"question": SECRET}),
        logged.client.get("/", params={"q": SECRET}),
        logged.client.get("/", params={"q": SECRET, "lang": "ko"}),
        logged.client.post("/v1/ask", json={"question": SECRET, "top_k": 0}),
        logged.client.get(f"/{SECRET}"),
    ]

    assert [reply.status_code for reply in replies] == [200, 200, 200, 303, 422, 404]
    written = logged.stream.getvalue().decode()
    assert (SECRET in written) is questions
    if questions:
        assert [line["question"] for line in logged.lines()] == [SECRET] * 3 + [None] * 3
    else:
        assert all("question" not in line for line in logged.lines())


def test_no_question_ends_a_line_or_commands_a_terminal(hashing_service: QuestionService) -> None:
    logged = Logged(ready(hashing_service), questions=True)
    harmful = 'KLID\r\n\u2028\u2029\x85\x9b\x1b[2J\x7f"}'

    logged.client.post("/v1/ask", json={"question": harmful})

    assert logged.line()["question"] == harmful
    assert logged.stream.getvalue().decode().rstrip("\n").isprintable()


class Full(io.BytesIO):
    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("closed", [False, True])
def test_a_log_that_cannot_be_written_fails_no_request(hashing_service: QuestionService, closed: bool) -> None:
    stream = Full()
    app = create_app(ready(hashing_service), [], threads=2, log=Lines(stream, questions=False))
    if closed:
        stream.close()

    assert TestClient(app).post("/v1/ask", json={"question": "KLID"}).status_code == 200


def test_a_log_has_one_of_three_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings({}).access_log == "metadata"
    monkeypatch.setenv("TRIPQA_ACCESS_LOG", "everything")

    with pytest.raises(SettingsError, match="'off', 'metadata' or 'questions'"):
        load_settings({})
