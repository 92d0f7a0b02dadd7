"""What an operator watches: counted right, and silent about what was asked."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from tests.builders import document
from tests.conftest import service_over
from tests.lying import lying_service, wrong_quote, wrong_span
from tripqa.api.app import create_app
from tripqa.api.limits import LARGEST_BODY
from tripqa.domain import Document
from tripqa.service import QuestionService


def figures(client: TestClient) -> dict[tuple[str, str], float]:
    """Return the value of each sample by its name and its one label."""
    reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
        if "le" not in sample.labels
    }


@pytest.fixture
def client(tmp_path: Path, report: Document) -> TestClient:
    service: Future[QuestionService] = Future()
    service.set_result(service_over(tmp_path, [report], remembered_questions=2))
    return TestClient(create_app(service, [], threads=2), raise_server_exceptions=False)


def test_questions_are_counted_by_route_and_by_whether_they_were_remembered(client: TestClient) -> None:
    for path, question in [("search", "KLID"), ("search", "KLID"), ("ask", "KLID"), ("search", "g0v")]:
        assert client.post(f"/v1/{path}", json={"question": question}).status_code == 200
    client.post("/v1/search", json={"question": ""})

    found = figures(client)

    assert found["tripqa_question_seconds_count", "search"] == 3
    assert found["tripqa_question_seconds_count", "ask"] == 1
    assert found["tripqa_question_seconds_sum", "search"] > 0
    assert found["tripqa_asked_total", "yes"] == 2  # to ask and to search need the same order
    assert found["tripqa_asked_total", "no"] == 2
    assert found["tripqa_waiting_questions", ""] == 0


def test_replies_are_counted_by_status_whatever_made_them() -> None:
    failed: Future[QuestionService] = Future()
    failed.set_exception(ZeroDivisionError())
    for service, status in [(Future[QuestionService](), "503"), (failed, "500")]:
        client = TestClient(create_app(service, [], threads=1), raise_server_exceptions=False)
        for question in ["KLID", "KLID", ""]:
            client.post("/v1/ask", json={"question": question})
        client.post("/v1/ask", content=b" " * (LARGEST_BODY + 1))
        client.get("/nowhere")

        found = figures(client)

        assert [found["tripqa_replies_total", code] for code in (status, "422", "413", "404")] == [2, 1, 1, 1]
        assert figures(client)["tripqa_replies_total", "200"] == 1  # the figures before


def test_citations_are_counted_and_those_that_were_not_true(tmp_path: Path) -> None:
    reports = [document(f"{place}の病院を見ました。", id=place) for place in ("a", "b", "c")]
    service: Future[QuestionService] = Future()
    service.set_result(lying_service(tmp_path, reports, wrong_span, wrong_quote))
    client = TestClient(create_app(service, [], threads=1))
    for _ in range(2):
        assert len(client.post("/v1/ask", json={"question": "病院"}).json()["citations"]) == 1

    found = figures(client)

    assert (found["tripqa_citations_checked_total", ""], found["tripqa_citations_removed_total", ""]) == (6, 4)


def test_checking_stored_answers_is_timed_and_counts_for_no_answer(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "韓国地域情報開発院(KLID)訪問"}).json()
    before = figures(client)["tripqa_citations_checked_total", ""]

    client.post("/v1/verify", json=answer)

    assert before == len(answer["citations"]) > 0
    assert figures(client)["tripqa_citations_checked_total", ""] == before
    assert figures(client)["tripqa_question_seconds_count", "verify"] == 1


def test_nothing_of_a_question_is_told(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": "誰にも言わないで"})

    assert "誰" not in client.get("/metrics").text


def test_there_are_figures_before_the_encoder_is_loaded_and_after_it_failed() -> None:
    failed: Future[QuestionService] = Future()
    failed.set_exception(ZeroDivisionError())
    for service in (Future[QuestionService](), failed):
        assert figures(TestClient(create_app(service, [], threads=1)))["tripqa_asked_total", "no"] == 0
