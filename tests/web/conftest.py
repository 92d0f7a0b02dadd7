"""What is tried in a real browser: the browser, our server, and a server of another origin.

Without a browser these tests are skipped, visibly; with TRIPQA_REQUIRE_BROWSER=1, as CI sets it, they fail.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.test_api import ready
from tests.web.fakes import FakeServer, Host, fake_server
from tripqa.api.app import create_app
from tripqa.service import QuestionService

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REQUIRED = os.environ.get("TRIPQA_REQUIRE_BROWSER") == "1"  # read before a test run forgets settings from outside
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip

EXPECTED = (
    "Failed to load resource",  # what a page makes of a reply that failed is looked at where that is tried
    "tripqa-search: ",  # what the widget tells the one who put it on a page
)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        missing = "no browser; bring one: apt-get install chromium"
        pytest.fail(missing, pytrace=False) if REQUIRED else pytest.skip(missing)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="package")
def intranet(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A web server of another origin, and the folder it serves."""
    folder = tmp_path_factory.mktemp("intranet")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Run a server for as long as its address is needed."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="package")
def address(hashing_service: QuestionService, intranet: tuple[str, Path]) -> Iterator[str]:
    """Our server, which lets the intranet's pages call it."""
    with served(create_app(ready(hashing_service), [intranet[0]], threads=2)) as found:
        yield found


@pytest.fixture
def problems() -> list[str]:
    """What the browser complained of; a test that provokes complaints looks at them and clears the list."""
    return []


@pytest.fixture
def visit(browser: Browser, problems: list[str]) -> Iterator[Callable[..., Page]]:
    """Open an empty page for a reader who has these options of a browser. A complaint of the browser is a failure."""
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            problems.append(message.text)

    def opened(**options: Any) -> Page:
        contexts.append(context := browser.new_context(**{"locale": "ja-JP", **options}))
        context.set_default_timeout(10_000)
        context.on("console", heard)  # violations of the Content-Security-Policy among them
        context.on("weberror", lambda error: problems.append(str(error.error)))
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit()


@pytest.fixture
def blocked(page: Page, problems: list[str]) -> Iterator[None]:
    """Have it be no failure that the browser blocks something, but that it blocks nothing."""
    yield
    assert any("has been blocked" in problem for problem in problems)
    problems[:] = [each for each in problems if "has been blocked" not in each and "Refused to" not in each]


@pytest.fixture
def host(page: Page, intranet: tuple[str, Path]) -> Host:
    """A page of the intranet, to put the widget on."""
    return Host(page, *intranet)


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    with fake_server() as started:
        yield started
