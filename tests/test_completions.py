"""Chat programs get what they know from OpenAI: shapes, events and errors, with sources that anyone can check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from tests.conftest import service_over
from tests.test_api import ready
from tests.test_entry import HIDDEN, SECRET, SHOWN, add, bearer, document
from tripqa.access.key_file import KeyFile
from tripqa.access.keys import Action
from tripqa.api.app import create_app
from tripqa.api.completions import _ChatIn
from tripqa.domain import Document
from tripqa.library import Opened
from tripqa.service import QuestionService
from tripqa.web.words import words_of

CHAT = "/v1/chat/completions"
LIGHTHOUSE = "灯台はいつ建てられましたか"
NUMBERED = "灯台は1903年[1]に建てられました。\u2028\n展望台は工事中です。\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, report: Document) -> QuestionService:
    shown = document(report, SHOWN, NUMBERED)
    return service_over(tmp_path_factory.mktemp("chat"), [shown, document(report, HIDDEN, f"{SECRET}\n")])


@pytest.fixture
def client(service: QuestionService) -> Iterator[TestClient]:
    with TestClient(create_app(ready(service), [], threads=1), raise_server_exceptions=False) as one:
        yield one


def user(*said: str) -> list[dict[str, Any]]:
    """Return a chat in which a user has said this, each answered."""
    turns = [[{"role": "user", "content": one}, {"role": "assistant", "content": "…"}] for one in said]
    return [{"role": "system", "content": "You are a poet."}, *[turn for one in turns for turn in one][:-1]]


def chat(client: TestClient, *said: str, model: str = "tripqa", **more: Any) -> httpx2.Response:
    return client.post(CHAT, json={"model": model, "messages": user(*said), **more})


def events(reply: httpx2.Response) -> list[dict[str, Any]]:
    """Read events as the strictest clients do."""
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.text.endswith("data: [DONE]\n\n")
    *told, _ = reply.text.split("\n\n")[:-1]
    assert all(one.startswith("data: ") and len(one.splitlines()) == 1 for one in told)
    return [json.loads(one.removeprefix("data: ")) for one in told]


def test_its_models_are_listed(client: TestClient) -> None:
    listed = client.get("/v1/models").json()

    assert listed["object"] == "list"
    assert [(one["id"], one["object"]) for one in listed["data"]] == [("tripqa", "model"), ("tripqa-search", "model")]


@pytest.mark.parametrize("model", ["tripqa", "tripqa-search"])
def test_a_completion_has_the_known_shape_and_its_sources_three_times(client: TestClient, model: str) -> None:
    told = chat(client, LIGHTHOUSE, model=model).json()

    assert (told["object"], told["model"]) == ("chat.completion", model)
    assert told["id"].startswith("chatcmpl-")
    (choice,) = told["choices"]
    message = choice["message"]
    assert (choice["index"], choice["finish_reason"], message["role"]) == (0, "stop", "assistant")
    assert told["usage"]["total_tokens"] == len(LIGHTHOUSE) + len(message["content"])
    assert told["sources"]
    assert len(message["annotations"]) == len(told["sources"])
    for source, annotation in zip(told["sources"], message["annotations"], strict=True):
        cited = annotation["url_citation"]
        assert annotation["type"] == "url_citation"
        assert message["content"][cited["start_index"] : cited["end_index"]] == f"[{source['number']}]"
        before = message["content"][: cited["start_index"]]
        assert before.endswith(f"{source['quote']} ")
        assert f"[{source['number']}] {source['document']['title']}: {source['url']}" in message["content"]
        assert cited["url"] == source["url"]
        document = client.get(f"/v1/documents/{source['document']['id']}").json()
        assert document["text"][source["start"] : source["end"]] == source["quote"]
        assert client.get(source["url"]).status_code == 200


def test_its_quotes_are_those_of_every_other_face(client: TestClient, service: QuestionService) -> None:
    told, reply = chat(client, LIGHTHOUSE).json(), Opened(service).ask(LIGHTHOUSE)

    assert [source["quote"] for source in told["sources"]] == [citation.quote for citation in reply.citations]


@pytest.mark.parametrize("model", ["tripqa", "tripqa-search"])
@pytest.mark.parametrize("usage", [True, False])
def test_a_stream_is_deltas_one_end_and_done(client: TestClient, model: str, usage: bool) -> None:
    whole = chat(client, LIGHTHOUSE, model=model).json()

    told = events(chat(client, LIGHTHOUSE, model=model, stream=True, stream_options={"include_usage": usage}))

    *chunks, last = told[:-1] if usage else told
    assert {one["object"] for one in told} == {"chat.completion.chunk"}
    assert {one["choices"][0]["finish_reason"] for one in chunks} == {None}
    assert (last["choices"][0]["finish_reason"], last["choices"][0]["delta"]) == ("stop", {})
    deltas = [one["choices"][0]["delta"] for one in chunks]
    assert deltas[0] == {"role": "assistant", "content": ""}
    message = whole["choices"][0]["message"]
    assert "".join(delta.get("content", "") for delta in deltas) == message["content"]
    assert deltas[-1] == {"annotations": message["annotations"]}
    assert last["sources"] == whole["sources"]
    assert all(("usage" in one) is (usage and one is told[-1]) for one in told)
    if usage:
        assert (told[-1]["choices"], told[-1]["usage"]) == ([], whole["usage"])


def test_what_is_not_said_is_refused_in_words_of_the_question_s_language(client: TestClient) -> None:
    told = chat(client, "zzz qqq xxx", stream=None).json()

    message = told["choices"][0]["message"]
    assert message["content"]
    assert (message["annotations"], told["sources"]) == ([], [])
    assert words_of("en").doubt not in message["content"]


def test_earlier_turns_are_what_a_question_goes_on_from(client: TestClient, service: QuestionService) -> None:
    said = ("x" * 3000, "!", LIGHTHOUSE, "展望台は？")
    alone = Opened(service).ask("展望台は？", previous=[LIGHTHOUSE])

    told = chat(client, *said).json()

    assert [source["quote"] for source in told["sources"]] == [citation.quote for citation in alone.citations]


def test_content_in_parts_and_what_else_is_sent_harms_nothing(client: TestClient) -> None:
    parts = [{"type": "text", "text": LIGHTHOUSE}, {"type": "image_url", "image_url": {"url": "data:,"}}]
    tools = [{"type": "function", "function": {"name": "x"}}]
    body = {"model": "tripqa", "messages": [{"role": "user", "content": parts, "name": "a"}], "tools": tools}

    told = client.post(CHAT, json={**body, "temperature": 0, "n": 3, "tool_choice": "auto", "unknown": 1})

    assert (told.status_code, len(told.json()["choices"])) == (200, 1)
    assert told.json()["sources"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ({"model": "gpt-4", "messages": []}, 404),
        ({"messages": []}, 422),
        ({"model": "tripqa"}, 422),
        ({"model": "tripqa", "messages": []}, 422),
        ({"model": "tripqa", "messages": [{"role": "assistant", "content": "x"}]}, 422),
        ({"model": "tripqa", "messages": [{"role": "user", "content": "x" * 2001}], "stream": True}, 422),
        ({"model": "tripqa", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, 422),
    ],
)
def test_what_cannot_be_asked_is_told_before_anything_streams(client: TestClient, body: object, status: int) -> None:
    reply = client.post(CHAT, content=body if isinstance(body, str) else json.dumps(body))

    assert reply.status_code == status
    assert reply.json()["error"]["message"]


def test_a_chat_may_be_long_and_one_that_is_too_long_is_told_what_to_do(client: TestClient) -> None:
    long = [*user(LIGHTHOUSE), {"role": "assistant", "content": "x" * 900_000}, {"role": "user", "content": LIGHTHOUSE}]

    assert client.post(CHAT, json={"model": "tripqa", "messages": long}).status_code == 200
    refused = client.post(CHAT, json={"model": "tripqa", "messages": long * 2})

    assert (refused.status_code, "new chat" in refused.json()["error"]["message"]) == (413, True)


@pytest.mark.parametrize("broken", [[0] * 1000, [*user(""), {"role": "user", "content": [0] * 1000}]])
def test_of_many_faults_in_a_chat_few_are_looked_for(broken: list[Any]) -> None:
    with pytest.raises(ValidationError) as told:
        _ChatIn.model_validate({"model": "tripqa", "messages": broken})

    assert told.value.error_count() <= 2


def test_a_model_that_is_not_there_is_named(client: TestClient) -> None:
    assert "'gpt-4'" in chat(client, LIGHTHOUSE, model="gpt-4").json()["error"]["message"]


def test_keys_limits_and_document_rights_hold(service: QuestionService, keys: KeyFile) -> None:
    client = TestClient(create_app(ready(service), [], threads=1, keys=keys, rates={"ask": "3/hour"}))
    few, every = (bearer(add(keys, "ask", "search", documents=[one])) for one in ("2025-*", "*"))
    asked = {"model": "tripqa-search", "messages": user("秘密の展望台は誰が設計しましたか")}

    assert client.post(CHAT, json=asked).status_code == 401
    assert client.get("/v1/models").status_code == 401
    assert client.get("/v1/models", headers=few).status_code == 200
    rights: list[tuple[Action, Action]] = [("search", "ask"), ("ask", "search")]  # passages are for who may search
    for action, needs in rights:
        refused = client.post(CHAT, json=asked, headers=bearer(add(keys, action)))
        assert (refused.status_code, f"a key for {needs}" in refused.json()["error"]["message"]) == (403, True)
    assert "佐藤花子" in client.post(CHAT, json=asked, headers=every).text
    for _ in range(3):
        assert "佐藤花子" not in client.post(CHAT, json=asked, headers=few).text
    assert client.post(CHAT, json=asked, headers=few).status_code == 429
