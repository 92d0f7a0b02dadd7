"""Files of values with commas or tabs between: rows as lines with tabs, in any encoding, whatever the quotes hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.files import LIMITS
from tripqa.errors import FileTooLarge, FileWithoutText
from tripqa.parsing.comma_separated import extract
from tripqa.parsing.corpus import read_corpus


def read(text: str) -> str:
    return extract(text.encode(), LIMITS).text


@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_rows_are_lines_whatever_parts_their_values(between: str) -> None:
    assert read(between.join(["地区", "件数", "計"]) + "\r\n" + between.join(["柚木", '"1,043"', "2"])) == (
        "地区\t件数\t計\n柚木\t1,043\t2"
    )


def test_quotes_hold_line_ends_and_quotes_and_empty_values_keep_the_columns() -> None:
    assert read('\ufeff地区,備考,計\n柚木,"「港」""東""\n二期",3\n泉,,4\n') == (
        '地区\t備考\t計\n柚木\t「港」"東" 二期\t3\n泉\t\t4'
    )


def test_a_title_above_and_a_note_below_do_not_hide_what_parts_the_values() -> None:
    assert read("人口、世帯の推移（単位：人）\n\n年;男;女\n令和5;1,5;2\n\n注 速報, 確定\n") == (
        "人口、世帯の推移（単位：人）\n\n年\t男\t女\n令和5\t1,5\t2\n\n注 速報, 確定"
    )


def test_a_file_in_shift_jis_is_read_from_a_corpus_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("地区,施設の名称\r\n柚木,みなと会館の会議室\r\n".encode("cp932"))
    (tmp_path / "b.tsv").write_text("地区\t件数, 計\n柚木\t3\n", encoding="utf-8")

    one, other = read_corpus(tmp_path).documents

    assert one.text == "地区\t施設の名称\n柚木\tみなと会館の会議室"
    assert other.text == "地区\t件数, 計\n柚木\t3"


def test_too_much_text_and_none_at_all_are_refused() -> None:
    with pytest.raises(FileTooLarge):
        extract("甲,乙\n".encode() * 100, replace(LIMITS, longest_text=50))
    with pytest.raises(FileWithoutText):
        extract(b",,,\n,,\n", LIMITS)
