"""Tables: what stands above a row belongs to it, whoever reads the row alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.builders import document, texts
from tripqa.domain import Document, Passage, Table
from tripqa.text.passages import search_text, split


def row(report: Document, words: str) -> Passage:
    (found,) = [passage for passage in split(report) if words in passage.text]
    return found


def above(text: str, words: str, heads: int | None = None) -> list[str]:
    """Return what stands above the row with some words, in a text that is marked as a table from its first tab on."""
    start = text.rfind("\n", 0, text.index("\t")) + 1
    tables = () if heads is None else (Table(start, len(text), heads),)
    return [text[slice(*span)] for span in row(document(text, tables=tables), words).above]


FEES = "室名\t平日\t休日\n大会議室\t3,000円\t4,500円\n小会議室\t1,200円\t1,800円"


@pytest.mark.parametrize("heads", [None, 1], ids=["by its words", "marked"])
def test_the_head_of_a_table_stands_above_each_of_its_rows(heads: int | None) -> None:
    assert above(FEES, "1,800円", heads) == ["室名\t平日\t休日"]


def test_a_row_is_searched_with_its_head_and_its_unit() -> None:
    report = document(f"利用料\n\n（単位：円）\n\n{FEES}")

    assert "平日" in search_text(report, row(report, "1,800"))
    assert "単位:円" in search_text(report, row(report, "1,800"))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("次の表のとおりです。（単位：千人）\n\n{}", "（単位：千人）"),
        ("表１　利用者数（単位：千人）\n{}", "表１　利用者数（単位：千人）"),
        ("單位：新臺幣千元\n\n{}", "單位：新臺幣千元"),
        ("(단위: 백만원)\n\n{}", "(단위: 백만원)"),
        ("Figures by year (unit: thousand people)\n\n{}", "Figures by year (unit: thousand people)"),
        ("地区別の利用者数\n{}", "地区別の利用者数"),
    ],
)
def test_the_unit_or_caption_above_a_table_belongs_to_its_rows(text: str, note: str) -> None:
    assert above(text.format(FEES), "1,800円") == [note, "室名\t平日\t休日"]


def test_a_row_with_an_empty_first_cell_is_of_the_key_above_it() -> None:
    text = "棟\t室名\t使用料\n東棟\t大会議室\t3,000円\n\t小会議室\t1,200円\n西棟\t大会議室\t2,400円\n\t小会議室\t900円"

    assert above(text, "1,200円") == ["棟\t室名\t使用料", "東棟"]
    assert above(text, "900円") == ["棟\t室名\t使用料", "西棟"]
    assert above(text, "2,400円") == ["棟\t室名\t使用料"]


def test_a_row_of_one_cell_is_the_key_of_those_below_it() -> None:
    text = "室名\t使用料\n東棟\n大会議室\t3,000円\n西棟\n大会議室\t2,400円\n小会議室\t900円"

    assert above(text, "3,000円", 1) == ["室名\t使用料", "東棟"]
    assert above(text, "900円", 1) == ["室名\t使用料", "西棟"]


def test_years_name_columns() -> None:
    assert above("区分\t2023\t2024年度\n歳入\t1,043\t1,120\n歳出\t980\t1,001", "980") == ["区分\t2023\t2024年度"]


def test_two_rows_of_heads_are_quoted_as_one() -> None:
    text = "棟\t使用料\n棟\t平日\t休日\n東\t3円\t4円\n西\t2円\t5円"

    assert above(text, "5円") == ["棟\t使用料\n棟\t平日\t休日"]


@pytest.mark.parametrize("text", ["9月8日\tソウル\n9月9日\t台北", "会場\tみなと館\n日時\t午後", "1\t2\n3\t4"])
def test_a_table_without_heads_has_none(text: str) -> None:
    report = document(text)

    assert [passage.above for passage in split(report)] == [(), ()]


def test_rows_in_columns_of_spaces_stand_alone_below_their_caption() -> None:
    text = (
        "2026년 대출이자율 현황\n\n항만시설 대출 1.05% 1.75%\n어선건조자금 대출 1.5%(고정금리)\n연안개발 대출 - 2.75%"
    )
    found = row(document(text, language="ko"), "어선건조자금")

    assert found.text == "어선건조자금 대출 1.5%(고정금리)"
    assert [text[slice(*span)] for span in found.above] == ["2026년 대출이자율 현황"]


def test_the_last_row_of_a_long_table_has_its_head() -> None:
    rows = "\n".join(f"第{number}地区\t{number},000\t{number},500" for number in range(1, 200))

    assert above(f"（単位：千人）\n\n地区\t令和5年度\t令和6年度\n{rows}", "第199地区") == [
        "（単位：千人）", "地区\t令和5年度\t令和6年度",
    ]  # fmt: skip


@given(texts())
@settings(deadline=None, max_examples=50)
def test_what_a_passage_stands_under_is_never_empty_and_no_part_of_it(text: str) -> None:
    for passage in split(document(text.replace(" ", "\t"))):
        assert all(start < end <= passage.start or passage.end <= start < end for start, end in passage.above)


@pytest.mark.parametrize("unit", ["（単位：千円）", "※単位：千円", "(단위: 천원)"])
def test_a_unit_below_a_table_belongs_to_its_rows(unit: str) -> None:
    assert above(f"{FEES}\n\n{unit}\n\n以上です。", "1,800円") == [unit, "室名\t平日\t休日"]


def test_a_unit_between_two_tables_is_of_the_one_below_it() -> None:
    text = f"{FEES}\n\n（単位：千円）\n\n{FEES.replace('1,800円', '2,900円')}"

    assert above(text, "1,800円") == ["室名\t平日\t休日"]
    assert above(text, "2,900円") == ["（単位：千円）", "室名\t平日\t休日"]


def test_a_sentence_below_a_table_that_names_no_unit_is_not_of_it() -> None:
    assert above(f"{FEES}\n\n利用料は前払いです。", "1,800円") == ["室名\t平日\t休日"]
