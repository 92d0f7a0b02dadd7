"""The widget by keyboard alone, and with the input methods of Japanese, Chinese and Korean."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.web.fakes import FakeServer, Host, Reply, answered, found, hit

FOCUSED = "document.activeElement.shadowRoot?.activeElement"
COMPOSE = """([kind, data]) => {
  const box = document.querySelector("tripqa-search").shadowRoot.querySelector("input");
  box.dispatchEvent(new CompositionEvent(`composition${kind}`, { data, bubbles: true, composed: true }));
}"""
WRITE = """([text, isComposing]) => {
  const box = document.querySelector("tripqa-search").shadowRoot.querySelector("input");
  box.value = text;
  box.dispatchEvent(new InputEvent("input", { isComposing, bubbles: true, composed: true }));
}"""
PRESS = """([key, isComposing, keyCode]) => {
  const box = document.querySelector("tripqa-search").shadowRoot.querySelector("input");
  const told = { key, isComposing, keyCode, bubbles: true, composed: true, cancelable: true };
  const event = new KeyboardEvent("keydown", told);
  box.dispatchEvent(event);
  return event.defaultPrevented;
}"""


@pytest.fixture
def listed(host: Host, fake: FakeServer) -> Page:
    """A page that shows three hits, whose clock stands still from then on."""
    fake.reply = lambda asked: Reply(found(*(hit(f"{asked['question']}{n}", start=n) for n in range(3))))
    host.page.clock.install(time="2026-01-01T00:00:00")
    host.show(fake.address)
    host.page.clock.pause_at("2026-01-01T01:00:00")
    host.page.get_by_role("searchbox").fill("港")
    host.page.keyboard.press("Enter")
    expect(host.page.locator(".hit")).to_have_count(3)
    return host.page


def input_method(page: Page) -> CDPSession:
    """What the browser hears from an input method."""
    page.get_by_role("searchbox").focus()
    return page.context.new_cdp_session(page)


def compose(session: CDPSession, text: str) -> None:
    session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def test_arrows_move_between_the_box_and_the_hits(listed: Page) -> None:
    box, links = listed.get_by_role("searchbox"), listed.locator(".hit a")
    for key, target in [
        ("ArrowDown", links.nth(0)),
        ("ArrowDown", links.nth(1)),
        ("ArrowDown", links.nth(2)),
        ("ArrowDown", links.nth(2)),
        ("ArrowUp", links.nth(1)),
        ("Escape", box),
        ("ArrowDown", links.nth(0)),
        ("ArrowUp", box),
        ("ArrowUp", box),
    ]:
        listed.keyboard.press(key)
        expect(target).to_be_focused()


def test_tab_reaches_everything_and_the_focus_shows(listed: Page) -> None:
    seen = []
    for _ in range(4):
        listed.keyboard.press("Tab")
        seen.append(
            listed.evaluate(
                f"(({{ outlineStyle, outlineWidth }}) => outlineStyle + outlineWidth)(getComputedStyle({FOCUSED}))"
            )
        )
    expect(listed.locator(".hit a").nth(2)).to_be_focused()
    assert seen == ["solid2px"] * 4

    listed.get_by_role("searchbox").focus()
    ring = "getComputedStyle(document.querySelector('tripqa-search').shadowRoot.querySelector('form')).outlineStyle"
    assert listed.evaluate(ring) == "solid"


def test_escape_closes_the_list_and_keeps_the_words(listed: Page, fake: FakeServer) -> None:
    listed.keyboard.press("Escape")
    expect(listed.locator(".hit").first).to_be_hidden()
    expect(listed.get_by_role("status")).to_be_empty()
    expect(listed.get_by_role("searchbox")).to_have_value("港")
    listed.keyboard.press("ArrowDown")
    expect(listed.locator(".hit").first).to_be_visible()

    assert fake.questions == ["港"]


def test_escape_is_the_page_s_where_there_is_nothing_to_close(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, "<dialog><tripqa-search></tripqa-search></dialog>")
    host.page.evaluate("document.querySelector('dialog').showModal()")
    host.ask("港")
    expect(host.page.locator(".hit")).to_have_count(1)

    host.page.keyboard.press("Escape")
    expect(host.page.locator("dialog")).to_be_visible()
    host.page.keyboard.press("Escape")
    expect(host.page.locator("dialog")).to_be_hidden()


def test_enter_on_a_hit_opens_it(listed: Page, fake: FakeServer) -> None:
    listed.keyboard.press("ArrowDown")
    with listed.context.expect_page() as opened:
        listed.keyboard.press("Enter")

    assert opened.value.url == f"{fake.address}/documents/harbour?span=0-9#span"


def test_focus_on_what_is_replaced_is_not_lost(listed: Page) -> None:
    listed.keyboard.press("ArrowDown")
    listed.keyboard.press("ArrowDown")
    listed.evaluate("document.querySelector('tripqa-search').lang = 'en'")
    expect(listed.locator(".hit a").nth(1)).to_be_focused()
    listed.evaluate("document.querySelector('tripqa-search').setAttribute('document', 'x')")
    listed.evaluate("document.querySelector('tripqa-search').shadowRoot.querySelector('input').value = ''")
    listed.clock.run_for(1000)
    expect(listed.get_by_role("searchbox")).to_be_focused()


def test_an_answer_is_walked_with_arrows_too(host: Host, fake: FakeServer) -> None:
    place = {"kind": "number", "citation": 1, "start": 100, "end": 101}
    fake.reply = lambda _: Reply(answered("港", "島", short_answer="港", short_answer_place=place, hits=(hit("他"),)))
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>')
    host.ask("どこ?")
    expect(host.page.locator("blockquote")).to_have_count(2)
    for target in (".value", ".cited:nth-child(1) a", ".cited:nth-child(2) a", ".hit a"):
        host.page.keyboard.press("ArrowDown")
        expect(host.page.locator(target)).to_be_focused()


def test_japanese_is_composed_without_a_search_and_enter_only_takes_the_candidate(
    listed: Page, fake: FakeServer
) -> None:
    method = input_method(listed)
    for text in ("k", "か", "かん", "かんこく", "韓国"):
        compose(method, text)
        listed.clock.run_for(1000)
    for key, code in (("ArrowDown", 40), ("ArrowDown", 40), ("Escape", 27), ("Enter", 13)):
        method.send(
            "Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": code}
        )
        listed.clock.run_for(1000)
        expect(listed.get_by_role("searchbox")).to_be_focused()
        expect(listed.locator(".hit .text").first).to_have_text("港0")
    assert fake.questions == ["港"]

    method.send("Input.insertText", {"text": "韓国"})
    listed.clock.run_for(1000)
    expect(listed.locator(".hit .text").first).to_have_text("港韓国0")
    assert fake.questions == ["港", "港韓国"]


def test_korean_is_searched_while_it_is_composed(listed: Page, fake: FakeServer) -> None:
    listed.get_by_role("searchbox").fill("")
    method = input_method(listed)
    for text, shown in (("ㅅ", "ㅅ"), ("서", "서")):
        compose(method, text)
        listed.clock.run_for(1000)
        expect(listed.locator(".hit .text").first).to_have_text(f"{shown}0")
    method.send("Input.insertText", {"text": "서"})
    compose(method, "울")
    listed.clock.run_for(1000)

    expect(listed.locator(".hit .text").first).to_have_text("서울0")
    expect(listed.get_by_role("searchbox")).to_be_focused()


def test_the_enter_that_ends_a_korean_syllable_asks_only_when_it_comes_again(listed: Page, fake: FakeServer) -> None:
    """As Chrome on macOS sends it: once within the composition, then once more as a plain key."""
    listed.evaluate(COMPOSE, ["start", ""])
    listed.evaluate(COMPOSE, ["update", "항"])
    listed.evaluate(WRITE, ["항", True])
    assert not listed.evaluate(PRESS, ["Enter", True, 229])
    listed.evaluate(COMPOSE, ["end", "항"])
    assert fake.questions == ["港"]
    assert listed.evaluate(PRESS, ["Enter", False, 13])
    expect(listed.locator(".hit .text").first).to_have_text("항0")
    listed.clock.run_for(1000)

    assert fake.questions == ["港", "항"]


def test_safari_s_enter_after_the_composition_does_not_submit(listed: Page, fake: FakeServer) -> None:
    listed.evaluate(COMPOSE, ["start", ""])
    listed.evaluate(COMPOSE, ["update", "とうきょう"])
    listed.evaluate(WRITE, ["とうきょう", True])
    for key in ("ArrowDown", "ArrowUp"):
        assert not listed.evaluate(PRESS, [key, False, 229])
    listed.evaluate(WRITE, ["東京", False])
    listed.evaluate(COMPOSE, ["end", "東京"])
    assert not listed.evaluate(PRESS, ["Enter", False, 229])
    assert fake.questions == ["港"]
    expect(listed.get_by_role("searchbox")).to_be_focused()

    assert listed.evaluate(PRESS, ["Enter", False, 13])  # the next one does
    expect(listed.locator(".hit .text").first).to_have_text("東京0")
    assert fake.questions == ["港", "東京"]


def test_what_is_typed_while_a_search_is_under_way_is_searched_next(listed: Page, fake: FakeServer) -> None:
    let_go = threading.Event()
    fake.reply = lambda asked: Reply(found(hit(asked["question"])), held=let_go)
    box = listed.get_by_role("searchbox")
    with listed.expect_request("**/v1/search"):
        box.fill("島")
        listed.clock.run_for(1000)
    box.fill("島々")
    let_go.set()
    expect(listed.locator(".hit .text")).to_have_text(["島"])
    listed.clock.run_for(1000)

    expect(listed.locator(".hit .text")).to_have_text(["島々"])


def test_a_search_under_way_does_not_change_the_list_while_candidates_are_chosen(
    listed: Page, fake: FakeServer
) -> None:
    box = listed.get_by_role("searchbox")
    box.fill("島")
    listed.evaluate(COMPOSE, ["start", ""])
    listed.evaluate(COMPOSE, ["update", "し"])
    listed.clock.run_for(1000)
    assert fake.questions == ["港"]
    listed.evaluate(COMPOSE, ["update", ""])  # taken back
    listed.evaluate(COMPOSE, ["end", ""])
    listed.clock.run_for(1000)

    expect(listed.locator(".hit .text").first).to_have_text("島0")
