"""Workbooks: each sheet a section, rows as lines, values as they are seen; nothing that is hidden or struck."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font

from tests.files import LIMITS, headings, saved, strict
from tripqa.errors import FileDamaged, FileTooLarge, FileWithoutText
from tripqa.parsing.extracting import extract_bytes
from tripqa.parsing.xlsx import extract


def book(*rows: list[Any], name: str = "人口") -> Any:
    made = Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    return made


def changed(made: Any, part: str, change: Callable[[str], str]) -> bytes:
    into = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(made))) as packed,
        zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in packed.namelist():
            held = packed.read(name)
            written.writestr(name, change(held.decode()).encode() if name == part else held)
    return into.getvalue()


def test_each_sheet_is_a_section_and_each_row_a_line_with_its_unit_and_head_above() -> None:
    made = book(["地区別人口（単位：千人）"], ["地区", "令和5年度", "令和6年度"], ["柚木", 12.5, 13])
    made.create_sheet("施設").append(["中央図書館", None, 3])
    made.create_sheet("空")

    read = extract(saved(made), LIMITS)

    assert read.text == (
        "人口\n\n地区別人口（単位：千人）\n地区\t令和5年度\t令和6年度\n柚木\t12.5\t13\n\n施設\n\n中央図書館\t3"
    )
    assert headings(read) == [("人口", 1), ("施設", 1)]


def test_a_lone_sheet_without_a_name_of_its_own_has_no_heading() -> None:
    assert extract(saved(book(["一"], name="Sheet1")), LIMITS).text == "一"


def test_merged_cells_stay_in_their_columns() -> None:
    made = book([None, "件数", None], ["区分", "申請", "許可"], ["東", 1, 2], [None, 3, 4])
    made.active.merge_cells("B1:C1")
    made.active.merge_cells("A3:A4")

    assert extract(saved(made), LIMITS).text.split("\n")[2:] == ["\t件数", "区分\t申請\t許可", "東\t1\t2", "\t3\t4"]


def test_values_are_seen_as_the_sheet_shows_them() -> None:
    made = book([1234567, 0.045, datetime(2025, 9, 8), -3.2])
    for cell, code in zip(made.active[1], ("#,##0", "0.0%", '[$-411]ggge"年"m"月"d"日"', '0.0;"▲"0.0'), strict=True):
        cell.number_format = code

    assert extract(saved(made), LIMITS).text.endswith("1,234,567\t4.5%\t令和7年9月8日\t▲3.2")


@pytest.mark.parametrize(("id", "text"), [(31, "2025-09-08"), (57, "2025-09-08"), (55, "2025-09"), (14, "2025-09-08")])
def test_a_day_in_a_format_of_excel_in_japanese_is_no_bare_number(id: int, text: str) -> None:
    made = book([45908])
    made.active["A1"].number_format = "0.0000"
    data = changed(made, "xl/styles.xml", lambda xml: xml.replace('numFmtId="164" fontId', f'numFmtId="{id}" fontId'))

    assert extract(data, LIMITS).text == f"人口\n\n{text}"


def test_what_is_hidden_or_struck_is_left_out_and_told() -> None:
    made = book(["見える", "隠れた列"], ["隠れた行"], ["残る", "x"])
    made.active.row_dimensions[2].hidden = True
    made.active.column_dimensions["B"].hidden = True
    struck = TextBlock(InlineFont(strike=True), "三十名")
    made.active["A4"] = CellRichText(["定員", struck, "四十五名"])
    made.active["A5"] = "旧"
    made.active["A5"].font = Font(strike=True)
    made.create_sheet("控え").append(["秘"])
    made["控え"].sheet_state = "hidden"

    read = extract(saved(made), LIMITS)

    assert read.text == "人口\n\n見える\n残る\n定員四十五名"
    assert read.remarks == ("left out as hidden: 1 sheets", "left out as hidden: 1 rows and 1 columns")


def test_a_formula_without_a_stored_value_is_told() -> None:
    made = book(["計", "=1+1"])
    made.active["C1"] = "=1+2"

    read = extract(saved(made), LIMITS)

    assert read.text == "人口\n\n計"
    assert read.remarks[0].startswith("2 formulas have no stored value")


def test_blank_rows_part_tables_and_columns_that_a_table_leaves_empty_cost_no_tab() -> None:
    made = book(["表1"], [None], [None, "甲", None, "1"], [None, "乙", None, "2"], name="Sheet1")

    assert extract(saved(made), LIMITS).text == "表1\n\n甲\t1\n乙\t2"


def test_cells_at_the_far_end_of_a_sheet_cost_no_more_than_others() -> None:
    made = book(["一"], name="Sheet1")
    made.active["XFD1"] = "端"
    made.active["A1048576"] = "底"

    assert extract(saved(made), LIMITS).text == "一\t端\n\n底"


def test_a_workbook_of_the_strict_form_is_read() -> None:
    assert extract(strict(saved(book(["令和5年度", 3]))), LIMITS).text == "人口\n\n令和5年度\t3"


def test_a_workbook_that_shows_nothing_is_refused_and_one_that_is_cut_off_is_told() -> None:
    with pytest.raises(FileWithoutText, match="shows no value on any sheet"):
        extract(saved(book()), LIMITS)
    with pytest.raises(FileDamaged):
        extract_bytes(saved(book(["一"]))[:-300], ".xlsx", LIMITS)


def test_a_workbook_that_would_burst_is_told_before() -> None:
    data = changed(book(["一"]), "xl/worksheets/sheet1.xml", lambda xml: xml + " " * 30_000_000)

    with pytest.raises(FileTooLarge, match="grows to more than 200 times its size"):
        extract(data, LIMITS)


def test_a_value_of_several_rows_is_one_of_each() -> None:
    made = book(["区分", "室名", "使用料"], ["西棟", "小会議室", 900], [None, "大会議室", None], ["東棟", "和室", 500])
    made.active.merge_cells("A2:A3")
    made.active.merge_cells("C2:C3")

    assert extract(saved(made), LIMITS).text.split("\n")[2:] == [
        "区分\t室名\t使用料", "西棟\t小会議室\t900", "\t大会議室\t900", "東棟\t和室\t500"
    ]  # fmt: skip


def test_a_value_of_several_columns_is_one_of_each() -> None:
    made = book(["区分", "平日", "休日"], ["大", 900, None], ["小", 400, 500])
    made.active.merge_cells("B2:C2")

    assert extract(saved(made), LIMITS).text.split("\n")[2:] == ["区分\t平日\t休日", "大\t900\t900", "小\t400\t500"]


def charted(values: Any, *, title: str = "地区別の人口") -> BarChart:
    chart = BarChart()
    chart.title = title
    chart.add_data(Reference(values, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    chart.set_categories(Reference(values, min_col=1, min_row=2, max_row=3))
    return chart


def test_a_chart_of_values_that_a_sheet_shows_is_its_title() -> None:
    made = book(["地区", "令和6年度"], ["東", 120], ["西", 80])
    made.active.add_chart(charted(made.active), "E2")

    assert extract(saved(made), LIMITS).text == "人口\n\n地区\t令和6年度\n東\t120\n西\t80\n\n地区別の人口"


def test_a_chart_of_values_on_a_hidden_sheet_is_a_table() -> None:
    made = book(["次の図のとおり。"])
    hidden = made.create_sheet("元")
    for row in (["地区", "令和6年度"], ["東", 120], ["西", 80]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    made.active.add_chart(charted(hidden), "E2")
    cache = '<c:numCache><c:formatCode>#,##0</c:formatCode><c:pt idx="0"><c:v>1120</c:v></c:pt></c:numCache>'

    data = changed(
        made,
        "xl/charts/chart1.xml",
        lambda xml: re.sub(r"(<val>.*?</f>)", rf"\1{cache.replace('c:', '')}", xml, count=1, flags=re.S),
    )
    assert extract(data, LIMITS).text == "人口\n\n次の図のとおり。\n\n地区別の人口\n\t1,120"


def test_the_words_of_a_box_on_a_sheet_come_after_its_rows() -> None:
    made = book(["地区", "人口"], ["東", 120])
    made.active.add_chart(charted(made.active, title="図"), "E2")
    box = (
        '<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row>'
        '</xdr:from><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="9" name="box"{more}/></xdr:nvSpPr>'
        "<xdr:txBody><a:p><a:r><a:t>{words}</a:t>"
        "</a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor>"
    )
    boxes = box.format(more="", words="締切は三月末") + box.format(more=' hidden="1"', words="内緒")

    data = changed(made, "xl/drawings/drawing1.xml", lambda xml: re.sub(r"(</\w*:?wsDr>)", rf"{boxes}\1", xml))
    assert extract(data, LIMITS).text == "人口\n\n地区\t人口\n東\t120\n\n締切は三月末\n\n図"
