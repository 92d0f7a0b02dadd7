"""PDF files of several programs: every character in its order, and nothing that the page alone repeats."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

import pytest

from tests.builders import document
from tests.files import EXCERPT, LIMITS, bare, bytes_of, headings, pages, pdf
from tripqa.errors import FileDamaged, FileEncrypted, FileTooLarge, FileWithoutText
from tripqa.parsing.furniture import without_furniture
from tripqa.parsing.outline import Bookmark, headings_of
from tripqa.parsing.pdf import extract
from tripqa.parsing.pdf_lines import PdfLine
from tripqa.text.folding import fold
from tripqa.text.lines import units
from tripqa.text.sections import find_sections

COLUMNS, OFFICE, UNEMBEDDED = "columns.pdf", "report.pdf", "unembedded.pdf"  # by Chromium, LibreOffice and reportlab


@pytest.mark.parametrize("name", [COLUMNS, OFFICE, UNEMBEDDED])
def test_no_character_is_lost_added_or_moved(name: str) -> None:
    read, wanted = bare(extract(bytes_of(name), LIMITS).text), bare(EXCERPT)

    blocks = SequenceMatcher(None, wanted, read, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in blocks) / len(wanted) == 1
    assert read == wanted


def test_pages_begin_where_their_text_does() -> None:
    read = extract(bytes_of(COLUMNS), LIMITS)

    assert [page[:10] for page in pages(read)] == [
        "出張概要\n\n■日程\n",
        "台北市政府訪問(市長",
        "ス テム構築)など、",
    ]


def test_heads_and_feet_that_repeat_are_left_out_and_told() -> None:
    columns, unembedded = extract(bytes_of(COLUMNS), LIMITS), extract(bytes_of(UNEMBEDDED), LIMITS)

    assert columns.remarks == (
        "left out what repeats at the head or foot of its pages: デジタルサービス局 出張報告 | - 1 / 3 -",
    )
    assert unembedded.remarks == ("left out what repeats at the head or foot of its pages: 第1頁",)


def test_sentences_are_whole_across_lines_columns_and_pages() -> None:
    text = extract(bytes_of(COLUMNS), LIMITS).text

    found = {fold(text[unit.start : unit.end]).text for unit in units(text)}
    paragraphs = {fold(line).text for line in EXCERPT.splitlines() if line.endswith("。")}
    assert paragraphs <= found


def test_headings_of_the_layout_are_found_without_bookmarks() -> None:
    sections = find_sections(document(extract(bytes_of(COLUMNS), LIMITS).text))

    assert [one.section.headings[-1] for one in sections if one.section.headings] == [
        "出張概要", "■日程", "■目的地", "■出張者", "■目的", "韓国地域情報開発院(KLID)訪問"
    ]  # fmt: skip


def test_line_ends_are_one_character() -> None:
    assert "\r" not in extract(bytes_of(OFFICE), LIMITS).text


@pytest.mark.parametrize("turned", [False, True])
def test_a_wider_gap_is_a_blank_line(turned: bool) -> None:
    lines = [(50, 350, "one one one"), (50, 336, "one two"), (50, 310, "two one"), (50, 296, "two two")]

    assert extract(pdf([lines], turned=turned), LIMITS).text == "one one one\none two\n\ntwo one\ntwo two"


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page_unless_it_has_ended() -> None:
    left, right = (
        [(50, 500, "wide wide wide"), (50, 486, "goes on and on")],
        [(220, 500, "further"), (220, 486, "to the end.")],
    )

    assert extract(pdf([left + right, left]), LIMITS).text == (
        "wide wide wide\ngoes on and on\nfurther\nto the end.\n\nwide wide wide\ngoes on and on"
    )


def test_no_space_is_read_into_a_gap_that_typesetters_leave() -> None:
    text = extract(bytes_of(OFFICE), LIMITS).text

    assert "2025年9月8日(月)~9月12日(金) 4泊5日" in text
    assert "一般財団法人GovTech東京職員" in text


def test_a_hyphen_at_the_end_of_a_line_divides_no_word() -> None:
    lines = [(50, 500, "The admini-"), (50, 486, "stration is well-known since 2025-"), (50, 472, "2026.")]

    assert extract(pdf([lines]), LIMITS).text.startswith("The administration is well-known since 2025-")


def test_bookmarks_that_name_lines_are_the_headings() -> None:
    read = extract(bytes_of(OFFICE), LIMITS)

    assert headings(read) == [
        ("出張概要", 1), ("■日程", 2), ("■目的地", 2), ("■出張者", 2), ("■目的", 2), ("出張行程", 1),
        ("韓国地域情報開発院(KLID)訪問", 1),
    ]  # fmt: skip
    assert extract(bytes_of(COLUMNS), LIMITS).headings is None


def test_a_bookmark_may_name_a_heading_of_two_lines_and_only_one_of_two_equal_ones() -> None:
    text, spans = "Long\nheading\nLong\nheading", [[(0, 4), (5, 12)], [(13, 17), (18, 25)]]

    found = headings_of([Bookmark("Long heading", 1, 0), Bookmark("LONG  HEADING", 2, 1)], text, spans)

    assert [(one.start, one.end, one.level) for one in found or ()] == [(0, 12, 1), (13, 25, 2)]


def test_bookmarks_that_name_no_lines_are_no_headings() -> None:
    assert headings_of([Bookmark("Slide 1", 1, 0), Bookmark("Slide 2", 1, 7)], "text", [[(0, 4)]]) is None
    assert headings_of([], "text", [[(0, 4)]]) is None


def test_a_title_that_a_program_gave_is_none() -> None:
    assert extract(bytes_of(UNEMBEDDED), LIMITS).title == ""
    assert extract(bytes_of(OFFICE), LIMITS).title == "2025年9月 ソウル・台湾出張"


def test_a_page_without_text_is_told_and_the_others_are_read() -> None:
    read = extract(bytes_of("part-scanned.pdf"), LIMITS)

    (remark,) = read.remarks
    assert remark.startswith("no text on page 2; recognise its text (OCR) first: `ocrmypdf -l jpn ")
    first, second, third = pages(read)
    assert (bool(first), second, bool(third)) == (True, "", True)


def test_a_blank_page_is_nothing_to_tell() -> None:
    read = extract(pdf([[(50, 500, "one")], [], [(50, 500, "three")]]), LIMITS)

    assert (pages(read), read.remarks) == (["one", "", "three"], ())


def test_a_scan_is_refused() -> None:
    with pytest.raises(
        FileWithoutText, match=r"has no text on any page, as a scan has; recognise its text \(OCR\) first: `ocrmypdf "
    ):
        extract(bytes_of("scanned.pdf"), LIMITS)


def test_a_password_is_told() -> None:
    with pytest.raises(FileEncrypted, match="has a password; save a copy without one"):
        extract(bytes_of("locked.pdf"), LIMITS)


@pytest.mark.parametrize("kept", [100, 5000, 80_000])
def test_a_file_that_was_cut_off_is_refused(kept: int) -> None:
    with pytest.raises(FileDamaged, match="copy it into the folder once more"):
        extract(bytes_of(COLUMNS)[:kept], LIMITS)


def test_nonsense_between_head_and_end_is_refused() -> None:
    with pytest.raises(FileDamaged, match="is not a whole PDF; print or export it anew"):
        extract(b"%PDF-1.7\n" + b"nonsense\n" * 100 + b"%%EOF\n", LIMITS)


def test_ten_thousand_pages_are_too_many() -> None:
    with pytest.raises(FileTooLarge, match="has 10,000 pages, more than the 2,000 of TRIPQA_MOST_PAGES; split it"):
        extract(pdf([[]] * 10_000), LIMITS)


def test_more_text_than_is_allowed_is_refused() -> None:
    with pytest.raises(FileTooLarge, match=r"more than 500 characters \(TRIPQA_LONGEST_TEXT\)"):
        extract(bytes_of(COLUMNS), replace(LIMITS, longest_text=500))


def lines(*texts: str) -> list[PdfLine]:
    return [PdfLine(text, (50, 500 - 14 * i, 100, 512 - 14 * i), 12) for i, text in enumerate(texts)]


def body(page: int) -> list[str]:
    return [f"sentence {'abcdefgh'[i]} of {'stuvwxyz'[page]}" for i in range(8)]


def test_numbers_that_count_up_are_furniture_and_others_are_not() -> None:
    sheets = [lines(f"- {page} -", *body(page), "City", f"Report {page + 7}") for page in range(4)]

    kept, told = without_furniture(sheets)

    assert [[line.text for line in page] for page in kept] == [body(page) for page in range(4)]
    assert told == ["- 0 -", "City", "Report 7"]


def test_headings_with_numbers_that_count_up_stay() -> None:
    sheets = [lines(f"視察先{page}", *body(page)) for page in range(4)]

    assert without_furniture(sheets) == (sheets, [])


def test_numbers_that_go_up_unlike_the_pages_stay() -> None:
    sheets = [lines(f"{number} people", *body(page)) for page, number in enumerate((3, 9, 12, 11))]

    assert without_furniture(sheets) == (sheets, [])


def test_two_pages_are_too_few_to_tell_what_repeats() -> None:
    sheets = [lines("Report", *body(page), str(page + 1)) for page in range(2)]

    assert without_furniture(sheets) == (sheets, [])


def test_what_repeats_inside_the_pages_stays() -> None:
    sheets = [lines(*body(page)[:4], "the same sentence", *body(page)[4:]) for page in range(4)]

    assert without_furniture(sheets) == (sheets, [])


def test_radicals_stay_in_the_text_and_fold_for_search() -> None:
    assert fold("⾏政と⺠間").text == "行政と民間"
