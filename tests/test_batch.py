"""Many questions in one request: each line is answered or told why not, and nobody waits for them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.conftest import service_over
from tests.test_api import ready
from tests.test_entry import ASKED, HIDDEN, SECRET, SHOWN, add, bearer, document
from tests.test_turns import GREEDY, POLITE, THIRD, Clock, at_work
from tripqa.access.key_file import KeyFile
from tripqa.access.keys import Key
from tripqa.api import batch
from tripqa.api.app import create_app
from tripqa.api.batch import MOST_BATCHES, MOST_FEEDS, MOST_LINES
from tripqa.api.rates import Rate
from tripqa.api.turns import LONGEST_LATE, OTHERS_ASK, Turns
from tripqa.client import AsyncClient, Client
from tripqa.domain import Document
from tripqa.library import Opened
from tripqa.service import QuestionService, Reply
from tripqa.wire.batches import BatchLineOut

BATCH = "/v1/ask/batch"
FRESH = {"id", "took_ms"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, report: Document) -> QuestionService:
    shown = document(report, SHOWN, "灯台は1903年に建てられました。\n展望台は工事中です。\n")
    return service_over(tmp_path_factory.mktemp("batch"), [shown, document(report, HIDDEN, f"{SECRET}\n")])


@pytest.fixture
def client(service: QuestionService) -> Iterator[TestClient]:
    with TestClient(create_app(ready(service), [], threads=2), raise_server_exceptions=False) as one:
        yield one


def lines(*questions: object) -> str:
    return "\n".join(
        json.dumps({"custom_id": f"q{number}", "question": one}, ensure_ascii=False)
        for number, one in enumerate(questions, start=1)
    )


def replies(sent: httpx2.Response) -> list[BatchLineOut]:
    assert sent.headers["content-type"] == "application/x-ndjson"
    return [BatchLineOut.model_validate_json(line) for line in sent.content.split(b"\n")[:-1]]


def test_each_line_is_answered_as_if_it_had_been_asked_alone_in_the_order_sent(
    client: TestClient, service: QuestionService
) -> None:
    asked = ["灯台はいつ建てられましたか", "展望台は誰が設計しましたか", "zzz qqq"] * 4

    answered = replies(client.post(BATCH, content=lines(*asked)))

    assert [(one.line, one.custom_id) for one in answered] == [(n, f"q{n}") for n in range(1, 13)]
    alone = Opened(service)
    for one, question in zip(answered, asked, strict=True):
        assert one.reply
        assert one.error is None
        assert one.reply.model_dump(exclude=FRESH) == alone.ask(question).model_dump(exclude=FRESH)


@pytest.mark.parametrize(
    ("line", "custom_id", "says"),
    [
        ("{", None, "the line is not valid JSON"),
        ("[]", None, "the line is not a JSON object; send"),
        ('{"question": "灯台"}', None, "'custom_id' is missing"),
        ('{"custom_id": "a", "question": 1}', "a", "'question' cannot be used"),
        ('{"custom_id": "a", "question": "?!"}', "a", "holds no word"),
        ('{"custom_id": "a", "question": "灯台", "top_k": 99}', "a", "from 1 to 50"),
        ('{"custom_id": "a", "question": "灯台", "filter": {"document": ["none"]}}', "a", "no document 'none'"),
        ('{"custom_id": "a", "question": "灯台", "more": 1}', "a", "no field 'more'"),
    ],
)
def test_a_line_that_cannot_be_asked_is_told_and_the_others_are_answered(
    client: TestClient, line: str, custom_id: str | None, says: str
) -> None:
    sent = client.post(BATCH, content=f"{line}\n\n{lines('灯台')}\n", headers={"X-Request-Id": "r1"})

    wrong, right = replies(sent)

    assert (wrong.line, wrong.custom_id, wrong.reply) == (1, custom_id, None)
    assert wrong.error
    assert says in wrong.error.message
    assert wrong.error.request_id == "r1"
    assert (right.line, right.custom_id, right.error) == (3, "q1", None)


@pytest.mark.parametrize(("body", "status"), [("", 422), ("\n \n", 422), ("{}\n" * (MOST_LINES + 1), 413)])
def test_a_body_that_is_no_batch_is_refused_whole(client: TestClient, body: str, status: int) -> None:
    for _ in range(2):  # its place is free again
        reply = client.post(BATCH, content=body)
        assert (reply.status_code, "line" in reply.json()["error"]["message"]) == (status, True)


@pytest.mark.parametrize(
    ("begins", "custom_id"),
    [
        ('{"custom_id": "a", ', "a"),
        ('{"question": "灯", "custom_id": "a", ', None),
        (f'{{"custom_id": "{"x" * 201}", ', None),
    ],
)
def test_a_line_that_is_too_long_is_not_read_and_the_others_are_answered(
    client: TestClient, begins: str, custom_id: str | None
) -> None:
    keys = ",".join(f'"k{number}":0' for number in range(10_000))

    wrong, right = replies(client.post(BATCH, content=f"{begins}{keys}}}\n{lines('灯台')}"))

    assert wrong.error
    assert (wrong.custom_id, wrong.error.code) == (custom_id, "too_large")
    assert right.error is None


def test_a_body_of_blank_lines_is_refused_for_their_number(client: TestClient) -> None:
    reply = client.post(BATCH, content="\n" * (MOST_FEEDS + 1) + lines("灯台"))

    assert (reply.status_code, "lines" in reply.json()["error"]["message"]) == (413, True)


def test_a_body_that_is_too_large_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LARGEST", 100)

    assert client.post(BATCH, content=lines("灯" * 200)).status_code == 413


def test_what_a_key_may_not_see_is_in_no_line_for_it(service: QuestionService, keys: KeyFile) -> None:
    client = TestClient(create_app(ready(service), [], threads=2, keys=keys))
    few, every = add(keys, "ask", documents=["2025-*"]), add(keys, "ask")
    content = lines(ASKED["question"], "展望台の設計者 佐藤花子")

    assert client.post(BATCH, content=content).status_code == 401
    assert client.post(BATCH, content=content, headers=bearer(add(keys, "search"))).status_code == 403
    for headers, sees in ((bearer(every), True), (bearer(few), False)):
        told = client.post(BATCH, content=content, headers=headers)
        assert (HIDDEN in told.text) is sees


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda key: [], "key_needed"),
        (lambda key: [replace(key, expires=key.created)], "key_needed"),
        (lambda key: [replace(key, documents=("2025-*",))], "not_allowed"),
        (lambda key: [replace(key, actions=("search",))], "not_allowed"),
    ],
    ids=["taken back", "over", "fewer documents", "fewer rights"],
)
def test_a_batch_ends_with_what_its_key_could_do_when_it_was_sent(
    service: QuestionService,
    keys: KeyFile,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Key], Sequence[Key]],
    code: str,
) -> None:
    client = TestClient(create_app(ready(service), [], threads=1, keys=keys))
    headers, ask = bearer(add(keys, "ask")), QuestionService.ask

    def last(self: QuestionService, question: str, **how: Any) -> Reply:
        reply = ask(self, question, **how)
        keys.change(lambda before: change(before[0]))
        return reply

    monkeypatch.setattr(QuestionService, "ask", last)

    answered = replies(client.post(BATCH, content=lines(*["灯台"] * 5), headers=headers))

    assert [one.error.code if one.error else None for one in answered] == [None] + [code] * 4


def test_keys_that_cannot_be_read_end_a_batch_without_telling_where_they_lie(
    service: QuestionService, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(create_app(ready(service), [], threads=1, keys=keys))
    headers, ask = bearer(add(keys, "ask")), QuestionService.ask

    def last(self: QuestionService, question: str, **how: Any) -> Reply:
        reply = ask(self, question, **how)
        keys.file.unlink()
        return reply

    monkeypatch.setattr(QuestionService, "ask", last)

    first, second = replies(client.post(BATCH, content=lines("灯台", "灯台"), headers=headers))

    assert first.reply
    assert second.error
    assert second.error.code == "keys_unusable"
    assert str(keys.file) not in second.error.message


def test_every_line_counts_as_a_question(service: QuestionService) -> None:
    client = TestClient(create_app(ready(service), [], threads=2, rates={"ask": "3/hour"}))

    answered = replies(client.post(BATCH, content=lines(*["灯台"] * 5)))

    assert [one.error.code if one.error else None for one in answered] == [None] * 2 + ["quota_exceeded"] * 3
    assert [client.post("/v1/ask", json={"question": "灯台"}).status_code for _ in range(2)] == [200, 429]


def test_a_batch_that_waits_leaves_half_of_the_limit_to_what_its_client_asks_meanwhile(
    service: QuestionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate, slept, one_by_one = Rate("ask", "6/minute", now := Clock()), asyncio.sleep, asyncio.Lock()
    monkeypatch.setattr("tripqa.api.quotas.Rate", lambda *_: rate)
    app = create_app(ready(service), [], threads=2, rates={"ask": "6/minute"})
    asked: list[int] = []

    async def ask() -> Sequence[BatchLineOut]:
        async with httpx2.AsyncClient(base_url="http://a.example", transport=httpx2.ASGITransport(app)) as client:

            async def sleep(seconds: float) -> None:
                if seconds < 1:
                    await slept(seconds)
                    return
                async with one_by_one:
                    while len(asked) < 4:
                        asked.append((await client.post("/v1/ask", json={"question": "灯台"})).status_code)
                now.now += seconds

            monkeypatch.setattr(asyncio, "sleep", sleep)
            return replies(await client.post(BATCH, content=lines(*["灯台"] * 5)))

    answered = asyncio.run(ask())
    app.state.desk.close()

    assert [one.error for one in answered] == [None] * 5
    assert asked == [200, 200, 200, 429]


def test_a_line_that_may_be_asked_soon_is_waited_with(service: QuestionService) -> None:
    client = TestClient(create_app(ready(service), [], threads=2, rates={"ask": "2/second"}))

    assert [one.error for one in replies(client.post(BATCH, content=lines(*["灯台"] * 4)))] == [None] * 4


def test_a_fault_in_one_line_is_told_without_its_words(
    client: TestClient, service: QuestionService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(service, "ask", fail)

    (told,) = replies(client.post(BATCH, content=lines("灯台")))

    assert told.error
    assert told.error.code == "internal"
    assert "secret" not in told.error.message
    assert "ZeroDivisionError" in caplog.text


def scope(app: FastAPI, host: str) -> dict[str, Any]:
    """Return a batch of a client as a server hands it on."""
    return {
        "type": "http", "method": "POST", "path": BATCH, "raw_path": BATCH.encode(), "query_string": b"",
        "headers": [(b"host", b"a.example")], "client": (host, 1), "server": ("a.example", 80),
        "scheme": "http", "http_version": "1.1", "root_path": "", "app": app,
    }  # fmt: skip


def test_who_sends_a_batch_and_does_not_end_keeps_no_place_from_others(service: QuestionService) -> None:
    app = create_app(ready(service), [], threads=1)
    parts = [{"type": "http.request", "body": lines("灯台").encode(), "more_body": False}]
    sent: list[Any] = []

    async def never() -> Mapping[str, Any]:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def receive() -> Mapping[str, Any]:
        return parts.pop() if parts else await never()

    async def take(message: Any) -> None:
        sent.append(message)

    async def ask() -> None:
        idle = [asyncio.create_task(app(scope(app, f"192.0.2.{n}"), never, take)) for n in range(MOST_BATCHES)]  # type: ignore[arg-type]
        await asyncio.sleep(0)
        await app(scope(app, "198.51.100.1"), receive, take)  # type: ignore[arg-type]
        for task in idle:
            task.cancel()
        await asyncio.wait(idle)
        app.state.desk.close()

    asyncio.run(ask())
    assert sent[0]["status"] == 200


def test_a_client_has_one_batch_at_a_time_and_its_place_back_when_it_leaves(service: QuestionService) -> None:
    """It is told at its second, and after it has left the first."""
    app = create_app(ready(service), [], threads=1)
    body = lines(*["灯台"] * 50).encode()

    async def send(sent: list[Mapping[str, Any]], gone: asyncio.Event, begun: asyncio.Event) -> None:
        parts = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Mapping[str, Any]:
            if parts:
                return parts.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def take(message: Mapping[str, Any]) -> None:
            sent.append(message)
            begun.set()
            if message.get("body") and not gone.is_set():
                await gone.wait()  # it does not read on

        await app(scope(app, "192.0.2.1"), receive, take)  # type: ignore[arg-type]

    async def ask() -> list[list[Mapping[str, Any]]]:
        sent: list[list[Mapping[str, Any]]] = [[], [], []]
        gone, begun, at_once = asyncio.Event(), asyncio.Event(), asyncio.Event()
        at_once.set()
        first = asyncio.create_task(send(sent[0], gone, begun))
        await begun.wait()
        await send(sent[1], at_once, asyncio.Event())
        gone.set()
        await first
        await send(sent[2], at_once, asyncio.Event())
        app.state.desk.close()
        return sent

    first, second, third = asyncio.run(ask())
    assert [sent[0]["status"] for sent in (first, second, third)] == [200, 503, 200]
    assert len(first) < 10  # no more was made than was read


def test_late_places_have_their_turn_when_no_other_place_could() -> None:
    async def ask() -> None:
        turns, clock = Turns(1, now := Clock()), now
        under_way = turns.take(GREEDY)
        late = [turns.take_late(POLITE) for _ in range(100)]
        asked = turns.take(THIRD)
        turns.leave(under_way)
        assert at_work(asked, late[0]) == [True, False]
        turns.leave(asked)
        assert at_work(*late[:2]) == [True, False]
        clock.now += LONGEST_LATE + 1
        waiting = turns.take(GREEDY)
        turns.leave(late[0])
        assert at_work(late[1], waiting) == [True, False]  # it has waited long enough
        turns.leave(late[1])
        assert at_work(late[2], waiting) == [False, True]  # and one of them is enough for a while
        assert turns.taken == 1
        turns.close()

    asyncio.run(ask())


def test_late_places_take_one_thread_while_others_ask_and_all_when_nobody_does() -> None:
    async def ask() -> None:
        turns, clock = Turns(3, now := Clock()), now
        late = [turns.take_late(client) for client in (POLITE, POLITE, THIRD, THIRD)]
        assert at_work(*late) == [True, True, True, False]
        turns.leave(turns.take(GREEDY))
        for place in late[:3]:
            turns.leave(place)
        more = [turns.take_late(client) for client in (POLITE, THIRD)]
        assert at_work(late[3], *more) == [True, False, False]
        clock.now += OTHERS_ASK + 1
        turns.leave(late[3])
        assert at_work(*more) == [True, True]

    asyncio.run(ask())


def test_the_clients_send_as_many_batches_as_it_takes(
    service: QuestionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tripqa.client.batch.AT_ONCE", 2)
    app = create_app(ready(service), [], threads=2)
    asked = {"灯": "灯台はいつ建てられましたか", "x" * 300: "?!", "3": "展望台"}

    async def ask() -> Sequence[BatchLineOut]:
        async with AsyncClient("http://testserver", transport=httpx2.ASGITransport(app)) as client:
            return [line async for line in client.ask_all(asked, top_k=2)]

    also = asyncio.run(ask())
    with TestClient(app) as through:
        told = list(Client("http://testserver", transport=through._transport).ask_all(asked, top_k=2))

    for answered in (told, also, list(Opened(service).ask_all(asked, top_k=2))):
        assert [(one.line, one.custom_id) for one in answered] == [(1, "灯"), (2, "x" * 300), (3, "3")]
        assert [one.error.code if one.error else None for one in answered] == [None, "bad_question", None]
        assert [len(one.reply.hits) if one.reply else 0 for one in answered] == [2, 0, 2]


def test_what_is_cut_off_is_asked_on_from_there(service: QuestionService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tripqa.client.synchronous.time.sleep", lambda _: None)
    reply = Opened(service).ask("灯台").model_dump_json().replace("灯台", "灯\u2028台")
    asked: list[list[str]] = []

    def one_line(request: httpx2.Request) -> httpx2.Response:
        asked.append([json.loads(line)["custom_id"] for line in request.content.splitlines()])
        line = f'{{"line": 1, "custom_id": "{asked[-1][0]}", "reply": {reply}, "error": null}}\n'
        return httpx2.Response(200, content=line + '{"line": 2, "cust')

    client = Client("http://a.example", transport=httpx2.MockTransport(one_line), retries=1)

    assert [one.custom_id for one in client.ask_all(dict.fromkeys("abc", "灯台"))] == ["a", "b", "c"]
    assert asked == [["1", "2", "3"], ["2", "3"], ["3"]]
