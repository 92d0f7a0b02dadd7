"""Every state of a page has an address, and the address gives it back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripqa.domain import EVERYTHING, Filter
from tripqa.parsing.sidecar import DOCUMENT_ID
from tripqa.web.addresses import Addresses, Asked, Place, read_place, read_span, written

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
IDS = st.from_regex(DOCUMENT_ID, fullmatch=True) | TEXTS.filter(bool)
SPANS = st.tuples(st.integers(0, 10**9 - 2), st.integers(1, 10**9 - 1)).filter(lambda span: span[0] < span[1])
PLACES = st.builds(Place, IDS, SPANS)
ASKED = st.builds(Asked, TEXTS, st.none() | IDS, st.none() | TEXTS.filter(bool), st.none() | PLACES)
ROOTS = st.sampled_from(["", "/tripqa", "/a/b"])
PLAIN = re.compile(r"[!-~]*")  # what may stand in an address, and in an attribute


@given(SPANS)
def test_a_span_is_read_as_it_is_written(span: tuple[int, int]) -> None:
    assert read_span(written(span)) == span


@given(PLACES)
def test_a_place_is_read_as_it_is_written(place: Place) -> None:
    assert read_place(f"{place.document_id}:{written(place.span)}") == place


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "5", "5-", "-5", "9-5", "5-5", "0-0", "-1-5", "+1-5", "1-+5", "1--5", "1-5-9", "1_0-20", " 1-5",
        "1-5 ", "1-5\n", "1 - 5", "1–5", "1.0-5", "1e1-99", "0x1-5", "１-５", "一-五", "٣-٥", "¹-²", "1-9999999999",
        "9" * 5000 + "-5",
    ],
)  # fmt: skip
def test_what_is_no_span_is_none(text: str) -> None:
    assert read_span(text) is None
    assert read_place(f"report:{text}") is None


@pytest.mark.parametrize("text", ["", ":", "report", "report:", ":1-5", "1-5", "report 1-5", "report：1-5"])
def test_what_is_no_place_is_none(text: str) -> None:
    assert read_place(text) is None


def test_the_id_of_a_place_may_hold_colons() -> None:
    assert read_place("a:b:1-5") == Place("a:b", (1, 5))


@given(ROOTS, ASKED)
def test_the_address_of_a_question_gives_back_what_was_asked(root: str, asked: Asked) -> None:
    address = Addresses(root).home(asked)

    assert PLAIN.fullmatch(address)
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", f"{root}/")
    assert parts.fragment == ("span" if asked.opened else "")
    values = {name: value for name, (value,) in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    assert values.get("q", "") == asked.question
    assert values.get("document") == asked.document_id
    assert values.get("section") == asked.section
    assert read_place(values.get("open", "")) == asked.opened


@given(ROOTS, IDS, st.none() | SPANS)
def test_the_address_of_a_report_gives_back_its_id_and_place(root: str, id: str, span: tuple[int, int] | None) -> None:
    address = Addresses(root).document(id, span)

    assert PLAIN.fullmatch(address)
    parts = urlsplit(address)
    assert unquote(parts.path.removeprefix(f"{root}/documents/")) == id
    assert "/" not in parts.path.removeprefix(f"{root}/documents/")
    assert read_span(parse_qs(parts.query).get("span", [""])[0]) == span
    assert parts.fragment == ("span" if span else "")


@pytest.mark.parametrize("root", ["", "/tripqa"])
def test_every_address_is_below_the_path_that_a_proxy_puts_before_ours(root: str) -> None:
    to = Addresses(root)

    assert to.home(Asked("", None, None, None)) == f"{root}/"
    assert to.home(Asked("a b&c", "d", "節", Place("d", (1, 5)))) == (
        f"{root}/?q=a%20b%26c&document=d&section=%E7%AF%80&open=d:1-5#span"
    )
    assert to.document("d") == f"{root}/documents/d"
    assert to.document("d", (1, 5)) == f"{root}/documents/d?span=1-5#span"
    assert [to.documents(), to.documents(2)] == [f"{root}/documents", f"{root}/documents?page=2"]
    assert [to.file(""), to.file("page.css")] == [f"{root}/", f"{root}/page.css"]


def test_what_is_asked_says_where_it_is_looked_for() -> None:
    assert Asked("q", None, None, None).where == EVERYTHING
    assert Asked("q", "d", None, None).where == Filter(documents=("d",))
    assert Asked("q", "d", "s", None).where == Filter(documents=("d",), section="s")
