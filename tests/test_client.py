"""The client: the calls of the library over HTTP, and what may pass is asked again within bounds."""

from __future__ import annotations

import asyncio
import datetime
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.raw import serving
from tests.test_api import ready
from tests.test_docs import text
from tests.test_entry import add
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.client import AsyncClient, Client, KeyRefused, asynchronous, batch, calls, synchronous
from tripqa.conversation import Turn
from tripqa.domain import Filter
from tripqa.errors import AnswersError, Busy, NotFound, QuestionRefused, QuotaExceeded, ServerError
from tripqa.library import Opened
from tripqa.service import QuestionService
from tripqa.wire.asking import Searching

ASKED = "韓国地域情報開発院(KLID)訪問"
DOCUMENT = "2025-09-seoul-taiwan"
EVERYTHING: Searching = {
    "top_k": 3,
    "language": "ja",
    "where": Filter((DOCUMENT,), "出張概要", "ja", *2 * [datetime.date(2025, 9, 10)]),
    "previous": ["KLIDとは何ですか", Turn("NIAとは何ですか", (f"{DOCUMENT}:608-757",))],
    "sort": "newest",
    "shown_in": "ko",
}
HEAVY = ("faiss", "onnxruntime", "torch", "tantivy", "fastapi", "uvicorn", "transformers")


@pytest.fixture(scope="module")
def app(hashing_service: QuestionService) -> FastAPI:
    return create_app(ready(hashing_service), [], threads=2)


@pytest.fixture
def client(app: FastAPI) -> Iterator[Client]:
    with Client("http://testserver", transport=TestClient(app, raise_server_exceptions=False)._transport) as one:
        yield one


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it was waited; nobody waits."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(synchronous.time, "sleep", waited.append)
    monkeypatch.setattr(asynchronous.asyncio, "sleep", wait)
    return waited


