"""WCAG 2.2 AA as far as axe-core can tell, in every state and in both colour schemes; narrow, enlarged and still."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.reading import ANSWERED, LOCALES, NARROW, SHORT, UNANSWERED, VISITED, WIDE, ask, cite, write

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def start(page: Page, address: str) -> None:
    page.goto(address)


def typed(page: Page, address: str) -> None:
    page.goto(address)
    write(page, ANSWERED)


def answered(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, ANSWERED)


def answered_short_beside_the_report(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, SHORT)
    cite(page)


def unanswered(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, UNANSWERED)


def within_a_visit(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".visit", has_text=VISITED).click()
    page.locator(".scope").wait_for()


def report(page: Page, address: str) -> None:
    page.goto(f"{address}/documents/2025-09-seoul-taiwan?span=4253-4305#span")


def documents(page: Page, address: str) -> None:
    page.goto(f"{address}/documents")


def missing(page: Page, address: str) -> None:
    page.goto(f"{address}/documents/nowhere")


def widget(page: Page, address: str) -> None:
    page.goto(f"{address}/widget")
    page.locator("tripqa-search").get_by_role("searchbox").wait_for()


def unreachable(page: Page, address: str) -> None:
    page.goto(address)
    page.route("**/?q=*", lambda route: route.abort())
    page.locator("#question").fill(ANSWERED)
    page.keyboard.press("Enter")
    page.locator("#status button").wait_for()


STATES = [
    start, typed, answered, answered_short_beside_the_report, unanswered, within_a_visit, report, documents, missing,
    widget, unreachable,
]  # fmt: skip
State = Callable[[Page, str], None]


def broken_rules(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], node["html"][:150]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(visit: Callable[..., Page], address: str, state: State, colours: str) -> None:
    page = visit(viewport=WIDE, color_scheme=colours, locale="en-GB")
    state(page, address)

    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is (colours == "dark")
    assert broken_rules(page) == []


@pytest.mark.parametrize("state", [start, typed, answered, unanswered, report, widget, unreachable])
def test_axe_finds_nothing_on_a_narrow_screen_and_nothing_lies_beside_it(
    visit: Callable[..., Page], address: str, state: State
) -> None:
    page = visit(viewport=NARROW)
    state(page, address)

    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert broken_rules(page) == []


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("state", [start, typed, answered, within_a_visit, report, documents])
def test_at_320_pixels_and_twice_the_size_nothing_scrolls_sideways(
    visit: Callable[..., Page], address: str, state: State, language: str
) -> None:
    page = visit(viewport=NARROW, locale=LOCALES[language])
    state(page, address)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]

    page.set_viewport_size({"width": 640, "height": 400})  # 1280 pixels at 200 %
    assert page.evaluate("document.documentElement.scrollWidth") == 640
    page.evaluate("document.styleSheets[0].insertRule('html { font-size: 200% }')")  # text alone, twice the size
    assert page.evaluate("document.documentElement.scrollWidth") == 640


def test_nothing_moves_by_itself(visit: Callable[..., Page], address: str) -> None:
    page = visit(reduced_motion="reduce", viewport=WIDE)
    page.goto(address)
    write(page, SHORT)
    ask(page, SHORT)
    cite(page)

    assert page.evaluate("document.getAnimations().length") == 0
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      return style.transitionDuration !== "0s" || style.animationName !== "none" || style.scrollBehavior !== "auto";
    }).length"""
    assert page.evaluate(moving) == 0


def test_forced_colours_leave_the_mark_and_the_chosen_language_to_be_seen(
    visit: Callable[..., Page], address: str
) -> None:
    page = visit(forced_colors="active", viewport=WIDE)
    answered_short_beside_the_report(page, address)
    paper = "(chosen) => getComputedStyle(document.querySelector(chosen)).backgroundColor"

    assert page.evaluate(paper, "mark") != page.evaluate(paper, ".report-text")
    line = "(chosen) => getComputedStyle(document.querySelector(chosen)).textDecorationLine"
    assert page.evaluate(line, ".languages [aria-current]") == "underline"
    assert page.evaluate(line, ".languages a:not([aria-current])") == "none"
    assert broken_rules(page) == []
