"""Questions one after the other on a page: each with its address, shown as it is understood, and begun anew at will."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.markup import Element, read
from tests.visiting import page_at, visiting
from tripqa.questions import MOST_TURNS
from tripqa.service import QuestionService
from tripqa.web.addresses import LONGEST_THREAD, Addresses, Asked
from tripqa.web.words import words_of

EN = words_of("en")
BEFORE = "KLIDはどこにありますか"


@pytest.fixture(scope="module")
def reader(hashing_service: QuestionService) -> Iterator[TestClient]:
    with visiting(hashing_service) as open_reader:
        yield open_reader


def ask(reader: TestClient, question: str, *before: str, **more: str) -> Element:
    return page_at(reader, "/?" + urlencode({"before": before, "q": question, **more}, doseq=True))


def thread_of(page: Element) -> list[str]:
    """Return the questions that the form sends along."""
    return [one.attributes["value"] for one in page.all("input", name="before")]


def test_an_answer_s_form_sends_its_question_along(reader: TestClient) -> None:
    assert thread_of(ask(reader, "KLID")) == ["KLID"]
    assert thread_of(ask(reader, "g0v", "KLID")) == ["KLID", "g0v"]


def test_a_question_asked_once_more_comes_once(reader: TestClient) -> None:
    assert thread_of(ask(reader, "KLID", "KLID")) == ["KLID"]


def test_the_start_has_nothing_before_it(reader: TestClient) -> None:
    assert not thread_of(page_at(reader, "/"))


def test_a_page_shows_how_a_question_is_understood_and_leads_to_it_alone(reader: TestClient) -> None:
    page = ask(reader, "g0vは？", BEFORE)

    (shown,) = page.all("p", class_="understood")
    assert "g0vはどこにありますか" in shown.text
    alone = shown.one("a").attributes["href"]
    assert parse_qs(urlsplit(alone).query) == {"q": ["g0vは？"]}
    assert not page_at(reader, alone).all("p", class_="understood")


def test_a_question_that_stands_alone_has_nothing_to_explain(reader: TestClient) -> None:
    assert not ask(reader, "g0vは何をしていますか", BEFORE).all("p", class_="understood")


def test_each_earlier_question_has_its_address_with_those_before_it(reader: TestClient) -> None:
    (thread,) = ask(reader, "NIA", "KLID", "g0v", document="2025-09-seoul-taiwan").all("nav", class_="thread")

    *earlier, anew = [parse_qs(urlsplit(link.attributes["href"]).query) for link in thread.all("a")]
    document = {"document": ["2025-09-seoul-taiwan"]}
    assert earlier == [{"q": ["KLID"]} | document, {"before": ["KLID"], "q": ["g0v"]} | document]
    assert anew == document


def test_what_lies_beside_an_answer_keeps_the_thread(reader: TestClient) -> None:
    page = ask(reader, "NIA", "KLID", open="2025-09-seoul-taiwan:608-659")

    (close,) = page.all("a", class_="close")
    assert parse_qs(urlsplit(close.attributes["href"]).query) == {"before": ["KLID"], "q": ["NIA"]}


def test_an_address_holds_the_last_questions_that_fit() -> None:
    before = tuple(f"{number}{'問' * 100}" for number in range(4))  # 900 characters each in an address

    asked = parse_qs(urlsplit(Addresses("").home(Asked("NIA", None, None, None, before))).query)

    assert asked["before"] == list(before[2:])
    assert len(Addresses("").home(Asked("", None, None, None, before))) <= LONGEST_THREAD + len("/")


def test_a_thread_too_long_for_an_address_is_sent_by_post(reader: TestClient) -> None:
    long = tuple(f"{number}{'問' * 100}" for number in range(3))

    assert ask(reader, "NIA", "KLID").one("form", id="ask").attributes.get("method", "get") == "get"
    assert ask(reader, "NIA", *long).one("form", id="ask").attributes["method"] == "post"


def test_what_is_sent_by_post_is_answered_like_an_address(reader: TestClient) -> None:
    sent = reader.post("/", data={"before": [BEFORE], "q": "g0vは？"})

    assert sent.status_code == 200
    page = read(sent.text)
    assert "g0vはどこにありますか" in page.one("p", class_="understood").text
    assert thread_of(page) == [BEFORE, "g0vは？"]
    (korean,) = page.all("a", hreflang="ko")
    assert parse_qs(urlsplit(korean.attributes["href"]).query) == {
        "before": [BEFORE],
        "q": ["g0vは？"],
        "lang": ["ko"],
    }


def test_a_question_sent_by_post_that_cannot_be_taken_is_kept(reader: TestClient) -> None:
    sent = reader.post("/", data={"before": ["KLID"], "q": "?!"})

    assert sent.status_code == 422
    assert read(sent.text).one("input", id="question").attributes["value"] == "?!"


def test_of_a_thread_the_last_questions_count_and_what_is_none_is_passed_over(reader: TestClient) -> None:
    before = [f"g0v {number}" for number in range(MOST_TURNS + 2)]

    assert thread_of(ask(reader, "NIA", *before, "?!", "x" * 2001)) == [*before[-MOST_TURNS + 1 :], "NIA"]
