"""An answer on the page: the quotes as they are, those of one place together, the values in them marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from tests.builders import document, hit, manifest, passage
from tripqa.domain import (
    Answer,
    Answered,
    Block,
    Citation,
    Conflict,
    Document,
    Hit,
    Missing,
    NameMatch,
    NoAnswer,
    Question,
    Span,
    StatedValue,
    Visit,
)
from tripqa.service import Reply
from tripqa.terminal import print_reply
from tripqa.web.answers import QuotesOfPlace, claims, names_of, quotes_by_block, uncited
from tripqa.wire.answers import CitationOut

PORT = document("岸壁は30本ある。職員は500名いる。港は広い。", id="port")
TOWN = document("岸壁は40本ある。町は古い。", id="town")


def cited(number: int, owner: Document, span: Span, section: str = "概要") -> Citation:
    found = hit(owner, passage(owner, span, section=(section,)))
    return Citation(number, owner.text[slice(*span)], *span, found)


def value(owner: Document, text: str, citation: int) -> StatedValue:
    start = owner.text.index(text)
    return StatedValue("number", text, start, start + len(text), citation)


def answered(*citations: Citation, short: StatedValue | None = None, conflicts: tuple[Conflict, ...] = ()) -> Answered:
    return Answered(short, 0.9, False, citations, conflicts)


def reply_of(answer: Answer, language: str = "ja") -> Reply:
    about = manifest([PORT], [], space="toy", dimension=2)
    return Reply("1", Question("?", language), None, answer, (), (), "reader", about, 1.0)


def by_place(found: Answered) -> tuple[QuotesOfPlace, ...]:
    (block,) = quotes_by_block(reply_of(found), found)
    return block.places


FIRST, SECOND = cited(1, PORT, (0, 9)), cited(2, PORT, (9, 19))


def test_quotes_stand_in_the_blocks_of_the_answer_and_one_without_quotes_is_shown() -> None:
    parts = (Block("港", (1,)), Block("町", (2,)), Block("村", ()))

    found = replace(answered(FIRST, cited(2, TOWN, (0, 9))), parts=parts)
    blocks = quotes_by_block(reply_of(found), found)

    assert [block.heading for block in blocks] == ["港", "町", "村"]
    assert [[group.hit.document.id for group in block.places] for block in blocks] == [["port"], ["town"], []]


def test_quotes_of_one_section_stand_together_and_in_the_order_of_the_answer() -> None:
    elsewhere, town = cited(3, PORT, (19, 24), "所感"), cited(4, TOWN, (0, 9))

    groups = by_place(answered(FIRST, SECOND, elsewhere, town))

    assert [[quote.citation.number for quote in group.quotes] for group in groups] == [[1, 2], [3], [4]]
    assert [group.hit for group in groups] == [FIRST.hit, elsewhere.hit, town.hit]


def test_rows_of_two_days_are_two_places_though_they_stand_in_one_section() -> None:
    def row(number: int, span: Span, day: int) -> Citation:
        quote = cited(number, PORT, span)
        visit = Visit(date(2025, 9, day), None, None)
        return replace(quote, hit=replace(quote.hit, passage=replace(quote.hit.passage, visit=visit)))

    groups = by_place(answered(row(1, (0, 9), 8), row(2, (9, 19), 9)))

    assert [group.hit.passage.visit.date.day for group in groups if group.hit.passage.visit] == [8, 9]


def test_sections_of_the_same_name_in_two_documents_are_two_places() -> None:
    groups = by_place(answered(FIRST, cited(2, TOWN, (0, 9)), cited(3, PORT, (9, 19))))

    assert [group.hit.document.id for group in groups] == ["port", "town", "port"]


def test_the_short_answer_is_marked_in_its_quote_alone_and_every_quote_stays_what_it_is() -> None:
    groups = by_place(answered(FIRST, SECOND, short=value(PORT, "30本", 1)))

    runs = [[(run.text, run.marked) for run in quote.runs] for group in groups for quote in group.quotes]
    assert runs == [[("岸壁は", False), ("30本", True), ("ある。", False)], [("職員は500名いる。", False)]]


def test_both_sides_of_a_conflict_are_marked_and_told_with_their_citations() -> None:
    town = cited(2, TOWN, (0, 9))
    told = Conflict("number", (value(PORT, "30本", 1), value(TOWN, "40本", 2)))
    found = answered(FIRST, town, conflicts=(told,))

    marked = [run.text for group in by_place(found) for quote in group.quotes for run in quote.runs if run.marked]
    assert marked == ["30本", "40本"]
    ((one, other),) = claims(reply_of(found), found)
    assert [(one.value.text, one.citation), (other.value.text, other.citation)] == [("30本", FIRST), ("40本", town)]


def test_an_answer_without_conflicts_claims_nothing() -> None:
    assert claims(reply_of(answered(FIRST)), answered(FIRST)) == []


def test_every_name_is_told_once_in_the_order_found_in_the_language_of_its_own_document() -> None:
    tang, klid = NameMatch("Audrey Tang", "オードリー・タン"), NameMatch("KLID", "韓国地域情報開発院")
    korean = replace(SECOND.hit, names=(tang, klid), document=replace(PORT, language="ko"))
    hits: list[Hit] = [replace(FIRST.hit, names=(tang,)), korean, FIRST.hit]

    assert [*names_of(hits).items()] == [(tang, "ja"), (klid, "ko")]


def test_a_hit_that_is_quoted_is_not_shown_again() -> None:
    assert uncited([SECOND.hit, FIRST.hit], answered(FIRST)) == [SECOND.hit]
    assert uncited([FIRST.hit], answered(FIRST)) == []


PAGED = replace(PORT, pages=(0, 5, 12))  # 30本 lies on the second page, though its sentence begins on the first


def test_the_page_of_a_citation_is_the_one_on_which_its_quote_begins() -> None:
    whole = hit(PAGED, passage(PAGED, (0, 9), (9, 19), section=("概要",), page=1))
    first, second = Citation(1, PORT.text[:9], 0, 9, whole), Citation(2, PORT.text[12:19], 12, 19, whole)

    assert [CitationOut.of(one).page for one in (first, second)] == [1, 3]
    assert [group.page for group in by_place(answered(first, second))] == [1, 3]
    assert CitationOut.of(FIRST).page is None
    assert [group.page for group in by_place(answered(FIRST, SECOND))] == [None]


def test_each_side_of_a_conflict_is_on_the_page_where_its_value_stands() -> None:
    paged, town = cited(1, PAGED, (0, 9)), cited(2, TOWN, (0, 9))
    told = Conflict("number", (value(PAGED, "本", 1), value(TOWN, "40本", 2)))

    found = answered(paged, town, conflicts=(told,))

    assert [claim.page for claim in claims(reply_of(found), found)[0]] == [2, None]


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "The documents mention KLID and give no phone number."), ("ko", "전화번호"), ("fr", "mention KLID")],
)
def test_the_terminal_says_what_is_missing_in_the_question_s_language(
    capsys: pytest.CaptureFixture[str], language: str, says: str
) -> None:
    none = NoAnswer(0.1, Missing("KLID", "phone"), "not_stated")

    print_at_terminal(none, language)

    assert says in capsys.readouterr().out


def test_the_terminal_says_that_quotes_may_not_answer(capsys: pytest.CaptureFixture[str]) -> None:
    print_at_terminal(replace(answered(FIRST), doubtful=True), "zh-Hant")

    assert "以下引用可能不是這個問題的答案。" in capsys.readouterr().out


def print_at_terminal(answer: Answer, language: str) -> None:
    console, about = Console(width=200), manifest([PORT], [], space="toy", dimension=2)
    print_reply(
        Reply("1", Question("?", language), None, answer, (), (FIRST.hit,), "reader", about, 1.0), console, console
    )


def test_the_terminal_names_the_page_of_a_quote(capsys: pytest.CaptureFixture[str]) -> None:
    console, about = Console(width=200), manifest([PAGED], [], space="toy", dimension=2)
    quoted = Citation(1, PORT.text[12:19], 12, 19, hit(PAGED, passage(PAGED, (0, 19), page=1)))

    print_reply(
        Reply("1", Question("港は?", "ja"), None, answered(quoted), (), (quoted.hit,), "reader", about, 1.0),
        console,
        console,
    )

    assert "page 3 · port:12-19" in capsys.readouterr().out
