"""What the widget looks like to everyone: axe, contrasts, zoom, narrow places, motion, forced colours."""

from __future__ import annotations

import re
import threading
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.fakes import TRANSLATOR, FakeServer, Host, Json, Reply, answered, document, found, hit

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BOTH = "<style>:root { color-scheme: light dark }</style>"
VALUES = [
    {"value": "9日", "citation": 1, "start": 100, "end": 102},
    {"value": "8日", "citation": 2, "start": 200, "end": 202},
]
PLACE = {"kind": "date", "citation": 1, "start": 100, "end": 102}
VISIT = {"date": "2025-09-08", "start": "14:00", "end": "16:00"}
NEAR = (hit("島では", matched=["島"], visit=VISIT), hit("港では", matched=["港"]))
REPLIES: dict[str, Json] = {
    "answer": answered("9日です。", "なお、8日です。", hits=NEAR),
    "short answer": answered("9日です。", hits=NEAR, short_answer="9日", short_answer_place=PLACE),
    "conflict": answered("9日です。", "8日です。", hits=NEAR, conflicts=[{"kind": "date", "values": VALUES}]),
    "no answer": answered(hits=NEAR),
}
CONTRASTS = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((one) => one / 255)
      .map((one) => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [one, other].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const root = document.querySelector("tripqa-search").shadowRoot, found = {};
  const grounds = (element) => {
    const all = [];
    for (; element; element = element.parentElement) all.unshift(getComputedStyle(element).backgroundColor);
    return all;
  };
  for (const element of root.querySelectorAll("*")) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const ground = grounds(element);
    found[`${element.localName}.${element.className}`] =
      ratio(luminance([...ground, getComputedStyle(element).color]), luminance(ground));
  }
  const input = root.querySelector("input"), ground = grounds(input);
  const border = getComputedStyle(root.getElementById("box"));
  found.placeholder = ratio(luminance([...ground, getComputedStyle(input, "::placeholder").color]), luminance(ground));
  return [found, ratio(luminance([...ground, border.borderTopColor]), luminance(ground))];
}"""


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def asked(host: Host, fake: FakeServer, reply: Json, *, head: str = BOTH, lang: str = "en") -> None:
    fake.reply = lambda _: Reply(reply)
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>', head=head, lang=lang)
    host.ask("いつ?")
    expect(host.page.locator("#status")).not_to_be_empty()
    expect(host.page.locator("#box")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", REPLIES)
def test_axe_finds_nothing_in_what_is_replied(
    host: Host, fake: FakeServer, state: str, scheme: Literal["light", "dark"]
) -> None:
    host.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    asked(host, fake, REPLIES[state])

    check(host.page)
    host.page.keyboard.press("ArrowDown")
    check(host.page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_before_during_and_after_a_search(
    host: Host, fake: FakeServer, scheme: Literal["light", "dark"]
) -> None:
    host.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    host.show(fake.address, head=BOTH)
    check(host.page)
    let_go = threading.Event()
    fake.reply = lambda _: Reply(found(*NEAR), held=let_go)
    host.ask("港")
    expect(host.page.get_by_role("status")).to_have_text("検索しています…")
    check(host.page)
    let_go.set()
    expect(host.page.locator(".hit")).to_have_count(2)
    check(host.page)
    fake.reply = lambda _: Reply(found())
    host.ask("無")
    expect(host.page.get_by_role("status")).to_have_text("見つかりませんでした。")
    check(host.page)
    fake.reply = lambda _: Reply({}, status=500)
    host.ask("障害")
    expect(host.page.get_by_role("button", name="もう一度試す")).to_be_visible()
    check(host.page)


def test_axe_finds_nothing_where_there_are_several(host: Host, fake: FakeServer) -> None:
    host.show(fake.address, '<tripqa-search></tripqa-search><tripqa-search mode="ask"></tripqa-search>')

    check(host.page)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", REPLIES)
def test_everything_can_be_read(host: Host, fake: FakeServer, state: str, scheme: Literal["light", "dark"]) -> None:
    host.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    asked(host, fake, REPLIES[state])
    contrasts, border = host.page.evaluate(CONTRASTS)

    assert len(contrasts) > 5
    assert {name: ratio for name, ratio in contrasts.items() if ratio < 4.5} == {}
    assert border >= 3


def style(page: Page, selector: str, name: str) -> str:
    find = "getComputedStyle(document.querySelector('tripqa-search').shadowRoot.querySelector(selector))[name]"
    return str(page.evaluate(f"([selector, name]) => {find}", [selector, name]))


def background(page: Page) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", style(page, "#box", "backgroundColor"))[:3]]


def test_it_is_dark_where_the_page_is_and_light_on_a_page_that_stays_white(host: Host, fake: FakeServer) -> None:
    host.page.emulate_media(color_scheme="dark")
    host.show(fake.address, head=BOTH)
    assert max(background(host.page)) < 60
    host.show(fake.address)
    assert min(background(host.page)) > 240
    host.show(fake.address, head="<style>tripqa-search { color-scheme: dark }</style>")
    assert max(background(host.page)) < 60


def test_the_page_s_own_colours_and_fonts_are_used(host: Host, fake: FakeServer) -> None:
    names = {
        "accent": "#010203",
        "text": "#040506",
        "muted": "#070809",
        "background": "#fafbfc",
        "line": "#0a0b0c",
        "mark": "#fdfeff",
    }
    own = "".join(f"--tripqa-{name}: {value};" for name, value in names.items())
    fonts = "--tripqa-font: fantasy; --tripqa-quote-font: cursive; --tripqa-radius: 3px;"
    asked(host, fake, REPLIES["short answer"], head=f"<style>tripqa-search {{ {own} {fonts} }}</style>")
    assert style(host.page, "#box", "color") == "rgb(4, 5, 6)"
    assert style(host.page, "#box", "backgroundColor") == "rgb(250, 251, 252)"
    assert style(host.page, "#box", "borderTopColor") == "rgb(10, 11, 12)"
    assert style(host.page, "#box", "borderRadius") == "3px"
    assert style(host.page, "#box", "fontFamily") == "fantasy"
    assert style(host.page, "blockquote", "fontFamily") == "cursive"
    assert style(host.page, "mark", "backgroundColor") == "rgb(253, 254, 255)"
    assert style(host.page, ".place", "color") == "rgb(1, 2, 3)"
    assert style(host.page, "#status", "color") == "rgb(7, 8, 9)"


@pytest.mark.parametrize("state", REPLIES)
@pytest.mark.parametrize("lang", ["ja", "en", "ko", "zh-TW"])
def test_it_fits_320_pixels_and_every_target_can_be_hit(host: Host, fake: FakeServer, state: str, lang: str) -> None:
    host.page.set_viewport_size({"width": 320, "height": 640})
    host.page.add_init_script(TRANSLATOR)
    asked(host, fake, REPLIES[state], head="<style>:root { font-size: 200% }</style>", lang=lang)  # 640 pixels at 200 %
    foreign = lang != "ja" and REPLIES[state]["citations"]
    expect(host.page.locator("#sheet > button:visible")).to_have_count(1 if foreign else 0)  # to translate

    assert host.page.evaluate("document.documentElement.scrollWidth") <= 320
    sizes = """() => [...document.querySelector("tripqa-search").shadowRoot.querySelectorAll("a, button, input")]
      .map((one) => one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"""
    assert min(host.page.evaluate(sizes)) >= 24


@pytest.mark.parametrize(
    "page_style", ["display: flex", "display: grid", "width: 12rem", "text-align: center; direction: rtl"]
)
def test_it_keeps_its_shape_in_what_is_around_it(host: Host, fake: FakeServer, page_style: str) -> None:
    host.show(fake.address, f'<div style="{page_style}"><tripqa-search></tripqa-search></div>')
    host.ask("港")
    expect(host.page.locator(".hit")).to_have_count(1)

    assert host.page.evaluate("document.querySelector('tripqa-search').getBoundingClientRect().width") >= 180
    assert host.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_moves_for_who_wants_no_motion(host: Host, fake: FakeServer) -> None:
    running = "document.querySelector('tripqa-search').shadowRoot.getAnimations().length"
    let_go = threading.Event()
    fake.reply = lambda _: Reply(found(), held=let_go)
    for motion, moving in (("no-preference", 1), ("reduce", 0)):
        host.page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        host.show(fake.address)
        with host.page.expect_request("**/v1/search"):
            host.ask("港")
        assert host.page.evaluate(running) == moving
    let_go.set()


def test_forced_colours_leave_borders_marks_and_focus(host: Host, fake: FakeServer) -> None:
    host.page.emulate_media(forced_colors="active")
    asked(host, fake, REPLIES["short answer"])
    host.page.keyboard.press("ArrowDown")

    assert style(host.page, "#box", "borderTopStyle") == style(host.page, ".value", "outlineStyle") == "solid"
    assert style(host.page, "mark", "backgroundColor") != style(host.page, "#box", "backgroundColor")


def test_korean_words_are_not_torn_and_japanese_lines_may_break_anywhere(host: Host, fake: FakeServer) -> None:
    asked(host, fake, answered("港です。"), lang="ko")
    assert host.page.locator("blockquote").evaluate("(one) => [one.lang, getComputedStyle(one).wordBreak]") == [
        "ja",
        "normal",
    ]
    korean = hit("항구입니다.", document=document(id="k", title="항구", language="ko"), section=["항구"])
    asked(host, fake, answered(hits=(korean,)), lang="ja")
    assert host.page.locator(".hit .text").evaluate("(one) => [one.lang, getComputedStyle(one).wordBreak]") == [
        "ko",
        "keep-all",
    ]
