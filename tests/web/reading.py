"""What readers do on the page, what they then see, and replies that come when a test lets them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, Route, ViewportSize

ANSWERED = "KLIDはどのような機関ですか。"  # with two quotes
SHORT = "g0vのハッカソンは何か月ごとですか"  # with a short answer
UNANSWERED = "zzz qqq xxx"
VISITED = "高雄市政府訪問"  # a visit of the trip
WIDE = ViewportSize(width=1280, height=800)  # wide enough for a report beside the answer
NARROW = ViewportSize(width=320, height=640)
LOCALES = {"ja": "ja-JP", "en": "en-GB", "ko": "ko-KR", "zh-Hant": "zh-TW", "zh-Hans": "zh-CN"}


def box(page: Page) -> Locator:
    return page.locator("#question")


def write(page: Page, words: str) -> None:
    """Type words, and wait for hits."""
    box(page).fill(words)
    page.locator("#typing .hit").first.wait_for()


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter and wait for the answer."""
    box(page).fill(question)
    box(page).press("Enter")
    wait_for_title(page, question)


def wait_for_title(page: Page, start: str) -> None:
    page.wait_for_function("(start) => document.title.startsWith(start)", arg=start)


def cite(page: Page, number: int = 1) -> None:
    """Open a citation beside the answer."""
    page.locator(f"#quote-{number} .number").click()
    page.locator("#report #span").first.wait_for()


def seen(page: Page) -> dict[str, Any]:
    """Return what a reader sees of a state."""
    facts: dict[str, Any] = page.evaluate(
        """() => ({
          title: document.title,
          question: document.getElementById("question").value,
          main: document.getElementById("main").innerText,
          scope: document.getElementById("scope").innerText,
          languages: [...document.querySelectorAll(".languages a")].map((link) => link.href),
          report: document.querySelector("#report .report-text")?.textContent ?? null,
          mark: [...document.querySelectorAll("mark")].map((mark) => mark.textContent).join(""),
          hits: !document.getElementById("typing").hidden,
        })"""
    )
    return facts


def where_focus_is(page: Page) -> str:
    """Return the element that keys go to: by its id, its `data-open` or its name."""
    found: str = page.evaluate(
        "() => { const at = document.activeElement; return at.id || at.dataset.open || at.localName; }"
    )
    return found


def wait_for_more(page: Page, noted: Sequence[object], count: int) -> None:
    """Wait until so many of the page's requests have been noted, for 10 seconds at most."""
    end = time.monotonic() + 10
    while len(noted) < count:
        assert time.monotonic() < end, f"{len(noted)} requests instead of {count}"
        page.wait_for_timeout(5)


class Held:
    """Requests that wait until a test lets them go."""

    def __init__(self, page: Page, addresses: str | Callable[[str], bool]) -> None:
        self._page = page
        self.routes: list[Route] = []
        page.route(addresses, lambda route: self.routes.append(route))

    def wait(self, count: int) -> None:
        """Wait until so many have been sent."""
        wait_for_more(self._page, self.routes, count)


def settle(page: Page) -> None:
    """Let replies that have arrived be worked on."""
    page.evaluate("() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 0))")
