"""The widget where something is wrong: policies, slow and dying servers, hostile text."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.web.fakes import FakeServer, Host, Json, Reply, answered, document, found, hit
from tripqa.domain import Document
from tripqa.errors import NotFound

HOSTILE = '<img src=x onerror="window.harmed = true"><script>window.harmed = true</script>'
OVERRIDES = "\u202e\u2066\u202d港\u202e"


def policy(words: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{words}">'


def busy(seconds: int = 1) -> Reply:
    error = {"error": {"code": "not_ready", "message": "the encoder is still loading"}}
    return Reply(error, status=503, headers={"Retry-After": str(seconds)})


def test_it_works_under_the_strictest_policy_that_lets_it_in(host: Host, fake: FakeServer) -> None:
    words = (
        f"default-src 'none'; script-src {fake.address}; connect-src {fake.address}; require-trusted-types-for 'script'"
    )
    complaints: list[str] = []
    host.page.on("console", lambda said: complaints.append(said.text))
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>', head=policy(words))
    fake.reply = lambda _: Reply(answered("港です。", hits=(hit("島", matched=["島"]),)))
    host.ask("どこ?")

    expect(host.page.locator("blockquote")).to_have_text("港です。")
    border = "getComputedStyle(document.querySelector('tripqa-search').shadowRoot.getElementById('box')).borderTopStyle"
    assert host.page.evaluate(border) == "solid"  # it has its style
    assert [said for said in complaints if "favicon" not in said] == []


@pytest.mark.usefixtures("blocked")
def test_it_says_so_where_the_policy_forbids_to_connect(host: Host, fake: FakeServer) -> None:
    words = f"default-src 'none'; script-src {fake.address}; connect-src 'self'"
    host.show(fake.address, head=policy(words), lang="en")
    host.ask("harbour")

    expect(host.page.get_by_role("status")).to_contain_text(
        "Content-Security-Policy (connect-src) does not let it reach 127.0.0.1"
    )
    assert fake.asked == []


@pytest.mark.usefixtures("blocked")
def test_the_page_is_unharmed_where_the_policy_forbids_the_script(host: Host, fake: FakeServer) -> None:
    host.show(
        fake.address,
        '<tripqa-search><a href="/reports">Reports</a></tripqa-search><p>after</p>',
        head=policy("default-src 'none'; script-src 'self'"),
    )

    expect(host.page.get_by_text("after")).to_be_visible()
    expect(host.page.get_by_role("link", name="Reports")).to_be_visible()  # what the page offers without us


@pytest.mark.usefixtures("blocked")
def test_a_page_of_an_origin_that_is_not_allowed_is_told(page: Page, host: Host, address: str) -> None:
    other = Host(page, host.origin.replace("127.0.0.1", "localhost"), host.folder)
    other.show(address, lang="en")
    other.listen()
    other.ask("harbour")

    expect(page.get_by_role("status")).to_contain_text("cannot be reached, or does not allow this page")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert other.told == [("error", {"question": "harbour", "code": "unreachable"})]


@pytest.mark.parametrize("words", ["javascript:alert(1)//", "http://", "ftp://127.0.0.1/"])
def test_an_endpoint_that_is_none_fails_in_words(host: Host, fake: FakeServer, words: str) -> None:
    host.show(fake.address, f'<tripqa-search endpoint="{words}"></tripqa-search>')
    host.ask("港")

    expect(host.page.get_by_role("status")).to_have_text("検索できませんでした。")


def test_a_slow_server_is_waited_for_and_given_up_after_30_seconds(host: Host, fake: FakeServer) -> None:
    host.page.clock.install()
    host.show(fake.address)
    host.listen()
    let_go = threading.Event()
    fake.reply = lambda asked: Reply(found(hit("港")), held=let_go)
    with host.page.expect_request("**/v1/search"):
        host.ask("港")
    host.page.clock.run_for(1000)
    expect(host.page.get_by_role("status")).to_have_text("検索しています…")
    host.page.clock.run_for(30_000)
    expect(host.page.get_by_role("status")).not_to_have_text("検索しています…")
    host.page.clock.run_for(100)
    expect(host.page.get_by_role("status")).to_have_text("時間内に返事がありませんでした。")
    assert host.told == [("error", {"question": "港", "code": "timeout"})]

    let_go.set()
    host.page.get_by_role("button", name="もう一度試す").click()
    expect(host.page.locator(".hit")).to_have_count(1)
    expect(host.page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize("dies_after", [0, 20])
def test_a_server_that_dies_half_way_is_told_and_can_be_tried_again(
    host: Host, fake: FakeServer, dies_after: int
) -> None:
    host.show(fake.address)
    fake.reply = lambda _: Reply(found(hit("港")), dies_after=dies_after)
    host.ask("港")
    expect(host.page.get_by_role("button", name="もう一度試す")).to_be_visible()

    fake.reply = lambda _: Reply(found(hit("港")))
    host.page.keyboard.press("ArrowDown")
    host.page.keyboard.press("Enter")
    expect(host.page.locator(".hit")).to_have_count(1)
    expect(host.page.get_by_role("searchbox")).to_be_focused()


def test_a_server_that_is_not_ready_is_tried_again_by_itself(host: Host, fake: FakeServer) -> None:
    host.show(fake.address)
    fake.reply = lambda _: busy() if len(fake.asked) < 2 else Reply(found(hit("港")))
    host.ask("港")

    expect(host.page.locator(".hit")).to_have_count(1)
    assert len(fake.asked) == 2


def test_a_question_that_was_given_up_says_nothing_over_the_next_one(host: Host, fake: FakeServer) -> None:
    host.page.clock.install()
    host.show(fake.address)
    fake.reply = lambda asked: busy() if asked["question"] == "港" else Reply(found(hit("島")))
    with host.page.expect_response("**/v1/search"):
        host.ask("港")
    host.ask("島")
    expect(host.page.locator(".hit")).to_have_count(1)
    host.page.clock.run_for(1000)

    expect(host.page.get_by_role("status")).to_have_text("1件見つかりました")


def warnings(host: Host) -> list[str]:
    """Return what the element writes into the console from now on, as it comes."""
    warned: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "warning" and message.text.startswith("tripqa-search: "):
            warned.append(message.text)

    host.page.on("console", note)
    return warned


def lacking(*gone: str) -> Callable[[Json], Reply]:
    """Reply as our server does that has all documents but these."""

    def reply(asked: Json) -> Reply:
        missing = [id for id in asked["filter"]["document"] if id in gone]
        error = NotFound("document", missing[0]) if missing else None
        body = {"error": {"code": error.code, "message": str(error)}} if error else found(hit("港"))
        return Reply(body, status=404 if missing else 200)

    return reply


def test_a_document_that_is_gone_leaves_the_others_to_be_searched_and_is_told_in_the_console(
    host: Host, fake: FakeServer
) -> None:
    warned = warnings(host)
    host.show(fake.address, '<tripqa-search document="old harbour older"></tripqa-search>')
    fake.reply = lacking("old", "older")
    host.ask("港")

    expect(host.page.locator(".hit")).to_have_count(1)
    looked_at = [["old", "harbour", "older"], ["harbour", "older"], ["harbour"]]
    assert [asked["filter"]["document"] for asked in fake.asked] == looked_at
    assert ["no document 'old'" in warned[0], "no document 'older'" in warned[1], len(warned)] == [True, True, 2]


@pytest.mark.parametrize(
    ("mode", "words"), [("search", "見つかりませんでした。"), ("ask", "報告書には書かれていないようです。")]
)
def test_where_no_document_is_left_nothing_is_found_no_others_are_searched_and_the_console_says_so(
    host: Host, fake: FakeServer, mode: str, words: str
) -> None:
    warned = warnings(host)
    host.show(fake.address, f'<tripqa-search document="old older" mode="{mode}"></tripqa-search>')
    host.listen()
    fake.reply = lacking("old", "older")
    host.ask("港")

    expect(host.page.get_by_role("status")).to_have_text(words)
    name = {"search": "search", "ask": "answer"}[mode]
    assert host.told == [(name, {"question": "港", "reply": {"question": "港", "hits": []}})]
    assert [asked["filter"]["document"] for asked in fake.asked] == [["old", "older"], ["older"]]
    assert ["no document 'old'" in warned[0], "no document 'older'" in warned[1], len(warned)] == [True, True, 2]


def test_our_server_names_the_document_that_is_gone_as_the_widget_reads_it(
    host: Host, address: str, report: Document
) -> None:
    host.show(address, f'<tripqa-search document="gone-1 {report.id} 消えた"></tripqa-search>')
    host.ask("ソウル市政府訪問")

    expect(host.page.locator(".hit")).to_have_count(5)


def test_a_server_that_stays_busy_is_left_alone_after_a_few_tries(host: Host, fake: FakeServer) -> None:
    host.show(fake.address)
    fake.reply = lambda _: busy()
    host.ask("港")

    expect(host.page.get_by_role("status")).to_have_text("検索サーバーが混み合っています。", timeout=20_000)
    assert len(fake.asked) == 5


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>a proxy's page</html>"),
        Reply({}),
        Reply({"hits": None}),
        Reply(found({"text": "no document"})),
        Reply(b"[]"),
        Reply(b"null"),
        Reply({"error": {"code": "internal", "message": HOSTILE}}, status=500),
        Reply({"error": "?"}, status=404),
        Reply(b"", status=422),
    ],
)
def test_a_reply_that_makes_no_sense_is_a_failure_in_words(host: Host, fake: FakeServer, reply: Reply) -> None:
    host.show(fake.address)
    host.listen()
    fake.reply = lambda _: reply
    host.ask("港")

    expect(host.page.get_by_role("status")).to_have_text("検索できませんでした。")
    assert [detail["code"] for _, detail in host.told] == ["failed"]


def test_text_of_documents_stays_text(host: Host, fake: FakeServer) -> None:
    about = document(id='"><b>', title=HOSTILE, publisher=HOSTILE)
    place = {"document": about, "section": [HOSTILE, HOSTILE], "passage_id": HOSTILE}
    fake.reply = lambda _: Reply(
        answered(HOSTILE, hits=(hit(HOSTILE, matched=["<img", "(", "\\", "onerror=", "]"], **place),))
    )
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>')
    host.ask(HOSTILE)

    expect(host.page.locator("blockquote")).to_have_text(HOSTILE)
    expect(host.page.locator(".hit .text")).to_have_text(HOSTILE)
    expect(host.page.locator(".hit mark")).to_have_text(["<img", "onerror="])
    expect(host.page.locator(".hit a")).to_have_attribute(
        "href", f"{fake.address}/documents/%22%3E%3Cb%3E?span=0-9#span"
    )
    made = "document.querySelector('tripqa-search').shadowRoot.querySelectorAll('img, script, b').length"
    assert host.page.evaluate(made) == 0
    assert host.page.evaluate("window.harmed") is None


def test_bidi_overrides_do_not_leave_their_text(host: Host, fake: FakeServer) -> None:
    visit = {"date": "2025-09-08", "start": "14:00", "end": "16:00", "localised": "2025年9月8日(月) 14:00–16:00"}
    place = {"document": document(title=OVERRIDES), "section": [OVERRIDES, OVERRIDES], "visit": visit}
    fake.reply = lambda _: Reply(found(hit(OVERRIDES, **place), hit("島")))
    host.show(fake.address)
    host.ask("港")
    expect(host.page.locator(".hit")).to_have_count(2)

    left, right = (
        host.page.locator(".hit")
        .first.locator(".note")
        .evaluate(
            """(note) => {
          const range = document.createRange();
          const text = note.lastChild; // " · 2025年9月8日(月) 14:00–16:00"
          const left = (words) => {
            const at = text.data.indexOf(words);
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return range.getBoundingClientRect().left;
          };
          return [left("14:00"), left("16:00")];
        }"""
        )
    )
    assert left < right  # the time is not turned round


def test_ten_thousand_characters_without_a_space_stay_inside(host: Host, fake: FakeServer) -> None:
    endless = "x" * 10_000
    place = {"document": document(title=endless, publisher=endless), "section": [endless, endless], "passage_id": "2"}
    fake.reply = lambda _: Reply(answered(endless, hits=(hit(endless, matched=["x" * 99], **place),)))
    host.page.set_viewport_size({"width": 320, "height": 600})
    host.show(fake.address, '<tripqa-search mode="ask"></tripqa-search>')
    host.ask("x" * 2000)

    expect(host.page.locator("blockquote")).to_have_text(endless)
    expect(host.page.locator(".hit .text")).to_have_text(endless)
    assert host.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_browser_without_constructable_style_sheets_shows_it_plainly(host: Host, fake: FakeServer) -> None:
    host.page.add_init_script("delete window.CSSStyleSheet")
    host.show(fake.address)
    host.ask("港")

    expect(host.page.locator(".hit")).to_have_count(1)


def test_a_listener_that_throws_does_not_stop_it(host: Host, fake: FakeServer) -> None:
    host.show(fake.address)
    host.page.evaluate("window.onerror = () => true")
    host.page.evaluate("document.addEventListener('tripqa-search', () => { throw new Error('the page s own'); })")
    host.ask("港")

    expect(host.page.locator(".hit")).to_have_count(1)
