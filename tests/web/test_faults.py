"""A server that is slow, busy, silent or dies half-way, and documents that mean harm."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pytest
from playwright.sync_api import Page, Route, expect

from tests.builders import document
from tests.conftest import service_over
from tests.test_api import ready
from tests.web.conftest import served
from tests.web.reading import (
    ANSWERED,
    SHORT,
    ask,
    box,
    cite,
    settle,
    wait_for_more,
    wait_for_title,
    where_focus_is,
    write,
)
from tripqa.api.app import create_app
from tripqa.service import QuestionService

ANSWERS, HITS = "**/?q=*", "**/v1/search"


class DyingServer:
    """Passes requests on to a server, and of each reply back no more than so many bytes before it closes."""

    def __init__(self, address: str) -> None:
        self._behind = address.removeprefix("http://").split(":")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.dies_after: int | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(caller,), daemon=True).start()

    def _pass(self, caller: socket.socket) -> None:
        with caller, socket.create_connection((self._behind[0], int(self._behind[1]))) as behind:
            asked = b""
            while b"\r\n\r\n" not in asked:
                if not (piece := caller.recv(65536)):
                    return
                asked += piece
            head, _, body = asked.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            while length and len(body) < int(length[1]):
                body += caller.recv(65536)
            behind.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
            reply = b""
            while piece := behind.recv(65536):
                reply += piece
            caller.sendall(reply[: self.dies_after])

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def dying(address: str) -> Iterator[DyingServer]:
    server = DyingServer(address)
    yield server
    server.close()


@pytest.mark.parametrize("after", [0, 20, 1500], ids=["before a word", "in the head", "in the body"])
def test_a_server_that_dies_over_an_answer_is_told_and_the_question_kept(
    page: Page, dying: DyingServer, after: int
) -> None:
    page.goto(dying.address)
    dying.dies_after = after
    box(page).fill(SHORT)
    box(page).press("Enter")
    expect(page.locator("#status")).to_contain_text("サーバーに届きません")
    assert box(page).input_value() == SHORT
    assert page.url == f"{dying.address}/"

    dying.dies_after = None
    page.locator("#status button").press("Enter")
    wait_for_title(page, SHORT)
    expect(page.locator(".short")).to_be_visible()
    expect(page.locator("#status button")).to_have_count(0)
    assert where_focus_is(page) == "question"
    assert page.url.startswith(f"{dying.address}/?q=")


@pytest.mark.parametrize("after", [0, 700], ids=["before a word", "in the body"])
def test_a_server_that_dies_over_hits_is_told_and_asked_again(page: Page, dying: DyingServer, after: int) -> None:
    page.goto(dying.address)
    dying.dies_after = after
    box(page).fill("KLID")
    expect(page.locator("#status")).to_contain_text("サーバーに届きません")
    assert box(page).input_value() == "KLID"

    dying.dies_after = None
    page.locator("#status button").click()
    page.locator("#typing .hit").nth(5).wait_for()
    expect(page.locator("#status button")).to_have_count(0)
    assert where_focus_is(page) == "question"


def test_a_page_that_is_cut_short_and_looks_whole_to_the_browser_is_not_shown(page: Page, address: str) -> None:
    page.goto(address)

    def halve(route: Route) -> None:
        whole = route.fetch()
        route.fulfill(status=200, content_type="text/html", body=whole.text()[: len(whole.text()) // 2])

    page.route(ANSWERS, halve)
    box(page).fill(ANSWERED)
    box(page).press("Enter")
    page.locator("#status button").wait_for()

    assert page.locator(".quote").count() == 0
    page.unroute(ANSWERS)
    page.locator("#status button").click()
    page.locator(".quote").first.wait_for()


def test_a_fault_of_the_server_is_told(page: Page, address: str) -> None:
    page.goto(address)
    page.route(ANSWERS, lambda route: route.fulfill(status=500, json={"error": {"code": "internal", "message": "-"}}))
    box(page).fill(ANSWERED)
    box(page).press("Enter")

    page.locator("#status button").wait_for()
    assert box(page).input_value() == ANSWERED


def busy_at_first(page: Page, addresses: str, times: int) -> list[str]:
    """Have the server be busy so many times; return what it is asked."""
    asked: list[str] = []

    def reply(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > times:
            route.continue_()
        elif addresses == HITS:
            route.fulfill(status=503, json={"error": {"code": "busy", "message": "-"}})
        else:
            page_ = '<p id="main"><span class="no-answer">Busy</span></p><template id="hit"></template>'
            route.fulfill(status=503, content_type="text/html", body=page_)

    page.route(addresses, reply)
    return asked


def test_a_busy_server_is_asked_again_and_what_is_typed_meanwhile_stays(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(address)
    asked = busy_at_first(page, ANSWERS, 8)
    box(page).fill(SHORT)
    box(page).press("Enter")
    expect(page.locator("#status")).to_have_text("Busy")
    box(page).press_sequentially("高")
    for times in range(2, 10):
        page.clock.run_for(2_000)
        wait_for_more(page, asked, times)
    wait_for_title(page, SHORT)

    assert len(asked) == 9
    assert box(page).input_value() == f"{SHORT}高"


def test_hits_are_looked_for_again_when_the_server_was_busy(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(address)
    asked = busy_at_first(page, HITS, 2)
    box(page).fill("KLID")
    for times in (1, 2, 3):
        page.clock.run_for(2_000)
        wait_for_more(page, asked, times)
    page.locator("#typing .hit").first.wait_for()

    assert len(asked) == 3


def test_a_page_that_was_opened_while_the_server_was_loading_opens_by_itself_and_loses_nothing(
    page: Page, hashing_service: QuestionService
) -> None:
    loading: Future[QuestionService] = Future()
    with served(create_app(loading, [], threads=1)) as address:
        page.goto(f"{address}/?q={SHORT}")
        expect(page.locator(".no-answer")).to_contain_text("準備中です")
        box(page).fill("高雄")
        loading.set_result(hashing_service)
        page.locator(".short").wait_for(state="attached")

        assert box(page).input_value() == "高雄"


def test_without_scripts_too_a_page_that_was_opened_too_early_opens_by_itself(
    visit: Callable[..., Page], hashing_service: QuestionService
) -> None:
    page, loading = visit(java_script_enabled=False), Future[QuestionService]()
    with served(create_app(loading, [], threads=1)) as address:
        page.goto(f"{address}/?q={SHORT}")
        expect(page.locator(".no-answer")).to_contain_text("準備中です")
        loading.set_result(hashing_service)
        page.locator(".short").wait_for()


# Documents that mean harm

BAD = '<img src=x onerror="document.title=\'harmed\'"><script>document.title="harmed"</script>'
LONG = "長" * 5_000 + "w" * 5_000
HOSTILE = f"""{BAD}見出し

