"""Columns: a question that names the head of one is answered from its cells."""

from __future__ import annotations

import pytest

from tests.builders import document, hit
from tripqa.answers.columns import asked_cells, of_named_rows
from tripqa.answers.evidence import gather
from tripqa.answers.quoting import answered, quotes_of
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold_question
from tripqa.text.passages import split

TEXT = """（単位：円）

棟	室名	使用料		担当課
棟	室名	平日	休日	担当課
西棟	小会議室	900	1,350	管財課
東棟	小会議室	800	1,200	管財課"""


def cells(question: str) -> list[str]:
    report = document(TEXT)
    hits = [hit(report, passage) for passage in split(report) if "西棟" in passage.text]
    (row,) = gather(fold_question(question), what_is_asked(question), hits)
    return [TEXT[slice(*cell)] for cell in asked_cells(fold_question(question), row)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("西棟の小会議室の平日の使用料は", ["900"]),
        ("西棟の小会議室の休日の使用料は", ["1,350"]),
        ("西棟の小会議室の使用料は", ["900", "1,350"]),
        ("西棟の小会議室の担当課は", ["管財課"]),
        ("西棟の小会議室はいつ開きますか", []),
    ],
)
def test_the_cells_below_the_heads_that_a_question_names_are_asked_for(question: str, found: list[str]) -> None:
    assert cells(question) == found


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("西棟の小会議室の平日の使用料は", ["西棟\t小会議室"]),
        ("小会議室の平日の使用料は", ["西棟\t小会議室", "東棟\t小会議室"]),
        ("西棟と東棟の大会議室は", ["西棟\t大会議室", "東棟\t大会議室"]),
        ("使用料は", ["西棟\t小会議室", "西棟\t大会議室", "東棟\t小会議室", "東棟\t大会議室"]),
    ],
)
def test_a_row_of_which_a_question_names_less_than_of_another_is_left_out(question: str, left: list[str]) -> None:
    keys = ["西棟\t小会議室", "西棟\t大会議室", "東棟\t小会議室", "東棟\t大会議室"]
    text = "\n".join(["棟\t室名\t使用料", *(f"{key}\t{price}00円" for price, key in enumerate(keys, start=1))])
    report = document(text)
    rows = gather(question, what_is_asked(question), [hit(report, passage) for passage in split(report)][1:])

    found = [text[slice(*one.span)] for one in of_named_rows(question, rows)]
    assert [said.rpartition("\t")[0] for said in found] == left


def test_a_row_is_quoted_with_its_unit_and_heads() -> None:
    report = document(TEXT)
    hits = [hit(report, passage) for passage in split(report) if "西棟" in passage.text]
    (row,) = gather("平日", what_is_asked("平日"), hits)

    assert [
        citation.quote
        for citation in answered(quotes_of(row, date=False), 400, None, [], 1.0, doubtful=False).citations
    ] == [
        "（単位：円）",
        "棟\t室名\t使用料\t\t担当課\n棟\t室名\t平日\t休日\t担当課",
        "西棟\t小会議室\t900\t1,350\t管財課",
    ]
