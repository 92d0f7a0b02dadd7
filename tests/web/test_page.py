"""What the page shows: an answer with its citations, the report beside it, and what there is to ask about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Response, expect

from tests.builders import document
from tests.conftest import service_over
from tests.test_api import ready
from tests.test_conflicts import QUESTION, WRONG
from tests.web.conftest import served
from tests.web.reading import ANSWERED, LOCALES, SHORT, UNANSWERED, VISITED, WIDE, ask, box, cite, wait_for_title, write
from tripqa.api.app import create_app
from tripqa.domain import Document


def test_an_answer_stands_first_in_quotes_of_the_report(page: Page, address: str, report: Document) -> None:
    page.goto(address)
    ask(page, ANSWERED)
    quotes = page.locator(".quote .words").all_text_contents()

    assert quotes
    assert all(quote in report.text for quote in quotes)
    assert page.locator(".quote .number").all_text_contents() == [str(number + 1) for number in range(len(quotes))]
    assert page.locator("#main > :first-child").get_attribute("class") == "answer"
    visited = "韓国地域情報開発院(KLID)訪問 2025年9月8日(月) 14:00–16:00"
    expect(page.locator("figcaption").filter(has_text=visited)).to_have_count(1)


def test_a_short_answer_is_the_largest_text_and_leads_to_its_quote(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, SHORT)
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter((one) => one.innerText)"
        ".map((one) => [parseFloat(getComputedStyle(one).fontSize), one.className || one.localName])"
    )

    assert page.locator(".short bdi").text_content() == "2か月ごと"
    assert {name for size, name in sizes if size == max(sizes)[0]} == {"short", "bdi"}
    page.locator(".short .number").click()
    assert page.url.endswith("#quote-1")
    expect(page.locator("#quote-1")).to_contain_text("2か月ごと")


def test_a_citation_opens_the_report_beside_it_at_the_very_quote(page: Page, address: str, report: Document) -> None:
    page.set_viewport_size(WIDE)
    page.goto(address)
    ask(page, ANSWERED)
    quote = page.locator("#quote-2 .words").text_content()
    cite(page, 2)

    assert page.locator("mark").text_content() == quote
    assert page.locator("#report .report-text").text_content() == report.text
    expect(page.locator("#report .cited")).to_contain_text("韓国地域情報開発院(KLID)訪問 2025年9月8日(月) 14:00–16:00")
    expect(page.locator("mark")).to_be_in_viewport(ratio=1)
    expect(page.locator("#quote-2")).to_be_in_viewport(ratio=1)
    beside, answer = page.locator("#report").bounding_box(), page.locator("#main").bounding_box()
    assert answer is not None
    assert beside is not None
    assert beside["x"] >= answer["x"] + answer["width"]


def test_on_a_narrow_screen_a_citation_leads_to_the_report_itself(
    visit: Callable[..., Page], address: str, report: Document
) -> None:
    page = visit(viewport={"width": 390, "height": 800})
    page.goto(address)
    ask(page, ANSWERED)
    quote = page.locator("#quote-1 .words").text_content()
    page.locator("#quote-1 .number").click()
    page.wait_for_url(f"{address}/documents/{report.id}?span=*#span")

    assert page.locator("mark").text_content() == quote
    expect(page.locator("mark")).to_be_in_viewport(ratio=1)


def test_that_there_is_no_answer_is_said_plainly_with_the_nearest_passages(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, UNANSWERED)

    expect(page.locator(".no-answer")).to_have_text("この質問の答えは、報告書には見当たりません。")
    expect(page.locator("#status")).to_have_text("この質問の答えは、報告書には見当たりません。")
    assert page.locator(".near .hit").count() == 5


@pytest.fixture(scope="module")
def contradictory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose report contradicts itself, among so many documents that their list has pages."""
    others = [document(f"{name}の報告です。", id=f"other-{name}", title=f"第{name}号") for name in range(60)]
    service = service_over(tmp_path_factory.mktemp("contradictory"), [WRONG, *others])
    with served(create_app(ready(service), [], threads=1)) as found:
        yield found


def test_a_conflict_in_the_report_is_shown_as_one(page: Page, contradictory: str) -> None:
    page.goto(contradictory)
    ask(page, QUESTION)

    expect(page.locator(".conflict h2")).to_have_text("報告書の記載が食い違っています")
    assert page.locator(".conflict .value").all_text_contents() == ["9月8日(月)", "9月9日(火)"]
    for claim in page.locator(".conflict li").all():
        claim.locator(".number").click()
        expect(page.locator(":target b")).to_contain_text(claim.locator(".value").text_content() or "")


