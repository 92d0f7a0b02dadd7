"""Web pages: all that a page says, nothing that every page of its site says, and headings that can be quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import document, texts
from tripqa.domain import Visit
from tripqa.errors import CorpusError
from tripqa.parsing.corpus import read_corpus
from tripqa.parsing.extract import Extract
from tripqa.parsing.html import extract, page_of
from tripqa.parsing.html_lists import Marks
from tripqa.parsing.limits import Limits
from tripqa.parsing.sidecar import Sidecar
from tripqa.parsing.source import Source
from tripqa.text.passages import sections, split

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PAGE = (Path(__file__).parent / "data" / "files" / "text" / "seoul.html").read_text(encoding="utf-8")
TEXT = """ソウル市調査報告

更新日：2025年10月1日

調査団は、スマートシティの取組を調べるため、ソウル市を訪れた。
面会は２時間に及んだ。

ソウル市政府訪問

9月9日(火) 10:00-12:00

副市長と面会し、電子政府法第72条に基づく支援について意見を交わした。

主な論点

- AI財団の設立
- 人材の育成
3. 研修
4. 交流

予算

表1 予算の内訳
項目\t金額
システム\t100億～200億ウォン
人件費 (職員)\t50億ウォン

所感

今後の連携が期待される。

詳しくは報告書本文を見られたい。

