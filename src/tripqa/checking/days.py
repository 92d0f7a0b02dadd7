"""Days, months, years and days of the week as a text names them.

令和7年9月11日(木), 114年9月11日, Thursday, 11 September 2025 and 2025. 9. 11. are one day. What a text leaves out of
a second day it may mean by the first: 10月23日から25日.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tripqa.text import eras
from tripqa.text.calendar import DAY, MONTH, MONTH_NAME, WEEKDAY, WEEKDAY_ALONE, YEAR, month_named
from tripqa.text.numerals import number

_K = "[〇一二三四五六七八九十廿]"
_FEW = rf"(?:\d{{1,2}}|{_K}{{1,3}})"
_OTHER = rf"(?:\s?\((?:{eras.NAMES})?\s?(?:\d{{1,4}}|元)\s?{YEAR}?\))?"  # 令和7年(2025年)
_YEAR = rf"(?:{eras.ERA}\s?)?(?P<year>(?<!\d)\d{{1,4}}|元|{_K}{{2,4}}){_OTHER}\s?{YEAR}[度도]?{_OTHER}"
_MONTH, _DAY = rf"(?P<month>(?<!\d){_FEW})\s?{MONTH}(?![曜間])", rf"(?P<day>{_FEW})\s?{DAY}(?!間|間隔|本)"
_WEEK = rf"(?P<week>{WEEKDAY})?"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_TO = r"\s?(?:-|–|to|and|through|until)\s?(?:the\s)?"
_WEEK_BEFORE = r"(?:(?P<week>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)\.?,?\s)?"
_WEST = r"(?:,?\s(?P<year>(?:1\d|20)\d\d)(?!\d))?"
_NAME = rf"(?<![A-Za-z])(?P<name>(?:{MONTH_NAME}))(?![A-Za-z])\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_YEAR}\s?)?{_MONTH}(?:\s?{_DAY}{_WEEK})?",
        rf"{_YEAR}",
        rf"(?<![\d.])(?:{eras.ERA}\s?|(?=\d{{3,4}}[-/.]))(?P<year>\d{{1,4}})(?P<dash>[-/.])\s?(?P<month>\d{{1,2}})(?P=dash)\s?(?P<day>\d{{1,2}})(?!\d)\.?{_WEEK}",
        rf"(?<![\d./])(?P<month>\d{{1,2}})[/.]\s?(?P<day>\d{{1,2}})\.?(?P<week>{WEEKDAY})",
        rf"{_WEEK_BEFORE}(?P<day>(?<!\d){_NTH})(?:{_TO}(?P<other>{_NTH}))?\s(?:of\s)?{_NAME}{_WEST}",
        rf"{_WEEK_BEFORE}{_NAME}(?:\s(?P<day>{_NTH})(?!\d|:|,\d)(?:{_TO}(?P<other>{_NTH})(?!\d|:|,\d|\s?[ap]\.?m))?)?{_WEST}",
        rf"(?P<week>{WEEKDAY_ALONE}|(?<![A-Za-z])(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?(?![A-Za-z]))",
    )
)
_WEEKDAYS = ("月월一", "火화二", "水수三", "木목四", "金금五", "土토六", "日일天")
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONE_YEAR = range(1800, 2100)
_LEAP_YEAR = 2024  # has every day that there can be


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as a text names it, where it stands there. Of `years` it is one; none where none is named."""

    start: int
    end: int
    years: frozenset[int]
    month: int | None
    day: int | None
    weekday: int | None  # Monday is 0
    told: int = 0  # how many parts it takes from the day before

    @property
    def weekdays(self) -> frozenset[int]:
        """Return on which days of the week it may be by the calendar."""
        return frozenset(
            found.weekday()
            for year in self.years
            if self.month and self.day and (found := _date(year, self.month, self.day))
        )


def find_days(text: str) -> Iterator[Day]:
    """Yield the days of a folded text, in order, none inside another."""
    taken = bytearray(len(text))
    found: list[Day] = []
    for form in _FORMS:
        for one in form.finditer(text):
            if any(taken[one.start() : one.end()]) or not (days := list(_read(one))):
                continue
            taken[one.start() : one.end()] = b"\x01" * (one.end() - one.start())
            found += days
    yield from sorted(found, key=lambda day: day.start)


def completed(days: Iterator[Day]) -> Iterator[Day]:
    """Yield days, and each that leaves out its year or month also with that of the last one before it that names it."""
    years, month = frozenset[int](), None
    for day in days:
        yield day
        full = replace(day, years=day.years or years, month=day.month or (month if day.day else None))
        if full != day:
            yield replace(full, told=1)
        years, month = full.years, full.month or month


def _read(found: re.Match[str]) -> Iterator[Day]:
    said = found.groupdict()
    month = month_named(said["name"]) if said.get("name") else _figures(said.get("month"))
    years = _years(said.get("era"), said.get("year"))
    if (
        said.get("year")
        and not month
        and not said.get("era")
        and not (years and min(years) in _LONE_YEAR and len(years) == 1)
    ):
        return
    if said.get("year") and not years:
        return
    days = [_figures(text.rstrip("stndrh")) for text in (said.get("day"), said.get("other")) if text]
    if (month and not 1 <= month <= 12) or any(day is None or not _date(_LEAP_YEAR, month or 1, day) for day in days):
        return
    weekday = _weekday(said.get("week"))
    yield from (Day(found.start(), found.end(), years, month, day, weekday) for day in days or [None])


def _years(era: str | None, text: str | None) -> frozenset[int]:
    counted = _figures(text)
    if counted is None:
        return frozenset()
    if era:
        year = eras.western(era, counted)
        return frozenset([year]) if year else frozenset()
    return frozenset(eras.possible(counted))


def _figures(text: str | None) -> int | None:
    if not text:
        return None
    read = 1 if text == "元" else number(text)
    return None if read is None else int(read)


def _weekday(text: str | None) -> int | None:
    if not text:
        return None
    latin = text.strip(" ().,").lower()[:3]
    if latin in _ENGLISH:
        return _ENGLISH.index(latin)
    plain = text.replace("週", "").replace("요일", "").replace("曜日", "")
    return next((place for sign in plain for place, signs in enumerate(_WEEKDAYS) if sign in signs), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
