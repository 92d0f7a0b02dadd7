"""The intranet page of docs/pages.md, in a real browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.test_api import ready
from tests.web.conftest import served
from tests.web.fakes import Host
from tripqa.access.key_file import KeyFile
from tripqa.access.keys import make_key
from tripqa.api.app import create_app
from tripqa.service import QuestionService

PAGES = Path(__file__).parents[2] / "docs" / "pages.md"


def intranet_page() -> str:
    (page,) = re.findall(r"```html\n(.*?)```", PAGES.read_text(encoding="utf-8"), re.DOTALL)
    return str(page)


def test_the_intranet_page_of_the_docs_searches_from_another_origin(
    page: Page, address: str, intranet: tuple[str, Path]
) -> None:
    origin, folder = intranet
    (folder / "search.html").write_text(intranet_page().replace("http://127.0.0.1:8000", address), encoding="utf-8")

    page.goto(f"{origin}/search.html")
    page.get_by_role("searchbox").press_sequentially("ソウル市政府訪問")
    page.get_by_role("link", name="ソウル市政府訪問").first.wait_for()


@pytest.mark.usefixtures("blocked")
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


def test_a_widget_is_answered_with_the_key_of_its_page_s_origin_and_reads_no_more(
    host: Host, hashing_service: QuestionService, tmp_path: Path
) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    keys.change(lambda before: [])
    with served(create_app(ready(hashing_service), [host.origin], threads=2, keys=keys)) as address:
        host.show(address, lang="en")
        host.ask("KLID")
        expect(host.page.get_by_role("status")).to_have_text("The search did not work.")

        made = make_key(host.origin, ["admin"], ["*"], datetime.now(UTC), None)
        keys.change(lambda before: [made.key])
        host.page.get_by_role("button", name="Try again").click()
        expect(host.page.locator(".hit")).to_have_count(5)

        read = "([server, path]) => fetch(server + path).then((reply) => reply.status)"
        paths = ("/v1/documents", "/metrics", "/documents")
        assert [host.page.evaluate(read, [address, path]) for path in paths] == [403] * 3


def test_the_intranet_page_has_about_15_lines() -> None:
    assert len(intranet_page().splitlines()) <= 20
