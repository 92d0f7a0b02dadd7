"""Where the browser translates on the device, a button has it do so; what it makes is marked, and is no quote.

Headless Chromium promises a Translator and never brings one: this is tried with a stand-in, and without any.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.fakes import TRANSLATOR, FakeServer, Host, Reply, answered
from tests.web.reading import ANSWERED, LOCALES, ask
from tripqa.domain import Document
from tripqa.web.words import words_of

PORT = '<tripqa-search mode="ask" lang="ko"></tripqa-search>'
BUTTON = words_of("ko").translate
ABSENT = "delete globalThis.Translator;"


@pytest.fixture
def korean(visit: Callable[..., Page], address: str) -> Page:
    """A page for a Korean reader whose browser translates."""
    page = visit(locale=LOCALES["ko"])
    page.add_init_script(TRANSLATOR)
    page.goto(address)
    return page


def test_a_translation_stands_below_each_quote_and_is_called_a_machine_s(korean: Page, report: Document) -> None:
    ask(korean, ANSWERED)
    quotes = korean.locator(".quote .words").all_text_contents()
    korean.get_by_role("button", name=BUTTON).click()

    made = korean.locator(".quote + .machine")
    expect(made).to_have_count(len(quotes))
    assert made.first.get_attribute("lang") == "ko"
    expect(made.first).to_have_text(f"{words_of('ko').machine}번역: {quotes[0]}")
    assert korean.locator(".quote .words").all_text_contents() == quotes
    assert all(quote in report.text for quote in quotes)
    assert korean.evaluate("made.map((one) => [one.sourceLanguage, one.targetLanguage])") == [["ja", "ko"]]
    expect(korean.get_by_role("button", name=BUTTON)).to_have_count(0)


def test_a_translation_is_never_copied(korean: Page) -> None:
    ask(korean, ANSWERED)
    korean.get_by_role("button", name=BUTTON).click()
    korean.locator(".machine").first.wait_for()

    assert "번역" in korean.locator("#main").inner_text()
    korean.evaluate("() => getSelection().selectAllChildren(document.getElementById('main'))")
    assert "번역: " not in korean.evaluate("() => getSelection().toString()")


def test_a_browser_that_fails_says_so_and_may_be_asked_again(korean: Page) -> None:
    ask(korean, ANSWERED)
    korean.evaluate("globalThis.broken = true")
    korean.get_by_role("button", name=BUTTON).click()
    expect(korean.locator("#status")).to_have_text(words_of("ko").translate_failed)
    assert korean.locator(".machine").count() == 0

    korean.evaluate("globalThis.broken = false")
    korean.get_by_role("button", name=BUTTON).click()
    expect(korean.locator(".machine").first).to_contain_text("번역: ")


def test_without_a_translator_there_is_no_button(visit: Callable[..., Page], address: str) -> None:
    page = visit(locale=LOCALES["ko"])
    page.add_init_script(ABSENT)
    page.goto(address)
    ask(page, ANSWERED)

    assert page.evaluate("typeof Translator") == "undefined"
    expect(page.locator(".translate")).to_be_hidden()


def test_readers_of_the_report_s_own_language_are_offered_nothing(page: Page, address: str) -> None:
    page.add_init_script(TRANSLATOR)
    page.goto(address)
    ask(page, ANSWERED)

    expect(page.locator(".translate")).to_be_hidden()


def test_the_widget_translates_below_its_quotes(host: Host, fake: FakeServer) -> None:
    host.page.add_init_script(TRANSLATOR)
    host.show(fake.address, PORT)
    fake.reply = lambda _: Reply(answered("港は広い。", "市場は朝に開く。"))
    host.ask("항구는?")
    host.page.get_by_role("button", name=BUTTON).click()

    expect(host.page.locator("blockquote + .machine")).to_have_count(2)
    expect(host.page.locator(".machine").first).to_contain_text("번역: 港は広い。")
    expect(host.page.locator("blockquote")).to_have_text(["港は広い。", "市場は朝に開く。"])
    expect(host.page.get_by_role("button", name=BUTTON)).to_have_count(0)


def test_the_widget_says_that_a_translation_failed(host: Host, fake: FakeServer) -> None:
    host.page.add_init_script(TRANSLATOR + "globalThis.broken = true;")
    host.show(fake.address, PORT)
    fake.reply = lambda _: Reply(answered("港は広い。"))
    host.ask("항구는?")
    host.page.get_by_role("button", name=BUTTON).click()

    expect(host.page.get_by_role("status")).to_have_text(words_of("ko").translate_failed)
    expect(host.page.get_by_role("button", name=BUTTON)).to_be_enabled()


def test_the_widget_offers_nothing_without_a_translator(host: Host, fake: FakeServer) -> None:
    host.page.add_init_script(ABSENT)
    host.show(fake.address, PORT)
    fake.reply = lambda _: Reply(answered("港は広い。"))
    host.ask("항구는?")

    expect(host.page.locator("blockquote")).to_have_count(1)
    expect(host.page.get_by_role("button", name=BUTTON)).to_have_count(0)


def test_the_widget_shows_names_headings_and_days_in_the_reader_s_language(host: Host, fake: FakeServer) -> None:
    def localised(_: object) -> Reply:
        reply = answered("蔣万安市長が30万人と言った。", "蔣万安")
        for citation in reply["citations"]:
            citation["localised"] = {"title": "항구 시찰", "publisher": None, "section": ["항만국 방문"]}
            citation["glosses"] = [{"written": "蔣万安", "shown": "장완안"}]
            citation["visit"] = {"date": "2025-09-08", "start": None, "end": None, "localised": "2025년 9월 8일(월)"}
        return Reply(reply)

    host.show(fake.address, PORT)
    fake.reply = localised
    host.ask("시장은?")

    expect(host.page.locator(".place").first).to_have_text("항만국 방문")
    expect(host.page.locator(".place + bdi").first).to_have_text("港湾局訪問")
    cited = host.page.locator(".cited")
    expect(cited.first).to_contain_text("蔣万安 · 장완안")
    expect(cited.nth(1)).not_to_contain_text("장완안")  # said once
    expect(cited.first).to_contain_text("항구 시찰 · 2025년 9월 8일(월)")
    assert [asked["shown_in"] for asked in fake.asked] == ["ko"]
