"""Hits while someone types, with and without an input method."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Request, expect

from tests.web.reading import ANSWERED, SHORT, Held, ask, box, settle, wait_for_title, where_focus_is, write

PAUSE = 180  # milliseconds, as in page.js


@pytest.fixture
def searched(page: Page) -> list[str]:
    """The questions that the page has looked for."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/v1/search"):
            found.append(json.loads(request.post_data or "")["question"])

    page.on("request", note)
    return found


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The addresses of answers that the page has asked for."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if "/?q=" in request.url else None)
    return found


def test_hits_appear_when_the_keys_pause(page: Page, address: str, searched: list[str]) -> None:
    page.clock.install()
    page.goto(address)
    page.clock.pause_at(2_000_000_000)
    for letter in "KLID":
        page.keyboard.press(letter)
        page.clock.run_for(PAUSE - 1)
    assert searched == []

    page.clock.run_for(1)
    page.locator("#typing .hit").first.wait_for()
    assert searched == ["KLID"]
    assert page.locator("#typing .hit").count() == 6
    expect(page.locator("#status")).to_contain_text("6件の近い箇所")
    expect(page.locator(".examples")).to_be_hidden()


def test_an_empty_box_shows_what_there_was(page: Page, address: str) -> None:
    page.goto(address)
    write(page, "KLID")
    box(page).fill("")

    expect(page.locator("#typing")).to_be_hidden()
    expect(page.locator(".examples")).to_be_visible()
    expect(page.locator("#status")).to_be_empty()


def test_a_late_reply_never_takes_the_place_of_a_newer_one(page: Page, address: str) -> None:
    page.goto(address)
    held = Held(page, "**/v1/search")
    box(page).fill("高雄")
    held.wait(1)
    box(page).fill("ソウルAI財団")
    held.wait(2)
    held.routes[1].continue_()
    page.locator("#typing .hit").first.wait_for()
    newer = page.locator("#typing").inner_text()
    held.routes[0].continue_()
    settle(page)

    assert page.locator("#typing").inner_text() == newer


def test_a_late_answer_never_takes_the_place_of_a_newer_one(page: Page, address: str) -> None:
    page.goto(address)
    held = Held(page, "**/?q=*")
    for question in (SHORT, ANSWERED):
        box(page).fill(question)
        box(page).press("Enter")
    held.wait(2)
    held.routes[1].continue_()
    wait_for_title(page, ANSWERED)
    with page.expect_response("**/?q=*"):
        held.routes[0].continue_()
    settle(page)

    assert page.title().startswith(ANSWERED)
    assert box(page).input_value() == ANSWERED
    assert page.locator(".short").count() == 0


def test_what_is_typed_while_the_server_is_slow_is_not_lost(page: Page, address: str) -> None:
    page.goto(address)
    held = Held(page, "**/?q=*")
    box(page).fill(SHORT)
    box(page).press("Enter")
    held.wait(1)
    expect(page.locator("#status")).to_have_text("調べています…")
    write(page, "高雄市")
    held.routes[0].continue_()
    wait_for_title(page, SHORT)

    assert box(page).input_value() == "高雄市"
    assert where_focus_is(page) == "question"
    expect(page.locator("#typing .hit").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".short")).to_be_visible()
    assert box(page).input_value() == "高雄市"


def test_no_older_answer_shows_under_a_question_that_is_being_worked_on(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, SHORT)
    write(page, ANSWERED)
    held = Held(page, "**/?q=*")
    box(page).press("Enter")
    held.wait(1)
    expect(page.locator(".short")).to_be_hidden()
    expect(page.locator("#typing")).to_be_visible()
    held.routes[0].continue_()
    wait_for_title(page, ANSWERED)

    expect(page.locator("#typing")).to_be_hidden()
    expect(page.locator("#quote-1")).to_be_visible()


# Input methods. Chrome is told of a composition as the system tells it; events of other browsers are made.


