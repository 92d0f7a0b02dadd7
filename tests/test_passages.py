"""Passages: small enough to quote, and the very characters of their source."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import example, given, settings

from tests.builders import document, in_order, marked_documents, outside, texts
from tripqa.domain import Document, Visit
from tripqa.text.folding import fold
from tripqa.text.pages import page_at
from tripqa.text.passages import LONGEST, SHORT, search_text, sections, sentence_texts, split

TRIP = (date(2025, 9, 8), date(2025, 9, 12))
SENTENCE = "行政システムの標準化や自治体間の情報連携などについて、活発な議論が行われました。"
LONG_HEADINGS = "\n\n".join(f"■{'長' * 35}{number}" for number in range(9))


@given(texts())
@settings(deadline=None, max_examples=200)
def test_a_quote_is_the_very_characters_of_its_source(text: str) -> None:
    for passage in split(document(text, trip=TRIP)):
        assert text[passage.start : passage.end] == passage.text
        for start, end in passage.sentences:
            assert text[start:end] == passage.text[start - passage.start : end - passage.start].strip() != ""


@given(texts())
@settings(deadline=None, max_examples=200)
def test_every_character_that_is_not_white_space_lies_in_exactly_one_passage(text: str) -> None:
    spans = [(passage.start, passage.end) for passage in split(document(text, trip=TRIP))]

    assert in_order(spans)
    assert outside(text, spans) == ""


@given(texts())
@settings(deadline=None, max_examples=200)
def test_a_passage_holds_at_most_300_characters(text: str) -> None:
    assert all(0 < len(passage.text) <= 300 for passage in split(document(text, trip=TRIP)))


@given(texts())
@example("\ufeff\n\n■日程")  # a mark of the byte order, alone in its line
@settings(deadline=None, max_examples=200)
def test_the_sentences_of_a_passage_fill_it_from_end_to_end(text: str) -> None:
    for passage in split(document(text, trip=TRIP)):
        assert in_order(passage.sentences)
        assert (passage.sentences[0][0], passage.sentences[-1][1]) == (passage.start, passage.end)
        assert outside(text[: passage.end], [(0, passage.start), *passage.sentences]) == ""


@given(marked_documents())
@settings(deadline=None, max_examples=200)
def test_the_law_holds_whatever_headings_and_pages_a_format_names(report: Document) -> None:
    found = split(report)

    assert in_order([(passage.start, passage.end) for passage in found])
    assert outside(report.text, [(passage.start, passage.end) for passage in found]) == ""
    for passage in found:
        assert report.text[passage.start : passage.end] == passage.text
        assert len(passage.text) <= LONGEST
        assert in_order(passage.sentences)
        assert (passage.sentences[0][0], passage.sentences[-1][1]) == (passage.start, passage.end)


@given(marked_documents())
@settings(deadline=None, max_examples=100)
def test_pages_of_passages_ascend_and_are_those_where_they_begin(report: Document) -> None:
    found = split(report)
    pages = [passage.page for passage in found if passage.page is not None]

    assert pages == sorted(pages)
    assert len(pages) == (len(found) if report.pages else 0)
    for passage in found:
        assert passage.page == page_at(report, passage.start)
        if passage.page is not None:
            assert report.pages[passage.page - 1] <= passage.start
            assert passage.page == len(report.pages) or passage.start < report.pages[passage.page]


def test_short_paragraphs_of_two_pages_are_two_passages() -> None:
    text = "港の視察。\n\n市長との面会。\n\n夕食会。"
    found = split(document(text, pages=(0, text.index("市長"))))

    assert [(passage.text, passage.page) for passage in found] == [("港の視察。", 1), ("市長との面会。\n\n夕食会。", 2)]


def test_a_paragraph_that_runs_over_a_page_break_stays_one_passage() -> None:
    text = f"{SENTENCE}{SENTENCE}"
    found = split(document(text, pages=(0, len(SENTENCE) + 5)))

    assert [(passage.text, passage.page) for passage in found] == [(text, 1)]
    assert page_at(document(text, pages=(0, len(SENTENCE) + 5)), len(SENTENCE) + 5) == 2


@given(texts())
@settings(deadline=None, max_examples=100)
def test_a_plain_text_has_no_pages_to_name(text: str) -> None:
    assert {passage.page for passage in split(document(text))} <= {None}


@given(texts())
@settings(deadline=None, max_examples=100)
def test_a_passage_lies_in_the_section_it_names_or_shows_the_headings_above_it(text: str) -> None:
    whole = document(text, trip=TRIP)
    found = sections(whole)

    for passage in split(whole):
        (section,) = [section for section in found if section.start < passage.end <= section.end]
        assert passage.section == section.headings


@given(texts())
@settings(deadline=None, max_examples=100)
def test_a_sentence_reads_the_same_alone_as_its_characters_fold(text: str) -> None:
    whole = document(text)

    for passage in split(whole):
        assert sentence_texts(whole, passage) == [fold(text[start:end]).text for start, end in passage.sentences]


def test_the_report_obeys_the_law(report: Document) -> None:
    found = split(report)
    spans = [(passage.start, passage.end) for passage in found]

    assert all(report.text[passage.start : passage.end] == passage.text for passage in found)
    assert in_order(spans)
    assert outside(report.text, spans) == ""
    assert max(len(passage.text) for passage in found) <= LONGEST


def test_an_id_says_which_characters_of_which_document_are_meant(report: Document) -> None:
    for passage in split(report):
        name, _, span = passage.id.rpartition(":")
        start, end = map(int, span.split("-"))
        assert (name, report.text[start:end]) == ("2025-09-seoul-taiwan", passage.text)


@pytest.mark.parametrize("text", ["", " ", "\r\n\t\u3000", "\x1c"])
def test_white_space_alone_has_no_passage(text: str) -> None:
    assert split(document(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG_HEADINGS}\n\n{SENTENCE}",
        f"{LONG_HEADINGS}\n\n甲訪問\n9月8日 10:00\n\n{SENTENCE}",
        f"{'長' * 400}\n9月8日 10:00\n\n{SENTENCE}",
    ],
    ids=["headings", "headings above a visit", "heading of a visit"],
)
def test_headings_too_long_to_show_together_are_shown_apart(text: str) -> None:
    assert max(len(passage.text) for passage in split(document(text, trip=TRIP))) <= LONGEST


def test_a_long_paragraph_is_divided_between_sentences_into_passages_of_about_one_length() -> None:
    text = SENTENCE * 20
    found = split(document(text))

    assert all(passage.text.endswith("。") for passage in found)
    assert len(found) == 3
    assert max(len(passage.text) for passage in found) - min(len(passage.text) for passage in found) <= 2 * len(
        SENTENCE
    )


def test_a_short_paragraph_shares_a_passage_with_the_one_below_it() -> None:
    (passage,) = split(document(f"以下の議論がありました。\n\n{SENTENCE}"))

    assert len(passage.sentences) == 2


def test_a_paragraph_that_is_not_short_is_a_passage() -> None:
    paragraph = SENTENCE * 2

    assert len(paragraph) > SHORT
    assert [passage.text for passage in split(document(f"{paragraph}\n\n{paragraph}"))] == [paragraph, paragraph]


def test_paragraphs_of_two_sections_never_share_a_passage() -> None:
    found = split(document(f"■日程\n\n四泊五日です。\n\n■目的\n\n{SENTENCE}"))

    assert [passage.section for passage in found] == [("■日程",), ("■目的",)]


def test_a_heading_is_shown_with_the_text_below_it() -> None:
    first, *_ = split(document(f"概要\n\n■目的\n\n{SENTENCE}"))

    assert first.text == f"概要\n\n■目的\n\n{SENTENCE}"
    assert first.section == ("概要", "■目的")


def test_the_heading_of_a_visit_is_a_passage_with_its_date() -> None:
    head, body = split(document(f"甲訪問\r\n\r\n9月8日(月) 14:00-16:00\r\n\r\n{SENTENCE}", trip=TRIP))

    assert head.text == "甲訪問\r\n\r\n9月8日(月) 14:00-16:00"
    assert head.visit == body.visit == Visit(date(2025, 9, 8), time(14), time(16))


def test_a_heading_above_a_visit_is_shown_with_it() -> None:
    head, _ = split(document(f"■日程\n\n甲訪問\n9月8日(月) 14:00\n\n{SENTENCE}", trip=TRIP))

    assert head.text == "■日程\n\n甲訪問\n9月8日(月) 14:00"


def test_the_lines_of_a_list_can_be_cited_one_by_one() -> None:
    items = ["- 宮坂副知事", "- 政策企画局職員", "- デジタルサービス局職員"]
    text = "\n".join(items)
    (passage,) = split(document(text))

    assert [text[start:end] for start, end in passage.sentences] == items


def test_the_encoder_reads_headings_the_text_and_the_title_folded() -> None:
    whole = document(f"概要\n\n■目 的\n\nＫＬＩＤのシス テムです。\n\n{SENTENCE}", title="２０２５年 出張")
    first, *_ = split(whole)

    above, text, title = search_text(whole, first).split("\n")
    assert above == "概要 ■目 的"
    assert "KLIDのシステムです。" in text
    assert title == "2025年 出張"


def test_the_encoder_reads_the_date_above_an_itinerary_row(report: Document) -> None:
    row = next(passage for passage in split(report) if passage.text == "g0v(ガブゼロ)訪問")

    assert search_text(report, row).split("\n")[0] == "出張行程 9月10日(水)"


def test_the_encoder_is_given_no_line_for_what_a_document_does_not_say() -> None:
    whole = document(SENTENCE)

    assert search_text(whole, *split(whole)) == fold(SENTENCE).text


def test_a_heading_is_quoted_with_the_text_below_it(report: Document) -> None:
    (members,) = [passage for passage in split(report) if "■出張者" in passage.text]

    (sentence,) = members.sentences
    assert report.text[slice(*sentence)].startswith("■出張者\n\n宮坂副知事、")


def test_a_row_takes_a_date_that_stands_in_a_line_of_its_own_and_no_other_row_s_time() -> None:
    text = "行程\n\n9月8日(月)\n10:00\t出発\n9月9日(火) 10:00-11:00\t会議\n\t夕食"
    owner = document(text, trip=(date(2025, 9, 8), date(2025, 9, 12)))
    rows = {passage.text: passage for passage in split(owner)}

    assert [passage.visit.date.day for passage in rows.values() if passage.visit] == [8, 9, 9]
    assert all(passage.visit.start is None for passage in rows.values() if passage.visit)
    assert rows["夕食"].context == (text.index("9月9日"), text.index(" 10:00-11:00"))


def test_a_figure_is_not_cut_at_its_comma() -> None:
    text = "費用は" + "約1,000万円と" * 60

    pieces = [passage.text for passage in split(document(text))]

    assert len(pieces) > 1
    assert not any(piece.endswith("1,") for piece in pieces)


def test_what_begins_with_a_time_below_a_date_is_a_row_of_that_day() -> None:
    rows = ["午前9時30分　市役所を訪問", "・市長と面会", "午後6時　空港発"]
    text = "\n".join(["日程", "", "2025年9月9日（火）", *rows, "", "出席者は五名であった。"])

    found = {passage.text: passage for passage in split(document(text))}

    assert all(found[row].visit == Visit(date(2025, 9, 9), None, None) for row in rows)
    assert found["出席者は五名であった。"].visit is None
