"""Sections found in the layout: what is not sure to be a heading is text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings

from tests.builders import document, in_order, outside, texts
from tripqa.domain import Document, Heading, Passage, Section, Visit
from tripqa.text.passages import sections, split

TRIP = (date(2025, 9, 8), date(2025, 9, 12))
VISITS = [
    ("韓国地域情報開発院(KLID)訪問", Visit(date(2025, 9, 8), time(14), time(16))),
    ("ソウル市政府訪問", Visit(date(2025, 9, 9), time(10), time(12))),
    ("知能情報化振興院(NIA)訪問", Visit(date(2025, 9, 9), time(14), time(15))),
    ("ソウルAI財団(SAIF)訪問", Visit(date(2025, 9, 9), time(16), time(17, 30))),
    ("台北市政府訪問(Taipei Urban Intelligence Center)", Visit(date(2025, 9, 10), time(15, 15), time(16))),
    ("台北市政府訪問(意見交換)", Visit(date(2025, 9, 10), time(16), time(17, 30))),
    ("gOv(ガブゼロ)訪問", Visit(date(2025, 9, 10), time(18, 15), time(19, 15))),
    ("高雄市政府訪問", Visit(date(2025, 9, 11), time(10), time(11, 30))),
    ("Startup Island TAIWAN訪問", Visit(date(2025, 9, 10), time(17, 30), time(18))),
]
ITINERARY = [
    ("9月8日(月)", 8, ["(東京発、ソウル着)", "韓国地域情報開発院(KLID)訪問"]),
    ("9月9日(火)", 9, ["ソウル市政府訪問(副市長との面会、意見交換)", "知能情報化振興院(NIA)訪問", "ソウルAI財団訪問"]),
    ("9月10日(水)", 10, ["(ソウル発、台北着)", "台北市政府訪問(市長との面会、意見交換)", "g0v(ガブゼロ)訪問"]),
    (
        "9月11日(木)",
        11,
        [
            "(台北発、高雄着)",
            "高雄市政府訪問(副市長との面会、意見交換)",
            "(高雄発、台北着)",
            "Startup Island TAIWAN訪問",
        ],
    ),
    ("9月12日(金)", 12, ["(台北発、東京着)"]),
]
BODY = "行政システムの標準化や自治体間の情報連携、セキュリティ強化などについて活発な議論が行われました。"


def headings(text: str, language: str = "ja") -> list[tuple[str, ...]]:
    return [section.headings for section in sections(document(text, language=language, trip=TRIP))]


def passage_with(words: str, report: Document) -> Passage:
    (found,) = [passage for passage in split(report) if words in passage.text]
    return found


@given(texts())
@settings(deadline=None, max_examples=100)
def test_every_character_that_is_not_white_space_lies_in_one_section(text: str) -> None:
    spans = [(section.start, section.end) for section in sections(document(text, trip=TRIP))]

    assert in_order(spans)
    assert outside(text, spans) == ""


def test_the_report_has_nine_visits_with_their_times(report: Document) -> None:
    visits = [(section.headings, section.visit) for section in sections(report) if section.visit]

    assert visits == [((heading,), visit) for heading, visit in VISITS]


def test_the_sections_of_the_report_are_those_its_reader_sees(report: Document) -> None:
    shared = "行政デジタル化の成功の鍵は「共同化による車輪の再発明の防止」"
    network = "行政デジタル化に関する都市間ネットワークを強化"

    assert [section.headings for section in sections(report)] == [
        (),
        ("出張概要",),
        ("出張概要", "■日程"),
        ("出張概要", "■目的地"),
        ("出張概要", "■出張者"),
        ("出張概要", "■目的"),
        ("出張行程",),
        *[(heading,) for heading, _ in VISITS],
        ("出張のインサイト①",),
        ("出張のインサイト①", shared),
        ("出張のインサイト②",),
        ("出張のインサイト②", network),
    ]


def test_an_insight_is_not_part_of_the_visit_above_it(report: Document) -> None:
    insights = [section for section in sections(report) if "インサイト" in "".join(section.headings)]

    assert len(insights) == 4
    assert {section.visit for section in insights} == {None}


@pytest.mark.parametrize(("day", "number", "rows"), ITINERARY, ids=[day for day, _, _ in ITINERARY])
def test_a_row_of_the_itinerary_has_the_last_date_above_it(
    report: Document, day: str, number: int, rows: list[str]
) -> None:
    found = [passage for passage in split(report) if passage.context and report.text[slice(*passage.context)] == day]

    assert [passage.text.split("\t")[-1].split("\n")[-1] for passage in found] == rows
    assert {passage.visit for passage in found} == {Visit(date(2025, 9, number), None, None)}
    assert {passage.section for passage in found} == {("出張行程",)}


@pytest.mark.parametrize("words", ["Consultation, Hsiung Healthcare Cloud", "154 smart health care stations", "共照雲"])
def test_a_slide_in_another_language_belongs_to_the_visit_above_it(report: Document, words: str) -> None:
    passage = passage_with(words, report)

    assert passage.section == ("高雄市政府訪問",)
    assert passage.visit == Visit(date(2025, 9, 11), time(10), time(11, 30))


def test_a_line_on_a_photograph_belongs_to_its_visit(report: Document) -> None:
    assert passage_with("방문을 환영합니다", report).section == ("韓国地域情報開発院(KLID)訪問",)


def test_without_trip_dates_no_year_is_invented(report: Document) -> None:
    undated = replace(report, trip=None)

    assert {section.visit for section in sections(undated)} == {None}
    assert {passage.visit for passage in split(undated)} == {None}
    assert [s.headings for s in sections(undated)] == [s.headings for s in sections(report)]


def test_a_text_without_headings_is_one_section_without_a_heading() -> None:
    assert sections(document(BODY)) == [Section((), None, 0, len(BODY))]


def test_a_text_without_words_has_no_section() -> None:
    assert sections(document("\r\n \n\u3000")) == []


def test_headings_nest_and_a_new_slide_begins_anew() -> None:
    text = f"概要\n\n■日程\n\n{BODY}\n\n■目的\n\n{BODY}\n\n\n\n成果\n\n■要点\n\n{BODY}"

    assert headings(text) == [("概要",), ("概要", "■日程"), ("概要", "■目的"), ("成果",), ("成果", "■要点")]


def test_what_stands_under_a_visit_has_its_date() -> None:
    text = f"台北市政府訪問\n9月10日(水) 16:00-17:30\n\n{BODY}\n\n■成果\n\n{BODY}"
    found = sections(document(text, trip=TRIP))

    assert [section.headings for section in found] == [("台北市政府訪問",), ("台北市政府訪問", "■成果")]
    assert {section.visit for section in found} == {Visit(date(2025, 9, 10), time(16), time(17, 30))}


def test_a_visit_ends_the_one_above_it() -> None:
    text = f"甲訪問\n9月8日 10:00\n\n{BODY}\n\n乙訪問\n9月9日 11:00\n\n{BODY}"

    assert [section.visit and section.visit.date.day for section in sections(document(text, trip=TRIP))] == [8, 9]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_headings_do_not_depend_on_how_lines_end(line_break: str) -> None:
    text = f"概要\n\n■日程\n\n{BODY}".replace("\n", line_break)

    assert headings(text) == [("概要",), ("概要", "■日程")]


@pytest.mark.parametrize("heading", ["概要", "■日程"])
def test_a_byte_order_mark_does_not_hide_the_first_heading(heading: str) -> None:
    ((found,),) = headings(f"\ufeff{heading}\n\n{BODY}")

    assert found.removeprefix("\ufeff") == heading


@pytest.mark.parametrize("mark", "■□◆◇▼★【#")
def test_a_heading_mark_makes_a_heading(mark: str) -> None:
    assert headings(f"{mark}日程\n\n{BODY}") == [(f"{mark}日程",)]


@pytest.mark.parametrize(
    ("text", "language"),
    [("Outcome of the trip", "en"), ("출장의 성과", "ko"), ("出差成果", "zh-Hant"), ("出張の成果", "ja")],
)
def test_a_short_line_in_the_document_s_own_script_is_a_heading(text: str, language: str) -> None:
    assert headings(f"{text}\n\n{BODY}", language) == [(text,)]


@pytest.mark.parametrize(
    "line",
    [
        "大韓民国:ソウル特別市",
        "台 湾:台北市、高雄市",
        "終わりました。",
        "本当ですか？",
        "- 標準化",
        "・標準化",
        "(高雄発)",
        "2012年",
        "9月8日",
        "154",
        "Citizen-Centric Care",
        "표준화",
        "標準\t化",
        "長" * 41,
    ],
)
def test_a_caption_a_value_or_an_item_is_not_a_heading(line: str) -> None:
    assert headings(f"概要\n\n{BODY}\n\n{line}\n\n{BODY}") == [("概要",)]


def test_a_short_last_line_is_not_a_heading() -> None:
    assert headings(f"概要\n\n{BODY}\n\n以上") == [("概要",)]


def test_a_short_line_with_nothing_longer_below_it_is_not_a_heading() -> None:
    assert headings("行政システムの標準化\n\n情報連携") == [()]


def test_headings_and_times_as_municipal_reports_write_them() -> None:
    text = (
        "３ ヘルシンキ市役所訪問\n\n２月３日（火）　１０時００分〜１１時３０分\n\n市長と面会しました。\n\n"
        "４ 所感\n\n（１）期間について\n\n今後も連携を続けていくことで一致しました。"
    )
    found = sections(document(text, trip=(date(2026, 2, 1), date(2026, 2, 6))))

    assert [section.headings for section in found] == [
        ("３ ヘルシンキ市役所訪問",), ("４ 所感",), ("４ 所感", "（１）期間について"),
    ]  # fmt: skip
    assert found[0].visit == Visit(date(2026, 2, 3), time(10, 0), time(11, 30))
    assert found[1].visit is None


def marked(text: str, *headings: tuple[str, int]) -> Document:
    places = [(text.index(words), words, level) for words, level in headings]
    spans = tuple(Heading(start, start + len(words), level) for start, words, level in places)
    return document(text, headings=spans, trip=TRIP)


def test_headings_that_a_format_marks_are_those_of_its_sections() -> None:
    report = marked(f"# 報告\n\n{BODY}\n\n■日程\n\n{BODY}\n\n### 予算の内訳\n{BODY}", ("報告", 1), ("予算の内訳", 3))

    assert [section.headings for section in sections(report)] == [("報告",), ("報告", "予算の内訳")]


def test_a_document_that_is_said_to_have_no_headings_has_none() -> None:
    assert [section.headings for section in sections(document(f"■日程\n\n{BODY}", headings=()))] == [()]


def test_text_above_the_first_heading_is_a_section_without_one() -> None:
    assert [section.headings for section in sections(marked(f"前文。\n\n日程\n\n{BODY}", ("日程", 2)))] == [
        (),
        ("日程",),
    ]


@pytest.mark.parametrize("line", ["", "\n====", "\n----"])
def test_a_date_line_below_a_marked_heading_is_a_visit(line: str) -> None:
    report = marked(f"ソウル市政府訪問{line}\n\n9月9日(火) 10:00-12:00\n\n{BODY}", ("ソウル市政府訪問", 2))
    (section,) = sections(report)

    assert (section.headings, section.visit) == (("ソウル市政府訪問",), Visit(date(2025, 9, 9), time(10), time(12)))
    assert [passage.text for passage in split(report)][1] == BODY


def test_a_long_heading_is_not_read_on_into_the_text_below_it() -> None:
    heading = "行政システムの標準化や自治体間の情報連携、セキュリティ強化などに"
    report = marked(f"## {heading}\n{BODY}{BODY}", (heading, 2))

    assert [section.headings for section in sections(report)] == [(heading,)]
    assert split(report)[0].sentences[0][1] > len(heading) + 3


def test_a_heading_over_several_lines_is_one() -> None:
    text = f"とても長い見出し\nの続き\n\n{BODY}"
    report = document(text, headings=(Heading(0, text.index("\n\n"), 1),))

    assert [section.headings for section in sections(report)] == [("とても長い見出し の続き",)]


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("zh-Hant", ["壹、目的", "貳、行程", "一、第一天", "二、第二天", "（一）上午", "（二）下午", "參、心得"]),
        (
            "zh-Hant",
            ["第一章 緒論", "第二章 參訪", "第一節 港務局", "第二節 市政府", "一、簡報", "二、參觀", "第三章 建議"],
        ),
        ("ko", ["Ⅰ. 개요", "Ⅱ. 활동", "1. 방문", "2. 면담", "가. 일시", "나. 장소", "Ⅲ. 시사점"]),
        ("ko", ["제1장 개요", "제2장 활동", "제1절 방문", "제2절 면담", "1) 일시", "2) 장소", "제3장 시사점"]),
        ("ja", ["１．目的", "２．行程", "２．１　一日目", "２．２　二日目", "（１）午前", "（２）午後", "３．所感"]),
        ("ja", ["第１章目的", "第２章行程", "１　一日目", "２　二日目", "ア　午前", "イ　午後", "第３章所感"]),
        (
            "en",
            ["1. Purpose", "2. Visits", "2.1 First day", "2.2 Second day", "A. Morning", "B. Afternoon", "3. Remarks"],
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else one[0],
)
def test_numbered_headings_nest_by_their_style(language: str, numbers: list[str]) -> None:
    first, second, one, two, a, b, third = numbers
    text = "\n\n".join(
        [first, BODY, second, one, BODY, two, a, BODY, b, BODY, third, BODY],
    )

    assert headings(text, language) == [
        (first,), (second,), (second, one), (second, two), (second, two, a), (second, two, b), (third,),
    ]  # fmt: skip


def test_a_numbered_heading_needs_no_blank_lines_where_its_text_is_right_below_it() -> None:
    text = f"１．目的\n{BODY}\n２．行程\n（１）一日目\n{BODY}\n（２）二日目\n{BODY}\n"

    assert headings(text) == [("１．目的",), ("２．行程",), ("２．行程", "（１）一日目"), ("２．行程", "（２）二日目")]


@pytest.mark.parametrize(
    "items",
    [
        "1. 窓口\n2. 電話\n3. 郵送",
        "一、窓口\n二、電話\n三、郵送",
        "（１）窓口\n\n（２）電話\n\n（３）郵送です。",
        "가. 창구\n나. 전화",
    ],
)
def test_the_items_of_a_numbered_list_are_no_headings(items: str) -> None:
    assert headings(f"概要\n\n{BODY}\n\n{items}") == [("概要",)]


def test_a_numbered_sentence_is_text() -> None:
    text = "參、建議\n\n（一）建議成立工作小組，每季開會一次。\n\n（二）編列預算三百萬元，分兩年執行。"

    assert headings(text, "zh-Hant") == [("參、建議",)]


def test_a_numbered_visit_lies_where_its_number_says() -> None:
    text = f"２ 訪問先\n\n（１）ソウル市政府訪問\n9月9日 10:00-12:00\n\n{BODY}\n\n３ 所感\n\n{BODY}"
    found = sections(document(text, trip=TRIP))

    assert [section.headings for section in found] == [
        ("２ 訪問先",), ("２ 訪問先", "（１）ソウル市政府訪問"), ("３ 所感",),
    ]  # fmt: skip
    assert [section.visit is not None for section in found] == [False, True, False]


def test_the_heading_of_a_new_page_ends_the_one_before() -> None:
    text = f"港の視察\n\n{BODY}\n\n市役所の訪問\n\n{BODY}"
    report = replace(document(text), pages=(0, text.index("市役所")))

    assert [section.headings for section in sections(report)] == [("港の視察",), ("市役所の訪問",)]


def test_a_number_of_another_style_that_counts_on_takes_the_place_of_the_one_before() -> None:
    text = f"１．目的\n\n{BODY}\n\n２．行程\n\n{BODY}\n\n第３章まとめ\n\n{BODY}\n\nⅣ　経費\n\n{BODY}"

    assert headings(text) == [("１．目的",), ("２．行程",), ("第３章まとめ",), ("Ⅳ　経費",)]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("ja", "令和7年9月8日（月）14:00～16:00", "令和７年９月９日(火) 午前１０時～正午"),
        ("ko", "2025. 9. 8.(월) 14:00 ~ 16:00", "9월 9일(화) 10:00~12:00"),
        ("zh-Hant", "114年9月8日（星期一）14:00至16:00", "民國114年9月9日（二）上午10時至12時"),
        ("ja", "R7.9.8(月) 午後2時～4時", "二○二五年九月九日 10:00～12:00"),
        ("en", "September 8, 2025, 2:00–4:00 p.m.", "9 September 2025 10:00-12:00"),
    ],
)
def test_a_date_line_of_any_count_makes_a_visit(language: str, first: str, second: str) -> None:
    one, other, last = {
        "ja": ("市役所訪問", "港湾視察", "その他"),
        "ko": ("시청 방문", "항만 시찰", "기타"),
        "zh-Hant": ("市府參訪", "港口考察", "其他"),
        "en": ("Town hall", "Harbour", "Other matters"),
    }[language]
    text = f"{one}\n\n{first}\n\n{BODY}\n\n{other}\n\n{second}\n\n{BODY}\n\n{last}\n\n{BODY}"

    found = [(part.headings, part.visit) for part in sections(document(text, language=language, trip=TRIP))]

    assert found == [
        ((one,), Visit(date(2025, 9, 8), time(14), time(16))),
        ((other,), Visit(date(2025, 9, 9), time(10), time(12))),
        ((last,), None),
    ]


def test_a_heading_behind_the_last_visit_is_of_it_where_other_visits_have_headings_too() -> None:
    text = "".join(
        f"{name}訪問\n\n9月{day}日 14:00-16:00\n\n{BODY}\n\n質疑応答\n\n{BODY}\n\n"
        for name, day in [("市", 8), ("港", 9)]
    )

    assert headings(text) == [("市訪問",), ("市訪問", "質疑応答"), ("港訪問",), ("港訪問", "質疑応答")]


KOREAN = """2025년 해외출장 보고서
Ⅰ. 출장 개요
가. 출장 목적
지방 행정의 디지털 전환 사례를 조사한다.
나. 출장자
정책과 김민수 외 2명이 참가하였다.
Ⅱ. 주요 활동
1. 타이베이시 방문
시장을 만나 의견을 나누었다.
"""
JAPANESE = """令和７年度視察報告