関連する事項として、台北市の調査がある。"""
HEADINGS = [("ソウル市調査報告", 1), ("ソウル市政府訪問", 2), ("主な論点", 3), ("予算", 3), ("所感", 2)]
NAMES = "p div h1 h2 h6 ul ol li table tr td th pre br nav main article a ruby"
TAGS = [f"<{end}{name}>" for name in NAMES.split() for end in ("", "/")]


def read(page: str | bytes) -> Extract:
    data = page if isinstance(page, bytes) else page.encode()
    text, read_as = page_of(data, Source(Path("a.html"), "a.html", Sidecar()))
    return replace(extract(text.encode(), Limits()), read_as=read_as)


def headings(found: Extract) -> list[tuple[str, int]]:
    return [(found.text[heading.start : heading.end], heading.level) for heading in found.headings or ()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_page_is_read_as_a_reader_sees_its_main_part(encoding: str) -> None:
    found = read(PAGE.replace("©", "(c)").encode(encoding))

    assert found.text == TEXT
    assert headings(found) == HEADINGS
    assert (found.title, found.read_as) == (
        "ソウル市調査報告 | 東京都",
        "Shift_JIS" if encoding == "cp932" else "UTF-8",
    )


def test_where_the_main_part_is_marked_that_alone_is_read() -> None:
    page = PAGE.replace('<div id="tmp_contents">', "<main>").replace("</div>\n</div>\n<aside>", "</main></div><aside>")

    assert read(f"<p>外の文</p>{page}").text == TEXT


def test_a_date_line_below_a_heading_of_a_page_is_a_visit() -> None:
    found = read(PAGE)
    report = document(found.text, headings=found.headings, trip=(date(2025, 9, 8), date(2025, 9, 12)))
    visits = {section.headings[-1]: section.visit for section in sections(report)}

    assert visits["ソウル市政府訪問"] == Visit(date(2025, 9, 9), time(10), time(12))
    assert [section.headings for section in sections(report)][3] == ("ソウル市調査報告", "ソウル市政府訪問", "予算")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<nav><a href=/>홈</a></nav><div id=content><h3>서울 출장 보고</h3>"
            "<p>9월 8일\n서울시를 방문하였다.</p></div><div id=footer>Copyright 서울시</div>",
            "서울 출장 보고\n\n9월 8일 서울시를 방문하였다.",
        ),
        (
            "<header><a href=/>首頁</a></header><article><header><h1>高雄市考察</h1><p>2025年9月</p></header>"
            "<p>拜訪高雄市政府，\n聽取簡報。</p><footer>撰寫人：王小明</footer></article>",
            "高雄市考察\n\n2025年9月\n\n拜訪高雄市政府，聽取簡報。\n\n撰寫人：王小明",
        ),
    ],
    ids=["Korean", "Chinese"],
)
def test_pages_of_the_other_languages_lose_their_furniture_alone(page: str, text: str) -> None:
    assert read(f"<!DOCTYPE html><html><body>{page}</body></html>").text == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>断片だけ。</p><h2>見出し</h2>終わり", "断片だけ。\n\n見出し\n\n終わり"),
        ("<body>前</body></html>後<p>跡</p>", "前\n\n後\n\n跡"),
        ("ただの文", "ただの文"),
        ("", ""),
        ("<!-- 注 -->", ""),
        ("<p>a\0b</p>", "a\ufffdb"),
        ("<div><div>" * 1000 + "深い", "深い"),
    ],
)
def test_a_page_need_not_be_whole(page: str, text: str) -> None:
    assert read(page).text == text


def test_a_page_that_the_parser_gives_up_is_refused_and_not_cut_off() -> None:
    with pytest.raises(CorpusError, match="nests its elements too deeply"):
        read("<div>" * 5000 + "深い")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("a  b\n c", "a b c"),
        ("東京\n都 港", "東京都 港"),
        ("서울\n시", "서울 시"),
        ("x<script>y</script>z", "xz"),
        ("<b>太</b>い<br><br>字", "太い\n\n字"),
        ("<pre>\na  b\n\n\tc</pre>d", "a  b\n\n\tc\n\nd"),
        ("<dl><dt>日時<dd>9月8日<dt>場所<dd>庁舎</dl>", "日時\t9月8日\n場所\t庁舎"),
        ("a&nbsp;b &lt;c&gt; ~", "a\xa0b <c> ~"),
        ("<ul><li><p>一</p><p>二</p></li><li>三</li></ul>", "- 一\n\n二\n\n- 三"),
        ("<details><summary>問</summary>答</details>", "問\n\n答"),
        ("<p>同じ文</p><p>同じ文</p>", "同じ文\n\n同じ文"),
    ],
)
def test_white_space_is_what_a_browser_shows(page: str, text: str) -> None:
    assert read(page).text == text


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td><a href=/>目次</a></td><td><h2>報告</h2>本文</td></tr></table>",
        "<table role=presentation><tr><td>報告</td><td>本文</td></tr></table>",
        f"<table><tr><td>報告</td><td>{'本文。' * 200}</td></tr></table>",
        "<table><tr><td>報告</td></tr><tr><td>本文</td></tr></table>",
    ],
)
def test_a_table_that_holds_a_page_together_is_no_rows(table: str) -> None:
    found = read(table).text

    assert "\t" not in found
    assert "報告\n\n本文" in found


def test_an_empty_cell_keeps_its_column() -> None:
    table = "<table><tr><td>a<td>b<td>c<tr><td>1<td><td>3<tr><td><td><td></table>"

    assert read(table).text == "a\tb\tc\n1\t\t3"


@pytest.mark.parametrize(
    "page",
    [
        '<div id="header"><h1>報告</h1><p>本文</p></div>',  # a head of its own
        '<div class="menu"><h1>報告</h1><p>本文</p></div>',  # a menu without links
        '<div class="footer"><p>報告</p><p>本文</p></div>',  # all there is
        "<article><aside>報告</aside><p>本文</p></article>",
    ],
)
def test_what_is_not_sure_to_be_furniture_is_text(page: str) -> None:
    assert read(page).text == "報告\n\n本文"


def test_a_heading_in_a_list_is_its_words_alone() -> None:
    found = read("<ol><li><h2>報告</h2>本文</li></ol>")

    assert (found.text, headings(found)) == ("1. 報告\n\n本文", [("報告", 2)])


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<ol><li>甲<li>乙<ol start=5><li>丙<li>丁</ol><li>戊</ol>", "1. 甲\n2. 乙\n5. 丙\n6. 丁\n3. 戊"),
        ("<ol start=x><li>甲<p>間</p><li hidden>隠<li>乙</ol>", "1. 甲\n\n間\n\n3. 乙"),
        ("<ol><li role=main>甲<li>乙<li role=main>丙</ol>", "1. 甲\n3. 丙"),
        ("<ul><li>甲</ul><li>乙", "- 甲\n\n- 乙"),
    ],
)
def test_items_have_the_numbers_that_a_browser_shows(page: str, text: str) -> None:
    assert read(page).text == text


class Counted:
    """A list with items, which counts how often it is gone through."""

    tag = "ol"

    def __init__(self, items: int) -> None:
        self.items = [Item(self) for _ in range(items)]
        self.given = 0

    def get(self, name: str) -> None:
        return None

    def iterchildren(self, tag: str) -> Iterator[Item]:
        for item in self.items:
            self.given += 1
            yield item


class Item:
    tag = "li"

    def __init__(self, above: Counted) -> None:
        self._above = above

    def getparent(self) -> Counted:
        return self._above


def test_a_list_is_counted_through_once_however_many_items_it_has() -> None:
    numbered, marks = Counted(100), Marks()

    found = [marks.of(cast("HtmlElement", item)) for item in numbered.items]

    assert found == [f"{number}. " for number in range(1, 101)]
    assert numbered.given == 100


def test_a_page_without_marked_headings_is_read_by_its_layout() -> None:
    found = read("<b>報告</b><br><br>本文である。")

    assert (found.text, found.headings) == ("報告\n\n本文である。", None)


def test_a_page_without_a_title_is_named_after_its_only_heading_of_the_first_level(tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_text("<h1>ソウル\n市 報告</h1><p>本文", encoding="utf-8")
    (tmp_path / "b.html").write_text("<h1>一</h1><h1>二</h1>", encoding="utf-8")

    assert [found.title for found in read_corpus(tmp_path).documents] == ["ソウル市 報告", "b"]


@given(st.lists(st.one_of(st.sampled_from(TAGS), texts(2)), max_size=25))
@settings(deadline=None, max_examples=200)
def test_the_law_holds_for_every_page(pieces: list[str]) -> None:
    found = read("".join(pieces))
    report = document(found.text, headings=found.headings)

    spans = [(heading.start, heading.end) for heading in found.headings or ()]
    assert spans == sorted(spans)
    for start, end in spans:
        assert found.text[start:end].strip() == found.text[start:end] != ""
    for passage in split(report):
        assert found.text[passage.start : passage.end] == passage.text


@given(st.lists(texts(3), max_size=8))
@settings(deadline=None, max_examples=200)
def test_no_character_of_a_paragraph_is_lost(paragraphs: list[str]) -> None:
    kept = [words.replace("\0", "").replace("<", "〈").replace("&", "＆") for words in paragraphs]
    found = read("".join(f"<p>{words}</p>" for words in kept))

    assert "".join(found.text.split()) == "".join("".join(kept).split())


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>定員は<del>30名</del><ins>45名</ins>とする。", "定員は45名とする。"),
        ("<p>期限は<s>6月1日</s><strike>6月2日</strike>6月20日", "期限は6月20日"),
        ('<p>会場は<b style="text-decoration: underline line-through red">旧庁舎</b>新庁舎', "会場は新庁舎"),
        (
            "<style>.old, #x {text-decoration-line:line-through}</style>料金<i class='a old'>1円</i><i id=x>2円</i>3",
            "料金3",
        ),
        ("<style>li.gone{display:none}</style><ul><li class=gone>旧<li>新</ul>", "- 新"),
        ("<style>@media print{.n{display:none}} a.n{display:none}</style><p class=n>印刷しない文", "印刷しない文"),
        ("<style>.tab{display:none}.tab{display:block}</style><p class=tab>開いた文", "開いた文"),
        ('<p style="opacity:0">無</p><p style="opacity:0.9">有', "有"),
        ("<table><tr><th>旧<th>新<tr><td><del>1円</del><td>2円<tr><td>3円<td>4円</table>", "旧\t新\n\t2円\n3円\t4円"),
    ],
)
def test_struck_and_hidden_text_is_no_text(page: str, text: str) -> None:
    assert read(page).text == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p><ruby>漢<rt>かん<rb>字<rt>じ</ruby>です", "漢字です"),
        ("<p><ruby>公民館<rp>(<rt>こうみんかん<rp>)</ruby>に集合", "公民館に集合"),
        ("<p><ruby><rb>公<rb>民<rt>こう<rt>みん</ruby>館", "公民館"),
        ("<p><ruby>公民館<rt>こうみんかん<p>次の段落", "公民館\n\n次の段落"),
        ("<p>前<noframes><p>この<b>文</b></p></noframes>後", "前後"),
    ],
)
def test_ruby_and_frames_without_their_ends_leave_the_text_whole(page: str, text: str) -> None:
    assert read(page).text == text


@pytest.mark.parametrize(
    "turning",
    [
        '<p><a href="#top">このページの先頭へ</a></p>',
        "<div><a href=1>前へ</a> | <a href=2>1</a> <b>2</b> <a href=3>3</a> | <a href=4>次へ</a></div>",
        "<ul><li><a href=1>上一頁</a><li><a href=2>回首頁</a></ul>",
        "<p><a href=1>이전글</a> <a href=2>목록</a></p>",
        "<p>« <a href=1>Previous</a> <a href=2>Next</a> »</p>",
        "<div class=pagination><a href=1>会議録 第1回</a> <a href=2>会議録 第3回</a></div>",
    ],
)
def test_links_that_turn_pages_are_left_out(turning: str) -> None:
    assert (
        read(f"<main><p>本文です。長い説明がここにあります。</p>{turning}</main>").text
        == "本文です。長い説明がここにあります。"
    )


@pytest.mark.parametrize("link", ["次の会議", "2025", "前回の議事録", "目次案"])
def test_a_link_that_says_something_is_text(link: str) -> None:
    assert read(f"<p>本文</p><p><a href=x>{link}</a></p>").text == f"本文\n\n{link}"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            "<tr><th rowspan=2>棟<th colspan=2>使用料<tr><th>平日<th>休日<tr><td>東棟<td>3円<td>4円",
            ["棟\t使用料", "棟\t平日\t休日", "東棟\t3円\t4円"],
        ),
        (
            "<tr><td rowspan=2>東棟<td>大<td>3円<tr><td>小<td>1円<tr><td rowspan=0>西棟<td>大<td>2円<tr><td>小<td>9円",
            ["東棟\t大\t3円", "東棟\t小\t1円", "西棟\t大\t2円", "西棟\t小\t9円"],
        ),
        ("<tr><td>甲<td>乙<td>丙<tr><td colspan=2>計<td>5", ["甲\t乙\t丙", "計\t\t5"]),
        (
            "<tr><td>甲<td rowspan=2 colspan=2>乙<td>丙<tr><td>丁<td>戊",
            ["甲\t乙\t\t丙", "丁\t乙\t\t戊"],
        ),
        ("<tr><td rowspan=99>甲<td>乙<tbody><tr><td>丙<td>丁", ["甲\t乙", "丙\t丁"]),
        ("<tr><td colspan=x>甲<td rowspan=-1>乙", ["甲\t乙"]),
    ],
)
def test_cells_stay_in_their_columns_whatever_spans_what(rows: str, lines: list[str]) -> None:
    assert read(f"<table>{rows}</table>").text.split("\n") == lines


@pytest.mark.parametrize(
    ("rows", "heads"),
    [
        ("<thead><tr><td>甲<td>乙<tbody><tr><td>1<td>2", 1),
        ("<tr><th>甲<th>乙<tr><td>1<td>2", 1),
        ("<tr><td><th>甲<th>乙<tr><th>丙<td>1<td>2", 1),
        ("<tr><th>日時<td>9月8日<tr><th>場所<td>庁舎", 0),
        ("<tr><td>甲<td>乙<tr><td>1<td>2", None),
    ],
)
def test_the_head_of_a_table_is_what_its_page_marks(rows: str, heads: int | None) -> None:
    (table,) = read(f"<p>表<table>{rows}</table>").tables

    assert table.heads == heads


def test_a_table_with_a_head_is_one_though_a_cell_is_long() -> None:
    page = f"<table><tr><th>項目<th>説明<tr><td>基金<td>{'長い文。' * 200}</table>"

    assert "基金\t長い文。" in read(page).text


def test_a_term_stands_on_the_line_of_each_of_its_descriptions() -> None:
    assert read("<dl><dt>受付<dd>午前9時<dd>午後1時<dt>概要<dd><p>長い段落</dl>").text == (
        "受付\t午前9時\n受付\t午後1時\n概要\n\n長い段落"
    )


def test_a_value_of_several_columns_is_one_of_each_and_a_head_is_not() -> None:
    rows = (
        "<tr><th rowspan=2>室<th colspan=2>昼<th>夜<tr><th>平日<th>休日<th>毎日"
        "<tr><td>大<td colspan=2>500円<td>800円<tr><td>小<td>300円<td>400円<td>600円"
    )

    assert read(f"<table>{rows}</table>").text.split("\n") == [
        "室\t昼\t\t夜", "室\t平日\t休日\t毎日", "大\t500円\t500円\t800円", "小\t300円\t400円\t600円"
    ]  # fmt: skip


def test_a_list_of_links_to_places_of_its_own_page_is_furniture() -> None:
    contents = "<ul><li><a href='#a'>対象</a><li><a href='#b'>期間</a>・<ul><li><a href='#c'>受付</a></ul></ul>"
    body = "<h2 id=a>対象</h2><p>市民です。<h2 id=b>期間</h2><p>四月からです。"

    assert read(contents + body).text == "対象\n\n市民です。\n\n期間\n\n四月からです。"
    assert read(contents.replace("#c", "/c") + body).text.startswith("- 対象")
    assert read(contents.replace("</ul></ul>", " 九時</ul></ul>") + body).text.startswith("- 対象")


def test_a_head_that_is_written_downwards_is_a_word_and_figures_below_one_another_are_not() -> None:
    assert read("<table><tr><th>区<br>分</th><th>計</th></tr><tr><td>東</td><td>1<br>2</td></tr></table>").text == (
        "区分\t計\n東\t1 2"
    )
