"""What others wrote is shown as text, character for character, and never becomes part of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import document, texts
from tests.conftest import service_over
from tests.markup import Element, read
from tests.visiting import page_at, visiting
from tripqa.domain import Document, Section, Span
from tripqa.errors import QuestionRefused
from tripqa.service import QuestionService
from tripqa.text.passages import sections
from tripqa.web.addresses import Addresses
from tripqa.web.pages import NOTHING_ASKED, Frame, failure
from tripqa.web.pages import document as document_page

HOSTILE = (
    "<img src=x onerror=alert(1)>\"' onfocus=alert(1) x='{{ 7*7 }}{% raw %}</title></script><script>alert(1)</script>"
    "&lt;&#60;\u202eevil\u2066"
)
HEADING = "【<b onclick=alert(1)>\"'{{ 7*7 }}】"
TEXT = (
    f"{HEADING}\n\n9月8日(月) 14:00-16:00\n\n{HOSTILE}は港湾公社です。岸壁は30本あります。\n\n\t<svg/onload=alert(1)>\n"
)
REPORT = document(
    TEXT,
    id="hostile",
    title=HOSTILE,
    publisher=HOSTILE,
    url="javascript:alert(document.domain)//https://",
    trip=(date(2025, 9, 8), date(2025, 9, 9)),
    places=({"ja": HOSTILE},),
    examples={"en": (HOSTILE, "岸壁は何本ですか")},
)
FRAME = Frame("en", Addresses(""), "/")
QUESTION = f"岸壁は何本ですか {HOSTILE}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> QuestionService:
    return service_over(tmp_path_factory.mktemp("hostile"), [REPORT])


@pytest.fixture(scope="module")
def reader(service: QuestionService) -> Iterator[TestClient]:
    with visiting(service) as open_reader:
        yield open_reader


ADDRESSES = {
    "the start": "/",
    "a chosen visit": f"/?document=hostile&section={quote(HEADING)}",
    "an answer": f"/?q={quote(QUESTION)}",
    "an answer beside a report": f"/?q={quote(QUESTION)}&document=hostile&open=hostile:3-40",
    "nothing found": f"/?q={quote(QUESTION)}&section={quote(HOSTILE)}",
    "a refusal": f"/?q={quote(HOSTILE * 99)}&document={quote(HOSTILE)}",
    "an unknown document": f"/?q={quote(QUESTION)}&document={quote(HOSTILE)}&open={quote(HOSTILE)}",
    "an unknown report": f"/documents/{quote(HOSTILE, safe='')}".replace("%2F", "-"),
    "a report": "/documents/hostile?span=3-40",
    "a report cut short": f"/documents/hostile?span={quote(HOSTILE)}",
    "the list": "/documents",
    "no page of the list": f"/documents?page={quote(HOSTILE)}",
    "values that mean nothing": f"/?{quote(HOSTILE)}={quote(HOSTILE)}&lang={quote(HOSTILE)}",
    "the widget": "/widget",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_the_only_scripts_and_styles_of_a_page_are_ours(reader: TestClient, address: str) -> None:
    reply = reader.get(address)
    page = read(reply.text)

    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    ours = [{"src": "/page.js", "type": "module"}]
    widget = [{"src": "/widget.js", "defer": ""}] if address == "/widget" else []
    assert [one.attributes for one in page.all("script")] == widget + ours
    assert [one.text for one in page.all("script") if one.text] == []
    assert [one.attributes["href"] for one in page.all("link")] == [
        "/icon.svg", "/opensearch.xml", "/feed.xml", "/page.css",
    ]  # fmt: skip
    assert not [one for tag in ("style", "img", "svg", "iframe", "object", "embed", "base") for one in page.all(tag)]
    for element in page.all():
        assert not [name for name in element.attributes if name.startswith("on") or name in ("style", "srcdoc")]
        for name in ("href", "src", "action"):
            assert element.attributes.get(name, "/").startswith(("/", "#"))
            assert not element.attributes.get(name, "/").startswith(("//", "/\\"))


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_the_policy_of_every_page_allows_nothing_inline_and_no_other_host(reader: TestClient, address: str) -> None:
    policy = reader.get(address).headers["content-security-policy"]

    sources = {source for directive in policy.split(";") for source in directive.split()[1:]}
    assert sources == {"'none'", "'self'"}
    assert "default-src 'none'" in policy
    assert "base-uri 'none'" in policy


def test_a_title_a_publisher_and_a_heading_are_shown_as_they_are(reader: TestClient) -> None:
    report = page_at(reader, "/documents/hostile")
    start = page_at(reader, "/")

    assert report.one("h1").text == HOSTILE
    assert report.one("title").text.startswith(HOSTILE)
    assert HOSTILE in report.one(class_="facts").text
    assert start.one("h2", id="trip-1").text == HOSTILE
    assert [one.text for one in start.one(class_="examples").all("a")] == [*REPORT.examples["en"]]
    assert HEADING in start.one("a", class_="visit").text


def test_text_that_turns_its_direction_is_kept_apart_from_what_is_around_it(reader: TestClient) -> None:
    for page in (page_at(reader, "/documents/hostile"), page_at(reader, "/documents"), page_at(reader, "/")):
        titles = [one for one in page.one("main").all("bdi") if one.text == HOSTILE]
        assert titles


def test_a_question_comes_back_as_it_was_asked_wherever_it_is_shown(reader: TestClient) -> None:
    page = page_at(reader, ADDRESSES["an answer"])

    assert page.one("input", id="question").attributes["value"] == QUESTION
    assert page.one("title").text == f"{QUESTION} · tripqa"
    assert page.one("article").attributes["aria-label"] == f"Answer to “{QUESTION}”"
    assert "49" not in page.one("title").text


def test_a_scope_that_is_unknown_comes_back_as_it_was_sent(reader: TestClient) -> None:
    page = page_at(reader, ADDRESSES["an unknown document"], status=404)

    assert page.one("input", name="document").attributes["value"] == HOSTILE


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://www.metro.tokyo.lg.jp/a?b=c&d=%22", True),
        ("HTTP://example.org/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("\x01javascript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("vbscript:x", False),
        ("//evil.example/", False),
        ("/v1/documents", False),
        ("https:evil.example", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link_and_any_is_shown(
    service: QuestionService, url: str, link: bool
) -> None:
    page = read(document_page(Holding(replace(REPORT, url=url)), FRAME, "hostile", None, cut_short=False).html)

    facts = page.one("p", class_="facts")
    assert [one.attributes["href"] for one in facts.all("a")] == ([url] if link else [])
    assert url in facts.text


class Holding(QuestionService):
    """A service that shows one document, which no index has to take in first."""

    def __init__(self, held: Document) -> None:
        self._held = held

    def document(self, document_id: str) -> Document:
        """Return the document, whatever it is called."""
        return self._held

    def sections(self, document: Document) -> list[Section]:
        """Return the sections of that document, which each page has another of."""
        return sections(document)


def report_page(owner: Document, span: Span | None) -> tuple[str, Element]:
    shown = document_page(Holding(owner), FRAME, owner.id, span, cut_short=False)
    return shown.html, read(shown.html)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    texts() | st.sampled_from(["\n\nab", "\r\n\r\nab", "\rab", "\ufeffab", "\t\n<pre>\n", "a\rb\r\nc\n\rd", "&#13;"]),
    st.data(),
)
def test_the_report_on_the_page_is_the_report_and_the_mark_the_place_character_for_character(
    text: str, data: st.DataObject
) -> None:
    """U+0000 alone is shown as U+FFFD: HTML cannot hold it."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    html, page = report_page(document(text), (start, end) if start < end else None)

    shown = text.replace("\0", "\ufffd")
    assert page.one(class_="report-text").text == shown
    marks = page.all("mark")
    assert "".join(one.text for one in marks) == shown[start:end]
    assert [one.attributes.get("id") for one in marks] == ["span" if i == 0 else None for i in range(len(marks))]
    assert len(page.all(id="span")) == (1 if start < end else 0)
    assert "\r" not in html
    assert "\0" not in html


