"""Every face calls the same service: the same questions have the same quotes, and each face is where the table says."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rich.console import Console
from starlette.routing import Route

from tests.test_api import ready
from tests.test_docs import text
from tripqa.api.app import create_app
from tripqa.api.entry import needed
from tripqa.ask_command import Wished, ask_file
from tripqa.client import Client
from tripqa.library import Opened
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.wire.answers import AnswerOut

QUESTIONS = {
    "ja": "韓国地域情報開発院(KLID)訪問",
    "en": "Startup Island TAIWAN",
    "none": "zzz qqq xxx",
    "ko": "KLID는 무엇입니까",
    "zh": "高雄市的資料如何共享",
}
Quotes = Mapping[str, Sequence[str]]


def quotes(reply: AnswerOut) -> list[str]:
    return [citation.quote for citation in reply.citations]


@pytest.fixture
def server(hashing_service: QuestionService) -> TestClient:
    return TestClient(create_app(ready(hashing_service), [], threads=2), raise_server_exceptions=False)


@pytest.fixture
def client(server: TestClient) -> Client:
    return Client("http://testserver", transport=server._transport)


def test_the_same_questions_have_the_same_quotes_through_every_face(
    hashing_service: QuestionService, server: TestClient, client: Client, tmp_path: Path
) -> None:
    here = Opened(hashing_service, threads=2)
    lines = [{"custom_id": name, "question": question} for name, question in QUESTIONS.items()]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    def http(question: str) -> list[str]:
        return quotes(AnswerOut.model_validate(server.post("/v1/ask", json={"question": question}).json()))

    def chat(question: str) -> list[str]:
        asked = {"model": "tripqa", "messages": [{"role": "user", "content": question}]}
        return [one["quote"] for one in server.post("/v1/chat/completions", json=asked).json()["sources"]]

    def file() -> Quotes:
        wished = Wished(tmp_path / "q.jsonl", tmp_path / "a.jsonl", None, None, False, {})
        assert ask_file(wished, load_settings({}), lambda: Opened(hashing_service), Console(quiet=True))
        told = map(json.loads, (tmp_path / "a.jsonl").read_text("utf-8").splitlines())
        return {one["custom_id"]: quotes(AnswerOut.model_validate(one["reply"])) for one in told}

    def all_of(face: Opened | Client) -> Quotes:
        return {one.custom_id or "": quotes(one.reply) if one.reply else ["?"] for one in face.ask_all(QUESTIONS)}

    one_by_one: list[Callable[[str], list[str]]] = [http, chat, lambda question: quotes(client.ask(question))]
    expected = {name: quotes(here.ask(question)) for name, question in QUESTIONS.items()}
    assert any(expected.values())
    for ask in one_by_one:
        assert {name: ask(question) for name, question in QUESTIONS.items()} == expected
    for told in (file(), all_of(here), all_of(client)):
        assert told == expected


def test_the_table_of_faces_says_where_each_is(server: TestClient) -> None:
    (table,) = re.findall(r"\| face \| for \| how \|\n\|.*?\n(.*?)\n\n", text("docs/api.md"), re.DOTALL)
    said = re.findall(r"`([^`]+)`", table)
    paths = {route.path for route in server.app.routes if isinstance(route, Route)}  # type: ignore[attr-defined]
    paths |= {*server.app.openapi()["paths"]}  # type: ignore[attr-defined]

    assert len(table.splitlines()) >= 8
    for what in said:
        name = re.sub(r"^(GET|POST) |\?.*|\(.*", "", what)
        if name.startswith("/"):
            assert name in paths, what
            assert needed(name) is not None or name == "/opensearch.xml"
        elif name.startswith("tripqa."):
            module, _, attribute = name.rpartition(".")
            assert callable(getattr(importlib.import_module(module), attribute)), what
        else:
            assert name.startswith(("tripqa ", "<tripqa-", "--")), what