港湾公社の標語は「{BAD}\u202e逆さま\u202d」であり、職員は500名です。

{LONG}港湾公社です。
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    harmful = document(HOSTILE, title=f"{BAD}\u202e題", publisher=BAD, examples={"ja": (BAD,)}, id="hostile")
    with served(create_app(ready(service_over(tmp_path_factory.mktemp("hostile"), [harmful])), [], threads=1)) as found:
        yield found


@pytest.mark.parametrize("width", [1280, 320])
def test_a_document_that_means_harm_is_text_and_no_more(visit: Callable[..., Page], hostile: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800})
    harmless = "() => document.querySelectorAll('img, main script, aside script').length === 0"
    narrow = "() => document.documentElement.scrollWidth"
    page.goto(hostile)

    def check() -> None:
        settle(page)
        assert page.evaluate(harmless)
        assert page.evaluate(narrow) == width
        assert "harmed" not in page.title().split("<")[0]

    check()
    write(page, "港湾公社の標語 職員")
    check()
    ask(page, "港湾公社の標語は「")
    check()
    if width == 1280:
        if page.locator("#quote-1").count():
            cite(page)
        else:
            page.locator("#view .hit-link").first.click()
            page.locator("#report").wait_for()
        check()
        assert page.locator("#report .report-text").text_content() == HOSTILE
    page.goto(f"{hostile}/documents/hostile?span=0-{len(HOSTILE)}#span")
    check()
    assert page.locator("mark").first.text_content() is not None
    page.goto(f"{hostile}/documents")
    check()


def test_bidi_overrides_of_a_document_stay_within_its_own_words(page: Page, hostile: str) -> None:
    page.goto(hostile)
    write(page, "港湾公社の標語 職員")
    loose = page.evaluate(
        r"""() => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
          while (walker.nextNode()) {
            if (!/[\u202a-\u202e]/.test(walker.currentNode.textContent)) continue;
            const held = walker.currentNode.parentElement.closest("bdi, [dir=auto], p, h2, .report-text");
            if (!held || !/isolate|plaintext/.test(getComputedStyle(held).unicodeBidi)) found.push(held?.outerHTML);
          }
          return found;
        }"""
    )

    assert loose == []


def test_a_question_that_means_harm_is_text_too(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, BAD[:40])

    assert box(page).input_value() == BAD[:40]
    assert page.locator("img").count() == 0
    page.reload()
    assert box(page).input_value() == BAD[:40]
