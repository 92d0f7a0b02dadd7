"""Dates and times as reports write them; a year is never guessed."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings

from tests.builders import texts
from tripqa.domain import Visit
from tripqa.text.dates import is_date_line, leading_date, visit_on

TRIP = (date(2025, 9, 8), date(2025, 9, 12))
OVER_NEW_YEAR = (date(2025, 12, 30), date(2026, 1, 3))


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
    ],
)
def test_a_line_that_says_more_or_less_than_a_date_is_not_one(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("9月8日(月)\t(東京発、ソウル着)", "9月8日(月)"),
        ("９月８日（月）\t訪問", "9月8日(月)"),
        ("9月10日 訪問", "9月10日"),
        ("2025年9月8日(月)~9月12日(金) 4泊5日", "2025年9月8日(月)"),
        ("訪問 9月8日", ""),
        ("韓国地域情報開発院(KLID)訪問", ""),
    ],
)
def test_the_date_that_a_line_begins_with_is_read_in_folded_form(line: str, found: str) -> None:
    assert leading_date(line) == found


@pytest.mark.parametrize(
    ("line", "visit"),
    [
        ("9月8日(月) 14:00-16:00", Visit(date(2025, 9, 8), time(14), time(16))),
        ("９月９日（火）　９：３０〜１０：００", Visit(date(2025, 9, 9), time(9, 30), time(10))),
        ("9月10日(水) 18:15", Visit(date(2025, 9, 10), time(18, 15), None)),
        ("9月11日(木)\t(台北発、高雄着)", Visit(date(2025, 9, 11), None, None)),
        ("9月11日 25:00-26:00", Visit(date(2025, 9, 11), None, None)),
        ("2024年5月1日 14:00", Visit(date(2024, 5, 1), time(14), None)),
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


@pytest.mark.parametrize("line", ["2月30日", "13月1日", "0月0日", "2025年2月29日", "0000年1月1日", "訪問", ""])
def test_a_day_that_is_in_no_calendar_is_no_visit(line: str) -> None:
    assert visit_on(line, TRIP) is None


@given(texts(8))
@settings(deadline=None, max_examples=150)
def test_any_line_can_be_asked_for_a_date(text: str) -> None:
    visit = visit_on(text, TRIP)

    assert visit is None or leading_date(text) != ""
    assert not is_date_line(text) or leading_date(text) != ""