def test_a_long_list_of_documents_has_pages(page: Page, contradictory: str) -> None:
    page.goto(contradictory)
    page.locator(".more a").click()

    assert page.locator(".shelf li").count() == 50
    page.locator("a[rel=next]").click()
    expect(page.locator(".shelf li")).to_have_count(11)


def test_who_does_not_know_what_to_ask_sees_what_there_is(page: Page, address: str, report: Document) -> None:
    page.goto(address)

    expect(page.locator(".trip h2")).to_have_text(report.title)
    assert page.locator(".timeline h3 time").first.get_attribute("datetime") == "2025-09-08"
    assert VISITED in page.locator(".visit bdi").all_text_contents()
    page.locator(".examples a").first.click()
    wait_for_title(page, report.examples["ja"][0])
    assert box(page).input_value() == report.examples["ja"][0]
    assert page.locator(".quote").count() > 0


def test_a_visit_that_is_chosen_is_all_that_is_looked_in(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".visit", has_text=VISITED).click()
    expect(page.locator(".scope bdi")).to_have_text(VISITED)
    expect(page.locator(".chosen .visit")).to_have_attribute("aria-current", "true")

    write(page, "デジタル")
    assert {*page.locator("#typing .hit-link").all_text_contents()} == {VISITED}
    ask(page, "デジタル")
    assert {*page.locator(".hit-link, .where bdi").all_text_contents()} == {VISITED}

    page.locator(".scope a").click()
    expect(page.locator(".scope")).to_have_count(0)
    assert len({*page.locator(".hit-link, .where bdi").all_text_contents()}) > 1


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_quotes_are_marked_as_original_text_to_readers_of_other_languages(
    visit: Callable[..., Page], address: str, language: str
) -> None:
    page = visit(locale=LOCALES[language], viewport=WIDE)
    said = {"en": "Original text (Japanese)", "ko": "원문(일본어)", "zh-Hant": "原文（日文）"}[language]
    page.goto(address)
    write(page, ANSWERED)
    assert [one for one in page.locator("#typing .original").all_text_contents() if one] == [said]
    ask(page, ANSWERED)
    cite(page)

    assert [one for one in page.locator("#view .original").all_text_contents() if one] == [said]  # once a page


def test_readers_of_the_reports_own_language_are_told_no_such_thing(page: Page, address: str) -> None:
    page.set_viewport_size(WIDE)
    page.goto(address)
    write(page, ANSWERED)
    assert "".join(page.locator("#typing .original").all_text_contents()) == ""
    ask(page, ANSWERED)
    cite(page)

    assert page.locator("#view .original").count() == 0


def test_nothing_comes_from_another_host(page: Page, address: str) -> None:
    page.set_viewport_size(WIDE)
    replies: list[Response] = []
    page.context.on("response", lambda reply: replies.append(reply))
    page.goto(address)
    write(page, ANSWERED)
    ask(page, ANSWERED)
    cite(page)
    page.goto(f"{address}/documents")
    page.locator(".shelf a").click()
    page.locator(".report-text").wait_for()

    assert len(replies) > 8
    assert [one.url for one in replies if not one.url.startswith(f"{address}/") or one.status >= 400] == []


def test_the_browser_refuses_what_the_policy_forbids(page: Page, address: str, problems: list[str]) -> None:
    page.goto(address)
    harm = '<p style="color: red"><img src="http://127.0.0.2/" onerror="alert()">'
    page.evaluate("(harm) => document.body.insertAdjacentHTML('beforeend', harm)", harm)
    page.wait_for_function("document.querySelector('body > p img').complete")

    for refused in ("inline style", "inline event handler", "http://127.0.0.2/"):
        assert any("Content Security Policy" in problem and refused in problem for problem in problems)
    problems.clear()


def test_the_first_view_takes_less_than_60_kb(page: Page, address: str) -> None:
    received: dict[str, float] = {}
    listener = page.context.new_cdp_session(page)
    listener.send("Network.enable")
    listener.on("Network.loadingFinished", lambda one: received.update({one["requestId"]: one["encodedDataLength"]}))
    page.goto(address, wait_until="networkidle")

    assert len(received) >= 3  # the page, its style, its script
    assert 5_000 < sum(received.values()) < 60_000


def test_a_place_that_a_report_does_not_have_is_missed_in_words(page: Page, address: str) -> None:
    assert (reply := page.goto(f"{address}/documents/2025-09-seoul-taiwan?span=99999-100000#span"))
    assert reply.status == 404
    expect(page.locator(".warning")).to_contain_text("リンクが指す箇所は、この報告書にはありません")
