"""Slides: a page each, the title a heading, the rest in reading order; nothing that is for the speaker alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Cm

from tests.files import EXCERPT, LIMITS, bare, bytes_of, headings, pages, saved
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


def test_a_slide_is_read_row_by_row_and_a_group_at_its_place() -> None:
    slides = deck()
    shapes = add_slide(slides).shapes
    add_text(shapes, "右下", 12, 10)
    add_text(shapes, "右上", 12, 2.2)
    add_text(shapes, "左上", 1, 2)
    group = shapes.add_group_shape()
    add_text(group.shapes, "組の下", 1, 7)
    add_text(group.shapes, "組の上", 1, 5)
    add_text(shapes, "左下", 1, 10)

    assert extract(saved(slides), LIMITS).text.split("\n\n") == ["左上", "右上", "組の上", "組の下", "左下", "右下"]


def test_a_list_has_bullets_but_where_a_date_heads_it() -> None:
    slides = deck()
    slide = add_slide(slides, 1)
    slide.shapes.title.text = "ソウル市\v訪問"
    slide.placeholders[1].text_frame.text = "9月9日(火) 10:00-12:00\n面会\n意見交換"

    assert extract(saved(slides), LIMITS).text == "ソウル市 訪問\n\n9月9日(火) 10:00-12:00\n• 面会\n• 意見交換"


def test_spanned_cells_are_empty() -> None:
    slides = deck()
    table = add_slide(slides).shapes.add_table(2, 2, Cm(1), Cm(1), Cm(9), Cm(3)).table
    table.cell(0, 0).merge(table.cell(1, 0))
    for row, column, text in [(0, 0, "9月8日"), (0, 1, "ソウル着"), (1, 1, "訪問")]:
        table.cell(row, column).text = text

    assert extract(saved(slides), LIMITS).text == "9月8日\tソウル着\n\t訪問"


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
