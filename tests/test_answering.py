"""`/v1/ask` with a model behind it: quotes as ever, statements that hold beside them, never an error of the model."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.lying import lying_service
from tests.raw import serving
from tests.scripted import Json, Says, chunk, lines, scripted
from tests.test_api import ANSWER, ready
from tests.test_entry import HIDDEN, SECRET, SHOWN, add, bearer, document
from tests.test_metrics import figures
from tests.waiting import soon
from tripqa.access.key_file import KeyFile
from tripqa.api import answering
from tripqa.api.access_log import Lines
from tripqa.api.app import create_app
from tripqa.api.metrics import Metrics
from tripqa.checking.checker import Checker
from tripqa.client import Client
from tripqa.domain import Document
from tripqa.errors import ExtraMissing, SettingsError
from tripqa.generating import talking
from tripqa.generating.talking import Talking
from tripqa.generating.writing import Writer
from tripqa.library import Opened
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.wire.answers import AnswerOut
from tripqa.wiring import open_writer

ASKED = "展望台はどうですか"
TEXT = "灯台は1903年に建てられました。展望台は45日間の工事中です。\n"
RIGHT, WRONG = "灯台は1903年に建てられた [1]", "灯台は1904年に建てられた [1]"
GENERATED = {"question": ASKED, "answerer": "generated"}
EVENTS = {"Accept": "text/event-stream"}
DEAD = "http://127.0.0.1:9/v1"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, report: Document) -> QuestionService:
    """Whatever is asked, the first sentence of each hit is quoted."""
    shown, hidden = document(report, SHOWN, TEXT), document(report, HIDDEN, f"{SECRET}\n")
    return lying_service(tmp_path_factory.mktemp("answering"), [shown, hidden])


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "_PAUSES", (0.0, 0.0))


def app_of(service: QuestionService, url: str | None, **more: Any) -> FastAPI:
    writer = url and Writer(Talking(url, "scripted", "", 5), 4, 4, 20)
    return create_app(ready(service), more.pop("origins", []), more.pop("threads", 2), writer=writer or None, **more)


@contextmanager
def asking(service: QuestionService, url: str | None, **more: Any) -> Iterator[TestClient]:
    with TestClient(app_of(service, url, **more), raise_server_exceptions=False) as client:
        yield client


def events(text: str) -> list[tuple[str, Json]]:
    """Return the events of a stream by name."""
    found = []
    for block in text.split("\n\n")[:-1]:
        if not block.startswith(":"):
            name, data = block.split("\n")
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def less(reply: Json) -> Json:
    """Return a reply without what differs each time, and what a model adds."""
    added = {"id", "took_ms", "statements", "generated", "answerer"}
    return {name: value for name, value in reply.items() if name not in added}


def test_statements_that_hold_stand_beside_the_same_quotes(service: QuestionService) -> None:
    with scripted(lines(RIGHT, WRONG)) as server, asking(service, server.address) as client:
        plain = client.post("/v1/ask", json={"question": ASKED}).json()
        assert server.asked == []
        reply = client.post("/v1/ask", json=GENERATED).json()

    assert set(reply) == set(plain) == ANSWER
    assert less(reply) == less(plain)
    (statement,) = reply["statements"]
    assert (statement["text"], statement["citations"]) == ("灯台は1903年に建てられた", [1])
    assert 0 <= statement["score"] <= 1
    assert reply["generated"] == {"model": "scripted", "dropped": 1, "reason": None}
    assert (reply["answerer"], plain["answerer"]) == ("generated", "lying")
    assert (plain["statements"], plain["generated"]) == ([], None)
    assert AnswerOut.model_validate(reply).statements[0].text in reply["statements"][0]["text"]


def test_the_settings_say_who_answers_where_a_question_does_not(service: QuestionService) -> None:
    with scripted(lines(RIGHT)) as server, asking(service, server.address, answerer="generated") as client:
        assert client.post("/v1/ask", json={"question": ASKED}).json()["answerer"] == "generated"
        assert client.post("/v1/ask", json={"question": ASKED, "answerer": "reader"}).json()["generated"] is None
        assert len(server.asked) == 1
        assert client.post("/v1/ask", json={"question": ASKED, "answerer": "poet"}).status_code == 422
        assert client.post("/v1/search", json={"question": ASKED, "answerer": "reader"}).status_code == 422


def test_other_faces_give_the_quotes_alone(service: QuestionService) -> None:
    chat = {"model": "tripqa", "messages": [{"role": "user", "content": ASKED}]}
    with scripted(lines(RIGHT)) as server, asking(service, server.address, answerer="generated") as client:
        client.post("/v1/chat/completions", json=chat)
        client.post("/v1/ask/batch", content=json.dumps({"custom_id": "1", "question": ASKED}))
        client.get("/", params={"q": ASKED})
        assert server.asked == []


def test_events_are_the_quotes_each_statement_and_the_whole_reply(service: QuestionService) -> None:
    with scripted(lines(RIGHT, WRONG, "展望台は工事中である [1]")) as server, asking(service, server.address) as client:
        sent = client.post("/v1/ask", json=GENERATED, headers=EVENTS)
        plain = client.post("/v1/ask", json={"question": ASKED}).json()

    assert sent.headers["content-type"].startswith("text/event-stream")
    assert sent.headers["cache-control"] == "no-cache"
    (first, quotes), *statements, (last, done) = events(sent.text)
    assert (first, last) == ("citations", "done")
    assert [name for name, _ in statements] == ["statement"] * len(done["statements"])
    assert [one for _, one in statements] == done["statements"]
    assert less(quotes) == less(plain) == less(done)
    assert (quotes["generated"], done["generated"]["dropped"]) == (None, 3 - len(done["statements"]))
    assert done["took_ms"] > 0


def test_who_wants_events_of_quotes_alone_gets_these(service: QuestionService) -> None:
    with asking(service, None) as client:
        sent = client.post("/v1/ask", json={"question": ASKED}, headers=EVENTS)
        anything = client.post("/v1/ask", json={"question": ASKED}, headers={"Accept": "*/*"})

    assert [name for name, _ in events(sent.text)] == ["citations", "done"]
    assert anything.headers["content-type"] == "application/json"


@pytest.mark.parametrize("headers", [{}, EVENTS])
def test_a_model_that_is_down_is_no_error_and_a_line_in_readyz(
    service: QuestionService, headers: dict[str, str], keys: KeyFile
) -> None:
    with asking(service, DEAD, answerer="generated") as client:
        assert client.get("/readyz").json()["model"] == {"name": "scripted", "state": "unknown", "why": None}
        sent = client.post("/v1/ask", json={"question": ASKED}, headers=headers)
        reply = events(sent.text)[-1][1] if headers else sent.json()
        probed = client.get("/readyz")

    assert (sent.status_code, probed.status_code) == (200, 200)
    assert (reply["status"], reply["answerer"], reply["statements"]) == ("answered", "lying", [])
    assert reply["generated"] == {"model": "scripted", "dropped": 0, "reason": "unreachable"}
    assert probed.json()["model"] == {"name": "scripted", "state": "down", "why": "it cannot be reached"}
    with asking(service, DEAD, keys=keys) as client:
        shown = add(keys, "ask")
        client.post("/v1/ask", json=GENERATED, headers=bearer(shown))
        model = client.get("/readyz").json()["model"]
        assert (model["state"], model["why"]) == ("down", "the server's log says why")


def test_a_probe_finds_out_by_itself_how_the_model_is(service: QuestionService) -> None:
    def state(client: TestClient) -> str:
        return str(client.get("/readyz").json()["model"]["state"])

    with scripted(lines(RIGHT)) as server, asking(service, server.address) as client:
        assert soon(lambda: state(client) == "up")
        assert server.asked == []
    with asking(service, None) as client:
        assert client.get("/readyz").json()["model"] is None


def test_where_there_is_no_answer_or_no_model_none_is_asked(service: QuestionService) -> None:
    nothing = {**GENERATED, "filter": {"from": "2030-01-01"}}
    with scripted(lines(RIGHT)) as server, asking(service, server.address) as client:
        reply = client.post("/v1/ask", json=nothing).json()
        assert (reply["status"], reply["generated"]["reason"]) == ("no_answer", "no_quotes")
        assert server.asked == []
    with asking(service, None) as client:
        reply = client.post("/v1/ask", json=GENERATED).json()
        assert (reply["status"], reply["generated"]) == (
            "answered",
            {"model": None, "dropped": 0, "reason": "no_model"},
        )


def test_a_model_is_told_what_the_key_of_who_asks_may_see_and_checked_by_it(
    service: QuestionService, keys: KeyFile
) -> None:
    secret = "秘密の展望台は佐藤花子が設計した [2]"
    shown, all_of_it = add(keys, "ask", documents=[SHOWN]), add(keys, "ask", name="two")
    with scripted(lines(secret)) as server, asking(service, server.address, keys=keys) as client:
        assert client.post("/v1/ask", json=GENERATED).status_code == 401
        reply = client.post("/v1/ask", json=GENERATED, headers=bearer(shown)).json()
        assert "佐藤花子" not in server.told
        assert (reply["statements"], reply["generated"]["reason"]) == ([], "nothing_held")
        reply = client.post("/v1/ask", json=GENERATED, headers=bearer(all_of_it)).json()
        assert "佐藤花子" in server.told
        assert len(reply["statements"]) == 1


def test_limits_count_a_question_to_a_model_as_one(service: QuestionService) -> None:
    with scripted(lines(RIGHT)) as server, asking(service, server.address, rates={"ask": "2/hour"}) as client:
        sent = [client.post("/v1/ask", json=GENERATED, headers=EVENTS).status_code for _ in range(3)]

    assert sent == [200, 200, 429]
    assert len(server.asked) == 2


def test_the_question_goes_to_the_model_and_into_no_log(
    service: QuestionService, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.BytesIO()
    caplog.set_level(logging.DEBUG)
    with scripted(lines(RIGHT)) as server:
        with asking(service, server.address, log=Lines(stream, questions=False)) as client:
            client.post("/v1/ask", json=GENERATED, headers=EVENTS)
        assert ASKED in server.told
    with asking(service, DEAD, log=Lines(stream, questions=False)) as client:
        client.post("/v1/ask", json=GENERATED)

    logged = stream.getvalue().decode() + "".join(
        f"{record.getMessage()} {record.args}" for record in caplog.records if not record.name.startswith("tests")
    )
    assert "/v1/ask" in logged
    assert ASKED not in logged
    assert "展望台" not in logged


def test_what_became_of_statements_is_counted(service: QuestionService) -> None:
    with scripted(lines(RIGHT, WRONG)) as server, asking(service, server.address) as client:
        client.post("/v1/ask", json=GENERATED)
        found = figures(client)

    assert found["tripqa_statements_total", "sent"] == found["tripqa_statements_total", "date"] == 1
    assert found["tripqa_written_answers_total", "whole"] == 1


def test_a_written_answer_is_verified_as_any_other(service: QuestionService) -> None:
    with scripted(lines(RIGHT)) as server, asking(service, server.address) as client:
        reply = client.post("/v1/ask", json=GENERATED).json()
        checked = client.post("/v1/verify", json=reply).json()

    assert reply["statements"]
    assert checked["summary"]["holds"] == checked["summary"]["citations"] == len(reply["citations"])
    assert Opened(service).verify(reply, AnswerOut.model_validate(reply)).summary.gone == 0


def test_a_fault_of_ours_ends_a_stream_with_an_error_and_the_quotes_are_sent_all_the_same(
    service: QuestionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Metrics, "wrote", broken)
    with scripted(lines(RIGHT)) as server, asking(service, server.address) as client:
        sent = client.post("/v1/ask", json=GENERATED, headers=EVENTS)

    (first, _), *_, (last, said) = events(sent.text)
    assert (first, last) == ("citations", "error")
    assert said["error"]["code"] == "internal"
    assert said["error"]["request_id"] == sent.headers["x-request-id"]


@pytest.mark.parametrize("headers", [{}, EVENTS])
def test_a_statement_that_cannot_be_checked_is_dropped_and_the_quotes_are_sent(
    service: QuestionService, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Checker, "faults", broken)
    with scripted(lines(RIGHT)) as server, asking(service, server.address) as client:
        sent = client.post("/v1/ask", json=GENERATED, headers=headers)

    reply = events(sent.text)[-1][1] if headers else sent.json()
    assert (sent.status_code, reply["status"], reply["statements"]) == (200, "answered", [])
    assert reply["generated"] == {"model": "scripted", "dropped": 1, "reason": "nothing_held"}


def test_half_a_character_of_a_model_is_not_sent(service: QuestionService) -> None:
    half = '{"text": "灯台は1903年\\ud800", "citations": [1]}'
    with scripted(lines(half, RIGHT)) as server, asking(service, server.address) as client:
        sent = client.post("/v1/ask", json=GENERATED)

    assert sent.status_code == 200
    assert [one["text"] for one in sent.json()["statements"]] == ["灯台は1903年に建てられた"]


@pytest.mark.parametrize(
    ("accepted", "are_events"),
    [
        (["text/event-stream;q=0"], False),
        (["application/json, text/event-stream;q=0.5"], False),
        (["application/json;q=0.5, text/event-stream"], True),
        (["application/json, text/event-stream"], True),
        (["application/json;q=0.1", "text/event-stream"], True),
        (["text/*"], False),
    ],
)
def test_events_are_sent_to_who_names_them_and_likes_json_no_better(
    service: QuestionService, accepted: list[str], are_events: bool
) -> None:
    with asking(service, None) as client:
        sent = client.post("/v1/ask", json={"question": ASKED}, headers=[("Accept", one) for one in accepted])

    assert sent.headers["content-type"].startswith("text/event-stream") is are_events


def test_who_waits_long_is_told_that_the_model_is_at_work(
    service: QuestionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_ALIVE", 0.05)
    told: list[str] = []

    def says(_: Json) -> Says:
        def pieces() -> Iterator[bytes]:
            soon(lambda: ": the model is at work" in told)
            yield chunk(f"{RIGHT}\n", "stop")

        return Says(pieces())

    with (
        scripted(says) as server,
        serving(app_of(service, server.address)) as port,
        httpx2.stream("POST", ask(port), json=GENERATED, headers=EVENTS, timeout=20) as sent,
    ):
        for line in sent.iter_lines():
            told += [line]

    assert ": the model is at work" in told
    assert "event: done" in told


def ask(port: int) -> str:
    return f"http://127.0.0.1:{port}/v1/ask"


def never_ends(_: Json) -> Says:
    def pieces() -> Iterator[bytes]:
        yield chunk(f"{RIGHT}\n")
        while True:
            time.sleep(0.01)
            yield b": thinking\n\n"

    return Says(pieces())


def leave_a_stream(url: str) -> None:
    with httpx2.stream("POST", url, json=GENERATED, headers=EVENTS, timeout=20) as sent:
        assert any(line == "event: statement" for line in sent.iter_lines())


def leave_before_the_reply(url: str) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(url, json=GENERATED, timeout=1)


@pytest.mark.parametrize("leave", [leave_a_stream, leave_before_the_reply])
def test_a_client_that_leaves_stops_the_model(service: QuestionService, leave: Callable[[str], None]) -> None:
    with scripted(never_ends) as server:
        app = app_of(service, server.address)
        with serving(app) as port:
            leave(ask(port))
            assert server.left.wait(20)
            assert soon(lambda: app.state.writer.taken == 0 and app.state.desk.taken_in == 0)


def test_a_question_that_finds_no_place_is_told_so_before_any_event(
    service: QuestionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tripqa.api.desk.REFUSED_AFTER", 0)
    monkeypatch.setattr("tripqa.api.turns.MOST_WAITING", -1)
    with scripted(lines(RIGHT)) as server, asking(service, server.address, threads=1) as client:
        sent = client.post("/v1/ask", json=GENERATED, headers=EVENTS)

    assert (sent.status_code, sent.json()["error"]["code"]) == (503, "busy")
    assert server.asked == []


def test_the_client_asks_for_statements_and_gets_them_typed(service: QuestionService) -> None:
    with (
        scripted(lines(RIGHT)) as server,
        serving(app_of(service, server.address)) as port,
        Client(f"http://127.0.0.1:{port}") as client,
    ):
        reply = client.ask(ASKED, answerer="generated")

    assert [(one.text, one.citations) for one in reply.statements] == [("灯台は1903年に建てられた", [1])]
    assert reply.generated is not None
    assert reply.generated.model == "scripted"


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({"answerer": "generated"}, "TRIPQA_LLM_URL"),
        ({"llm_model": "m"}, "TRIPQA_LLM_URL"),
        ({"llm_url": DEAD}, "TRIPQA_LLM_MODEL"),
    ],
)
def test_settings_that_name_half_of_a_model_are_told_at_the_start(flags: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        open_writer(load_settings(flags))
    assert open_writer(load_settings({})) is None


def test_a_model_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tripqa.wiring.find_spec", lambda name: None)

    with pytest.raises(ExtraMissing, match=r"tripqa\[llm\]"):
        open_writer(load_settings({"llm_url": DEAD, "llm_model": "m"}))


def test_the_key_of_a_model_comes_from_the_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="TRIPQA_LLM_KEY"):
        load_settings({"llm_key": "secret"})
    (tmp_path / "tripqa.toml").write_text('llm_key = "secret"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="TRIPQA_LLM_KEY") as told:
        load_settings({})
    assert "secret" not in str(told.value)
    (tmp_path / "tripqa.toml").unlink()
    monkeypatch.setenv("TRIPQA_LLM_KEY", "secret")
    settings = load_settings({"llm_url": DEAD, "llm_model": "m"})
    assert "secret" not in repr(settings)
    assert open_writer(settings) is not None


def test_the_description_says_that_there_are_events(service: QuestionService) -> None:
    content = app_of(service, None).openapi()["paths"]["/v1/ask"]["post"]["responses"]["200"]["content"]

    assert set(content) >= {"application/json", "text/event-stream"}