第１　視察の概要
１　日程
令和７年９月８日から10日まで
２　参加者
議員五名が参加しました。
第２　視察の内容
(1) 札幌市
ア　除雪の取組
市は除雪に年間百五十億円を支出しています。
"""
CHINESE = """出國報告
壹、目的
了解首爾市智慧城市的推動情形。
貳、過程
一、行程
（一）九月八日
拜會首爾市政府，由副市長接見。
"""


@pytest.mark.parametrize(
    ("language", "text", "paths"),
    [
        (
            "ko",
            KOREAN,
            [
                ("Ⅰ. 출장 개요", "가. 출장 목적"),
                ("Ⅰ. 출장 개요", "나. 출장자"),
                ("Ⅱ. 주요 활동", "1. 타이베이시 방문"),
            ],
        ),
        (
            "ja",
            JAPANESE,
            [
                ("第１　視察の概要", "１　日程"),
                ("第１　視察の概要", "２　参加者"),
                ("第２　視察の内容", "(1) 札幌市", "ア　除雪の取組"),
            ],
        ),
        ("zh-Hant", CHINESE, [("壹、目的",), ("貳、過程", "一、行程", "（一）九月八日")]),
    ],
)
def test_numbered_headings_need_no_blank_line_above_or_below(
    language: str, text: str, paths: list[tuple[str, ...]]
) -> None:
    found = headings(text, language)

    assert [path for path in paths if path in found] == paths
    assert found[0] == ()


def test_a_number_at_the_head_of_a_wrapped_line_is_no_heading() -> None:
    text = (
        "この計画では、令和七年度から十一年度までの五年間に取り組むことを、基本構想の\n"
        "第３章　財政の見通し\n"
        "に書かれたとおりに進めることとし、その内容を毎年度の予算に反映させていきます。\n"
    )

    assert headings(text) == [()]


def test_a_mark_heads_the_items_below_it() -> None:
    text = "□ 사업 개요\n ○ 기간: 2025. 3. ~ 12.\n ○ 대상: 주민\n□ 추진 실적\n ○ 상담 1,204건을 처리하였다.\n"

    assert headings(text, "ko") == [("□ 사업 개요",), ("□ 추진 실적",)]


def test_the_caption_of_an_article_belongs_to_the_article_below_it() -> None:
    text = (
        "第1章　総則\n（目的）\n第1条　この条例は、公園の管理について定める。\n\n（使用料）\n"
        "第2条　使用料は、一時間につき五百円とする。\n2　町長は、使用料を減額することができる。\n"
    )

    assert headings(text) == [("第1章　総則",), ("第1章　総則", "（目的）"), ("第1章　総則", "（使用料）")]
    assert passage_with("五百円", document(text)).text.startswith("（使用料）\n第2条")
