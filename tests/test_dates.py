"""Dates and times as reports write them; a year is never guessed."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings

from tests.builders import texts
from tripqa.domain import Visit
from tripqa.text.dates import find_days, find_years, is_date_line, leading_date, visit_on
from tripqa.text.folding import fold, fold_question

TRIP = (date(2025, 9, 8), date(2025, 9, 12))
OVER_NEW_YEAR = (date(2025, 12, 30), date(2026, 1, 3))
MONTHS = [
    *["January", "February", "March", "April", "May", "June"],
    *["July", "August", "September", "October", "November", "December"],
]


def days(text: str) -> list[tuple[int, int]]:
    return sorted((day.month, day.day) for day in find_days(fold_question(text)))


@pytest.mark.parametrize(
    "line",
    [
        "9月8日",
        "9月8日(月)",
        "9月8日（月・祝）",
        "9月8日(月) 14:00-16:00",
        "9月8日(月)14:00～16:00",
        "９月８日（月）　１４：００〜１６：００",
        "9月8日 14:00",
        "9月8日(月) 14:00-",
        "2025年9月8日",
        "2025年 9月 8日(月) 9:30–10:00",
        "9⽉8⽇(⽉)",
        "令和7年9月8日（月）14:00～16:00",
        "令和七年九月八日（月曜日）午後2時から4時まで",
        "二○二五年九月八日",
        "R7.9.8(月) 14:00～",
        "2025. 9. 8.(월) 14:00 ~ 16:00",
        "9. 8.(월) 오후 2시 30분",
        "9월 8일 월요일 오전 10시~정오",
        "民國114年9月8日（一）上午10時至12時",
        "114年9月8日星期一 下午2時",
        "114.9.8 14:00",
        "2025-09-08 14:00",
        "Monday, September 8, 2025, 2:00–4:00 p.m.",
    ],
)
def test_a_date_perhaps_with_times_is_a_date_line(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "9月",
        "14:00-16:00",
        "9月8日に訪問しました。",
        "2025年9月8日(月)~9月12日(金) 4泊5日",
        "9月8日(月)\t(東京発、ソウル着)",
        "日程 9月8日",
        "2012年から2か月ごと",
        "3.1 所感",
        "1/2 ページ",
        "1.5 2.5",
        "2025.9",
        "192.168.1.1",
        "R7.9.8に訪問した",
        "May 8 people came",
    ],
)
def test_a_line_that_says_more_or_less_than_a_date_is_not_one(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("9月8日(月)\t(東京発、ソウル着)", "9月8日(月)"),
        ("９月８日（月）\t訪問", "９月８日（月）"),
        ("9月10日 訪問", "9月10日"),
        ("2025年9月8日(月)~9月12日(金) 4泊5日", "2025年9月8日(月)"),
        ("訪問 9月8日", ""),
        ("韓国地域情報開発院(KLID)訪問", ""),
    ],
)
def test_the_date_that_a_line_begins_with_is_found_to_its_end(line: str, found: str) -> None:
    assert line[: leading_date(line)] == found


@pytest.mark.parametrize(
    ("line", "visit"),
    [
        ("9月8日(月) 14:00-16:00", Visit(date(2025, 9, 8), time(14), time(16))),
        ("９月９日（火）　９：３０〜１０：００", Visit(date(2025, 9, 9), time(9, 30), time(10))),
        ("9月10日(水) 18:15", Visit(date(2025, 9, 10), time(18, 15), None)),
        ("9月11日(木)\t(台北発、高雄着)", Visit(date(2025, 9, 11), None, None)),
        ("9月11日 25:00-26:00", Visit(date(2025, 9, 11), None, None)),
        ("2024年5月1日 14:00", Visit(date(2024, 5, 1), time(14), None)),
        ("令和7年9月8日（月）14:00～16:00", Visit(date(2025, 9, 8), time(14), time(16))),
        ("令和7年（2025年）９月９日(火) 午前１０時～正午", Visit(date(2025, 9, 9), time(10), time(12))),
        ("R7.9.8(月) 午後2時～4時30分", Visit(date(2025, 9, 8), time(14), time(16, 30))),
        ("二○二五年九月八日 午後二時半", Visit(date(2025, 9, 8), time(14, 30), None)),
        ("平成元年1月8日", Visit(date(1989, 1, 8), None, None)),
        ("昭和64年1月7日", Visit(date(1989, 1, 7), None, None)),
        ("2025. 9. 8.(월) 14:00 ~ 16:00", Visit(date(2025, 9, 8), time(14), time(16))),
        ("9월 9일(화) 10:00~12:00", Visit(date(2025, 9, 9), time(10), time(12))),
        ("’25. 9. 8.(월) 오전 11시 30분 ~ 오후 1시", Visit(date(2025, 9, 8), time(11, 30), time(13))),
        ("114年9月8日（星期一）14:00至16:00", Visit(date(2025, 9, 8), time(14), time(16))),
        ("民國一百一十四年九月九日 上午10時至1時", Visit(date(2025, 9, 9), time(10), time(13))),
        ("7年9月8日", Visit(date(2025, 9, 8), None, None)),
        ("September 8, 2025, 2:00–4:00 p.m.", Visit(date(2025, 9, 8), time(14), time(16))),
        ("8 September 2025 10:00-12:00", Visit(date(2025, 9, 8), time(10), time(12))),
    ],
)
def test_a_visit_has_the_day_and_times_of_its_line(line: str, visit: Visit) -> None:
    assert visit_on(line, TRIP) == visit


@pytest.mark.parametrize(("line", "year"), [("12月31日", 2025), ("1月2日", 2026)])
def test_a_date_without_a_year_takes_the_one_that_puts_it_inside_the_trip(line: str, year: int) -> None:
    visit = visit_on(line, OVER_NEW_YEAR)

    assert visit is not None
    assert visit.date.year == year


def test_without_a_trip_a_date_without_a_year_is_no_visit() -> None:
    assert visit_on("9月8日(月) 14:00-16:00", None) is None


def test_without_a_trip_a_written_year_is_enough() -> None:
    assert visit_on("2025年9月8日(月) 14:00-16:00", None) == Visit(date(2025, 9, 8), time(14), time(16))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("令和7年9月8日", [2025]),
        ("R7.9.8", [2025]),
        ("民國114年", [2025]),
        ("2025年", [2025]),
        ("9月8日", []),
        ("昭和70年", []),
    ],
)
def test_a_year_is_the_same_in_every_count(text: str, years: list[int]) -> None:
    assert list(find_years(text)) == years


@pytest.mark.parametrize(
    "line",
    [
        "2月30日",
        "令和99年1月1日",
        "昭和65年1月1日",
        "令和7年13月8日",
        "３年9月8日",
        "13月1日",
        "0月0日",
        "2025年2月29日",
        "0000年1月1日",
        "訪問",
        "",
    ],
)
def test_a_day_that_is_in_no_calendar_is_no_visit(line: str) -> None:
    assert visit_on(line, TRIP) is None


@given(texts(8))
@settings(deadline=None, max_examples=150)
def test_any_line_can_be_asked_for_a_date(text: str) -> None:
    visit = visit_on(text, TRIP)

    assert visit is None or leading_date(text) > 0
    assert not is_date_line(text) or leading_date(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        *["9月8日", "９月８日（月）", "2025年9月8日", "9⽉8⽇", "9月 8日", "2025年09月08日に訪問", "第9月8日"],
        *["9月8號", "9月8号", "九月は、9月8日", "2025 年 9 月 8 日"],
        *["9월 8일", "9월8일에", "2025년 9월 8일", "２０２５년 ９월 ８일"],
        *["September 8", "september 8th", "SEPTEMBER 8, 2025", "Sept. 8", "Sep 8", "on Sep. 8th?", "September  8"],
        *["8 September", "8th September 2025", "the 8th of September", "8 of Sep", "8 sept."],
        *["2025-09-08", "2025/9/8", "2025/09/08(月)", "2025.9.8", "2025.09.08に", "2025-09-08T14:00", "(2025-9-8)"],
        *["9/8", "9/8(月)", "09/08", "9/8に訪問", "on 9/8, at noon"],
        *["9月8日 14:00-16:00", "9/8 14:00", "14:00 9/8"],
        *["九月八日", "二〇二五年九月八日", "R7.9.8", "令和7.9.8", "114.9.8", "9. 8.(월)"],
    ],
)
def test_a_day_is_found_however_it_is_written(text: str) -> None:
    assert days(text) == [(9, 8)]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_english_name_and_its_short_one(month: int) -> None:
    name = MONTHS[month - 1]

    assert (
        days(f"{name} 5") == days(f"{name[:3]}. 5") == days(f"5 {name}") == days(f"5th of {name[:3]}") == [(month, 5)]
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9月8日~9月12日", [(9, 8), (9, 12)]),
        ("9月8日9月9日", [(9, 8), (9, 9)]),
        ("9/8、9/9", [(9, 8), (9, 9)]),
        ("2025-09-08~2025-09-12", [(9, 8), (9, 12)]),
        ("September 8 and 9 October, 2025", [(9, 8), (10, 9)]),
        ("9월 8일부터 9월 12일", [(9, 8), (9, 12)]),
        ("2月29日", [(2, 29)]),
        ("1月1日と12月31日", [(1, 1), (12, 31)]),
    ],
)
def test_all_days_of_a_text_are_found(text: str, found: list[tuple[int, int]]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            "9月",
            "8日",
            "9月のある日",
            "9",
            "May",
            "May 2025",
            "in September",
            "the 8th",
            "maybe 8",
            "Sep",
            "marching 5",
        ],
        *["9月31日", "2月30日", "0月1日", "13月1日", "1月0日", "1月32日", "February 30", "31 April", "September 0"],
        *["13/40", "0/5", "9/0", "9/31", "2/30", "13/1", "2025-13-01", "2025.2.30", "2025/0/1"],
        *[
            "119月8日",
            "9月811日",
            "2025-10",
            "10-2025",
            "09-1234",
            "1.9/8",
            "9/8/7",
            "9/8.5",
            "12-9-8-3",
            "9/81",
            "19/8",
        ],
        *[
            "192.168.1.1",
            "1.2025.9.8",
            "2025.9.81",
            "9.8",
            "08.09.2025",
            "03-1234-5678",
            "2025-9-8-1",
            "10-15人",
            "9-8",
        ],
        *["14:00", "14:00-16:00", "9:30-10:00", "10:10", "10:10~10:30", "10時10分", "10時10分-10時30分"],
    ],
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize("text", ["9:10-10:30", "14:05-15:00", "9月8日(月) 9:10-10:30"])
def test_times_from_and_to_are_no_day(text: str) -> None:
    assert days(text) in ([], [(9, 8)])


@pytest.mark.parametrize("text", ["We met on 2025-09-08.", "on 9/8.", "9/8-9/8", "2025.9.8-2025.9.8", "on 2025/9/8..."])
def test_a_day_at_the_end_of_a_sentence_or_range_is_found(text: str) -> None:
    assert set(days(text)) == {(9, 8)}
    assert len(days(text)) == text.count("8")


@pytest.mark.parametrize("text", ["2025. 9. 8.", "2025. 09. 08", "September 8に訪問", "8 September에"])
def test_a_day_is_found_as_korea_writes_it_and_beside_letters_of_another_script(text: str) -> None:
    assert days(text) == [(9, 8)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("訪問は2025年9月 8日(月)です", "9月 8日"),
        ("Meeting on Sept. 8th, 2025", "Sept. 8th"),
        ("the 8th of September", "8th of September"),
        ("방문은 9월 8일에", "9월 8일"),
        ("date: 2025-09-08T14:00", "2025-09-08"),
        ("(9/8)", "9/8"),
    ],
)
def test_a_day_stands_where_it_is_written(text: str, written: str) -> None:
    (day,) = find_days(text)

    assert text[day.start : day.end] == written


@given(texts())
@settings(deadline=None, max_examples=150)
def test_every_day_that_is_found_is_in_a_calendar_and_in_the_text(text: str) -> None:
    for folded in (fold(text).text, text):
        for day in find_days(folded):
            assert date(2024, day.month, day.day)
            assert 0 <= day.start < day.end <= len(folded)
            assert any(character.isdigit() for character in folded[day.start : day.end])
            assert (day.month, day.day) in days(folded[day.start : day.end])