def test_the_hostile_report_is_the_report_too(reader: TestClient) -> None:
    page = page_at(reader, f"/documents/hostile?span=0-{len(TEXT)}")

    assert page.one(class_="report-text").text == TEXT
    assert "".join(one.text for one in page.all("mark")) == TEXT


def test_a_hit_keeps_its_carriage_returns(tmp_path: Path) -> None:
    owner = document("港湾公社の岸壁は\r\n\r\n30本あります。\r\n\r\n港は広い。\r\n", id="old")
    with visiting(service_over(tmp_path, [owner])) as old:
        page = page_at(old, "/?q=zzz")

    shown = [one.text for one in page.all(class_="hit-text")]
    assert shown == ["港湾公社の岸壁は\r\n\r\n30本あります。\r\n\r\n港は広い。"]
    assert shown[0] in owner.text


def test_a_failure_says_what_went_wrong_without_becoming_part_of_the_page() -> None:
    page = read(failure(FRAME, QuestionRefused(HOSTILE), 422, NOTHING_ASKED, None).html)

    assert page.one(class_="hint").text == HOSTILE


def test_no_template_switches_escaping_off() -> None:
    from tripqa.web import pages

    environment = pages._environment()
    sources = [environment.loader.get_source(environment, name)[0] for name in environment.list_templates()]  # type: ignore[union-attr]
    assert not [source for source in sources if re.search(r"\|\s*safe\b|autoescape", source)]
