"""Hangul files: paragraphs, tables in their columns, boxes and notes; nothing struck or deleted."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.files import LIMITS
from tripqa.errors import FileTooLarge, FileWithoutText
from tripqa.parsing.extracting import extract_bytes
from tripqa.parsing.hangul import extract

HWPML = "http://www.hancom.co.kr/hwpml/2011"
SPACES = f'xmlns:hs="{HWPML}/section" xmlns:hp="{HWPML}/paragraph" xmlns:hh="{HWPML}/head"'


def document(*sections: str, head: str = "") -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr(zipfile.ZipInfo("mimetype"), "application/hwp+zip")
        written.writestr("Contents/header.xml", f"<hh:head {SPACES}>{head}</hh:head>")
        for number, section in enumerate(sections):
            written.writestr(f"Contents/section{number}.xml", f"<hs:sec {SPACES}>{section}</hs:sec>")
    return into.getvalue()


def p(inside: str, shape: str = "0") -> str:
    return f'<hp:p><hp:run charPrIDRef="{shape}">{inside}</hp:run></hp:p>'


def t(text: str) -> str:
    return f"<hp:t>{text}</hp:t>"


def cell(text: str, column: int, more: str = "") -> str:
    return (
        f'<hp:tc><hp:subList>{p(t(text) + more)}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="0"/>'
        '<hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc>'
    )


def read(*sections: str, head: str = "") -> str:
    return extract_bytes(document(*sections, head=head), ".hwpx", LIMITS).text


def test_sections_and_paragraphs_come_in_order_with_their_white_space() -> None:
    sections = [p(t(f"{number}절")) for number in range(11)]

    assert read(*sections).split("\n\n") == [f"{number}절" for number in range(11)]
    assert read(p(t("가<hp:tab/>나<hp:lineBreak/>다"))) == "가\t나\n다"


def test_columns_of_a_table_stay_aligned_over_merged_cells() -> None:
    rows = [
        cell("구분", 0) + cell("2025년", 1) + cell("계", 3),
        cell("건수", 1) + cell("금액", 2) + cell("천원", 3),
    ]
    table = f"<hp:tbl>{''.join(f'<hp:tr>{row}</hp:tr>' for row in rows)}</hp:tbl>"

    assert read(p(t("표 1") + table)) == "표 1\n\n구분\t2025년\t\t계\n\t건수\t금액\t천원"


def test_boxes_notes_and_tables_in_cells_come_after_what_they_hang_on() -> None:
    box = f"<hp:rect><hp:drawText><hp:subList>{p(t('상자'))}</hp:subList></hp:drawText></hp:rect>"
    note = f"<hp:ctrl><hp:footNote><hp:subList>{p(t('주석'))}</hp:subList></hp:footNote></hp:ctrl>"
    head = f"<hp:ctrl><hp:header><hp:subList>{p(t('머리말'))}</hp:subList></hp:header></hp:ctrl>"
    inner = f"<hp:tbl><hp:tr>{cell('안', 0)}</hp:tr></hp:tbl>"

    assert read(p(head + t("본문") + box + note)) == "본문\n\n상자\n\n주석"
    assert read(p(f"<hp:tbl><hp:tr>{cell('밖', 0, inner)}</hp:tr></hp:tbl>")) == "밖\n\n안"


def test_struck_and_deleted_text_is_none_and_the_shape_that_hangul_writes_for_no_line_is() -> None:
    head = "".join(
        f'<hh:charPr id="{id}"><hh:strikeout shape="{shape}"/></hh:charPr>'
        for id, shape in [("0", "NONE"), ("1", "SOLID"), ("2", "3D")]
    )

    assert read(p(t("서른")) + p(t("지움"), "1") + p(t("마흔"), "2"), head=head) == "서른\n\n마흔"
    assert read(p(t("앞<hp:deleteBegin/>지움<hp:deleteEnd/>뒤"))) == "앞뒤"


def test_a_file_without_text_is_refused_and_one_that_bursts_too() -> None:
    with pytest.raises(FileWithoutText):
        extract(document(p("")), LIMITS)
    with pytest.raises(FileTooLarge, match="grows to more than 200 times"):
        extract(document(p(" " * 30_000_000)), LIMITS)


def test_a_value_of_several_rows_is_one_of_each() -> None:
    long = cell("900원", 1).replace('rowSpan="1"', 'rowSpan="2"')
    rows = "".join(f"<hp:tr>{row}</hp:tr>" for row in (cell("서관", 0) + long, cell("동관", 0), cell("북관", 0)))

    assert read(p(f"<hp:tbl>{rows}</hp:tbl>")) == "서관\t900원\n동관\t900원\n북관"


def test_a_value_of_several_columns_is_one_of_each() -> None:
    wide = cell("900원", 1).replace('colSpan="1"', 'colSpan="2"')
    rows = (cell("서관", 0) + wide, cell("동관", 0) + cell("500원", 1) + cell("700원", 2))

    assert read(p(f"<hp:tbl>{''.join(f'<hp:tr>{row}</hp:tr>' for row in rows)}</hp:tbl>")) == (
        "서관\t900원\t900원\n동관\t500원\t700원"
    )


def test_the_paragraphs_of_a_box_drawn_as_a_table_of_one_cell_stand_apart() -> None:
    inside = p(t("□ 모집 개요")) + p(t("○ 인원: 70명"))
    box = f'<hp:tc><hp:subList>{inside}</hp:subList><hp:cellAddr colAddr="0" rowAddr="0"/></hp:tc>'

    assert read(p(f"<hp:tbl><hp:tr>{box}</hp:tr></hp:tbl>")) == "□ 모집 개요\n\n○ 인원: 70명"


def test_a_word_with_a_reading_and_signs_drawn_over_one_another_are_text() -> None:
    read_word = "<hp:dutmal><hp:mainText>본말</hp:mainText><hp:subText>덧말</hp:subText></hp:dutmal>"

    assert read(p(read_word + t("은 ") + '<hp:compose composeText="12"/>')) == "본말은 12"


def test_a_file_whose_type_is_packed_is_told_by_its_parts() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("mimetype", "application/hwp+zip")
        written.writestr("Contents/content.hpf", "<package/>")
        written.writestr("Contents/section0.xml", f"<hs:sec {SPACES}>{p(t('본문'))}</hs:sec>")

    assert extract_bytes(into.getvalue(), ".hwpx", LIMITS).text == "본문"
