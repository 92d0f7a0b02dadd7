"""A row below its heads, and a quote without the breaks of its layout; what is copied is what the document has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.builders import document
from tests.conftest import service_over
from tests.test_api import ready
from tests.web.conftest import served
from tests.web.fakes import FakeServer, Host, Reply, found, hit
from tripqa.api.app import create_app

HEADS, ROW = "地区\t令和4年度\t令和5年度", "柚木\t12\t345"
LAID = "港湾局を訪\n問した。"
COPY = """(selector) => {
  const root = document.querySelector("tripqa-search")?.shadowRoot ?? document;
  const range = document.createRange();
  range.selectNode(root.querySelector(selector));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
  root.querySelector(selector).dispatchEvent(event);
  return event.clipboardData.getData("text/plain");
}"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    long = "港湾局は岸壁の改修を進めており、来年度までにすべての工事を終える予定であると説明を受け\nた。"
    corpus = [document(f"（単位：千人）\n\n{HEADS}\n{ROW}\n\n{long * 3}\n", id="riyou")]
    service = service_over(tmp_path_factory.mktemp("tables"), corpus)
    service.ask("岸壁の改修")  # no page waits for the reader's weights
    with served(create_app(ready(service), [], threads=2)) as address:
        yield address


def test_hits_while_typing_show_a_row_below_its_heads(page: Page, tables: str) -> None:
    page.goto(tables)
    page.get_by_role("searchbox").press_sequentially("柚木の令和5年度")

    row = page.locator("#typing .hit", has_text="345")
    expect(row.locator(".hit-text")).to_have_text(ROW, use_inner_text=False)
    assert [one.text_content() for one in row.locator(".above").all()] == ["（単位：千人）", HEADS]


def test_a_quote_is_shown_without_its_layout_and_copied_with_it(page: Page, tables: str) -> None:
    page.goto(f"{tables}/?q=岸壁の改修")
    shown = page.locator(".words, .hit-text", has_text="説明を受け").first
    selector = ".words" if "words" in (shown.get_attribute("class") or "") else ".hit-text"

    assert "説明を受けた。" in shown.inner_text()
    assert "説明を受け\nた。" in page.evaluate(COPY, selector)


WIDE = {"above": [{"text": HEADS, "start": 50, "end": 65}], "start": 100, "end": 109}


def test_the_widget_shows_a_row_below_its_heads_once(host: Host, fake: FakeServer) -> None:
    fake.reply = lambda asked: Reply(found(hit(ROW, **WIDE)))
    host.show(fake.address)
    host.ask("柚木")

    expect(host.page.locator(".hit .above")).to_have_text(HEADS)
    expect(host.page.locator(".hit .text .tab")).to_have_count(2)


def test_the_widget_shows_a_quote_without_its_layout_and_copies_it_whole(host: Host, fake: FakeServer) -> None:
    breaks = [{"start": 5, "end": 6, "shown": ""}]
    fake.reply = lambda asked: Reply(found(hit(LAID, breaks=breaks)))
    host.show(fake.address)
    host.ask("港湾局")
    expect(host.page.locator(".hit .text")).to_be_visible()

    assert host.page.locator(".hit .text").inner_text() == "港湾局を訪問した。"
    assert host.page.evaluate(COPY, ".hit .text") == LAID
