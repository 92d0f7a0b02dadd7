"""Each reader's language, and the language of each text, so that Han characters take the right glyphs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import document
from tests.conftest import service_over
from tests.test_api import ready
from tests.web.conftest import served
from tests.web.reading import ANSWERED, LOCALES, SHORT, UNANSWERED, WIDE, ask, box, cite, seen, write
from tripqa.api.app import create_app
from tripqa.web.words import words_of


@pytest.mark.parametrize(
    ("locale", "language"),
    [*((locale, language) for language, locale in LOCALES.items()), ("fr-FR", "ja")],
)
def test_the_browser_chooses_the_language_of_the_interface(
    visit: Callable[..., Page], address: str, locale: str, language: str
) -> None:
    page = visit(locale=locale)
    page.goto(address)

    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("#ask button")).to_have_text(words_of(language).ask)


def test_the_reader_can_choose_another_one_and_stays_where_he_was(page: Page, address: str) -> None:
    page.set_viewport_size(WIDE)
    page.goto(address)
    ask(page, ANSWERED)
    cite(page)
    before, quotes = seen(page), page.locator(".quote").all_text_contents()
    page.locator(".languages a", has_text="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")

    assert page.locator(".quote").all_text_contents() == quotes
    assert (seen(page)["report"], seen(page)["mark"]) == (before["report"], before["mark"])
    expect(page.locator("mark")).to_be_in_viewport(ratio=1)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "ko")


def test_a_language_that_is_chosen_in_another_tab_is_taken_up_whole(page: Page, address: str) -> None:
    page.goto(address)
    other = page.context.new_page()
    other.goto(f"{address}/?lang=en")
    ask(page, UNANSWERED)
    expect(page.locator(".no-answer")).to_have_text(words_of("en").no_answer)

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#ask button").text_content() == words_of("en").ask


def wrongly_marked(page: Page) -> list[Any]:
    """Return the texts whose script is not that of the language they are said to be in."""
    found: list[Any] = page.evaluate(
        r"""() => {
          const wrong = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const text = walker.currentNode.textContent.trim(), around = walker.currentNode.parentElement;
            const { lang } = around.closest("[lang]"), reports = around.closest("[lang=ja]");  // which may quote Korean
            if (/\p{Script=Hiragana}|\p{Script=Katakana}/u.test(text) && lang !== "ja") wrong.push([lang, text]);
            if (/\p{Script=Hangul}/u.test(text) && lang !== "ko" && !reports) wrong.push([lang, text]);
          }
          return wrong;
        }"""
    )
    return found


@pytest.mark.parametrize("language", LOCALES)
def test_every_text_says_which_language_it_is_in(visit: Callable[..., Page], address: str, language: str) -> None:
    page = visit(locale=LOCALES[language], viewport=WIDE)
    page.goto(address)
    assert wrongly_marked(page) == []
    write(page, ANSWERED)
    assert wrongly_marked(page) == []
    for question in (ANSWERED, SHORT, UNANSWERED):
        ask(page, question)
        assert wrongly_marked(page) == []
    ask(page, SHORT)
    cite(page)
    assert wrongly_marked(page) == []
    page.locator(".visit, #view .hit-link").first.click()
    page.locator("#report").wait_for()
    assert wrongly_marked(page) == []
    for path in ("documents", "documents/2025-09-seoul-taiwan?span=608-659"):
        page.goto(f"{address}/{path}")
        assert wrongly_marked(page) == []


@pytest.mark.parametrize("language", LOCALES)
def test_a_hit_that_appears_while_typing_reads_as_the_server_writes_it(
    visit: Callable[..., Page], address: str, language: str
) -> None:
    page = visit(locale=LOCALES[language])
    page.goto(address)
    write(page, UNANSWERED)
    typed = hits_in(page, "#typing")
    box(page).press("Enter")
    page.locator(".near").wait_for()
    asked = hits_in(page, ".near")

    assert len(asked) == 5
    assert any(hit["when"] for hit in asked)
    assert typed[:5] == asked


def test_so_it_does_whatever_the_document_is(visit: Callable[..., Page], tmp_path: Path) -> None:
    texts = {"en": "harbour", "fr": "harbour port", "zh": "harbour 港", "zh-Hans": "harbour 港口", "und": "harbour 0"}
    documents = [document(text, id=tag.lower(), title=tag, language=tag) for tag, text in texts.items()]
    paged = document("harbour 1\fharbour 2", id="paged", title="paged", pages=(0, 10))
    page = visit(locale=LOCALES["en"])
    with served(create_app(ready(service_over(tmp_path, [*documents, paged])), [], threads=1)) as address:
        page.goto(address)
        write(page, "harbour?")
        typed = {hit["opens"]: hit for hit in hits_in(page, "#typing")}
        ask(page, "harbour?")
        asked = {hit["opens"]: hit for hit in hits_in(page, ".near")}

    assert asked
    assert [hit for opens, hit in asked.items() if hit != typed[opens]] == []
    assert any("Original text (fr)" in hit["texts"] for hit in typed.values())


def hits_in(page: Page, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.locator(f"{part} .hit").evaluate_all(
        """(hits) => hits.map((hit) => ({
          href: hit.querySelector("a").href,
          opens: hit.querySelector("a").dataset.open,
          when: hit.querySelector(".hit-when").textContent.trim(),
          date: hit.querySelector("time")?.dateTime,
          text: hit.querySelector(".hit-text").textContent,
          texts: hit.textContent.replace(/\\s+/g, " ").trim(),
          languages: [...hit.querySelectorAll("[lang]")].map((one) => [one.localName, one.lang]),
        }))"""
    )
    return found
