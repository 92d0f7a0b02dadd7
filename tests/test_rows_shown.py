"""A row of a table is nowhere shown without what its columns are: API, page, command line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from tests.builders import document, hit, manifest
from tests.conftest import service_over
from tests.visiting import page_at, visiting
from tripqa.answers.quoting import answered
from tripqa.citations.quoting import Quote
from tripqa.domain import Answered, Hit, Question
from tripqa.service import QuestionService, Reply
from tripqa.terminal import print_hits, print_reply
from tripqa.text.passages import split
from tripqa.web.answers import above_each
from tripqa.wire.answers import CitationOut, HitOut

TABLE = document("（単位：千人）\n\n地区\t令和4年度\t令和5年度\n柚木\t12\t345\n緑川\t6\t78\n", id="riyou")
UNIT, HEADS, ROW = "（単位：千人）", "地区\t令和4年度\t令和5年度", "柚木\t12\t345"


def row(words: str = ROW) -> Hit:
    return hit(TABLE, next(found for found in split(TABLE) if found.text == words))


def answer_with(characters: int, *rows: str) -> Answered:
    quotes = [Quote(found, (found.passage.start, found.passage.end)) for found in map(row, rows)]
    return answered(quotes, characters, None, [], 0.9, doubtful=False)


def test_a_hit_has_what_stands_above_its_row_as_the_document_has_it() -> None:
    above = HitOut.of(row()).above

    assert [one.text for one in above] == [UNIT, HEADS]
    assert all(TABLE.text[one.start : one.end] == one.text for one in above)


def test_a_citation_has_it_too_whether_or_not_there_was_room_to_quote_it() -> None:
    (citation,) = answer_with(20, ROW).citations

    assert [one.text for one in CitationOut.of(citation).above] == [UNIT, HEADS]


def test_a_head_that_is_quoted_stands_below_nothing_and_is_shown_once() -> None:
    found = answered_with_heads()

    assert [citation.quote for citation in found.citations] == [UNIT, HEADS, ROW]
    assert CitationOut.of(found.citations[0]).above == []
    assert above_each(found.citations) == [(), (), ()]


def answered_with_heads() -> Answered:
    found = row()
    quotes = [Quote(found, span) for span in ((found.passage.start, found.passage.end), *found.passage.above)]
    return answered(quotes, 400, None, [], 0.9, doubtful=False)


def test_of_two_rows_the_first_shows_what_both_stand_under() -> None:
    assert above_each(answer_with(40, ROW, "緑川\t6\t78").citations) == [(UNIT, HEADS), ()]


def test_the_terminal_shows_cells_apart_below_their_heads(capsys: pytest.CaptureFixture[str]) -> None:
    console, about = Console(width=200), manifest([TABLE], [], space="toy", dimension=2)
    print_reply(
        Reply("1", Question("?", "ja"), None, answer_with(20, ROW), (), (row(),), "reader", about, 1.0),
        console,
        console,
    )
    said = capsys.readouterr().out

    assert said.index(UNIT) < said.index("地区 | 令和4年度 | 令和5年度") < said.index("[1] 柚木 | 12 | 345")


def test_the_terminal_joins_the_lines_of_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    text = "港湾局は岸壁の改修を進めており来年度までにすべての工事を終える予定であると説明を受け\nた。"
    report = document(f"{text * 3}\n")
    console = Console(width=400)

    print_hits([hit(report, found) for found in split(report)], console, console)

    assert "受けた。" in capsys.readouterr().out


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> QuestionService:
    return service_over(tmp_path_factory.mktemp("tables"), [TABLE])


@pytest.fixture(scope="module")
def reader(tables: QuestionService) -> Iterator[TestClient]:
    with visiting(tables) as open_reader:
        yield open_reader


def test_a_search_over_http_has_the_heads_of_its_rows(reader: TestClient) -> None:
    hits = reader.post("/v1/search", json={"question": "柚木の令和5年度"}).json()["hits"]

    (found,) = [one for one in hits if one["text"] == ROW]
    assert [one["text"] for one in found["above"]] == [UNIT, HEADS]
    assert reader.get(f"/v1/passages/{found['passage_id']}").json()["above"] == found["above"]


def test_the_page_shows_the_heads_above_each_row(reader: TestClient) -> None:
    page = page_at(reader, "/?q=柚木の令和5年度")

    shown = [one.text for one in page.all("p") + page.all("span", class_="words")]
    assert shown.index(HEADS) < shown.index(ROW)
