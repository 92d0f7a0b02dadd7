"""Days, times and amounts of a document, written out for readers of another language, or not at all."""

from __future__ import annotations

import datetime
import re

import pytest

from tripqa.domain import LANGUAGES, UNDETERMINED, Language, ValueKind, Visit
from tripqa.languages.shapes import Manner
from tripqa.languages.tables import table
from tripqa.text.language import find_language
from tripqa.text.writing_out import clock_of, day_in, visit_in, written_out

TENTH = datetime.date(2025, 9, 10)


def _own(text: str) -> str:
    """Return the language that an amount is written in: Japanese where its characters leave it open."""
    found = find_language(text)
    return "ja" if found == UNDETERMINED else found


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("ja", "2025年9月10日(水)", "9月10日(水)"),
        ("en", "Wed 10 Sept 2025", "Wed 10 Sept"),
        ("ko", "2025년 9월 10일(수)", "9월 10일(수)"),
        ("zh-Hant", "2025年9月10日（三）", "9月10日（三）"),
        ("zh-Hans", "2025年9月10日（周三）", "9月10日（周三）"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(language: Language, long: str, short: str) -> None:
    assert day_in(language, TENTH) == long
    assert day_in(language, TENTH, short=True) == short


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seven_days_and_twelve_months_are_told_apart(language: Language) -> None:
    week = {day_in(language, TENTH + datetime.timedelta(i)) for i in range(7)}
    months = {day_in(language, datetime.date(2025, month, 1), short=True) for month in range(1, 13)}

    assert len({re.sub(r"\d+", "", day) for day in week}) == 7
    assert len(months) == 12


def test_a_clock_shows_the_times_that_are_known() -> None:
    start, end = datetime.time(9, 5), datetime.time(16)

    assert clock_of(Visit(TENTH, start, end)) == "09:05–16:00"
    assert clock_of(Visit(TENTH, start, None)) == "09:05–"
    assert clock_of(Visit(TENTH, None, None)) == ""


def test_a_visit_is_written_with_its_day_and_its_times() -> None:
    visit = Visit(TENTH, datetime.time(15, 15), datetime.time(16))

    assert visit_in("ko", visit) == "2025년 9월 10일(수) 15:15–16:00"
    assert visit_in("en", Visit(TENTH, None, None)) == "Wed 10 Sept 2025"


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("9月8日(月)", "ko", "9월 8일(월)"),
        ("9月8日(月)", "en", "Mon 8 Sept"),
        ("9月8日（月）", "zh-Hant", "9月8日（一）"),
        ("9月8日（月）", "zh-Hans", "9月8日（周一）"),
        ("令和7年9月8日", "en", "8 Sept 2025"),
        ("民國114年9月8日", "ja", "2025年9月8日"),
        ("令和7年(2025年)9月8日", "ko", "2025년 9월 8일"),
        ("二〇二五年九月八日", "ko", "2025년 9월 8일"),
        ("令和元年5月", "zh-Hant", "2019年5月"),
        ("R7.9.8", "ko", "2025년 9월 8일"),
        ("2025. 9. 8.(월)", "ja", "2025年9月8日(月)"),
        ("2025年5月", "en", "May 2025"),
        ("2012年", "ko", "2012년"),
        ("Mon, 8 September 2025", "ja", "2025年9月8日(月)"),
        ("September 8, 2025", "zh-Hant", "2025年9月8日"),
        ("月曜日", "ko", "월요일"),
        ("星期五", "en", "Fri"),
        ("2025年9月8日(月)~9月12日(金)", "ko", "2025년 9월 8일(월) – 2025년 9월 12일(금)"),
        ("9月8日～12日", "en", "8 Sept – 12 Sept"),
        ("2023年10月~2024年", "en", "Oct 2023 – 2024"),
        ("2023年10月3日~11月", "en", "3 Oct 2023 – Nov 2023"),
        ("12月28日~1月4日", "en", "28 Dec – 4 Jan"),
        ("2021–2023", "ja", "2021年 – 2023年"),
        ("2019.11", "en", "Nov 2019"),
    ],
)
def test_a_date_is_read_in_its_own_calendar_and_written_in_the_reader_s_way(
    text: str, language: Language, written: str
) -> None:
    assert written_out(text, "date", "ja", language) == written


@pytest.mark.parametrize(
    "text",
    [
        *[
            "昭和70年",
            "2024年2月30日",
            "25年9月8日",
            "8日",
            "9月8日(月・祝)",
            "2025年度",
            "9月上旬",
            "同年",
            "今年5月",
            "九月頃",
        ],
        *["マーチ 8", "Marchen 8", "13月1日", "20世紀", "2025年9月8日の朝", ""],
    ],
)
def test_what_is_no_whole_date_is_not_written(text: str) -> None:
    assert [written_out(text, "date", "ja", language) for language in LANGUAGES] == [None] * len(LANGUAGES)


