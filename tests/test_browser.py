"""The page, and the README's intranet page, in a real browser.

Without a browser these are skipped: `apt-get install chromium` brings one. CI installs it.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from tests.test_api import ready
from tripqa.api.app import create_app
from tripqa.domain import Document
from tripqa.service import QuestionService

README = Path(__file__).parent.parent / "README.md"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no browser; `apt-get install chromium` brings one")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def intranet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A web server of another origin, and the folder it serves."""
    folder = tmp_path_factory.mktemp("intranet")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def address(hashing_service: QuestionService, intranet: tuple[str, Path]) -> Iterator[str]:
    """Our server, which lets the intranet's pages call it."""
    app = create_app(ready(hashing_service), [intranet[0]], threads=2)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ja-JP")
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert problems == []


def test_the_page_answers_and_shows_the_very_place(page: Page, address: str, report: Document) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("韓国地域情報開発院(KLID)訪問")
    page.keyboard.press("Enter")
    quote = page.locator("#answer .quote").first
    quote.wait_for()
    page.locator("#answer .place button").first.click()
    mark = page.locator("#source mark")
    mark.wait_for()

    assert mark.text_content() == re.sub(r" \[\d+\]$", "", quote.text_content() or "")
    assert page.locator("#source-text").text_content() == report.text


def test_the_page_says_that_there_is_no_answer(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("zzz qqq xxx")
    page.keyboard.press("Enter")
    page.locator("#hits article").first.wait_for()

    assert "Not in the report" in (page.locator("#answer").text_content() or "")
    assert page.locator("#hits article").count() == 5


def test_an_example_can_be_asked_with_one_click(page: Page, address: str, report: Document) -> None:
    page.goto(address)
    page.locator("#examples button").first.click()
    page.locator("#hits article").first.wait_for()

    assert page.get_by_role("searchbox").input_value() == report.examples["ja"][0]


def test_the_page_shows_an_error_in_words(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("ask('   ')")
    page.wait_for_function("document.getElementById('status').textContent.length > 5")

    assert "send text of 1 to 2000 characters" in (page.locator("#status").text_content() or "")


def intranet_page() -> str:
    (page,) = re.findall(r"```html\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return str(page)


def test_the_intranet_page_of_the_readme_searches_from_another_origin(
    page: Page, address: str, intranet: tuple[str, Path]
) -> None:
    origin, folder = intranet
    (folder / "search.html").write_text(intranet_page().replace("http://127.0.0.1:8000", address), encoding="utf-8")

    page.goto(f"{origin}/search.html")
    page.get_by_label("質問").fill("ソウル市政府訪問")
    page.keyboard.press("Enter")
    page.locator("ol li").first.wait_for()

    assert page.locator("ol li").count() == 5
    assert "ソウル市政府訪問" in (page.locator("ol li").first.text_content() or "")


def test_a_page_of_an_origin_that_is_not_allowed_gets_nothing(
    page: Page, address: str, intranet: tuple[str, Path]
) -> None:
    origin, folder = intranet
    (folder / "empty.html").write_text("<!doctype html><title>-</title>", encoding="utf-8")
    page.goto(f"{origin.replace('127.0.0.1', 'localhost')}/empty.html")

    outcome = page.evaluate(
        "(address) => fetch(address + '/v1/documents').then(() => 'read', () => 'refused')", address
    )

    assert outcome == "refused"


def test_a_form_that_a_page_posts_is_let_in_from_our_own_page_alone(
    page: Page, address: str, intranet: tuple[str, Path]
) -> None:
    origin, folder = intranet
    (folder / "form.html").write_text("<!doctype html><title>-</title>", encoding="utf-8")
    post = """(to) => {
        const form = Object.assign(document.createElement("form"), { method: "post", action: to });
        document.body.append(form);
        form.submit();
    }"""
    codes = []
    for start in (address, f"{origin.replace('127.0.0.1', 'localhost')}/form.html"):
        page.goto(start)
        with page.expect_navigation():
            page.evaluate(post, f"{address}/v1/ask")
        codes.append(page.evaluate("JSON.parse(document.body.innerText).error.code"))

    assert codes == ["bad_request", "origin_refused"]


def test_the_intranet_page_has_about_15_lines() -> None:
    assert len(intranet_page().splitlines()) <= 20
