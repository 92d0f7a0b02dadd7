"""An answer as a file: Markdown shows each character as it is, Word opens it, and each quote has its footnote."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from xml.etree import ElementTree

import pytest
from docx import Document as open_word
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.builders import document, hit, manifest, passage, texts
from tests.markup import Element, read
from tripqa.domain import (
    Answer,
    Answered,
    Block,
    Citation,
    Conflict,
    Document,
    Language,
    Missing,
    NoAnswer,
    Question,
    StatedValue,
    Translation,
    Visit,
)
from tripqa.exports.formats import FORMATS
from tripqa.exports.markdown import escaped, markdown
from tripqa.exports.paper import Paper, paper_of
from tripqa.exports.seen import lines_of
from tripqa.exports.word import word
from tripqa.parsing.corpus import read_corpus
from tripqa.service import QuestionService, Reply
from tripqa.text.language import ours
from tripqa.web.addresses import Addresses

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PORT = document(
    "岸壁は30本ある。職員は500名いる。",
    id="port",
    title="港の報告",
    publisher="港湾局",
    url="https://port.example/report",
    trip=(date(2025, 9, 8), date(2025, 9, 10)),
    pages=(0, 9),
    translations={"ko": Translation("항만 보고서", "항만국", {"概要": "개요"})},
)
TOWN = document("岸壁は40本ある。", id="town", language="zh-Hant")
TO = Addresses("https://intra.example/tripqa")
ODD = [  # what means something to some reader of Markdown, or to a browser
    *[
        "# 1",
        "1. one",
        "12) two",
        "a. three",
        "(1) four",
        "- five",
        "+ six",
        "> seven",
        "    code",
        "\tcode",
        "```",
        "---",
        "===",
    ],
    *[
        "*a*",
        "_b_",
        "**c**",
        "`d`",
        "~~e~~",
        "H~2~O",
        "x^2^",
        "$x$",
        "[f](http://x)",
        "![g](x)",
        "[^1]",
        "[^1]: note",
        "<b>h</b>",
    ],
    *[
        "<script>alert(1)</script>",
        "&amp;",
        "&#65;",
        "https://x.example",
        "www.x.example",
        ":smile:",
        "14:00-15:30",
        "(c)",
        "(tm)",
        "...",
    ],
    *[
        "a -- b",
        "a --- b",
        '"q"',
        "it's",
        "| a | b |",
        "a\\",
        "\\*",
        "{.class}",
        "@name",
        "!!! note",
        "a  ",
        "  a",
        "\u3000本文",
        "本文\u3000",
    ],
    *[
        "a\n\nb",
        "a\r\nb",
        "a\rb",
        "a\fb",
        "\na",
        "a\n",
        "a\tb",
        "\u202eabc",
        "a\u2028b",
        "<!-- -->",
        "Term\n: x",
        "a\n---",
        "a\n===",
    ],
]


def shown_by_markdown(quote: str) -> Element:
    """Return what a reader of CommonMark makes of a quote, without the mark of its note."""
    source = "\n".join(f"> {line}" for line in f"{escaped(quote)}[^1]".split("\n"))
    html = MarkdownIt("commonmark", {"xhtmlOut": False}).render(source)
    assert html.startswith("<blockquote>\n<p>")
    assert html.endswith("[^1]</p>\n</blockquote>\n")
    return read(html.replace("\n<p>", "<p>", 1).replace("[^1]</p>\n</blockquote>\n", "</p></blockquote>"))


def as_shown(text: str) -> str:
    """Return text as any file shows it: line ends alike, and U+FFFD in place of what is no text."""
    return "\n".join(lines_of(text))


@pytest.mark.parametrize("text", ODD)
def test_a_reader_of_markdown_shows_what_looks_like_markup(text: str) -> None:
    assert shown_by_markdown(text).text == as_shown(text)


@given(st.one_of(texts(), st.lists(st.sampled_from(ODD)).map("".join)))
def test_a_reader_of_markdown_shows_every_character_of_a_quote(text: str) -> None:
    tree = shown_by_markdown(text)

    assert tree.text == as_shown(text)
    assert {one.tag for one in tree.all()} <= {"blockquote", "p", "br"}


def cited(number: int, owner: Document, quote: str, **changes: object) -> Citation:
    start = owner.text.index(quote)
    span = (start, start + len(quote))
    return Citation(number, quote, *span, hit(owner, passage(owner, span, **changes), rank=number))


def value(number: int, owner: Document, text: str) -> StatedValue:
    start = owner.text.index(text)
    return StatedValue("number", text, start, start + len(text), number)


def reply_of(answer: Answer, shown_in: str | None = "ja", **changes: object) -> Reply:
    about = manifest([PORT], [], space="toy", dimension=2)
    reply = Reply("1", Question("岸壁は何本？", "ja"), None, answer, (), (), "reader", about, 1.0, ours(shown_in or ""))
    return replace(reply, **changes)


VISIT = Visit(date(2025, 9, 8), time(14), time(16))
FIRST = cited(1, PORT, "岸壁は30本ある。", section=("概要",), visit=VISIT)
SECOND = cited(2, PORT, "職員は500名いる。")
THIRD = cited(3, TOWN, "岸壁は40本ある。")
CONFLICT = Conflict("number", (value(3, TOWN, "40本"), value(1, PORT, "30本")))
ANSWERED = Answered(value(2, PORT, "500名"), 0.9, True, (FIRST, SECOND, THIRD), (CONFLICT,))


def paper(answer: Answer = ANSWERED, to: Addresses | None = TO, **changes: object) -> Paper:
    return paper_of(reply_of(answer, **changes), to)


def notes_of(source: str) -> dict[str, str]:
    return dict(re.findall(r"^\[\^(\d+)\]: (.*)$", source, re.MULTILINE))


def test_a_note_says_where_its_quote_stands() -> None:
    notes = notes_of(markdown(paper(shown_in=Language("ko"))).decode())

    assert notes["1"] == (
        r"港の報告 (항만 보고서) · 港湾局 (항만국) · 출장 2025년 9월 8일(월) – 2025년 9월 10일(수) · "
        r"https\://port.example/report · 概要 (개요) · 2025년 9월 8일(월) 14:00–16:00 · 1쪽 · port\:0-9 · "
        "<https://intra.example/tripqa/documents/port?span=0-9#span>"
    )
    assert "2쪽" in notes["2"]
    assert notes["3"].startswith(r"town · town\:0-9 · <")  # nothing that the document does not say


def test_without_addresses_a_note_has_no_link() -> None:
    assert "<http" not in markdown(paper(to=None)).decode()
    assert b"hyperlink" not in zipfile.ZipFile(io.BytesIO(word(paper(to=None)))).read("word/footnotes.xml")


def test_all_that_a_page_says_of_an_answer_is_in_its_file() -> None:
    parts = (Block("港", (1, 2)), Block("町", (3,)), Block("村", ()))
    source = markdown(paper(replace(ANSWERED, parts=parts), understood_as="港の岸壁は何本？")).decode()

    order = [
        *("# 岸壁は何本？", "港の岸壁は何本？", "**500名**[^2]", "- 40本", "- 30本[^1]", "## 港"),
        *("> 岸壁は30本ある。[^1]", "> 職員は500名いる。[^2]", "## 町", "> 岸壁は40本ある。[^3]", "## 村"),
        "20261123T101500000000Z-00000000",
    ]
    places = [source.index(one) for one in order]
    assert places == sorted(places)


def test_what_the_documents_do_not_say_is_said_with_what_is_there() -> None:
    refused = NoAnswer(0.1, Missing("岸壁", "phone"), "not_stated")
    source = markdown(paper(refused, hits=(FIRST.hit, replace(SECOND.hit, rank=2)))).decode()

    assert "電話番号" in source
    assert source.index("**") < source.index("> 岸壁は30本ある。[^1]") < source.index("> 職員は500名いる。[^2]")
    assert set(notes_of(source)) == {"1", "2"}
    assert notes_of(markdown(paper(refused)).decode()) == {}


def test_what_says_what_cells_are_stands_above_their_row() -> None:
    table = document("単位：人\n区\t人口\n港\t500\n")
    row = cited(1, table, "港\t500", above=((0, 4), (5, 9)))

    source = markdown(paper(replace(ANSWERED, short=None, citations=(row,), conflicts=()))).decode()

    assert "> 単位：人\n>\n> 区&#9;人口\n>\n> 港&#9;500[^1]\n" in source


# Word


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))


def references(data: bytes) -> list[str]:
    return [one.attrib[f"{W}id"] for one in part(data, "word/document.xml").iter(f"{W}footnoteReference")]


def quotes(data: bytes) -> list[str]:
    return [one.text for one in open_word(io.BytesIO(data)).paragraphs if one.style.name == "Quote"]


def test_every_part_of_a_word_file_is_xml_and_has_a_type() -> None:
    with zipfile.ZipFile(io.BytesIO(word(paper()))) as archive:
        types = ElementTree.fromstring(archive.read("[Content_Types].xml"))
        said = {one.get("PartName", "").lstrip("/") for one in types} | {"[Content_Types].xml"}
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
            assert name in said or name.endswith(".rels"), name
        assert {name for name in said if name} <= {*archive.namelist()}
    for rels, root in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        for one in part(word(paper()), rels):
            assert root + one.attrib["Target"] in archive.namelist()


def test_each_quote_has_a_footnote_in_word_and_the_same_mark_again_is_a_field() -> None:
    data = word(paper())
    notes = {one.attrib[f"{W}id"] for one in part(data, "word/footnotes.xml").iter(f"{W}footnote")}
    fields = [one.attrib[f"{W}instr"] for one in part(data, "word/document.xml").iter(f"{W}fldSimple")]
    named = {one.attrib[f"{W}name"] for one in part(data, "word/document.xml").iter(f"{W}bookmarkStart")}

    assert references(data) == ["1", "2", "3"]
    assert notes == {"-1", "0", "1", "2", "3"}
    assert [field.split()[1] for field in fields] == ["_Ref000002", "_Ref000003", "_Ref000001"]  # short, then conflict
    assert {field.split()[1] for field in fields} <= named
    assert quotes(data) == ["岸壁は30本ある。", "職員は500名いる。", "岸壁は40本ある。"]


def test_word_numbers_notes_as_they_come_and_so_does_every_mark() -> None:
    parts = (Block("町", (3,)), Block("港", (1, 2)))
    data = word(paper(replace(ANSWERED, parts=parts)))
    shown = ["".join(one.itertext()) for one in part(data, "word/document.xml").iter(f"{W}fldSimple")]

    assert references(data) == ["1", "2", "3"]
    assert quotes(data)[0] == "岸壁は40本ある。"
    assert shown == ["3", "1", "2"]  # 500名, 40本, 30本


def fonts(data: bytes) -> Iterator[tuple[str, str]]:
    for run in part(data, "word/document.xml").iter(f"{W}r"):
        type_ = run.find(f"{W}rPr/{W}rFonts")
        if type_ is not None:
            yield "".join(run.itertext()), type_.attrib[f"{W}eastAsia"]


def test_words_are_set_in_the_type_of_their_language() -> None:
    set_in = {*fonts(word(paper(shown_in=Language("ko"))))}

    assert {("500名", "Yu Mincho"), ("40本", "Microsoft JhengHei")} <= set_in
    assert "Malgun Gothic" in {font for _, font in set_in}


@given(texts())
def test_word_holds_every_character_of_a_quote(text: str) -> None:
    owner = document(f"{text}。")
    data = word(paper(replace(ANSWERED, short=None, citations=(cited(1, owner, owner.text),), conflicts=())))

    assert quotes(data) == [as_shown(owner.text)]


def test_the_same_answer_makes_the_same_file() -> None:
    assert [one.write(paper()) for one in FORMATS.values()] == [one.write(paper()) for one in FORMATS.values()]


def test_a_word_file_that_was_written_can_be_read_as_a_report(
    hashing_service: QuestionService, tmp_path: pytest.TempPathFactory
) -> None:
    reply = hashing_service.ask("韓国地域情報開発院(KLID)訪問")
    (tmp_path / "answer.docx").write_bytes(FORMATS[".docx"].written(reply, TO))

    (found,) = read_corpus(tmp_path).documents

    assert isinstance(reply.answer, Answered)
    assert all(line in found.text for one in reply.answer.citations for line in one.quote.split("\n"))
    assert "2025-09-seoul-taiwan:" in found.text  # the notes too