@pytest.mark.parametrize(
    "text",
    [
        *["2023年12月28日~1月4日", "2023年11月~2月", "2023年5月28日~2日", "11月28日~3日", "2025年3月~2024年5月"],
        *["2023年2月20日~29日", "6月20日~31日", "2023年~5月", "2023年5月~8日", "2023年5月8日~金曜日"],
    ],
)
def test_a_period_whose_second_end_does_not_follow_from_the_first_is_not_written(text: str) -> None:
    assert [written_out(text, "date", "ja", language) for language in LANGUAGES] == [None] * len(LANGUAGES)


@pytest.mark.parametrize(
    "text", ["2024年5月11日(土・日)", "5月11日(土、日)", "5月11日(金、土、日)~14日", "3月5日(水曜日、木)"]
)
def test_a_date_with_several_days_of_the_week_is_not_written(text: str) -> None:
    assert [written_out(text, "date", "ja", language) for language in LANGUAGES] == [None] * len(LANGUAGES)


@pytest.mark.parametrize("text", ["2008-11", "2003-04", "2008/09", "2008-11~2009-02"])
def test_what_may_be_two_years_is_no_month(text: str) -> None:
    assert [written_out(text, "date", "ja", language) for language in LANGUAGES] == [None] * len(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("午後2時", "14:00"),
        ("오후 2시 30분", "14:30"),
        ("14:00-16:00", "14:00–16:00"),
        ("2:00–4:00 p.m.", "14:00–16:00"),
    ],
)
def test_a_time_is_written_by_a_clock_of_24_hours(text: str, written: str) -> None:
    assert written_out(text, "time", "ja", "en") == written


@pytest.mark.parametrize("text", ["25時", "朝", "14:00頃"])
def test_what_is_no_time_of_a_day_is_not_written(text: str) -> None:
    assert written_out(text, "time", "ja", "en") is None


@pytest.mark.parametrize(
    ("text", "kind", "language", "written"),
    [
        ("30万人", "number", "en", "300,000 people"),
        ("30万人", "number", "ko", "30만 명"),
        ("約500名", "number", "zh-Hant", "約500人"),
        ("1400万人", "number", "en", "14 million people"),
        ("3万台超", "number", "en", "over 30,000 units"),
        ("三十五人", "number", "ko", "35명"),
        ("1만 2,000명", "number", "ja", "1万2,000人"),
        ("一人", "number", "en", "1 person"),
        ("10~20人", "number", "ko", "10–20명"),
        ("第72条", "number", "en", "Article 72"),
        ("up to 250 people", "number", "ja", "250人以下"),
        ("3.5倍", "number", "ko", "3.5배"),
        ("1.1億円", "money", "ko", "1억 1,000만 엔"),
        ("1.1億円", "money", "en", "110 million yen"),
        ("2万~3万人", "number", "en", "20,000–30,000 people"),
        ("20億ウォン以上", "money", "en", "at least 2 billion won"),
        ("1億2,345万円", "money", "ko", "1억 2,345만 엔"),
        ("NT$500", "money", "ja", "500台湾元"),
        ("1.1億円", "money", "zh-Hans", "1亿1,000万日元"),
        ("3个小时", "duration", "en", "3 hours"),
        ("90パーセント", "percentage", "en", "90%"),
        ("45日", "duration", "en", "45 days"),
        ("4泊5日", "duration", "ko", "4박 5일"),
        ("2時間30分", "duration", "en", "2 hours 30 minutes"),
        ("2か月ごと", "duration", "zh-Hant", "每2個月"),
        ("two years", "duration", "ko", "2년"),
    ],
)
def test_an_amount_is_written_with_its_unit_and_its_bound(
    text: str, kind: ValueKind, language: Language, written: str
) -> None:
    assert written_out(text, kind, _own(text), language) == written


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[
            ("62区市町村", "number"),
            ("290k citizens", "number"),
            ("約30人以上", "number"),
            ("数十人", "number"),
            ("両国", "number"),
        ],
        *[("5 m", "number"), ("$5", "money"), ("250萬元", "money"), ("三割弱", "percentage"), ("10人と20台", "number")],
        *[
            ("2~3万人", "number"),
            ("2012年", "duration"),
            ("延べ30人", "number"),
            ("▲5%", "percentage"),
            ("10日か20日", "duration"),
            ("", "number"),
            ("人", "number"),
        ],
    ],
)
def test_what_is_not_wholly_understood_is_not_written(text: str, kind: ValueKind) -> None:
    assert {written_out(text, kind, own, language) for own in LANGUAGES for language in LANGUAGES} == {None}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[("4~6千人", "number"), ("7～8百人", "number"), ("6〜9千円", "money"), ("4~5천 명", "number")],
        *[("5~7백 명", "number"), ("4-6 thousand people", "number"), ("six to nine hundred people", "number")],
        *[("約4~6千人", "number"), ("二~四十人", "number"), ("3から4千人", "number"), ("4-6k people", "number")],
        *[("1千2百~3百人", "number"), ("1,200~300人", "number")],  # 1,300, which the last end does not say
    ],
)
def test_a_range_whose_ends_share_a_scale_is_not_written(text: str, kind: ValueKind) -> None:
    assert {written_out(text, kind, own, language) for own in LANGUAGES for language in LANGUAGES} == {None}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("4千~6千人", "4,000–6,000 people"),
        ("7百~9百人", "700–900 people"),
        ("4천~5천 명", "4,000–5,000 people"),
        ("5百~800人", "500–800 people"),
        ("二十~四十人", "20–40 people"),
    ],
)
def test_a_range_whose_ends_each_have_their_scale_is_written(text: str, written: str) -> None:
    assert written_out(text, "number", _own(text), "en") == written


