"""What a model writes about an answer: above the quotes, as it comes; if there is nothing, why. Quotes are there."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.scripted import Json, Says, Scripted, chunk, lines, refused, said, scripted
from tests.test_answering import app_of
from tests.waiting import soon
from tests.web.conftest import served
from tests.web.fakes import FakeServer, Host, Reply, answered
from tests.web.reading import ANSWERED, UNANSWERED, ask, cite
from tests.web.test_accessibility import RULES
from tripqa.service import QuestionService
from tripqa.web.words import words_of

RIGHT, ALSO, WRONG = "<b>KLID</b>を訪問した [1]", "KLIDの話を聞いた [1]", "KLIDには社員が9,999人いる [1]"
WORDS = words_of("ja")


@contextmanager
def writing(service: QuestionService, model: Scripted) -> Iterator[str]:
    with served(app_of(service, model.address, answerer="generated")) as address:
        yield address


@pytest.fixture
def model() -> Iterator[Scripted]:
    with scripted(lines(RIGHT, WRONG)) as one:
        yield one


@pytest.fixture
def address(hashing_service: QuestionService, model: Scripted) -> Iterator[str]:
    with writing(hashing_service, model) as one:
        yield one


def test_statements_stand_above_the_quotes_and_lead_to_them(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, ANSWERED)
    statement = page.locator(".written li")

    expect(statement).to_have_count(1)
    assert statement.locator("bdi").text_content() == "<b>KLID</b>を訪問した"  # nothing makes elements of it
    expect(page.locator(".written .label")).to_have_text(WORDS.written)
    expect(page.locator(".written .hint")).to_have_text(WORDS.dropped.format(count=1))
    statement.locator(".number").click()
    expect(page.locator("#quote-1:target")).to_have_count(1)
    assert page.locator(".quotes .quote").count() >= 1


def test_the_quotes_are_there_before_the_model_has_said_a_word_and_statements_come_one_by_one(
    page: Page, hashing_service: QuestionService
) -> None:
    first, rest = threading.Event(), threading.Event()

    def says(_: Json) -> Says:
        def pieces() -> Iterator[bytes]:
            first.wait(20)
            yield chunk(f"{RIGHT}\n")
            rest.wait(20)
            yield chunk(f"{ALSO}\n", "stop")

        return Says(pieces())

    with scripted(says) as model, writing(hashing_service, model) as address:
        page.goto(address)
        ask(page, ANSWERED)
        expect(page.locator(".written .label")).to_have_text(WORDS.writing)
        assert page.locator(".quotes .quote").count() >= 1
        first.set()
        expect(page.locator(".written li")).to_have_count(1)
        rest.set()
        expect(page.locator(".written li")).to_have_count(2)
        expect(page.locator(".written .label")).to_have_text(WORDS.written)


def test_opening_a_report_beside_an_answer_asks_the_model_nothing_again(
    page: Page, address: str, model: Scripted
) -> None:
    page.goto(address)
    ask(page, ANSWERED)
    expect(page.locator(".written li")).to_have_count(1)
    cite(page)

    expect(page.locator("#report")).to_have_count(1)
    expect(page.locator(".written li")).to_have_count(1)
    assert len(model.asked) == 1


def test_what_a_model_was_too_busy_to_write_is_asked_for_again(page: Page, hashing_service: QuestionService) -> None:
    replies = [refused(429, Retry_After="60"), lines(RIGHT)]
    with scripted(lambda _: replies.pop(0)) as model, writing(hashing_service, model) as address:
        page.goto(address)
        ask(page, ANSWERED)
        expect(page.locator(".written .label")).to_have_text(WORDS.unwritten["busy"])
        cite(page)

        expect(page.locator(".written li")).to_have_count(1)


def test_statements_about_quotes_of_another_generation_are_not_shown(page: Page, address: str) -> None:
    def moved(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, body=re.sub(r'"generation": ?"[^"]+"', '"generation": "another"', reply.text()))

    page.goto(address)
    page.route("**/v1/ask", moved)
    ask(page, ANSWERED)

    expect(page.locator(".written .label")).to_have_text(WORDS.unwritten["cut_short"])
    expect(page.locator(".written li")).to_have_count(0)
    assert page.locator(".quotes .quote").count() >= 1


def test_going_on_to_another_question_stops_the_model(page: Page, hashing_service: QuestionService) -> None:
    def says(_: Json) -> Says:
        def pieces() -> Iterator[bytes]:
            yield chunk(f"{RIGHT}\n")
            while not threading.Event().wait(0.02):
                yield b": thinking\n\n"

        return Says(pieces())

    with scripted(says) as model, writing(hashing_service, model) as address:
        page.goto(address)
        ask(page, ANSWERED)
        expect(page.locator(".written li")).to_have_count(1)
        ask(page, UNANSWERED)
        assert soon(model.left.is_set)
        expect(page.locator(".written")).to_have_count(0)


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (said("NONE"), "cannot"),
        (lines(WRONG), "nothing_held"),
        (Says([chunk("KLID")]), "cut_short"),
        (refused(404), "unreachable"),
        (refused(429, Retry_After="60"), "busy"),
    ],
)
def test_why_there_are_no_statements_is_said(
    page: Page, hashing_service: QuestionService, says: Says, why: str
) -> None:
    with scripted(says) as model, writing(hashing_service, model) as address:
        page.goto(address)
        ask(page, ANSWERED)

        expect(page.locator(".written .label")).to_have_text(WORDS.unwritten[why])
        assert page.locator(".quotes .quote").count() >= 1


def test_a_page_with_statements_is_accessible(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, ANSWERED)
    expect(page.locator(".written li")).to_have_count(1)

    assert Axe().run(page, options=RULES).response["violations"] == []


def test_without_scripts_the_quotes_are_shown_alone(browser: Browser, address: str, model: Scripted) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{address}/?q={ANSWERED}")

    expect(page.locator(".written")).to_be_hidden()
    assert page.locator(".quotes .quote").count() >= 1
    assert model.asked == []
    context.close()


def test_a_server_whose_settings_do_not_say_so_has_no_model_write_on_its_pages(
    page: Page, hashing_service: QuestionService, model: Scripted
) -> None:
    with served(app_of(hashing_service, model.address)) as address:
        page.goto(address)
        ask(page, ANSWERED)

        expect(page.locator(".written")).to_have_count(0)
    assert model.asked == []


def test_the_widget_shows_statements_above_the_quotes(host: Host, fake: FakeServer) -> None:
    told = [{"text": "<i>The port</i> opened in 1903.", "citations": [1, 2], "score": 0.9}]
    fake.reply = lambda asked: Reply(answered("港は1903年に開かれた。", "港は広い。", statements=told, hits=()))
    host.show(fake.address, '<tripqa-search mode="ask" lang="en"></tripqa-search>')
    host.ask("When did the port open?")

    expect(host.page.locator(".wrote li")).to_have_text("<i>The port</i> opened in 1903. 1 2")
    expect(host.page.get_by_text(words_of("en").written)).to_have_count(1)
    expect(host.page.locator("blockquote")).to_have_count(2)


def test_the_widget_shows_its_quotes_before_the_model_is_done(host: Host, hashing_service: QuestionService) -> None:
    gate = threading.Event()

    def says(_: Json) -> Says:
        def pieces() -> Iterator[bytes]:
            gate.wait(20)
            yield chunk(f"{RIGHT}\n", "stop")

        return Says(pieces())

    with (
        scripted(says) as model,
        served(app_of(hashing_service, model.address, answerer="generated", origins=[host.origin])) as address,
    ):
        host.show(address, '<tripqa-search mode="ask" lang="ja"></tripqa-search>')
        host.ask(ANSWERED)
        expect(host.page.locator("blockquote").first).to_be_visible()
        expect(host.page.locator(".wrote")).to_have_count(0)
        gate.set()
        expect(host.page.locator(".wrote li")).to_have_count(1)
        expect(host.page.locator("[aria-busy]")).to_have_count(0)


def test_the_widget_keeps_the_quotes_where_the_events_break_off(host: Host, fake: FakeServer) -> None:
    quotes = f"event: citations\ndata: {json.dumps(answered('港は広い。'))}\n\nevent: done\ndata: {{"
    fake.reply = lambda asked: Reply(quotes.encode())
    host.show(fake.address, '<tripqa-search mode="ask" lang="en"></tripqa-search>')
    host.ask("When did the port open?")

    expect(host.page.locator("blockquote")).to_have_count(1)
    expect(host.page.locator("[aria-busy]")).to_have_count(0)


def test_the_widget_says_nothing_of_a_model_where_there_are_no_statements(host: Host, fake: FakeServer) -> None:
    fake.reply = lambda asked: Reply(answered("港は広い。", statements=[], generated=None))
    host.show(fake.address, '<tripqa-search mode="ask" lang="en"></tripqa-search>')
    host.ask("When did the port open?")

    expect(host.page.locator("blockquote")).to_have_count(1)
    expect(host.page.locator(".wrote")).to_have_count(0)
