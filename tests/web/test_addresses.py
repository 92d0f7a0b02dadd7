"""Every state has an address: reloaded, sent to a colleague, or come back to, it shows the same."""

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
    seen,
    settle,
    wait_for_title,
)

Step = Callable[[Page], None]


def choose(page: Page) -> None:
    page.locator(".visit", has_text=VISITED).click()
    page.locator(".scope", has_text=VISITED).wait_for()


def read(page: Page) -> None:
    page.locator(".read").click()
    page.locator("#report").wait_for()


def everywhere(page: Page) -> None:
    page.locator(".scope a").click()
    page.locator(".scope").wait_for(state="detached")


def close(page: Page) -> None:
    page.locator(".close").click()
    page.locator("#report").wait_for(state="detached")


STEPS: dict[str, list[Step]] = {
    "start": [],
    "answer": [lambda page: ask(page, ANSWERED)],
    "short answer": [lambda page: ask(page, SHORT)],
    "no answer": [lambda page: ask(page, UNANSWERED)],
    "report": [lambda page: ask(page, ANSWERED), lambda page: cite(page, 2)],
    "visit": [choose],
    "visit and report": [choose, read],
    "answer within a visit": [choose, lambda page: ask(page, "医療"), everywhere],
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_a_state_is_the_same_when_it_is_loaded_anew_and_for_a_colleague(
    visit: Callable[..., Page], address: str, steps: list[Step]
) -> None:
    page, colleague = visit(viewport=WIDE), visit(viewport=WIDE)
    page.goto(address)
    for step in steps:
        step(page)
    before = seen(page)
    colleague.goto(page.url)
    page.reload()

    assert seen(page) == before
    assert seen(colleague) == before
    if before["mark"]:
        for reader in (page, colleague):
            expect(reader.locator("mark").first).to_be_in_viewport()
            assert reader.evaluate("scrollY") == 0


def test_back_and_forth_lead_through_all_states(page: Page, address: str) -> None:
    page.set_viewport_size(WIDE)
    page.goto(address)
    steps: list[Step] = [
        lambda page: ask(page, ANSWERED),
        cite,
        close,
        lambda page: ask(page, UNANSWERED),
        lambda page: ask(page, SHORT),
    ]
    passed = [(page.url, seen(page))]
    for step in steps:
        step(page)
        passed.append((page.url, seen(page)))

    for go, states in ((page.go_back, passed[-2::-1]), (page.go_forward, passed[1:])):
        for url, state in states:
            go()
            assert page.url == url
            page.wait_for_function(  # the report is what two of the states differ in
                "([title, report]) => document.title === title && report === !!document.querySelector('#report')",
                arg=[state["title"], state["report"] is not None],
            )
            assert seen(page) == state


def test_a_step_back_from_another_page_is_a_step_to_the_same_state(page: Page, address: str) -> None:
    page.set_viewport_size(WIDE)
    page.goto(address)
    ask(page, ANSWERED)
    cite(page)
    before = seen(page)
    page.locator(".report-links a").first.click()
    page.wait_for_url("**/documents/**")
    mark = page.locator("mark").text_content()
    page.go_back()
    page.locator("#report").wait_for()

    assert seen(page) == before
    assert before["mark"] == mark


def test_asking_from_a_report_and_going_back_shows_its_place_again(page: Page, address: str) -> None:
    page.goto(f"{address}/documents/2025-09-seoul-taiwan?span=4253-4305#span")
    before = seen(page)
    ask(page, ANSWERED)
    page.go_back()
    page.locator("mark").wait_for()

    assert seen(page) == before
    expect(page.locator("mark")).to_be_in_viewport(ratio=1)


def test_a_step_back_to_the_widget_shows_it_alive(page: Page, address: str) -> None:
    page.goto(f"{address}/widget")
    question = page.locator("#ask").get_by_role("searchbox")
    question.fill(ANSWERED)
    question.press("Enter")
    wait_for_title(page, ANSWERED)
    page.reload()  # now without the widget's script
    page.go_back()

    expect(page.locator("tripqa-search").get_by_role("searchbox")).to_be_visible()


def test_the_number_of_a_short_answer_is_a_step_of_its_own(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, SHORT)
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url) if "q=" in request.url else None)
    page.locator(".short .number").click()
    expect(page.locator(":target")).to_have_id("quote-1")
    page.go_back()
    settle(page)

    assert asked_for == []
    assert box(page).input_value() == SHORT
    page.go_back()
    page.locator(".examples").wait_for()


def test_asking_the_same_again_is_no_further_step(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, ANSWERED)
    length = page.evaluate("history.length")
    with page.expect_response("**/?q=*"):
        box(page).press("Enter")
    settle(page)

    assert page.evaluate("history.length") == length


def test_steps_that_are_faster_than_the_server_end_where_the_reader_is(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, ANSWERED)
    ask(page, SHORT)
    held = Held(page, lambda url: "/?q=" in url)
    page.evaluate("history.back()")
    held.wait(1)
    page.evaluate("history.forward()")
    held.wait(2)
    for route in reversed(held.routes):
        with page.expect_response("**/?q=*"):
            route.continue_()
    settle(page)

    assert page.title().startswith(SHORT)
    assert "q=g0v" in page.url
    assert box(page).input_value() == SHORT
    assert page.locator(".short").count() == 1


def test_links_to_a_new_tab_are_left_to_the_browser(page: Page, address: str) -> None:
    page.set_viewport_size(WIDE)
    page.goto(address)
    ask(page, ANSWERED)
    before = seen(page), page.url
    ways: list[Step] = [
        lambda page: page.locator("#quote-1 .number").click(modifiers=["Control"]),
        lambda page: page.locator("#quote-1 .number").click(button="middle"),
    ]
    for way in ways:
        with page.context.expect_page() as opened:
            way(page)
        opened.value.locator("mark").wait_for()
        assert "/documents/2025-09-seoul-taiwan?span=" in opened.value.url
        assert (seen(page), page.url) == before
