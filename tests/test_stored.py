"""POST /v1/verify: stored answers as they are, from any version, and what has become of their citations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.test_api import DOCUMENT, INTRANET, ready
from tripqa.api import examples
from tripqa.api.app import create_app
from tripqa.api.limits import LARGEST_BODY
from tripqa.api.stored import MOST_CITATIONS
from tripqa.service import QuestionService

CHECKED = {"number", "state", "document_id", "document_state", "now", "places"}
STORED = examples.STORED["answers"][0]["citations"][0]


@pytest.fixture(scope="module")
def client(hashing_service: QuestionService) -> Iterator[TestClient]:
    app = create_app(ready(hashing_service), [INTRANET], threads=2)
    with TestClient(app, raise_server_exceptions=False) as open_client:
        yield open_client


@pytest.fixture(scope="module")
def answer(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/v1/ask", json={"question": "韓国地域情報開発院(KLID)訪問"}).json()
    assert found["citations"]
    return found


def test_an_answer_can_be_sent_just_as_it_came_and_holds(client: TestClient, answer: dict[str, Any]) -> None:
    reply = client.post("/v1/verify", json=answer).json()

    assert set(reply) == {"answers", "summary", "index", "took_ms"}
    (checked,) = reply["answers"]
    assert set(checked) == {"id", "question_id", "citations"}
    assert (checked["id"], checked["question_id"]) == (answer["id"], None)
    for found, cited in zip(checked["citations"], answer["citations"], strict=True):
        assert set(found) == CHECKED
        assert set(found["now"]) == {"document", "start", "end"}
        assert set(found["now"]["document"]) == DOCUMENT
        assert (found["number"], found["state"], found["document_state"]) == (cited["number"], "holds", "unchanged")
        assert (found["now"]["start"], found["now"]["end"]) == (cited["start"], cited["end"])
    count = len(answer["citations"])
    assert reply["summary"] == {"answers": 1, "citations": count, "holds": count, "moved": 0, "gone": 0}


def test_the_example_of_a_stored_answer_has_moved_as_the_example_of_a_reply_says(client: TestClient) -> None:
    reply = client.post("/v1/verify", json=examples.STORED).json()

    assert {name: reply[name] for name in ("answers", "summary")} == {
        name: examples.VERIFICATION[name] for name in ("answers", "summary")
    }


def test_several_answers_come_back_in_their_order_with_what_names_them(
    client: TestClient, answer: dict[str, Any]
) -> None:
    refused = client.post("/v1/ask", json={"question": "zzz qqq xxx"}).json()
    gone = {"question_id": "q7", "citations": [STORED | {"quote": "そのような文はない。"}]}

    reply = client.post("/v1/verify", json={"answers": [gone, refused, answer]}).json()

    assert [one["question_id"] for one in reply["answers"]] == ["q7", None, None]
    assert [one["id"] for one in reply["answers"]] == [None, refused["id"], answer["id"]]
    assert [len(one["citations"]) for one in reply["answers"]] == [1, 0, len(answer["citations"])]
    (found,) = reply["answers"][0]["citations"]
    assert (found["state"], found["now"], found["places"]) == ("gone", None, 0)
    assert reply["summary"]["gone"] == 1
    assert reply["summary"]["answers"] == 3


def test_what_another_version_has_said_beside_is_no_matter(client: TestClient, answer: dict[str, Any]) -> None:
    newer = deepcopy(answer) | {"conflicts": [1], "hits": "none"}
    for cited in newer["citations"]:
        cited |= {"sure": True, "visit": 3}
        cited["document"] |= {"pages": 12}
    older = {
        "citations": [
            {name: cited[name] for name in ("quote", "start", "end")}
            | {"document": {name: cited["document"][name] for name in ("id", "text_sha256")}}
            for cited in answer["citations"]
        ]
    }

    for body in (newer, older, {"answers": [newer, older], "format": 9}):
        summary = client.post("/v1/verify", json=body).json()["summary"]
        assert summary["holds"] == summary["citations"] > 0
    numbers = [one["number"] for one in client.post("/v1/verify", json=older).json()["answers"][0]["citations"]]
    assert numbers == [*range(1, len(answer["citations"]) + 1)]


def test_what_stands_beside_several_answers_is_passed_over_and_described_so(
    client: TestClient, answer: dict[str, Any]
) -> None:
    both = {"answers": [answer, answer], "citations": answer["citations"]}
    description = client.get("/openapi.json").json()["paths"]["/v1/verify"]["post"]["requestBody"]

    assert client.post("/v1/verify", json=both).json()["summary"]["answers"] == 2
    _, one = description["content"]["application/json"]["schema"]["oneOf"]
    assert one["not"] == {"required": ["answers"]}  # or it would fit two of which it may fit one


def test_a_quote_that_was_forged_does_not_hold(client: TestClient, answer: dict[str, Any]) -> None:
    cited = answer["citations"][0]
    forged = [cited | {"quote": f"{cited['quote']}！"}, cited | {"start": cited["start"] + 1, "end": cited["end"] + 1}]

    found = client.post("/v1/verify", json={"citations": forged}).json()["answers"][0]["citations"]

    assert [(one["state"], one["document_state"]) for one in found] == [("gone", "unchanged"), ("moved", "unchanged")]


def stored(**changes: object) -> bytes:
    return json.dumps({"citations": [STORED | changes]}).encode()


def without(name: str) -> bytes:
    return json.dumps({"citations": [{key: value for key, value in STORED.items() if key != name}]}).encode()


BAD = {
    "no body": (b"", "send an answer as `POST /v1/ask` returned it"),
    "not JSON": (b'{"citations"', "send an answer as `POST /v1/ask` returned it"),
    "not UTF-8": (b'{"citations": "\xff"}', "send an answer as `POST /v1/ask` returned it"),
    "a list": (b"[]", "send an answer as `POST /v1/ask` returned it"),
    "nothing of an answer": (b"{}", "the field 'citations' is missing; send an answer"),
    "a misspelt field": (b'{"answer": []}', "the field 'citations' is missing; send an answer"),
    "no list of answers": (b'{"answers": 3}', "'answers' cannot be used; send a list of stored answers"),
    "an answer that is none": (b'{"answers": [3]}', "'answers.0'"),
    "an answer without citations": (b'{"answers": [{}]}', "'answers.0.citations' is missing"),
    "no list of citations": (b'{"citations": null}', "'citations' cannot be used"),
    "a citation that is none": (b'{"citations": [1]}', "'citations.0'"),
    "no quote": (without("quote"), "'citations.0.quote' is missing; send the text that was quoted"),
    "an empty quote": (stored(quote=""), "'citations.0.quote' cannot be used; send the text that was quoted"),
    "half a surrogate pair": (stored(quote="\ud800"), "in valid Unicode"),
    "no document": (without("document"), "'citations.0.document' is missing"),
    "a document's id alone": (stored(document="report"), 'with "id" and "text_sha256"'),
    "no hash": (stored(document={"id": "report"}), "'citations.0.document.text_sha256' is missing"),
    "a span before the text": (stored(start=-1), "'citations.0.start' cannot be used; send a whole number"),
    "a fraction": (stored(end=2.5), "'citations.0.end' cannot be used; send a whole number"),
    "infinite": (stored(end=0).replace(b'"end": 0', b'"end": 1e400'), "'citations.0.end'"),
    "NaN": (stored(end=0).replace(b'"end": 0', b'"end": NaN'), "'citations.0.end'"),
    "deep": (b"[" * 50_000, "send"),
}


@pytest.mark.parametrize(("body", "says"), BAD.values(), ids=BAD)
def test_what_is_no_stored_answer_gets_a_sentence_that_says_what_to_send(
    client: TestClient, body: bytes, says: str
) -> None:
    reply = client.post("/v1/verify", content=body, headers={"Content-Type": "application/json"})

    assert reply.status_code in (400, 422)
    assert set(reply.json()) == {"error"}
    assert says in reply.json()["error"]["message"]
    assert "one answer" not in reply.json()["error"]["message"]
    assert "several answers" not in reply.json()["error"]["message"]


def test_more_citations_than_can_be_checked_soon_are_refused_with_what_to_do_instead(client: TestClient) -> None:
    short = STORED | {"quote": "K"}
    most = {"answers": [{"citations": [short] * (MOST_CITATIONS // 2)}] * 2}
    more = {"answers": [*most["answers"], {"citations": [short]}]}

    assert client.post("/v1/verify", json=most).json()["summary"]["citations"] == MOST_CITATIONS
    for body in (more, {"citations": [short] * (MOST_CITATIONS + 1)}):
        reply = client.post("/v1/verify", json=body)
        assert (reply.status_code, reply.json()["error"]["code"]) == (422, "bad_request")
        assert f"at most {MOST_CITATIONS} are checked at once; send fewer, or run `tripqa verify`" in reply.text


def test_answers_over_the_limit_are_told_to_come_in_smaller_parts(client: TestClient) -> None:
    reply = client.post("/v1/verify", content=b" " * (LARGEST_BODY + 1))

    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")
    assert "stored answers" in reply.json()["error"]["message"]
