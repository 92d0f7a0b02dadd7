"""Word files: text as Word shows it with all changes accepted, headings by style, tables as rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.files import EXCERPT, LIMITS, W, bare, bytes_of, headings, saved, strict, word
from tripqa.errors import FileDamaged, FileTooLarge, FileWithoutText
from tripqa.parsing.docx import extract


def read(body: str) -> str:
    return extract(word(body), LIMITS).text


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(*texts: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraph, texts))}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_no_character_is_lost_added_or_moved() -> None:
    extracted = extract(bytes_of("report.docx"), LIMITS)

    assert bare(extracted.text) == bare(EXCERPT)
    assert (extracted.title, extracted.pages, extracted.read_as) == ("2025年9月 ソウル・台湾出張", (), "Word")
    assert headings(extracted) == [
        ("出張概要", 1), ("■日程", 2), ("■目的地", 2), ("■出張者", 2), ("■目的", 2), ("出張行程", 1),
        ("韓国地域情報開発院(KLID)訪問", 1),
    ]  # fmt: skip


def test_the_rows_of_a_table_are_lines_with_tabs() -> None:
    (itinerary,) = [block for block in extract(bytes_of("report.docx"), LIMITS).text.split("\n\n") if "\t" in block]

    assert itinerary in EXCERPT


@pytest.mark.parametrize("name", ["heading 2", "Heading 2"])
@pytest.mark.parametrize("id", ["2", "見出し2", "제목2"])
def test_a_heading_is_told_by_its_built_in_style_in_every_language_of_word(id: str, name: str) -> None:
    file = Document()
    style = file.styles.element.makeelement(qn("w:style"), {qn("w:type"): "paragraph", qn("w:styleId"): id})
    style.append(style.makeelement(qn("w:name"), {qn("w:val"): name}))
    file.styles.element.append(style)
    file.add_paragraph("所感").paragraph_format.element.get_or_add_pPr().get_or_add_pStyle().val = id
    file.add_paragraph("本文")

    assert headings(extract(saved(file), LIMITS)) == [("所感", 2)]


def test_a_heading_is_told_by_the_level_of_its_style_or_its_own_or_of_the_style_that_it_is_based_on() -> None:
    file = Document()
    styles = file.styles
    outlined = styles.add_style("章", WD_STYLE_TYPE.PARAGRAPH)
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "2")
    outlined.element.get_or_add_pPr().append(level)
    styles.add_style("章の色違い", WD_STYLE_TYPE.PARAGRAPH).base_style = outlined
    styles.add_style("大見出し", WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Heading 1"]
    for style in ("章", "章の色違い", "大見出し", "Normal"):
        file.add_paragraph(style, style=style)

    assert headings(extract(saved(file), LIMITS)) == [("章", 3), ("章の色違い", 3), ("大見出し", 1)]


def test_without_heading_styles_the_layout_tells_headings() -> None:
    assert extract(word(paragraph("本文")), LIMITS).headings is None


def test_what_was_deleted_is_gone_and_what_was_inserted_is_there() -> None:
    assert read(
        "<w:p><w:r><w:t>定員は</w:t></w:r><w:del><w:r><w:delText>三</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>四</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>古</w:t></w:r></w:moveFrom><w:r><w:t>名</w:t></w:r></w:p>"
        + paragraph("前半", "<w:rPr><w:del/></w:rPr>")
        + paragraph("後半")
        + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell('消えた行')}</w:tr><w:tr>{cell('残る行')}</w:tr></w:tbl>"
    ) == "定員は四名\n\n前半後半\n\n残る行"  # fmt: skip


def test_a_paragraph_whose_end_was_deleted_is_not_lost_where_none_follows() -> None:
    unended = paragraph("文", "<w:rPr><w:del/></w:rPr>")

    assert read(unended + table(cell("表")) + unended) == "文\n\n表\n\n文"


def test_links_fields_equations_and_controls_are_text_and_readings_and_hidden_text_are_not() -> None:
    assert read(
        "<w:p><w:hyperlink><w:r><w:t>台北市</w:t></w:r></w:hyperlink><w:r><w:tab/></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>12</w:t></w:r></w:fldSimple>"
        "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"
        "<w:sdt><w:sdtContent><w:r><w:t>選択</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:ruby><w:rt><w:r><w:t>みやさか</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>宮坂</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>秘</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('枠の中')}</w:sdtContent></w:sdt>"
    ) == "台北市\t12x+1選択宮坂\n\n枠の中"  # fmt: skip


def test_a_table_of_contents_is_left_out() -> None:
    contents = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'

    assert (
        read(f"<w:sdt>{contents}<w:sdtContent>{paragraph('概要 1')}</w:sdtContent></w:sdt>{paragraph('概要')}")
        == "概要"
    )


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('枠')}</w:txbxContent>"

    assert read(
        "<w:p><w:r><w:t>本文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>"
        f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>続き</w:t></w:r></w:p>"
    ) == "本文続き\n\n枠"  # fmt: skip


def test_a_footnote_comes_after_its_paragraph() -> None:
    file = Document()
    run = file.add_paragraph("本文").add_run()
    run._r.append(run._r.makeelement(qn("w:footnoteReference"), {qn("w:id"): "2"}))
    file.add_paragraph("次")
    xml = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="0" w:type="separator">{paragraph("線")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("注記")}</w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), file.part.package)
    file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    assert extract(saved(file), LIMITS).text == "本文\n\n注記\n\n次"


def test_items_of_a_list_have_bullets_and_stand_together() -> None:
    file = Document()
    for text, style in [("経緯", "Normal"), ("訪問", "List Bullet"), ("① 面会", "List Bullet"), ("まとめ", "Normal")]:
        file.add_paragraph(text, style=style)

    assert extract(saved(file), LIMITS).text == "経緯\n\n• 訪問\n① 面会\n\nまとめ"


def test_merged_cells_keep_the_columns() -> None:
    rows = (
        cell("9月8日", properties='<w:vMerge w:val="restart"/>') + cell("ソウル着"),
        cell("", properties="<w:vMerge/>") + cell("KLID訪問"),
        cell("移動日", properties='<w:gridSpan w:val="2"/>'),
    )

    assert read(table(*rows)) == "9月8日\tソウル着\n\tKLID訪問\n移動日"


def test_lines_of_one_cell_go_on_below_it_and_cells_of_a_layout_follow_each_other() -> None:
    assert read(table(cell("9月8日") + cell("ソウル着", "KLID訪問"))) == "9月8日\tソウル着\n\tKLID訪問"
    assert read(table(cell("左一", "左二") + cell("右一", "右二"))) == "左一\n\n左二\n\n右一\n\n右二"


def row(*cells: str, before: int = 0) -> str:
    return f'<w:tr><w:trPr><w:gridBefore w:val="{before}"/></w:trPr>{"".join(cells)}</w:tr>'


def test_columns_stay_in_their_places_whatever_a_row_spans_or_leaves_out() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    rows = (
        row(cell("区分"), cell("令和5年度", properties=wide), cell("計")),
        row(cell("件数"), cell("金額"), cell("千円"), before=1),
        row(cell("東", properties=wide), cell("30"), cell("40")),
        row(
            cell("西", properties='<w:hMerge w:val="restart"/>'),
            cell("旧", properties="<w:hMerge/>"),
            cell("5"),
            cell("6"),
        ),
    )

    assert read(f"<w:tbl>{''.join(rows)}</w:tbl>").split("\n") == [
        "区分\t令和5年度\t\t計", "\t件数\t金額\t千円", "東\t\t30\t40", "西\t\t5\t6"
    ]  # fmt: skip


def test_a_cell_that_spans_more_columns_than_word_has_costs_no_room() -> None:
    assert (
        read(table(cell("一", properties='<w:gridSpan w:val="1000000000"/>') + cell("二"))) == "一" + "\t" * 63 + "二"
    )


def test_cells_with_as_many_lines_each_are_rows_and_others_stay_one_row() -> None:
    head = cell("月") + cell("件数") + cell("備考")

    assert (
        read(table(head, cell("4月", "5月") + cell("10", "20") + cell("両月")))
        == "月\t件数\t備考\n4月\t10\t両月\n5月\t20"
    )
    assert read(table(head, cell("4月") + cell("10", "（速報）") + cell("a", "b", "c"))).endswith(
        "4月\t10 （速報）\ta b c"
    )


def test_a_word_that_stands_upright_is_a_word() -> None:
    broken = "<w:tc><w:p><w:r><w:t>区</w:t><w:br/><w:t>分</w:t></w:r></w:p></w:tc>"
    merged = cell("歳", "入", properties='<w:vMerge w:val="restart"/>')

    assert read(table(broken + cell("額"), merged + cell("10"))) == "区分\t額\n歳入\t10"


def test_a_numbered_column_has_its_numbers() -> None:
    number = '<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="9"/></w:numPr></w:pPr></w:p></w:tc>'

    assert read(table(number + cell("申請"), number + cell("審査"))) == "1.\t申請\n2.\t審査"


def test_a_table_in_a_cell_is_read_where_it_stands() -> None:
    inner = f"<w:tc>{paragraph('前')}{table(cell('中'))}{paragraph('後')}</w:tc>"

    assert read(table(cell("見出し") + inner)) == "見出し\t前\n\t中\n\t後"


def test_the_title_is_that_of_the_properties_unless_a_program_gave_it_or_that_of_the_title_style() -> None:
    file = Document()
    file.core_properties.title = "Word Document"
    file.add_paragraph("出張報告", style="Title")

    assert extract(saved(file), LIMITS).title == "出張報告"
    file.core_properties.title = "海外出張報告"
    assert extract(saved(file), LIMITS).title == "海外出張報告"


def test_a_file_without_text_is_refused() -> None:
    with pytest.raises(FileWithoutText, match="has no text"):
        extract(word(paragraph("")), LIMITS)


def test_more_text_than_is_allowed_is_refused() -> None:
    with pytest.raises(FileTooLarge, match="TRIPQA_LONGEST_TEXT"):
        extract(bytes_of("report.docx"), replace(LIMITS, longest_text=500))


def test_a_file_that_was_cut_off_is_refused() -> None:
    with pytest.raises(FileDamaged, match="is cut off or damaged; copy it into the folder once more"):
        extract(bytes_of("report.docx")[:-500], LIMITS)


def test_a_file_of_the_strict_form_is_read() -> None:
    assert extract(strict(bytes_of("report.docx")), LIMITS) == extract(bytes_of("report.docx"), LIMITS)


def test_a_value_of_several_rows_is_one_of_each() -> None:
    begun, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        cell("西棟") + cell("900円", properties=begun) + cell("一"),
        cell("東棟") + cell("", properties=on) + cell("二"),
        cell("北棟") + cell("500円") + cell("三"),
    )

    assert read(table(*rows)) == "西棟\t900円\t一\n東棟\t900円\t二\n北棟\t500円\t三"


def test_a_value_of_several_columns_is_one_of_each() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    rows = (
        row(cell("区分"), cell("令和5年度", properties=wide), cell("計")),
        row(cell("室"), cell("平日"), cell("休日"), cell("夜間")),
        row(cell("大"), cell("500円", properties=wide), cell("800円")),
        row(cell("中"), cell("無料", properties=wide), cell("700円")),
        row(cell("小"), cell("300円"), cell("400円"), cell("600円")),
        row(cell("備考"), cell("要予約", properties=wide), cell("")),
    )

    assert read(f"<w:tbl>{''.join(rows)}</w:tbl>").split("\n") == [
        "区分\t令和5年度\t\t計",
        "室\t平日\t休日\t夜間",
        "大\t500円\t500円\t800円",
        "中\t無料\t無料\t700円",
        "小\t300円\t400円\t600円",
        "備考\t要予約",
    ]
