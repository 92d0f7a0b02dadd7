"""The numbers that Word makes are text: each paragraph has the one that Word shows."""

from __future__ import annotations

from typing import Any

import pytest
from docx import Document
from docx.oxml.parser import parse_xml

from tests.files import LIMITS, W, headings, saved
from tripqa.parsing.docx import extract
from tripqa.parsing.extract import Extract
from tripqa.parsing.ordinals import written

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def level(at: int, text: str, form: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(levels: str, *paragraphs: tuple[str, str], nums: str = "", styles: str = "") -> Extract:
    """Read a file with one abstract list, 90, and its list 90; each paragraph is properties and text."""
    file = Document()
    lists: Any = file.part.numbering_part.element
    for xml in (
        f'<w:abstractNum xmlns:w="{W}" xmlns:mc="{MC}" w:abstractNumId="90">{levels}</w:abstractNum>',
        f'<w:num xmlns:w="{W}" w:numId="90"><w:abstractNumId w:val="90"/></w:num>',
    ):
        lists.append(parse_xml(xml))
    for one in parse_xml(f'<w:nums xmlns:w="{W}">{nums}</w:nums>'):
        lists.append(one)
    for one in parse_xml(f'<w:styles xmlns:w="{W}">{styles}</w:styles>'):
        file.styles.element.append(one)
    body = file.element.body
    body.clear_content()
    for properties, text in paragraphs:
        run = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
        body.append(parse_xml(f'<w:p xmlns:w="{W}"><w:pPr>{properties}</w:pPr>{run}</w:p>'))
    return extract(saved(file), LIMITS)


def at(level: int, id: int = 90) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{id}"/></w:numPr>'


def blocks(read: Extract) -> list[str]:
    return [line for line in read.text.split("\n") if line]


def test_articles_paragraphs_and_items_are_counted_level_by_level() -> None:
    read = numbered(
        level(0, "第%1条") + level(1, "%2", "decimalFullWidth") + level(2, "（%3）", "aiueoFullWidth"),
        (at(0), "目的"), (at(1), "一項"), (at(2), "い"), (at(2), "ろ"), (at(1), "二項"), (at(2), "は"),
        (at(0), "定義"), (at(1), "三項"),
    )  # fmt: skip

    assert blocks(read) == [
        "第1条 目的", "１ 一項", "（ア） い", "（イ） ろ", "２ 二項", "（ア） は", "第2条 定義", "１ 三項"
    ]  # fmt: skip


def test_a_number_names_the_levels_above_it_and_legal_ones_in_digits() -> None:
    read = numbered(
        level(0, "第%1章", "japaneseCounting") + level(1, "%1－%2") + level(2, "%1.%2.%3", more="<w:isLgl/>"),
        (at(0), "総則"), (at(1), "節"), (at(2), "款"), (at(1), "節"),
    )  # fmt: skip

    assert blocks(read) == ["第一章 総則", "一－1 節", "1.1.1 款", "一－2 節"]


def test_headings_have_the_numbers_of_the_list_that_their_styles_are_tied_to() -> None:
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{0}"/><w:pPr>{1}</w:pPr></w:style>'
    read = numbered(
        level(0, "%1.", more='<w:pStyle w:val="Chapter"/>') + level(1, "%1.%2", more='<w:pStyle w:val="Section"/>'),
        ('<w:pStyle w:val="Chapter"/>', "概要"), ('<w:pStyle w:val="Section"/>', "目的"), ("", "本文"),
        ('<w:pStyle w:val="Section"/>', "期間"),
        styles=style.format("Chapter", '<w:numPr><w:numId w:val="90"/></w:numPr><w:outlineLvl w:val="0"/>')
        + style.format("Section", '<w:numPr><w:numId w:val="90"/></w:numPr><w:outlineLvl w:val="1"/>'),
    )  # fmt: skip

    assert headings(read) == [("1. 概要", 1), ("1.1 目的", 2), ("1.2 期間", 2)]


def test_a_list_that_says_so_begins_anew_and_another_of_its_kind_goes_on() -> None:
    anew = (
        '<w:num w:numId="91"><w:abstractNumId w:val="90"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="92"><w:abstractNumId w:val="90"/></w:num>'
    )
    read = numbered(
        level(0, "%1."),
        (at(0), "甲"),
        (at(0), "乙"),
        (at(0, 92), "丙"),
        (at(0, 91), "丁"),
        (at(0, 91), "戊"),
        nums=anew,
    )

    assert blocks(read) == ["1. 甲", "2. 乙", "3. 丙", "1. 丁", "2. 戊"]


def test_a_level_that_never_begins_anew_is_counted_through() -> None:
    read = numbered(
        level(0, "第%1章") + level(1, "第%2条", more='<w:lvlRestart w:val="0"/>'),
        (at(0), "総則"), (at(1), "目的"), (at(0), "雑則"), (at(1), "委任"),
    )  # fmt: skip

    assert blocks(read) == ["第1章 総則", "第1条 目的", "第2章 雑則", "第2条 委任"]


def test_what_is_deleted_or_empty_and_hidden_has_no_number_and_what_is_empty_has() -> None:
    read = numbered(
        level(0, "%1."),
        (at(0), "一"), (at(0) + "<w:rPr><w:del/></w:rPr>", ""), (at(0) + "<w:rPr><w:vanish/></w:rPr>", ""),
        (at(0), "二"), (at(0), ""), (at(0), "四"), ('<w:numPr><w:numId w:val="0"/></w:numPr>', "本文"),
    )  # fmt: skip

    assert blocks(read) == ["1. 一", "2. 二", "4. 四", "本文"]


def test_a_format_of_ones_own_and_a_gap_of_none() -> None:
    own = (
        f'<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:suff w:val="nothing"/><w:lvlText w:val="[%1]"/></w:lvl>'
    )

    assert blocks(numbered(own, (at(0), "甲"), (at(0), "乙"))) == ["[009]甲", "[010]乙"]


def test_bullets_stay_bullets_and_a_level_that_is_not_there_is_none() -> None:
    read = numbered(level(0, "\uf0b7", "bullet"), (at(0), "甲"), (at(5), "乙"), (at(0, 999), "丙"))

    assert blocks(read) == ["• 甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("japaneseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 105: "百五"}),
        ("ideographDigital", {10: "一〇", 25: "二五"}),
        ("japaneseLegal", {1: "壱", 10: "壱拾", 23: "弐拾参"}),
        ("ideographLegalTraditional", {3: "參", 12: "壹拾貳"}),
        ("chineseCountingThousand", {10: "十", 15: "十五", 110: "一百一十", 101: "一百零一"}),
        ("taiwaneseCountingThousand", {21: "二十一"}),
        ("ganada", {1: "가", 14: "하", 15: "가"}),
        ("koreanCounting", {11: "십일"}),
        ("koreanLegal", {1: "하나", 21: "스물하나"}),
        ("irohaFullWidth", {1: "イ", 4: "ニ"}),
        ("ideographTraditional", {2: "乙"}),
        ("decimalEnclosedCircle", {20: "⑳", 21: "21"}),
        ("upperRoman", {4: "IV", 1999: "MCMXCIX"}),
        ("lowerLetter", {26: "z", 27: "aa"}),
        ("decimalZero", {3: "03"}),
        ("ordinal", {1: "1st", 12: "12th", 22: "22nd"}),
        ("never heard of", {7: "7"}),
    ],
)
def test_each_form_is_written_as_word_writes_it(form: str, numbers: dict[int, str]) -> None:
    assert {number: written(number, form) for number in numbers} == numbers


@pytest.mark.parametrize("number", [-1, 0, 10**9])
def test_numbers_out_of_reach_are_written_all_the_same(number: int) -> None:
    for form in ("upperRoman", "lowerLetter", "japaneseCounting", "aiueo", "koreanLegal", "decimalEnclosedCircle"):
        assert written(number, form) in (str(number), "ｦ", "ｲ") or form == "aiueo"
