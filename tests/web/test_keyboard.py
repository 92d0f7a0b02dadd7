"""The keyboard alone does everything; focus can be seen, and is never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.reading import (
    ANSWERED,
    SHORT,
    UNANSWERED,
    VISITED,
    WIDE,
    Held,
    ask,
    box,
    cite,
    settle,
    wait_for_title,
    where_focus_is,
    write,
)


@pytest.fixture
def page(visit: Callable[..., Page], address: str) -> Page:
    opened = visit(viewport=WIDE)
    opened.goto(address)
    return opened


def test_a_slash_leads_to_the_box_and_is_a_letter_there(page: Page) -> None:
    ask(page, UNANSWERED)
    page.locator("#view .hit-link").first.focus()
    page.keyboard.press("/")
    assert where_focus_is(page) == "question"

    page.keyboard.press("/")
    assert box(page).input_value() == "/"  # what was there was selected


def test_a_slash_is_a_letter_in_the_widget_too(page: Page, address: str) -> None:
    page.goto(f"{address}/widget")
    widget = page.locator("tripqa-search").get_by_role("searchbox")
    widget.press_sequentially("1/2")

    assert widget.input_value() == "1/2"


def test_arrows_lead_through_the_hits_and_back_to_the_box(page: Page) -> None:
    write(page, ANSWERED)
    places = page.locator("#typing .hit-link").evaluate_all("(links) => links.map((link) => link.dataset.open)")
    page.keyboard.press("ArrowUp")
    passed = [where_focus_is(page)]
    for key in ["ArrowDown"] * 7 + ["ArrowUp"] * 6:
        page.keyboard.press(key)
        passed.append(where_focus_is(page))

    assert passed == ["question", *places, places[-1], *places[-2::-1], "question"]


def test_enter_opens_a_hit_beside_the_answer_and_escape_closes_it(page: Page) -> None:
    write(page, ANSWERED)
    page.keyboard.press("ArrowDown")
    place = where_focus_is(page)
    page.keyboard.press("Enter")
    page.locator("#report").wait_for()

    assert page.title().startswith(ANSWERED)
    assert where_focus_is(page) == "span"
    assert f"span={place.rpartition(':')[2]}" in (page.locator(".report-links a").first.get_attribute("href") or "")
    page.keyboard.press("Escape")
    page.locator("#report").wait_for(state="detached")
    assert where_focus_is(page) in {place, "main"}


def test_focus_returns_to_the_citation_that_opened_the_report(page: Page) -> None:
    ask(page, ANSWERED)
    ways: list[Callable[[], object]] = [
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator(".close").press("Enter"),
        lambda: page.locator(".close").click(),
        lambda: page.go_back(),
    ]
    citation = page.locator("#quote-2 .number").get_attribute("data-open")
    for leave in ways:
        page.locator("#quote-2 .number").press("Enter")
        page.locator("#report").wait_for()
        assert where_focus_is(page) == "span"
        leave()
        page.locator("#report").wait_for(state="detached")
        settle(page)
        assert where_focus_is(page) == citation


def test_escape_takes_hits_away_and_leaves_what_is_typed(page: Page) -> None:
    write(page, ANSWERED)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")

    expect(page.locator(".examples")).to_be_visible()
    assert where_focus_is(page) == "question"
    assert box(page).input_value() == ANSWERED


def test_escape_takes_hits_away_then_the_report_and_leaves_what_is_typed(page: Page) -> None:
    ask(page, ANSWERED)
    cite(page)
    write(page, "高雄")
    page.keyboard.press("Escape")
    expect(page.locator("#report")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#report").wait_for(state="detached")

    assert box(page).input_value() == "高雄"


def test_focus_is_never_lost(page: Page) -> None:
    page.locator(".examples a").first.press("Enter")
    page.locator(".quote").first.wait_for()
    settle(page)
    assert where_focus_is(page) == "main"

    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelector('#main a')")
    page.go_back()
    page.locator(".examples").wait_for()
    settle(page)
    assert where_focus_is(page) == "main"

    page.locator(".visit", has_text=VISITED).press("Enter")
    page.locator(".scope").wait_for()
    settle(page)
    assert where_focus_is(page) == "question"

    page.locator(".scope a").press("Enter")
    page.locator(".scope").wait_for(state="detached")
    settle(page)
    assert where_focus_is(page) == "question"


def test_focus_stays_where_a_reader_has_gone_meanwhile(page: Page) -> None:
    ask(page, ANSWERED)
    held = Held(page, "**/?q=*")
    Held(page, "**/v1/search")  # no hits hide the report
    page.locator("#quote-1 .number").press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("高")
    held.wait(1)
    held.routes[0].continue_()
    page.locator("#report").wait_for(state="attached")
    settle(page)

    assert where_focus_is(page) == "question"
    assert box(page).input_value() == "高"


def test_a_citation_belongs_to_the_answer_that_is_shown_not_to_what_is_typed(page: Page) -> None:
    ask(page, ANSWERED)
    write(page, "高雄")
    page.keyboard.press("Escape")
    cite(page)

    assert page.title().startswith(ANSWERED)
    assert box(page).input_value() == "高雄"


def test_the_page_can_be_skipped_to_its_contents(page: Page) -> None:
    page.locator(".skip").focus()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement === document.querySelector('#main a')")
    write(page, ANSWERED)
    page.locator(".skip").press("Enter")
    assert page.evaluate("document.activeElement === document.querySelector('#typing a')")


INDICATED = """() => {
  const at = document.activeElement;
  if (at === document.body) return ["body", true];
  const shows = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const shown = [at, at.closest(".hit, .box") ?? at].some((one) => shows(getComputedStyle(one)));
  return [at.id || at.className || at.localName, shown];
}"""


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_stop_of_the_tab_key_shows_that_it_has_focus(page: Page, colours: str) -> None:
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    ask(page, SHORT)
    page.locator("#quote-1 .number").press("Enter")
    page.locator("#report").wait_for()
    page.locator(".skip").focus()
    stops = []
    for _ in range(60):
        stops.append(page.evaluate(INDICATED))
        page.keyboard.press("Tab")
        if stops[-1][0] == "body":
            break

    assert {"question", "number", "hit-link", "report-scroll", "close"} <= {name for name, _ in stops}
    assert [name for name, seen in stops if not seen] == []


def test_a_report_scrolls_by_keys(page: Page) -> None:
    ask(page, SHORT)
    cite(page)
    page.locator(".report-scroll").focus()
    before = page.evaluate("document.activeElement.scrollTop")
    page.keyboard.press("ArrowDown")

    page.wait_for_function("(before) => document.activeElement.scrollTop > before", arg=before)
    wait_for_title(page, SHORT)