class InputMethod:
    """An input method, as Chrome meets one."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)

    def compose(self, *steps: str) -> None:
        """Show the letters of a composition as they change."""
        for letters in steps:
            self.key("Process", 229)
            place = len(letters)
            self._session.send(
                "Input.imeSetComposition", {"text": letters, "selectionStart": place, "selectionEnd": place}
            )

    def commit(self, letters: str) -> None:
        """Put in what was composed."""
        self._session.send("Input.insertText", {"text": letters})

    def key(self, key: str, code: int, **more: Any) -> None:
        """Press a key, as an input method that takes it passes it on."""
        pressed = {"key": key, "code": key, "windowsVirtualKeyCode": code, **more}
        self._session.send("Input.dispatchKeyEvent", {"type": "keyDown" if "text" in more else "rawKeyDown", **pressed})
        self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})


@pytest.fixture
def method(page: Page, address: str) -> InputMethod:
    page.goto(address)
    box(page).focus()
    return InputMethod(page)


def pass_time(page: Page) -> None:
    page.wait_for_timeout(PAUSE * 2)


def test_nothing_is_looked_for_while_kana_become_kanji(
    page: Page, method: InputMethod, searched: list[str], asked: list[str]
) -> None:
    method.compose("t", "た", "たか", "たかお", "高雄")
    pass_time(page)
    assert searched == []

    method.commit("高雄")
    page.locator("#typing .hit").first.wait_for()
    assert (searched, asked) == (["高雄"], [])
    assert box(page).input_value() == "高雄"


def test_the_enter_that_takes_a_candidate_asks_nothing_and_the_next_one_asks(
    page: Page, method: InputMethod, asked: list[str]
) -> None:
    method.compose("たかお", "高雄")
    method.key("Enter", 229, text="\r")
    method.commit("高雄")
    method.key("Enter", 229, text="\r")  # Safari's order: the composition has ended before its Enter
    page.locator("#typing .hit").first.wait_for()
    assert asked == []

    page.keyboard.press("Enter")
    wait_for_title(page, "高雄")
    assert len(asked) == 1


@pytest.mark.parametrize("composing", [True, False], ids=["chrome and firefox", "safari"])
def test_the_enter_of_an_input_method_is_known_by_either_sign(page: Page, address: str, composing: bool) -> None:
    page.goto(address)
    went_on = page.evaluate(
        """(composing) => {
          const box = document.getElementById("question");
          const enter = { key: "Enter", code: "Enter", bubbles: true, cancelable: true };
          box.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
          box.value = "高雄";
          box.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true, data: "高雄" }));
          if (!composing) box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "高雄" }));
          const signs = composing ? { isComposing: true, keyCode: 13 } : { isComposing: false, keyCode: 229 };
          const taken = box.dispatchEvent(new KeyboardEvent("keydown", { ...enter, ...signs }));
          const plain = box.dispatchEvent(new KeyboardEvent("keydown", { ...enter, keyCode: 13 }));
          return [taken, plain];
        }""",
        composing,
    )

    assert went_on == [False, True]


def test_arrows_choose_candidates_and_the_hits_stay_where_they_are(
    page: Page, method: InputMethod, searched: list[str]
) -> None:
    method.commit("高雄")
    page.locator("#typing .hit").nth(5).wait_for()
    before = page.locator("#typing .hit").evaluate_all("(hits) => hits.map((hit) => hit.getBoundingClientRect().top)")
    method.compose("し", "市")
    for code, key in ((40, "ArrowDown"), (38, "ArrowUp"), (27, "Escape")):
        method.key(key, 229)
        page.evaluate(  # browsers that tell the key tell that it belongs to a composition
            "([key, keyCode]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
            "{ key, keyCode, isComposing: true, bubbles: true, cancelable: true }))",
            [key, code],
        )
    pass_time(page)
    after = page.locator("#typing .hit").evaluate_all("(hits) => hits.map((hit) => hit.getBoundingClientRect().top)")

    assert where_focus_is(page) == "question"
    assert (searched, after) == (["高雄"], before)


def test_hangul_is_looked_for_while_it_is_composed(page: Page, method: InputMethod, searched: list[str]) -> None:
    method.compose("ㄱ", "가", "강")
    page.locator("#status:not(:empty)").wait_for()

    assert searched == ["강"]
    method.commit("강")
    method.compose("ㄴ", "나", "남")
    page.wait_for_timeout(PAUSE * 2)
    assert searched[-1] == "강남"
    assert box(page).input_value() == "강남"


def test_a_reply_that_comes_while_a_candidate_is_chosen_moves_nothing(
    page: Page, method: InputMethod, searched: list[str]
) -> None:
    method.commit("高雄")
    page.locator("#typing .hit").nth(5).wait_for()
    before = page.locator("#typing").inner_text()
    held = Held(page, "**/v1/search")
    method.commit("市")
    held.wait(1)
    method.compose("の")
    held.routes[0].continue_()
    pass_time(page)

    assert page.locator("#typing").inner_text() == before
    assert searched == ["高雄", "高雄市"]
