"""Everything that the page promises, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.reading import ANSWERED, SHORT, UNANSWERED, VISITED, box
from tripqa.domain import Document

IN_ENGLISH = "Visit to the Kaohsiung City Government"  # what the sidecar calls VISITED


@pytest.fixture
def page(visit: Callable[..., Page], address: str) -> Page:
    opened = visit(java_script_enabled=False, locale="en-GB")
    opened.goto(address)
    return opened


def ask(page: Page, question: str) -> None:
    box(page).fill(question)
    box(page).press("Enter")
    page.wait_for_url("**/?q=*")


def test_a_question_is_answered_and_its_citation_followed(page: Page, report: Document) -> None:
    ask(page, ANSWERED)
    quote = page.locator("#quote-2 .words").text_content()
    assert box(page).input_value() == ANSWERED
    page.locator("#quote-2 .number").click()
    page.wait_for_url("**/documents/**#span")

    assert page.locator("mark").text_content() == quote
    assert page.locator(".report-text").text_content() == report.text
    expect(page.locator("mark")).to_be_in_viewport(ratio=1)
    expect(page.locator(".cited")).to_contain_text("Mon 8 Sept 2025 14:00–16:00")


def test_the_button_asks_too_and_a_short_answer_leads_to_its_quote(page: Page) -> None:
    box(page).fill(SHORT)
    page.locator("#ask button").click()
    page.locator(".short .number").click()

    expect(page.locator(":target")).to_contain_text("2か月ごと")


def test_no_answer_is_told_with_passages_that_can_be_opened(page: Page) -> None:
    ask(page, UNANSWERED)
    expect(page.locator(".no-answer")).to_have_text("The report does not seem to answer this.")
    page.locator(".hit-link").first.click()

    expect(page.locator("mark").first).to_be_in_viewport()


def test_an_address_with_a_report_open_shows_it(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/?q={SHORT}&open=2025-09-seoul-taiwan:4253-4305#span")
    expect(page.locator("#report mark")).to_be_in_viewport(ratio=1)
    page.locator(".close").click()

    expect(page.locator("#report")).to_have_count(0)
    expect(page.locator(".short bdi")).to_have_text(["2か月ごと", "every 2 months"])


def test_the_language_can_be_chosen_in_every_state(page: Page) -> None:
    ask(page, ANSWERED)
    quotes = page.locator(".quote .words").all_text_contents()
    page.locator(".languages a", has_text="繁體中文").click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    assert box(page).input_value() == ANSWERED
    expect(page.locator(".quote .words")).to_have_text(quotes)


def test_a_visit_can_be_chosen_read_and_asked_about(page: Page) -> None:
    page.locator(".visit", has_text=VISITED).click()
    expect(page.locator(".scope bdi")).to_have_text([IN_ENGLISH, VISITED])
    ask(page, "デジタル")
    assert {*page.locator(".hit-link bdi, .where bdi").all_text_contents()} == {IN_ENGLISH, VISITED}

    page.locator(".scope a").click()
    expect(page.locator(".scope")).to_have_count(0)
    assert box(page).input_value() == "デジタル"


def test_reports_and_examples_are_links(page: Page, report: Document) -> None:
    page.locator(".examples a").first.click()
    assert box(page).input_value() == report.examples["en"][0]
    page.locator(".foot a").first.click()
    page.locator(".shelf a", has_text=report.title).click()

    assert page.locator(".report-text").text_content() == report.text
