"""OpenDocument: texts, slides and sheets as LibreOffice writes them, without what is hidden, struck or for oneself."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.files import LIMITS, headings, pages
from tripqa.errors import FileTooLarge, FileWithoutText
from tripqa.parsing.extract import Extract
from tripqa.parsing.extracting import extract_bytes
from tripqa.parsing.opendocument import extract

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("svg", "svg-compatible"), ("presentation", "presentation"), ("chart", "chart"),
    ]
)  # fmt: skip
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def document(body: str, kind: str = "text", styles: str = "", more: dict[str, str] | None = None) -> bytes:
    content = (
        f"<office:document-content {SPACES} {XLINK}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr(
            zipfile.ZipInfo("mimetype"), f"application/vnd.oasis.opendocument.{kind}"
        )  # stored, as the format asks
        for name, part in {"content.xml": content, **(more or {})}.items():
            written.writestr(name, part)
    return into.getvalue()


def read(body: str, kind: str = "text", styles: str = "") -> Extract:
    return extract(document(body, kind, styles), LIMITS)


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{p(text) if text else ''}</table:table-cell>"


def test_paragraphs_headings_and_white_space_are_those_that_are_seen() -> None:
    found = read(
        '<text:h text:outline-level="2">所感</text:h>'
        + p("港は\n  広<text:s text:c='2'/>い<text:tab/>と<text:line-break/>記す")
        + p("<text:ruby><text:ruby-base>宮坂</text:ruby-base><text:ruby-text>みやさか</text:ruby-text></text:ruby>氏")
    )

    assert found.text == "所感\n\n港は 広  い\tと\n記す\n\n宮坂氏"
    assert headings(found) == [("所感", 2)]


def test_what_is_struck_hidden_deleted_or_a_comment_is_no_text() -> None:
    styles = (
        '<style:style style:name="S" style:family="text">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="T" style:family="text" style:parent-style-name="S"/>'
        '<style:style style:name="H" style:family="paragraph">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    comment = f"<office:annotation>{p('注')}</office:annotation>"
    found = read(
        f"<text:tracked-changes><text:changed-region>{p('消えた')}</text:changed-region></text:tracked-changes>"
        + p(f"定員は<text:span text:style-name='T'>三十名</text:span>四十五名{comment}")
        + p("控え", "H")
        + f'<text:section text:display="none">{p("隠れた節")}</text:section>'
        + f"<text:table-of-content>{p('目次')}</text:table-of-content>",
        styles=styles,
    )

    assert found.text == "定員は四十五名"


def test_items_have_the_numbers_that_their_lists_make() -> None:
    levels = "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-format="{form}" style:num-prefix="{before}" '
        f'style:num-suffix="{after}"/>'
        for level, form, before, after in [(1, "1", "第", "条"), (2, "ア, イ, ウ, ...", "（", "）")]
    )
    bullet = '<text:list-level-style-bullet text:level="1"/>'
    styles = "".join(
        f'<text:list-style style:name="{name}">{inside}</text:list-style>'
        for name, inside in [("L", levels), ("B", bullet)]
    )

    def items(*inside: str) -> str:
        return "".join(f"<text:list-item>{one}</text:list-item>" for one in inside)

    inner = f"<text:list>{items(p('い'), p('ろ'))}</text:list>"
    found = read(
        f'<text:list text:style-name="L">{items(p("目的") + inner, p("定義"))}</text:list>'
        f'<text:list text:style-name="L" text:continue-numbering="true">{items(p("雑則"))}</text:list>'
        f'<text:list text:style-name="B">{items(p("点"), p("線"))}</text:list>',
        styles=styles,
    )

    assert [line for line in found.text.split("\n") if line] == [
        "第1条 目的", "（ア） い", "（イ） ろ", "第2条 定義", "第3条 雑則", "• 点", "• 線"
    ]  # fmt: skip


def test_columns_stay_aligned_over_cells_that_span_and_repeat() -> None:
    covered = "<table:covered-table-cell/>"
    rows = [
        cell("区分") + cell("令和5年度", 'table:number-columns-spanned="2"') + covered + cell("計"),
        cell("", 'table:number-columns-repeated="2"') + cell("金額") + cell("千円"),
        covered + cell("一", 'table:number-columns-repeated="2"') + cell("二"),
    ]
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)

    assert read(f"<table:table><table:table-header-rows>{inside}</table:table-header-rows></table:table>").text == (
        "区分\t令和5年度\t\t計\n\t\t金額\t千円\n\t一\t一\t二"
    )


def test_boxes_and_notes_come_after_their_paragraph_and_a_chart_is_a_table() -> None:
    box = f"<draw:frame><draw:text-box>{p('枠')}</draw:text-box></draw:frame>"
    note = (
        f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('注記')}</text:note-body></text:note>"
    )
    chart = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
    rows = "".join(
        f"<table:table-row>{cell(one)}{cell(other)}</table:table-row>" for one, other in [("", "人"), ("釜山", "330")]
    )
    part = (
        f"<office:document-content {SPACES}><office:body><office:chart><chart:chart>"
        f"<chart:title>{p('人口')}</chart:title><table:table>{rows}</table:table>"
        "</chart:chart></office:chart></office:body></office:document-content>"
    )
    data = document(p(f"本文{box}{note}") + p(chart), more={"Object 1/content.xml": part})

    assert extract(data, LIMITS).text == "本文\n\n枠\n\n注記\n\n人口\n\n\t人\n釜山\t330"


def test_each_sheet_is_a_section_and_what_repeats_without_end_or_is_hidden_costs_nothing() -> None:
    styles = (
        '<style:style style:name="X" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    empty = cell("", 'table:number-columns-repeated="16384"')
    last = f'<table:table-row table:number-rows-repeated="1048576">{empty}</table:table-row>'
    rows = (
        f"<table:table-row>{cell('地区')}{cell('件数')}</table:table-row>"
        f'<table:table-row table:visibility="filter">{cell("隠れた行")}</table:table-row>'
        f"<table:table-row>{cell('柚木')}{cell('1,043')}{empty}</table:table-row>{last}"
    )
    sheets = "".join(
        f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'
        for name, style in [("一", ""), ("控え", "X"), ("二", "")]
    )

    found = read(sheets, "spreadsheet", styles)

    assert found.text == "一\n\n地区\t件数\n柚木\t1,043\n\n二\n\n地区\t件数\n柚木\t1,043"
    assert headings(found) == [("一", 1), ("二", 1)]
    assert found.remarks == ("left out as hidden: 1 sheets",)


def test_text_that_is_said_to_repeat_without_end_is_refused_or_cut() -> None:
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell("あ" * 20_000)}</table:table-row>'

    with pytest.raises(FileTooLarge):
        read(f'<table:table table:name="一">{row}</table:table>', "spreadsheet")


def test_a_cell_beyond_the_last_column_costs_no_room() -> None:
    row = cell("一") + cell("", 'table:number-columns-repeated="1000000000"') + cell("二")

    assert read(f"<table:table><table:table-row>{row}</table:table-row></table:table>").text == "一"


def test_slides_are_pages_read_column_by_column_without_notes() -> None:
    def frame(text: str, x: float, y: float, more: str = "") -> str:
        place = f'svg:x="{x}cm" svg:y="{y}cm" svg:width="9cm" svg:height="2cm"'
        return f"<draw:frame {place} {more}><draw:text-box>{p(text)}</draw:text-box></draw:frame>"

    boxes = frame("釜山", 1, 4) + frame("高雄", 12, 4) + frame("330万人", 1, 7) + frame("270万人", 12, 7)
    title = frame("比較", 1, 1, 'presentation:class="title"')
    notes = f"<presentation:notes>{frame('話す人だけ', 1, 1)}</presentation:notes>"
    found = read(
        f"<draw:page>{boxes}{title}{notes}</draw:page><draw:page>{frame('二', 1, 1)}</draw:page>", "presentation"
    )

    assert pages(found) == ["比較\n\n釜山\n\n330万人\n\n高雄\n\n270万人", "二"]
    assert headings(found) == [("比較", 1)]


def test_a_file_without_text_is_refused_and_one_that_bursts_too() -> None:
    with pytest.raises(FileWithoutText):
        extract_bytes(document(p(" ")), ".odt", LIMITS)
    with pytest.raises(FileTooLarge, match="grows to more than 200 times"):
        extract_bytes(document(p(" " * 30_000_000)), ".odt", LIMITS)


def test_a_value_of_several_rows_is_one_of_each() -> None:
    rows = [
        cell("西棟") + cell("900円", 'table:number-rows-spanned="2"'),
        cell("東棟") + "<table:covered-table-cell/>",
        cell("北棟") + cell("500円"),
    ]
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)

    assert read(f"<table:table>{inside}</table:table>").text == "西棟\t900円\n東棟\t900円\n北棟\t500円"


def test_a_value_of_several_columns_is_one_of_each() -> None:
    rows = [
        cell("西棟") + cell("900円", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>",
        cell("東棟") + cell("500円") + cell("700円"),
    ]
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)

    assert read(f"<table:table>{inside}</table:table>").text == "西棟\t900円\t900円\n東棟\t500円\t700円"
