"""The HTTP face: shapes, checks that anyone can make, and one body for every failure."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from starlette.types import Message, Receive, Scope, Send

from tripqa.api import examples
from tripqa.api.app import create_app
from tripqa.api.guard import Bugs, Guard
from tripqa.api.limits import LARGEST_BODY
from tripqa.api.question import EXAMPLES
from tripqa.domain import Document
from tripqa.errors import Busy
from tripqa.service import QuestionService
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.batches import BatchLineOut
from tripqa.wire.documents import DocumentsOut, FullDocumentOut, PassageOut, Wire
from tripqa.wire.failures import ErrorOut
from tripqa.wire.verification import VerificationOut

HIT = {
    "rank", "score", "scores", "matched", "names", "passage_id", "document", "section", "visit", "page", "start", "end",
    "text", "above", "breaks", "localised",
}  # fmt: skip
SCORES = {"dense", "lexical", "reranker"}
CITATION = {
    "number", "quote", "document", "section", "above", "visit", "page", "passage_id", "start", "end", "breaks",
    "localised", "glosses",
}  # fmt: skip
ANSWER = {
    "id", "question", "understood_as", "language", "shown_in", "status", "reason", "missing",
    "answer", "short_answer", "short_answer_place", "short_answer_localised",
    "confidence", "doubtful", "citations", "blocks",
    "conflicts", "hits", "answerer", "statements", "generated", "index", "took_ms",
}  # fmt: skip
DOCUMENT = {"id", "title", "publisher", "language", "url", "sha256", "text_sha256"}
INTRANET = "https://intra.example"
JSON = {"Content-Type": "application/json"}


@schemathesis.serializer("application/x-ndjson")
def as_it_is(_: object, lines: str) -> bytes:
    """Write the body of a batch as it is."""
    return lines.encode(errors="surrogatepass")


def ready(service: QuestionService) -> Future[QuestionService]:
    done: Future[QuestionService] = Future()
    done.set_result(service)
    return done


@pytest.fixture(scope="module")
def client(hashing_service: QuestionService) -> Iterator[TestClient]:
    with TestClient(
        create_app(ready(hashing_service), [INTRANET], threads=2), raise_server_exceptions=False
    ) as open_client:
        yield open_client


def test_a_search_has_the_promised_shape(client: TestClient) -> None:
    found = client.post("/v1/search", json={"question": "KLIDの設立", "top_k": 3}).json()

    assert set(found) == {"question", "understood_as", "language", "shown_in", "hits", "index", "took_ms"}
    assert set(found["index"]) == {"generation", "space", "passages"}
    assert (found["question"], found["language"]) == ("KLIDの設立", "ja")
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    for hit in found["hits"]:
        assert set(hit) == HIT
        assert set(hit["document"]) == DOCUMENT
        assert set(hit["scores"]) == SCORES
        assert 0 <= hit["scores"]["lexical"] <= 1
        assert hit["scores"]["reranker"] is None
        assert hit["page"] is None


def test_a_hit_says_what_it_shares_with_the_question_and_which_names_it_writes_otherwise(client: TestClient) -> None:
    best = client.post("/v1/search", json={"question": "What did Audrey Tang say?"}).json()["hits"][0]

    assert best["names"] == [{"asked": "Audrey Tang", "written": "オードリー・タン"}]
    assert "オードリー・タン" in best["text"]
    (day, *_) = client.post("/v1/search", json={"question": "Sept. 11"}).json()["hits"]
    assert "9月11日" in day["matched"]


def test_an_answer_has_the_promised_shape(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "韓国地域情報開発院(KLID)訪問"}).json()

    assert set(answer) == ANSWER
    assert answer["status"] == "answered"
    assert all(set(citation) == CITATION for citation in answer["citations"])
    assert {"date", "start", "end", "localised"} in [set(citation["visit"] or ()) for citation in answer["citations"]]
    assert all(set(hit) == HIT for hit in answer["hits"])
    for citation in answer["citations"]:
        assert f"{citation['quote']} [{citation['number']}]" in answer["answer"]


def test_a_question_that_goes_on_from_another_says_how_it_is_understood(client: TestClient) -> None:
    asked = {"question": "Startup Island TAIWANは？", "previous": [{"question": "KLIDはどこにありますか"}]}

    for route in ("/v1/search", "/v1/ask"):
        assert client.post(route, json=asked).json()["understood_as"] == "Startup Island TAIWANはどこにありますか"
        assert client.post(route, json={"question": asked["question"]}).json()["understood_as"] is None


@pytest.mark.parametrize(
    "previous",
    [
        [{"question": "KLID"}] * 9,
        [{"question": ""}],
        [{"question": "?!"}],
        [{"question": "KLID", "answer": "…"}],
        [{"question": "KLID", "passages": ["a"] * 51}],
        "KLID",
    ],
)
def test_what_cannot_have_come_before_a_question_is_refused(client: TestClient, previous: object) -> None:
    reply = client.post("/v1/ask", json={"question": "台北は？", "previous": previous})

    assert reply.status_code == 422
    assert "previous" in reply.json()["error"]["message"] or "question" in reply.json()["error"]["message"]


def test_no_answer_has_no_citations_and_its_nearest_passages(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "zzz qqq xxx", "top_k": 4}).json()

    assert (answer["status"], answer["answer"], answer["citations"]) == ("no_answer", None, [])
    assert len(answer["hits"]) == 4


def test_no_answer_says_what_the_documents_do_not_say_of_what(client: TestClient) -> None:
    none = client.post(
        "/v1/ask", json={"question": "zzz qqq xxx phone number", "filter": {"section": "nowhere"}}
    ).json()

    assert (none["reason"], none["missing"], none["doubtful"]) == (
        "not_stated",
        {"about": None, "asked": "phone"},
        False,
    )


def test_a_language_that_was_not_measured_is_told_as_the_reason_for_no_answer(client: TestClient) -> None:
    body = {"question": SECTION, "language": "fr-CA"}

    none, found = (client.post(f"/v1/{route}", json=body).json() for route in ("ask", "search"))

    assert (none["status"], none["reason"], none["language"]) == ("no_answer", "language", "fr-CA")
    assert none["hits"] == found["hits"] != []


@pytest.mark.parametrize(("tag", "language"), [("ja-JP", "ja"), ("en-GB", "en"), ("KO", "ko"), ("zh-TW", "zh-Hant")])
def test_a_language_with_a_region_is_the_language(client: TestClient, tag: str, language: str) -> None:
    reply = client.post("/v1/ask", json={"question": SECTION, "language": tag}).json()

    assert (reply["language"], reply["reason"]) == (language, None)


SECTION = "台北市政府訪問(意見交換)"


@pytest.mark.parametrize("top_k", [1, 50])
@pytest.mark.parametrize("route", ["/v1/search", "/v1/ask"])
@pytest.mark.parametrize("question", [SECTION, "KLIDの設立", "hospital"])
def test_only_passages_under_the_heading_asked_for_come_back(
    client: TestClient, route: str, question: str, top_k: int
) -> None:
    body = {"question": question, "top_k": top_k, "filter": {"section": SECTION}}

    reply = client.post(route, json=body).json()

    assert reply["hits"]
    assert all(SECTION in found["section"] for found in [*reply["hits"], *reply.get("citations", [])])


@pytest.mark.parametrize("top_k", [1, 50])
@pytest.mark.parametrize(
    ("first", "last"),
    [("2025-09-10", "2025-09-10"), ("2025-09-09", "2025-09-11"), ("2025-09-11", None), (None, "2025-09-09")],
)
def test_only_visits_of_the_days_asked_for_come_back(
    client: TestClient, first: str | None, last: str | None, top_k: int
) -> None:
    bounds = {name: day for name, day in (("from", first), ("to", last)) if day}

    hits = client.post("/v1/search", json={"question": "訪問", "top_k": top_k, "filter": bounds}).json()["hits"]

    assert hits
    assert all((first or "0") <= hit["visit"]["date"] <= (last or "9") for hit in hits)


def test_what_all_fields_of_a_filter_let_through_comes_back(client: TestClient, report: Document) -> None:
    every = {
        "document": [report.id],
        "section": SECTION,
        "language": "ja",
        "from": "2025-09-10",
        "to": "2025-09-10",
    }  # fmt: skip

    def found(**body: object) -> list[str]:
        reply = client.post("/v1/search", json={"question": "台北", "top_k": 50, **body}).json()
        return [hit["passage_id"] for hit in reply["hits"]]

    assert found(filter=every) == found(filter={"section": SECTION})
    assert found(filter=every | {"language": "en"}) == []
    assert found(filter=every | {"from": "2025-09-11", "to": None}) == []
    assert found(filter={}) == found(filter=None) == found()


def test_days_that_end_before_they_begin_let_nothing_through(client: TestClient) -> None:
    body = {"question": "KLID", "filter": {"from": "2025-09-12", "to": "2025-09-08"}}

    assert client.post("/v1/search", json=body).json()["hits"] == []
    assert client.post("/v1/ask", json=body).json()["status"] == "no_answer"


def test_a_whole_number_may_be_written_with_a_point(client: TestClient) -> None:
    found = client.post("/v1/search", content=b'{"question": "KLID", "top_k": 2.0}', headers=JSON).json()

    assert len(found["hits"]) == 2


def test_where_nothing_is_let_through_there_is_no_answer_and_no_hit(client: TestClient) -> None:
    body = {"question": "KLIDの設立", "filter": {"section": "教育"}}

    answer = client.post("/v1/ask", json=body).json()

    assert (answer["status"], answer["answer"], answer["citations"], answer["hits"]) == ("no_answer", None, [], [])
    assert set(answer) == ANSWER
    assert client.post("/v1/search", json=body).json()["hits"] == []


@pytest.mark.parametrize("route", ["/v1/search", "/v1/ask"])
@pytest.mark.parametrize(
    ("asked", "status", "code", "says"),
    [
        ({"document": ["2025-09-seoul-taiwan", "nowhere"]}, 404, "not_found", "no document 'nowhere'"),
        ({"from": "2025-09-31"}, 422, "bad_request", "'filter.from'"),
        ({"to": "12 September"}, 422, "bad_request", "'filter.to'"),
        ({"from": 0}, 422, "bad_request", "'filter.from'"),
        ({"from": "0"}, 422, "bad_request", "'filter.from'"),
        ({"from": 1757462400}, 422, "bad_request", "'filter.from'"),
        ({"from": True}, 422, "bad_request", "'filter.from'"),
        ({"document": []}, 422, "bad_request", "'filter.document'"),
        ({"document": "2025-09-seoul-taiwan"}, 422, "bad_request", "'filter.document'"),
        ({"document": [1]}, 422, "bad_request", "'filter.document"),
        ({"section": ""}, 422, "bad_request", "'filter.section'"),
        ({"section": ["台北"]}, 422, "bad_request", "'filter.section'"),
        ({"language": ""}, 422, "bad_request", "'filter.language'"),
        ({"sections": "台北"}, 422, "bad_request", "'filter.sections'"),
        ({"since": "2025-09-10"}, 422, "bad_request", "'filter.since'"),
        ({"until": "2025-09-10"}, 422, "bad_request", "'filter.until'"),
        ([], 422, "bad_request", "filter"),
        ("台北", 422, "bad_request", "filter"),
    ],
    ids=str,
)
def test_a_filter_that_cannot_be_used_says_what_is_wrong_with_it(
    client: TestClient, route: str, asked: object, status: int, code: str, says: str
) -> None:
    reply = client.post(route, json={"question": "台北", "filter": asked})

    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert says in reply.json()["error"]["message"]


@pytest.mark.parametrize("body", EXAMPLES, ids=str)
def test_an_example_of_a_question_can_be_asked(client: TestClient, body: dict[str, Any]) -> None:
    reply = client.post("/v1/search", json=body)

    assert reply.status_code == 200
    assert reply.json()["hits"]


def test_anyone_can_check_a_citation_with_nothing_but_the_api(client: TestClient, report: Document) -> None:
    answer = client.post("/v1/ask", json={"question": "9月10日(水) 台北市政府訪問(意見交換)"}).json()

    assert answer["citations"]
    for citation in answer["citations"]:
        document = client.get(f"/v1/documents/{citation['document']['id']}").json()
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert hashlib.sha256(document["text"].encode()).hexdigest() == citation["document"]["text_sha256"]
        passage = client.get(f"/v1/passages/{citation['passage_id']}").json()
        assert passage["text"] == document["text"][passage["start"] : passage["end"]]


def test_a_file_on_disk_has_the_hash_that_is_cited(client: TestClient) -> None:
    (document,) = client.get("/v1/documents").json()["documents"]
    file = Path(__file__).parent.parent / "corpus" / document["file"]

    assert hashlib.sha256(file.read_bytes()).hexdigest() == document["sha256"]


def test_a_document_shows_its_sections_and_its_whole_text(client: TestClient, report: Document) -> None:
    shown = client.get(f"/v1/documents/{report.id}").json()

    assert shown["text"] == report.text
    visits = [section["visit"] for section in shown["sections"] if section["visit"]]
    assert {"date": "2025-09-09", "start": "14:00", "end": "15:00", "localised": None} in visits
    assert len(visits) == 9


BAD = {
    "empty": b'{"question": ""}',
    "blank": b'{"question": " \\u3000"}',
    "too long": json.dumps({"question": "a" * 2001}).encode(),
    "not UTF-8": b'{"question": "\xff"}',
    "not JSON": b'{"question"',
    "no body": b"",
    "a list": b"[]",
    "deep": b"[" * 50_000,
    "half a surrogate pair": b'{"question": "\\ud800"}',
    "NaN": b'{"question": NaN}',
    "infinite": b'{"question": "a", "top_k": 1e400}',
    "a number": b'{"question": 1e400}',
    "an unknown field": b'{"question": "a", "topk": 3}',
    "an unknown field that is NaN": b'{"question": "a", "x": NaN}',
    "top_k as a string": b'{"question": "a", "top_k": "3"}',
    "top_k as a boolean": b'{"question": "a", "top_k": true}',
    "top_k as a fraction": b'{"question": "a", "top_k": 2.5}',
    "top_k too small": b'{"question": "a", "top_k": 0}',
    "top_k too large": b'{"question": "a", "top_k": 51}',
    "no language": b'{"question": "a", "language": "in French"}',
    "no question": b"{}",
    "no word": b'{"question": "?!"}',
    "too long when written out": json.dumps({"question": "\ufdfa" * 2000}).encode(),
}


@pytest.mark.parametrize("route", ["/v1/search", "/v1/ask"])
@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_bad_input_gets_a_sentence_that_says_what_to_do(client: TestClient, route: str, body: bytes) -> None:
    reply = client.post(route, content=body, headers={"Content-Type": "application/json"})

    assert 400 <= reply.status_code < 500
    assert set(reply.json()) == {"error"}
    assert set(reply.json()["error"]) == {"code", "message", "request_id"}
    assert len(reply.json()["error"]["message"]) > 20
    assert "pydantic" not in reply.text


def test_an_unknown_field_is_named(client: TestClient) -> None:
    message = client.post("/v1/ask", json={"question": "a", "topk": 3}).json()["error"]["message"]

    assert message == "there is no field 'topk'; the fields are question, top_k, language and filter"


def test_an_unknown_field_of_a_filter_is_named_with_those_that_there_are(client: TestClient) -> None:
    body = {"question": "a", "filter": {"documents": ["2025-09-seoul-taiwan"]}}

    message = client.post("/v1/ask", json=body).json()["error"]["message"]

    assert message == "there is no field 'filter.documents'; the fields are document, section, language, from and to"


def test_a_body_over_the_limit_is_refused_unread(client: TestClient) -> None:
    reply = client.post("/v1/ask", content=b" " * (LARGEST_BODY + 1))

    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1", 404, "not_found"),
        ("GET", "/v1/ask", 405, "method_not_allowed"),
        ("DELETE", "/v1/documents", 405, "method_not_allowed"),
        ("GET", "/v1/documents/nothing", 404, "not_found"),
        ("GET", "/v1/documents/a%2Fb", 404, "not_found"),
        ("GET", "/v1/passages/nothing:0-1", 404, "not_found"),
        ("GET", "/v1/passages/%ff", 404, "not_found"),
    ],
)
def test_every_failure_has_the_one_body(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    reply = client.request(method, path)

    assert reply.status_code == status
    assert reply.json()["error"]["code"] == code


def test_a_bug_answers_500_with_the_one_body_and_no_detail() -> None:
    broken: Future[QuestionService] = Future()
    broken.set_exception(ZeroDivisionError("a secret"))
    with TestClient(create_app(broken, [], threads=2), raise_server_exceptions=False) as client:
        reply = client.post("/v1/ask", json={"question": "a"})

    assert (reply.status_code, reply.json()["error"]["code"]) == (500, "internal")
    assert "secret" not in reply.text
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_while_the_encoder_loads_the_server_is_alive_but_not_ready() -> None:
    with TestClient(create_app(Future(), [], threads=2)) as client:
        assert client.get("/healthz").status_code == 200
        for reply in (client.get("/readyz"), client.post("/v1/ask", json={"question": "a"})):
            assert (reply.status_code, reply.json()["error"]["code"]) == (503, "not_ready")
            assert reply.headers["Retry-After"] == "2"


def test_a_loaded_server_is_ready_and_names_its_generation(
    client: TestClient, hashing_service: QuestionService
) -> None:
    assert client.get("/readyz").json() == {
        "status": "ready",
        "generation": hashing_service.generation,
        "refused": None,
        "answerer": "reader",
        "model": None,
    }


def test_pages_of_an_allowed_origin_may_call_the_api_and_no_others(client: TestClient) -> None:
    def preflight(origin: str) -> tuple[int, str | None]:
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        reply = client.options("/v1/search", headers=headers)
        return reply.status_code, reply.headers.get("access-control-allow-origin")

    assert preflight(INTRANET) == (200, INTRANET)
    assert preflight("https://evil.example") == (403, None)
    refused = client.post("/v1/search", json={}, headers={"Origin": INTRANET})
    assert refused.headers["access-control-allow-origin"] == INTRANET


def test_no_origin_is_allowed_by_default(hashing_service: QuestionService) -> None:
    with TestClient(create_app(ready(hashing_service), [], threads=2)) as client:
        reply = client.post("/v1/search", json={"question": "KLID"}, headers={"Origin": INTRANET})

    assert reply.status_code == 403
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("path", ["/", "/page.js", "/page.css"])
def test_the_page_asks_nothing_of_another_host(client: TestClient, path: str) -> None:
    reply = client.get(path)

    assert reply.status_code == 200
    assert "http://" not in reply.text
    assert "https://" not in reply.text
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_the_description_of_the_api_is_complete(client: TestClient) -> None:
    described = client.get("/openapi.json").json()

    assert set(described["paths"]) == {
        "/v1/search", "/v1/ask", "/v1/ask/batch", "/v1/verify", "/v1/documents", "/v1/documents/{document_id}",
        "/v1/documents/{document_id}/original", "/v1/passages/{passage_id}", "/healthz", "/readyz",
    }  # fmt: skip
    for route in described["paths"].values():
        for operation in route.values():
            assert operation["description"]
            for reply in operation["responses"].values():
                assert reply["description"]
                contents = reply.get("content", {})  # 304 has none
                files = [one for kind, one in contents.items() if kind != "application/json"]
                assert all(one["schema"]["type"] == "string" for one in files if "example" not in one)
                assert all({"example", "examples"} & set(one) for one in contents.values() if one not in files)
                assert "X-Request-Id" in reply["headers"]
                assert ("RateLimit" in reply["headers"]) is ("429" in operation["responses"])
            assert [one["name"] for one in operation["parameters"]][-1] == "X-Request-Id"
    for taken in ("AskIn", "StoredAnswersIn"):
        assert described["components"]["schemas"][taken]["examples"]


@pytest.mark.parametrize(
    ("shape", "example"),
    [
        (SearchOut, examples.SEARCH),
        (AnswerOut, examples.ANSWER),
        (AnswerOut, examples.NO_ANSWER),
        (DocumentsOut, examples.DOCUMENTS),
        (FullDocumentOut, examples.DOCUMENT),
        (PassageOut, examples.PASSAGE),
        (VerificationOut, examples.VERIFICATION),
        (BatchLineOut, examples.BATCH),
        (ErrorOut, examples.FAILURE),
    ],
)
def test_an_example_of_the_description_is_a_reply(shape: type[Wire], example: dict[str, Any]) -> None:
    assert json.loads(shape.model_validate(example).model_dump_json()) == example


def test_an_example_quotes_the_report(report: Document) -> None:
    (citation,) = examples.ANSWER["citations"]

    assert report.text[citation["start"] : citation["end"]] == citation["quote"]
    assert report.text[examples.HIT["start"] : examples.HIT["end"]] == examples.HIT["text"]
    assert report.sha256 == examples.HIT["document"]["sha256"]


def test_too_many_waiting_questions_are_told_to_come_back(
    hashing_service: QuestionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(ready(hashing_service), [], threads=2)
    with TestClient(app) as client:
        with monkeypatch.context() as patch:
            patch.setattr(app.state.desk, "take_in", busy)
            reply = client.post("/v1/ask", json={"question": "KLID"})
        again = client.post("/v1/ask", json={"question": "KLID"})

    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "busy")
    assert reply.headers["Retry-After"] == "2"
    assert again.status_code == 200


@pytest.mark.parametrize("path", ["documents", "documents/2025-09-seoul-taiwan", "passages/2025-09-seoul-taiwan:0-1"])
def test_asking_for_documents_waits_in_turn_too_but_not_among_questions(
    hashing_service: QuestionService, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    app = create_app(ready(hashing_service), [], threads=1)
    monkeypatch.setattr(app.state.library.desk, "take_in", busy)
    with TestClient(app) as client:
        reply = client.get(f"/v1/{path}")
        asked = client.post("/v1/ask", json={"question": "KLID"})

    assert (reply.status_code, asked.status_code) == (503, 200)


async def busy(*_: object) -> None:
    raise Busy("too much is waiting")


def test_a_bug_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    broken: Future[QuestionService] = Future()
    broken.set_exception(ZeroDivisionError())
    with TestClient(create_app(broken, [], threads=2), raise_server_exceptions=False) as client:
        reply = client.post("/v1/ask", json={"question": "a"})

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        f"unexpected failure of /v1/ask (request {reply.headers['x-request-id']})"
    ]


def test_a_bug_after_a_reply_has_begun_is_left_to_the_server_below(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[Message] = []

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    replies: list[int] = []
    with pytest.raises(ZeroDivisionError):
        asyncio.run(Guard(Bugs(broken), replies.append)({"type": "http"}, receive, send))

    assert ([message["type"] for message in sent], replies) == (["http.response.start"], [200])
    assert not caplog.records


@pytest.mark.parametrize("path", ["/nowhere", "/v1/ask", "/v1/documents/nothing"])
def test_failures_carry_the_security_headers_too(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_the_server_does_what_its_description_says(client: TestClient) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app)

    def conforms(case: schemathesis.Case) -> None:
        case.call_and_validate()

    for result in schema.get_all_operations():
        asked = given(case=result.ok().as_strategy())(conforms)
        settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)(asked)()
