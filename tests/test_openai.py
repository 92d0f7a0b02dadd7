"""OpenAI's own client and LangChain's are answered as by OpenAI, with sources that anyone can check."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import numpy as np
import openai
import pytest
from fastapi.testclient import TestClient
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openai import OpenAI

from tests.conftest import service_over
from tests.test_api import ready
from tests.test_completions import LIGHTHOUSE, NUMBERED
from tests.test_entry import HIDDEN, SECRET, SHOWN, add, bearer, document
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.domain import Document
from tripqa.library import Opened
from tripqa.service import QuestionService

TOOLS: list[Any] = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}]
FLAT_TOOLS: list[Any] = [{"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}}]
THEN: list[Any] = [
    {"role": "system", "content": "You are a poet."},
    {"role": "user", "content": LIGHTHOUSE},
    {"role": "assistant", "content": "…"},
    {"role": "user", "content": "展望台は？"},
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, report: Document) -> QuestionService:
    shown = document(report, SHOWN, NUMBERED)
    return service_over(tmp_path_factory.mktemp("openai"), [shown, document(report, HIDDEN, f"{SECRET}\n")])


@pytest.fixture(scope="module")
def http(service: QuestionService) -> Iterator[TestClient]:
    with TestClient(create_app(ready(service), [], threads=1), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="module")
def client(http: TestClient) -> OpenAI:
    return client_over(http)


def client_over(http: httpx2.Client, key: str = "none") -> OpenAI:
    return OpenAI(base_url="http://testserver/v1", api_key=key, http_client=http, max_retries=0)


def quotes(sources: Any) -> list[str]:
    return [source["quote"] for source in sources]


def expected(service: QuestionService, question: str = LIGHTHOUSE, **how: Any) -> list[str]:
    return [citation.quote for citation in Opened(service).ask(question, **how).citations]


def read(embedding: Any) -> Any:
    return np.frombuffer(base64.b64decode(embedding), "<f4") if isinstance(embedding, str) else embedding


def cited(text: str, annotation: Any) -> str:
    return text[annotation.start_index : annotation.end_index]


class Cut(httpx2.BaseTransport):
    """Ends every reply in its middle, in silence, as a proxy that is restarted does."""

    def __init__(self, http: TestClient) -> None:
        self._http = http

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        reply = self._http.post(str(request.url), content=request.read())
        return httpx2.Response(200, headers=reply.headers, content=reply.content[: len(reply.content) // 2])


@pytest.fixture
def cut(http: TestClient) -> OpenAI:
    return client_over(httpx2.Client(transport=Cut(http)))


def test_its_models_are_found(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["tripqa", "tripqa-search"]


@pytest.mark.parametrize("model", ["tripqa", "tripqa-search"])
def test_a_chat_is_completed_whole_and_streamed_alike(client: OpenAI, model: str) -> None:
    asked: dict[str, Any] = {"model": model, "messages": THEN[:2], "temperature": 0, "tools": TOOLS, "seed": 1}

    whole = client.chat.completions.create(**asked, extra_body={"unknown": [1]})
    chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))

    message = whole.choices[0].message
    text = message.content or ""
    assert whole.choices[0].finish_reason == "stop"
    assert not message.tool_calls
    for source, annotation in zip(whole.sources, message.annotations or [], strict=True):  # type: ignore[attr-defined]
        assert cited(text, annotation.url_citation) == f"[{source['number']}]"
    said = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert "".join(one.delta.content or "" for one in said) == text
    assert [one.finish_reason for one in said] == [*[None] * (len(said) - 1), "stop"]
    (last,) = (chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason)
    assert last.sources == whole.sources  # type: ignore[attr-defined]
    assert chunks[-1].usage == whole.usage


@pytest.mark.parametrize("model", ["tripqa", "tripqa-search"])
@pytest.mark.parametrize(
    "asked", [LIGHTHOUSE, [{"role": "user", "content": [{"type": "input_text", "text": LIGHTHOUSE}]}]]
)
def test_a_response_is_whole_and_streamed_alike(client: OpenAI, model: str, asked: Any) -> None:
    how: dict[str, Any] = {"model": model, "input": asked, "tools": FLAT_TOOLS, "instructions": "be brief"}

    whole = client.responses.create(**how, extra_body={"unknown": [1]})
    events = list(client.responses.create(**how, stream=True))

    (message,) = whole.output
    (content,) = message.content  # type: ignore[union-attr]
    assert (whole.status, whole.output_text) == ("completed", content.text)  # type: ignore[union-attr]
    assert whole.usage
    assert whole.usage.total_tokens == len(LIGHTHOUSE) + len(whole.output_text)
    annotations = content.annotations  # type: ignore[union-attr]
    assert whole.sources  # type: ignore[attr-defined]
    for source, annotation in zip(whole.sources, annotations, strict=True):  # type: ignore[attr-defined]
        assert (annotation.type, annotation.url) == ("url_citation", source["url"])
        assert cited(whole.output_text, annotation) == f"[{source['number']}]"
    assert [event.sequence_number for event in events] == list(range(len(events)))
    by_type = {event.type: event for event in events}
    first, last = events[0], events[-1]
    assert (first.type, first.response.status, first.response.output) == ("response.created", "in_progress", [])  # type: ignore[union-attr]
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert "".join(deltas) == by_type["response.output_text.done"].text == whole.output_text  # type: ignore[union-attr]
    told = [dict(event.annotation) for event in events if event.type == "response.output_text.annotation.added"]
    assert told == [dict(annotation) for annotation in annotations]
    assert last.type == "response.completed"
    assert last.response.output_text == whole.output_text
    assert last.sources == last.response.sources == whole.sources  # type: ignore[attr-defined]


def test_its_quotes_are_those_of_every_other_face(client: OpenAI, service: QuestionService) -> None:
    chat = client.chat.completions.create(model="tripqa", messages=THEN[:2])
    response = client.responses.create(model="tripqa", input=LIGHTHOUSE)

    assert quotes(chat.sources) == quotes(response.sources) == expected(service)  # type: ignore[attr-defined]


def test_earlier_turns_are_what_a_question_goes_on_from(client: OpenAI, service: QuestionService) -> None:
    response = client.responses.create(model="tripqa", input=[*THEN[1:], {"type": "reasoning", "summary": []}])

    assert quotes(response.sources) == expected(service, "展望台は？", previous=[LIGHTHOUSE])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ("previous_response_id", "resp_1"),
        ("conversation", "conv_1"),
        ("conversation", {"id": "conv_1"}),
        ("prompt", {"id": "pmpt_1", "variables": {"place": "展望台"}}),
    ],
)
def test_what_the_server_does_not_keep_is_refused(client: OpenAI, field: str, kept: Any) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match=f"'{field}' .* this server keeps none"):
        client.responses.create(model="tripqa", input="展望台は？", **{field: kept})
    assert client.responses.create(model="tripqa", input=LIGHTHOUSE, extra_body={field: None}).output_text


def test_a_stream_that_is_cut_off_can_be_told_from_one_that_ended(cut: OpenAI) -> None:
    chunks = list(cut.chat.completions.create(model="tripqa", messages=THEN[:2], stream=True))
    events = list(cut.responses.create(model="tripqa", input=LIGHTHOUSE, stream=True))

    assert chunks
    assert events
    assert all(chunk.choices[0].finish_reason is None for chunk in chunks)
    assert "response.completed" not in {event.type for event in events}


@pytest.mark.parametrize(
    ("error", "how"),
    [
        (openai.NotFoundError, {"model": "gpt-4", "input": "x"}),
        (openai.UnprocessableEntityError, {"model": "tripqa", "input": " "}),
        (openai.UnprocessableEntityError, {"model": "tripqa", "input": []}),
        (openai.UnprocessableEntityError, {"model": "tripqa", "input": [{"role": "assistant", "content": "x"}]}),
        (openai.UnprocessableEntityError, {"model": "tripqa", "input": "x" * 2001, "stream": True}),
    ],
)
def test_what_cannot_be_asked_is_an_error_of_the_client(client: OpenAI, error: Any, how: dict[str, Any]) -> None:
    with pytest.raises(error) as told:
        client.responses.create(**how)

    assert told.value.body["message"]


@pytest.mark.parametrize("how", [{}, {"encoding_format": "float"}, {"encoding_format": "base64"}])
def test_embeddings_are_vectors_of_the_index_s_space(client: OpenAI, service: QuestionService, how: Any) -> None:
    texts = ["灯台は1903年に建てられました。", "昼食"]

    reply = client.embeddings.create(model="tripqa-passage", input=texts, **how)

    vectors = service.models.passage_vectors(texts)
    for place, one in enumerate(reply.data):
        vector = read(one.embedding)
        assert np.allclose(vector, vectors[place])
        assert np.linalg.norm(vector) == pytest.approx(1)
    assert [one.index for one in reply.data] == [0, 1]
    assert reply.usage.total_tokens == sum(map(len, texts))


def test_what_asks_is_encoded_as_a_question(http: TestClient, bundled_service: QuestionService) -> None:
    bundled = TestClient(create_app(ready(bundled_service), [], threads=1))

    def embedded(**how: Any) -> Any:
        return bundled.post("/v1/embeddings", json={"input": "KLIDとは何ですか", **how}).json()

    question, passage = embedded(model="tripqa-question"), embedded()
    assert (question["model"], passage["model"]) == ("tripqa-question", "tripqa-passage")
    assert question["data"] != passage["data"]
    for kind, same in (("query", question), ("search_query", question), ("document", passage)):
        assert embedded(model="tripqa-passage", input_type=kind)["data"] == same["data"]
    answers, other = (embedded(input=text)["data"][0]["embedding"] for text in ("KLIDは韓国の機関です。", "昼食の献立"))
    asked = question["data"][0]["embedding"]
    assert np.dot(asked, answers) > np.dot(asked, other)


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("embeddings", {"input": [[1, 2]]}, 422, "check_embedding_ctx_length=False"),
        ("embeddings", {"input": [1, 2]}, 422, "no tokens"),
        ("embeddings", {"input": ""}, 422, "input"),
        ("embeddings", {"input": []}, 422, "input"),
        ("embeddings", {"input": ["x"] * 101}, 422, "at most 100"),
        ("embeddings", {"input": "x", "dimensions": 7}, 422, "dimensions"),
        ("embeddings", {"input": "x", "input_type": "image"}, 422, "input_type"),
        ("embeddings", {"input": "x", "input_type": ""}, 422, "input_type"),
        ("embeddings", {"input": "x", "model": "ada"}, 404, "'ada'"),
        ("embeddings", {"input": "x", "encoding_format": "int8"}, 422, "encoding_format"),
        ("embeddings", {"input": "x" * 30_001}, 422, "have 30001 characters, written out; send at most 30000"),
        ("embeddings", {"input": ["\ufdfa" * 1000, "\ufdfa" * 700], "input_type": "query"}, 422, "have 30600 char"),
        ("rerank", {"query": "x", "documents": ["㌖" * 3001, {"text": "㌖" * 3000}]}, 422, "'documents'"),
        ("rerank", {"query": "x", "documents": [" " * 30_001]}, 422, "at most 30000"),
        ("rerank", {"query": "x"}, 422, "documents"),
        ("rerank", {"query": "!", "documents": ["x"]}, 422, "no word"),
        ("rerank", {"query": "x", "documents": []}, 422, "documents"),
        ("rerank", {"query": "x", "documents": ["x"], "top_n": 0}, 422, "top_n"),
        ("rerank", {"query": "x", "documents": ["x"], "model": "r"}, 404, "'r'"),
        ("rerank", "{", 400, "JSON"),
    ],
)
def test_what_no_model_takes_is_told_with_what_to_send(
    http: TestClient, path: str, body: object, status: int, says: str
) -> None:
    reply = http.post(f"/v1/{path}", content=body if isinstance(body, str) else json.dumps(body))

    assert (reply.status_code, says in reply.json()["error"]["message"]) == (status, True), reply.text


def test_as_much_as_may_be_taken_is(http: TestClient) -> None:
    texts = ["tower " * 50] * 100

    embedded, ranked = (
        http.post(f"/v1/{path}", json=body)
        for path, body in [("embeddings", {"input": texts}), ("rerank", {"query": LIGHTHOUSE, "documents": texts})]
    )

    assert (embedded.status_code, len(embedded.json()["data"])) == (200, 100)
    assert (ranked.status_code, len(ranked.json()["results"])) == (200, 100)


def test_rerank_puts_first_what_answers(http: TestClient) -> None:
    texts = ["昼食の献立", {"text": "灯台は1903年に建てられました。"}, "港湾" * 400 + "灯台はいつ建てられましたか"]
    asked = {"query": LIGHTHOUSE, "documents": texts, "model": "tripqa-rerank"}

    ranked = http.post("/v1/rerank", json={**asked, "return_documents": True}).json()["results"]

    assert [one["index"] for one in ranked][-1] == 0
    scores = [one["relevance_score"] for one in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert {one["document"]["text"] for one in ranked} == {texts[0], texts[1]["text"], texts[2]}  # type: ignore[index]
    first = http.post("/v1/rerank", json={**asked, "top_n": 1}).json()["results"]
    assert first == [{"index": ranked[0]["index"], "relevance_score": ranked[0]["relevance_score"]}]


def test_keys_and_limits_hold(service: QuestionService, keys: KeyFile) -> None:
    http = TestClient(create_app(ready(service), [], threads=1, keys=keys, rates={"ask": "2/hour"}))
    asks, searches = add(keys, "ask", documents=["2025-*"]), add(keys, "search")
    secret = "秘密の展望台は誰が設計しましたか"

    with pytest.raises(openai.AuthenticationError):
        client_over(http).responses.create(model="tripqa", input=secret)
    with pytest.raises(openai.PermissionDeniedError):
        client_over(http, asks).embeddings.create(model="tripqa-passage", input="x")
    assert "佐藤花子" not in client_over(http, asks).responses.create(model="tripqa", input=secret).output_text
    assert http.post("/v1/rerank", json={}, headers=bearer(asks)).status_code == 403
    for _ in range(2):
        client_over(http, searches).embeddings.create(model="tripqa-passage", input="x")
    with pytest.raises(openai.RateLimitError):
        client_over(http, searches).embeddings.create(model="tripqa-passage", input="x")


@pytest.mark.parametrize("responses", [False, True])
def test_langchain_s_chat_gets_text_and_citations(http: TestClient, service: QuestionService, responses: bool) -> None:
    chat = ChatOpenAI(
        model="tripqa", base_url="http://testserver/v1", api_key="none", http_client=http, max_retries=0,
        use_responses_api=responses, temperature=0,
    )  # fmt: skip

    whole = chat.bind_tools([{"type": "function", "function": TOOLS[0]["function"]}]).invoke(LIGHTHOUSE)
    streamed = list(chat.stream(LIGHTHOUSE))

    text = whole.text
    assert all(quote in text for quote in expected(service))
    assert "".join(chunk.text for chunk in streamed) == text
    if responses:
        (block,) = whole.content_blocks
        assert len(block["annotations"]) == len(expected(service))  # type: ignore[typeddict-item]


def test_langchain_s_embeddings_are_ours(http: TestClient, service: QuestionService) -> None:
    embeddings = OpenAIEmbeddings(
        model="tripqa-passage", base_url="http://testserver/v1", api_key="none", http_client=http,
        check_embedding_ctx_length=False, chunk_size=100,
    )  # fmt: skip

    vectors = embeddings.embed_documents([f"灯台{number}" for number in range(150)])

    assert np.allclose(vectors, service.models.passage_vectors([f"灯台{number}" for number in range(150)]))
