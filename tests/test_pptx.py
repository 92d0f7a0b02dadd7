"""Slides: a page each, the title a heading, the rest in reading order; nothing that is for the speaker alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Cm

from tests.files import EXCERPT, LIMITS, bare, bytes_of, headings, pages, saved, strict
from tripqa.errors import FileTooLarge, FileWithoutText
from tripqa.parsing.pptx import extract


def deck() -> Any:
    return Presentation()


def add_slide(slides: Any, layout: int = 6) -> Any:
    return slides.slides.add_slide(slides.slide_layouts[layout])


def add_text(shapes: Any, text: str, left: float, top: float) -> None:
    shapes.add_textbox(Cm(left), Cm(top), Cm(5), Cm(1)).text_frame.text = text


def test_no_character_is_lost_or_moved() -> None:
    read = extract(bytes_of("slides.pptx"), LIMITS)

    title, *rest = pages(read)
    assert title == "2025年9月 ソウル・台湾出張\n\n2025.9.8-9.12"
    assert bare("".join(rest)).replace("•", "") == bare(EXCERPT)
    assert headings(read) == [
        ("2025年9月 ソウル・台湾出張", 1), ("出張概要", 1), ("出張行程", 1), ("韓国地域情報開発院(KLID)訪問", 1)
    ]  # fmt: skip
    assert (read.title, read.read_as) == ("2025年9月 ソウル・台湾出張", "slides")


def test_what_is_for_the_speaker_is_left_out() -> None:
    assert b"notesSlide" in bytes_of("slides.pptx")
    assert "話す人だけのメモ" not in extract(bytes_of("slides.pptx"), LIMITS).text


def test_the_rows_of_a_table_are_lines_with_tabs() -> None:
    (itinerary,) = [block for block in extract(bytes_of("slides.pptx"), LIMITS).text.split("\n\n") if "\t" in block]

    assert itinerary.strip("\n") in EXCERPT


def test_a_slide_is_read_column_by_column_and_a_group_at_its_place() -> None:
    slides = deck()
    shapes = add_slide(slides).shapes
    add_text(shapes, "右下", 12, 10)
    add_text(shapes, "右上", 12, 2.2)
    add_text(shapes, "左上", 1, 2)
    group = shapes.add_group_shape()
    add_text(group.shapes, "組の下", 1, 7)
    add_text(group.shapes, "組の上", 1, 5)
    add_text(shapes, "左下", 1, 10)

    assert extract(saved(slides), LIMITS).text.split("\n\n") == ["左上", "組の上", "組の下", "左下", "右上", "右下"]


def test_a_list_has_bullets_but_where_a_date_heads_it() -> None:
    slides = deck()
    slide = add_slide(slides, 1)
    slide.shapes.title.text = "ソウル市\v訪問"
    slide.placeholders[1].text_frame.text = "9月9日(火) 10:00-12:00\n面会\n意見交換"

    assert extract(saved(slides), LIMITS).text == "ソウル市 訪問\n\n9月9日(火) 10:00-12:00\n• 面会\n• 意見交換"


def tabled(*rows: str, merged: tuple[int, int, int, int]) -> str:
    """Return what is read of a table on a slide, given as rows with tabs, with the cells between two corners merged."""
    slides, cells = deck(), [row.split("\t") for row in rows]
    table = add_slide(slides).shapes.add_table(len(rows), len(cells[0]), Cm(1), Cm(1), Cm(9), Cm(3)).table
    top, left, bottom, right = merged
    table.cell(top, left).merge(table.cell(bottom, right))
    for row, words in enumerate(cells):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    return extract(saved(slides), LIMITS).text


def test_a_key_of_several_rows_stands_in_the_first_of_them() -> None:
    assert tabled("9月8日\tソウル着", "\t訪問", merged=(0, 0, 1, 0)) == "9月8日\tソウル着\n\t訪問"


def test_a_value_of_several_rows_or_columns_is_one_of_each() -> None:
    assert tabled("大\t500円", "小\t", merged=(0, 1, 1, 1)) == "大\t500円\n小\t500円"
    assert tabled("大\t500円\t", "小\t300円\t400円", merged=(0, 1, 0, 2)) == "大\t500円\t500円\n小\t300円\t400円"


def test_a_hidden_slide_and_one_of_pictures_alone_are_told_and_keep_their_number(tmp_path: Any) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "scan.png")
    slides = deck()
    add_text(add_slide(slides).shapes, "一", 1, 1)
    hidden = add_slide(slides)
    add_text(hidden.shapes, "二", 1, 1)
    hidden.element.set("show", "0")
    add_slide(slides).shapes.add_picture(str(tmp_path / "scan.png"), 0, 0)
    add_slide(slides)
    add_text(add_slide(slides).shapes, "五", 1, 1)

    read = extract(saved(slides), LIMITS)

    assert pages(read) == ["一", "", "", "", "五"]
    assert read.remarks == (
        "no text on slide 3; recognise the text of the pictures (OCR) first",
        "left out as hidden: slide 2",
    )


def test_the_title_is_that_of_the_first_slide_where_a_program_gave_the_other() -> None:
    slides = deck()
    slides.core_properties.title = "PowerPoint プレゼンテーション"
    add_slide(slides, 0).shapes.title.text = "出張報告"

    assert extract(saved(slides), LIMITS).title == "出張報告"


def test_slides_without_text_are_refused() -> None:
    slides = deck()
    add_slide(slides)

    with pytest.raises(FileWithoutText, match="has no text on any slide"):
        extract(saved(slides), LIMITS)


def test_too_many_slides_are_refused() -> None:
    with pytest.raises(FileTooLarge, match="has 4 slides, more than the 3 of TRIPQA_MOST_PAGES"):
        extract(bytes_of("slides.pptx"), replace(LIMITS, most_pages=3))


def test_the_words_of_a_diagram_are_read() -> None:
    formats = "http://schemas.openxmlformats.org/drawingml/2006"
    a, dgm = f"{formats}/main", f"{formats}/diagram"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    words = (f"<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>" for text in ("計画", "実行"))
    points = "".join(f"<dgm:pt>{one}</dgm:pt>" for one in words)
    xml = f'<dgm:dataModel xmlns:dgm="{dgm}" xmlns:a="{a}"><dgm:ptLst><dgm:pt/>{points}</dgm:ptLst></dgm:dataModel>'
    slides = deck()
    slide = add_slide(slides)
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", slide.part.package, xml.encode())
    link = slide.part.relate_to(part, f"{relations}/diagramData")
    frame = slide.shapes.add_table(1, 1, Cm(1), Cm(1), Cm(9), Cm(3))._element
    data = frame.find(f".//{{{a}}}graphicData")
    data.clear()
    data.set("uri", dgm)
    data.append(data.makeelement(f"{{{dgm}}}relIds", {f"{{{relations}}}dm": link}))

    assert extract(saved(slides), LIMITS).text == "• 計画\n• 実行"


SPACES = " ".join(
    f'xmlns:{short}="http://schemas.openxmlformats.org/{space}"'
    for short, space in [
        ("p", "presentationml/2006/main"), ("a", "drawingml/2006/main"), ("m", "officeDocument/2006/math"),
        ("mc", "markup-compatibility/2006"), ("r", "officeDocument/2006/relationships"),
    ]
)  # fmt: skip


def add_xml(slide: Any, xml: str) -> None:
    """Add to a slide what python-pptx cannot make."""
    slide.shapes._spTree.extend(parse_xml(f"<p:spTree {SPACES}>{xml}</p:spTree>"))


def boxed(paragraphs: str) -> str:
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="90" name="x"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp>"
    )


def text_of(slides: Any) -> str:
    return extract(saved(slides), LIMITS).text


def test_boxes_side_by_side_are_read_column_by_column() -> None:
    slides = deck()
    shapes = add_slide(slides, 5).shapes
    shapes.title.text = "比較"
    for text, left, top, height in [
        ("釜山", 1, 4, 2), ("高雄", 13, 4, 2), ("人口は330万人。", 1, 6.2, 6), ("人口は270万人。", 13, 6.2, 6),
    ]:  # fmt: skip
        shapes.add_textbox(Cm(left), Cm(top), Cm(11), Cm(height)).text_frame.text = text

    assert text_of(slides).split("\n\n") == ["比較", "釜山", "人口は330万人。", "高雄", "人口は270万人。"]


def test_columns_of_boxes_at_unlike_heights_are_columns_all_the_same() -> None:
    slides = deck()
    shapes = add_slide(slides).shapes
    add_text(shapes, "全体の題", 1, 1)
    for text, left, top in [("甲", 1, 3), ("甲一", 1, 5), ("甲二", 1, 7), ("乙", 12, 3.3), ("乙一", 12, 5.8)]:
        add_text(shapes, text, left, top)

    assert text_of(slides).split("\n\n") == ["全体の題", "甲", "甲一", "甲二", "乙", "乙一"]


def test_boxes_that_are_numbered_across_are_read_across() -> None:
    slides = deck()
    shapes = add_slide(slides).shapes
    for number, (left, top) in enumerate([(1, 1), (12, 1), (1, 5), (12, 5)]):
        add_text(shapes, f"{'①②③④'[number]} 段階", left, top)

    assert text_of(slides).split("\n\n") == ["① 段階", "② 段階", "③ 段階", "④ 段階"]


def test_labels_stand_before_what_they_name() -> None:
    slides = deck()
    shapes = add_slide(slides).shapes
    for label, value, top in [("担当", "観光課", 1), ("電話", "内線12", 3)]:
        add_text(shapes, label, 1, top)
        shapes.add_textbox(Cm(7), Cm(top), Cm(15), Cm(1)).text_frame.text = value

    assert text_of(slides).split("\n\n") == ["担当", "観光課", "電話", "内線12"]


def test_a_chart_is_a_table_of_its_values_under_its_title() -> None:
    slides = deck()
    data = CategoryChartData(number_format="0.0%")
    data.categories = ["令和5年", "令和6年"]
    data.add_series("釜山", (0.125, 0.2))
    data.add_series("高雄", (None, 0.05))
    chart = add_slide(slides).shapes.add_chart(XL_CHART_TYPE.LINE, Cm(1), Cm(1), Cm(9), Cm(9), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "利用率"
    chart.value_axis.axis_title.text_frame.text = "単位：％"

    read = extract(saved(slides), LIMITS)

    assert read.text == "利用率\n（単位：％）\n\t釜山\t高雄\n令和5年\t12.5%\n令和6年\t20.0%\t5.0%"
    assert read.remarks == ()


def test_a_chart_of_points_and_one_of_groups_are_tables_too() -> None:
    slides = deck()
    points = XyChartData()
    series = points.add_series("実測")
    series.add_data_point(1.5, 20)
    shapes = add_slide(slides).shapes
    shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, Cm(1), Cm(1), Cm(9), Cm(4), points)
    grouped = CategoryChartData()
    for group in ("東", "西"):
        category = grouped.add_category(group)
        category.add_sub_category("夏")
        category.add_sub_category("冬")
    grouped.add_series("人", (1, 2, 3, 4))
    shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(9), Cm(9), Cm(4), grouped)

    assert text_of(slides).splitlines() == [
        "\t実測",
        "1.5\t20",
        "",
        "\t人",
        "東 夏\t1",
        "東 冬\t2",
        "西 夏\t3",
        "西 冬\t4",
    ]


def test_a_chart_whose_part_is_not_there_is_told() -> None:
    slides = deck()
    data = CategoryChartData()
    data.categories = ["一"]
    data.add_series("甲", (1,))
    slide = add_slide(slides)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.PIE, Cm(1), Cm(1), Cm(9), Cm(4), data)._element
    add_text(slide.shapes, "本文", 1, 8)
    reference = next(frame.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"))
    reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", "rId99")

    assert extract(saved(slides), LIMITS).remarks == (
        "charts or diagrams are left out, for their parts are not there: slide 1",
    )


def test_ink_is_passed_over_and_a_thing_in_two_forms_is_read_once() -> None:
    slides = deck()
    slide = add_slide(slides)
    add_text(slide.shapes, "本文", 1, 1)
    add_xml(slide, '<p:contentPart r:id="rId9"/>')
    x, two = ("<m:r><m:t>" + text + "</m:t></m:r>" for text in "x2")
    equation = f"<a:p><m:oMath><m:sSup><m:e>{x}</m:e><m:sup>{two}</m:sup></m:sSup></m:oMath></a:p>"
    picture = boxed("<a:p><a:r><a:t> </a:t></a:r></a:p>")
    for new, old in [
        (boxed(equation), picture),
        ('<p:contentPart r:id="rId8"/>', boxed("<a:p><a:r><a:t>枠</a:t></a:r></a:p>")),
    ]:
        add_xml(
            slide,
            f'<mc:AlternateContent><mc:Choice Requires="a14">{new}</mc:Choice>'
            f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>",
        )

    assert sorted(text_of(slides).split("\n\n")) == ["x^2", "本文", "枠"]


def test_struck_text_is_none_and_automatic_numbers_are_text() -> None:
    slides = deck()
    paragraphs = "".join(
        f'<a:p><a:pPr lvl="{level}"><a:buAutoNum type="{kind}"/></a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>'
        for level, kind, text in [
            (0, "arabicPeriod", "申請"), (1, "circleNumDbPlain", "窓口"), (1, "circleNumDbPlain", "郵送"),
            (0, "arabicPeriod", "審査"),
            (1, "circleNumDbPlain", "書類"),
        ]
    )  # fmt: skip
    struck = '<a:p><a:r><a:rPr strike="sngStrike"/><a:t>三十名</a:t></a:r><a:r><a:t>四十名</a:t></a:r></a:p>'
    add_xml(add_slide(slides), boxed(paragraphs + struck))

    assert text_of(slides).split() == ["1.", "申請", "①", "窓口", "②", "郵送", "2.", "審査", "①", "書類", "四十名"]


def test_what_is_hidden_on_a_slide_is_no_text() -> None:
    slides = deck()
    shapes = add_slide(slides).shapes
    add_text(shapes, "見える", 1, 1)
    add_text(shapes, "隠れた", 1, 4)
    shapes[1]._element.nvSpPr.cNvPr.set("hidden", "1")

    assert text_of(slides) == "見える"


def test_slides_of_the_strict_form_are_read() -> None:
    assert extract(strict(bytes_of("slides.pptx")), LIMITS) == extract(bytes_of("slides.pptx"), LIMITS)