def answering(*replies: httpx2.Response | Exception) -> tuple[httpx2.MockTransport, list[httpx2.Request]]:
    """Return a server that gives one reply after the other, and what it was sent."""
    left, sent = list(replies), []

    def reply(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        now = left.pop(0)
        if isinstance(now, Exception):
            raise now
        return now

    return httpx2.MockTransport(reply), sent


def failed(status: int, code: str, **headers: str) -> httpx2.Response:
    error = {"code": code, "message": "ask again", "request_id": "r1"}
    return httpx2.Response(status, json={"error": error}, headers=headers)


def documents() -> httpx2.Response:
    return httpx2.Response(200, json={"documents": []})


def asked_both_ways(*replies: Callable[[], httpx2.Response] | Exception, **options: Any) -> list[list[httpx2.Request]]:
    """Ask with each client for the documents; return what each has sent."""
    now = [[one if isinstance(one, Exception) else one() for one in replies] for _ in range(2)]
    (first, sent), (second, also) = answering(*now[0]), answering(*now[1])
    with Client("http://a.example", transport=first, **options) as client:
        client.documents()

    async def ask() -> None:
        async with AsyncClient("http://a.example", transport=second, **options) as client:
            await client.documents()

    asyncio.run(ask())
    return [sent, also]


def test_it_is_imported_without_index_and_models() -> None:
    program = f"import sys, tripqa.client; print([name for name in {HEAVY} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_it_says_what_the_library_says(client: Client, app: FastAPI, hashing_service: QuestionService) -> None:
    here = Opened(hashing_service)
    fresh = {"id", "took_ms"}

    reply, found = client.ask(ASKED, top_k=3), client.search(ASKED, **EVERYTHING)

    assert reply.model_dump(exclude=fresh) == here.ask(ASKED, top_k=3).model_dump(exclude=fresh)
    assert found.model_dump(exclude=fresh) == here.search(ASKED, **EVERYTHING).model_dump(exclude=fresh)
    assert client.verify(reply).summary == here.verify(reply).summary
    assert client.documents() == here.documents()
    assert client.document(DOCUMENT) == here.document(DOCUMENT)
    assert client.passage(reply.hits[0].passage_id) == here.passage(reply.hits[0].passage_id)

    async def ask() -> Any:
        async with AsyncClient("http://testserver", transport=httpx2.ASGITransport(app)) as other:
            found, verified = await other.search(ASKED, **EVERYTHING), await other.verify(reply)
            listed = [await other.documents(), await other.document(DOCUMENT)]
            return (await other.ask(ASKED, top_k=3)), found, verified, listed

    replied, found, verified, listed = asyncio.run(ask())
    assert replied.model_dump(exclude=fresh) == reply.model_dump(exclude=fresh)
    assert found.question == ASKED
    assert verified.summary.holds == len(reply.citations)
    assert listed == [client.documents(), client.document(DOCUMENT)]


def test_all_faces_of_python_have_the_same_calls() -> None:
    ours = {name for name, _ in inspect.getmembers(Opened, inspect.isfunction) if not name.startswith("_")}

    for face in (Client, AsyncClient):
        assert {name for name, _ in inspect.getmembers(face, inspect.isfunction) if not name.startswith("_")} == ours


def test_what_it_sends_is_what_the_server_describes(app: FastAPI) -> None:
    described = app.openapi()
    shapes = described["components"]["schemas"]
    sent = [
        calls.ask(ASKED, {}), calls.search(ASKED, EVERYTHING), calls.verify([]),
        calls.documents(), calls.document("ID"), calls.passage("ID"),
    ]  # fmt: skip

    for call in sent:
        path = call.path.replace("/ID", "/{document_id}" if "documents" in call.path else "/{passage_id}")
        described_reply = described["paths"][path][call.method.lower()]["responses"]["200"]
        schema = described_reply["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith(f"/{call.shape.__name__}")
    assert set(sent[1].body or ()) == set(shapes["SearchIn"]["properties"])
    assert set((sent[1].body or {})["filter"]) == set(shapes["FilterIn"]["properties"])  # type: ignore[call-overload]
    assert set((sent[1].body or {})["previous"][1]) == set(shapes["TurnIn"]["properties"])  # type: ignore[index]


def test_failures_are_those_of_the_library_with_the_request_s_id(client: Client) -> None:
    for fails, kind in (
        (lambda: client.ask("?!"), QuestionRefused),
        (lambda: client.ask(ASKED, top_k=99), QuestionRefused),
        (lambda: client.ask(ASKED, where=Filter(documents=("nowhere",))), NotFound),
        (lambda: client.document("no/where"), NotFound),
        (lambda: client.verify({"id": "x"}), AnswersError),
    ):
        with pytest.raises(kind) as raised:
            fails()
        assert str(raised.value)
        assert (raised.value.request_id is None) is (kind is AnswersError)


def test_a_key_is_sent_and_one_that_is_wanted_is_told(hashing_service: QuestionService, keys: KeyFile) -> None:
    guarded = TestClient(create_app(ready(hashing_service), [], threads=1, keys=keys))._transport
    shown = add(keys, "ask")

    assert Client("http://testserver", key=shown, transport=guarded).ask(ASKED)
    with pytest.raises(KeyRefused) as refused:
        Client("http://testserver", transport=guarded).ask(ASKED)
    assert refused.value.code == "key_needed"
    with pytest.raises(KeyRefused) as refused:
        Client("http://testserver", key=shown, transport=guarded).documents()
    assert refused.value.code == "not_allowed"
    assert shown not in repr(Client("http://testserver", key=shown))


def test_what_may_pass_is_asked_again_under_one_id_after_what_the_server_says(pauses: list[float]) -> None:
    for sent in asked_both_ways(
        lambda: failed(503, "busy", **{"Retry-After": "2"}), httpx2.ConnectError("refused"), documents
    ):
        assert len(sent) == 3
        assert len({request.headers["x-request-id"] for request in sent}) == 1
    assert pauses == [2, 1] * 2


def test_it_is_asked_again_only_so_often(pauses: list[float]) -> None:
    with pytest.raises(Busy) as busy:
        asked_both_ways(*2 * [lambda: failed(503, "busy")], retries=1)

    assert busy.value.request_id == "r1"
    assert pauses == [0.5]


def test_a_try_that_brings_an_answer_starts_the_count_of_tries_anew(pauses: list[float]) -> None:
    """Each try brings one answer and is cut off; then tries bring none, and `retries` bounds those."""
    error = {"code": "bad_question", "message": "no word", "request_id": "r"}
    bring = [
        json.dumps({"line": 1, "custom_id": str(place), "reply": None, "error": error}) + "\n" for place in (1, 2, 3)
    ]
    replies = [httpx2.ReadError("cut"), *bring, "", ""]

    def server() -> tuple[httpx2.MockTransport, list[httpx2.Request]]:
        return answering(*[one if isinstance(one, Exception) else httpx2.Response(200, text=one) for one in replies])

    (first, sent), (second, also) = server(), server()
    asked, told, too = dict.fromkeys("abcd", "灯台"), list[str | None](), list[str | None]()
    with pytest.raises(ServerError, match="cut off"):
        told.extend(line.custom_id for line in Client("http://a.example", transport=first, retries=2).ask_all(asked))

    async def ask() -> None:
        async for line in AsyncClient("http://a.example", transport=second, retries=2).ask_all(asked):
            too.append(line.custom_id)

    with pytest.raises(ServerError, match="cut off"):
        asyncio.run(ask())
    assert (told, too) == (["a", "b", "c"], ["a", "b", "c"])
    assert (len(sent), len(also)) == (6, 6)
    assert pauses == [0.5, 0.5, 0.5, 0.5, 1] * 2


def test_questions_are_sent_as_they_read_in_batches_that_a_proxy_lets_through() -> None:
    asked = {str(place): "灯" * 900 for place in range(1, 701)}

    sent = [one.body() for one in batch.batches(asked, {})]

    assert [len(body.splitlines()) for body in sent] == [328, 328, 44]
    assert max(map(len, sent)) <= batch.MOST_BYTES
    assert [json.loads(line) for body in sent for line in body.splitlines()] == [
        {"custom_id": place, "question": question} for place, question in asked.items()
    ]


def test_half_of_a_surrogate_pair_is_refused_before_anything_is_sent() -> None:
    transport, sent = answering()
    client, half = Client("http://a.example", transport=transport), "half \ud800"

    for fails in (
        lambda: client.ask(half),
        lambda: client.search(half),
        lambda: client.ask("灯台", previous=[half]),
        lambda: list(client.ask_all({"a": "灯台"}, where=Filter(section=half))),
    ):
        with pytest.raises(QuestionRefused, match="surrogate"):
            fails()
    with pytest.raises(QuestionRefused, match="the question 'b' holds half"):
        list(client.ask_all({"a": "灯台", "b": half}))
    assert sent == []


def test_a_server_that_says_to_come_back_much_later_is_not_waited_for(pauses: list[float]) -> None:
    with pytest.raises(QuotaExceeded, match="ask again"):
        asked_both_ways(lambda: failed(429, "quota_exceeded", **{"Retry-After": "3600"}), longest_pause=30)

    assert pauses == []


@pytest.mark.parametrize(
    "reply",
    [
        httpx2.Response(502, text="<html>bad gateway"),
        httpx2.Response(200, text="{}"),
        httpx2.Response(302, headers={"Location": "http://elsewhere.example"}),
        failed(500, "internal"),
        httpx2.ReadTimeout("too slow"),
    ],
    ids=lambda reply: str(reply),
)
def test_what_no_tripqa_replies_is_told_and_not_asked_again(
    reply: httpx2.Response | Exception, pauses: list[float]
) -> None:
    transport, sent = answering(reply)

    with pytest.raises(ServerError):
        Client("http://a.example", transport=transport).documents()

    assert (len(sent), pauses) == (1, [])


def test_what_a_newer_server_says_besides_is_passed_over() -> None:
    transport, _ = answering(httpx2.Response(200, json={"documents": [], "more": 1}))

    assert Client("http://a.example", transport=transport).documents() == []


def test_the_example_of_its_page_runs(hashing_service: QuestionService, capsys: pytest.CaptureFixture[str]) -> None:
    (program,) = [
        block for block in re.findall(r"```python\n(.*?)```", text("docs/library.md"), re.DOTALL) if "Client" in block
    ]

    with serving(create_app(ready(hashing_service), [], threads=2)) as port:
        exec(compile(program.replace(":8000", f":{port}"), "docs/library.md", "exec"), {})

    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} >= {"a", "b"}


def test_a_server_below_a_path_is_asked_there() -> None:
    transport, sent = answering(documents())

    Client("http://a.example/tripqa/", transport=transport).documents()

    assert str(sent[0].url) == "http://a.example/tripqa/v1/documents"


@pytest.mark.parametrize("url", ["a.example", "", "ftp://a.example", "http://", "http://[::1"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(ServerError, match="no address"):
        Client(url)