@pytest.mark.parametrize("kind", ["person", "organisation", "place", "name"])
def test_names_are_not_written_out(kind: ValueKind) -> None:
    assert written_out("30万人", kind, "ja", "en") is None


def test_what_would_say_the_same_is_not_said_twice() -> None:
    assert written_out("90%", "percentage", "ja", "ko") is None
    assert written_out("2025年5月", "date", "ja", "zh-Hant") is None


def test_a_layout_break_inside_a_value_is_none() -> None:
    assert written_out("30万\n人", "number", "ja", "en") == "300,000 people"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_lacks_what_another_has(language: Language) -> None:
    manner, english = table(language, Manner), table(Language("en"), Manner)

    assert manner.units.keys() - {"dollar"} == english.units.keys() - {"dollar"}  # in Chinese it must be of a country
    assert manner.bounds.keys() == english.bounds.keys()
    assert manner.ordinals.keys() == english.ordinals.keys()
    assert manner.one.keys() <= manner.units.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_of_a_unit_stands_for_two(language: Language) -> None:
    forms = [form for said in table(language, Manner).units.values() for form in said.split("|")]

    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("text", "kind", "own"),
    [
        *[("7位", "number", "ja"), ("4本", "number", "ja"), ("6次", "number", "ja"), ("7명", "number", "ja")],
        *[("72分", "duration", "zh-Hant"), ("72分", "duration", "zh-Hans"), ("4回", "number", "zh-Hant")],
        *[
            ("8個月", "duration", "ja"),
            ("40 people", "number", "ko"),
            ("40人", "number", "fr"),
            ("40人", "number", "und"),
        ],
    ],
)
def test_no_unit_is_read_in_another_language_than_the_document_s(text: str, kind: ValueKind, own: str) -> None:
    assert {written_out(text, kind, own, language) for language in LANGUAGES} == {None}


@pytest.mark.parametrize(
    ("text", "kind", "own"),
    [
        *[("40대", "number", "ko"), ("5대", "number", "ko"), ("다섯 분", "duration", "ko"), ("7번", "number", "ko")],
        *[("2세", "number", "ko"), ("4분", "number", "ko"), ("8킬로", "number", "ko"), ("七分", "duration", "ja")],
        *[
            ("8キロ", "number", "ja"),
            ("8ポンド", "money", "ja"),
            ("6件", "number", "zh-Hant"),
            ("6家", "number", "zh-Hans"),
        ],
        *[("600起", "number", "zh-Hant"), ("2位", "number", "zh-Hant"), ("4 times", "number", "en")],
        *[("40 units", "number", "en"), ("8 pounds", "money", "en"), ("5分5分", "duration", "ja")],
    ],
)
def test_an_amount_that_may_mean_something_else_is_not_written(text: str, kind: ValueKind, own: str) -> None:
    assert {written_out(text, kind, own, language) for language in LANGUAGES} == {None}


@pytest.mark.parametrize(
    ("text", "kind", "own", "written"),
    [
        ("72分", "duration", "ja", "72 minutes"),
        ("十五分", "duration", "ja", "15 minutes"),
        ("72분", "duration", "ko", "72 minutes"),
        ("72分鐘", "duration", "zh-TW", "72 minutes"),
        ("네 번", "number", "ko", "4 times"),
        ("6本", "number", "zh-Hant", "6 books"),
        ("6件", "number", "ja", "6 cases"),
        ("35세", "number", "ko", "35 years old"),
    ],
)
def test_a_unit_is_read_in_the_document_s_language(text: str, kind: ValueKind, own: str, written: str) -> None:
    assert written_out(text, kind, own, "en") == written
