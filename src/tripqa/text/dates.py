"""Dates and times as reports write them, and days as people ask for them.

A line may date what is below it in any calendar: 令和7年9月8日(月) 14:00~16:00, 2025. 9. 8.(월) 오후 2시,
民國114年9月8日, R7.9.8, 2025-09-08, September 8, 2025. A date without a year, or with one of
two figures, is of one of the trip's years or of none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tripqa.domain import Visit
from tripqa.text import eras
from tripqa.text.calendar import (
    DAY,
    HOUR,
    MONTH,
    MONTH_NAME,
    MONTH_TYPED,
    OCLOCK,
    WEEKDAY,
    WEEKDAY_BEFORE,
    YEAR,
    month_named,
)
from tripqa.text.clocks import CLOCK, TIMES, read_times
from tripqa.text.folding import fold
from tripqa.text.numerals import number

_NAME = rf"(?<![A-Za-z])(?P<name>{MONTH_TYPED})"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_LEAP_YEAR = 2024  # has every day that there can be
_KANJI = "[〇一二三四五六七八九十廿]"
_FEW = rf"(?:\d{{1,2}}|{_KANJI}{{1,3}})"
_OTHER = rf"(?:\s?\((?:(?:{eras.NAMES})\s?(?:\d{{1,4}}|元)|\d{{4}})\s?年?\))?"  # 令和7年(2025年), 2025(令和7)年
_YEAR = rf"(?:{eras.ERA}\s*)?(?P<year>\d{{1,4}}|元|(?:{_KANJI}|百){{1,6}}){_OTHER}\s*{YEAR}{_OTHER}\s*"
_DAY = rf"(?:{_YEAR})?(?P<month>{_FEW})\s*{MONTH}\s*(?P<day>{_FEW})\s*{DAY}\s*(?:{WEEKDAY})?"
_FIGURES = (
    rf"(?:{eras.ERA}\s?(?P<counted>\d{{1,3}}|元)|['‘’](?P<short>\d\d)|(?P<year>\d{{4}}|1[0-2]\d|[89]\d(?=[./]\d\d[./])))"
    r"(?P<dash>[-/.])\s?(?P<month>\d{1,2})(?P=dash)\s?(?P<day>\d{1,2})(?![\d/-]|\.\d)\.?"
    rf"\s*(?:{WEEKDAY})?"
)
_BY_WEEKDAY = (  # without either, 3.1 is a number
    rf"(?P<month>\d{{1,2}})(?P<dash>[/.])\s?(?P<day>\d{{1,2}})(?!\d)\.?\s*(?:{WEEKDAY}|(?=\s{CLOCK}))"
)
_ENGLISH_YEAR = r"(?:,?\s(?P<year>\d{4})(?!\d))?"
_MONTH_FIRST = rf"{WEEKDAY_BEFORE}{_NAME}\.?\s{_NUMBER}(?![\dA-Za-z:]){_ENGLISH_YEAR}"
_DAY_FIRST = rf"{WEEKDAY_BEFORE}{_NUMBER}\s(?:of\s)?{_NAME}\.?(?![A-Za-z]){_ENGLISH_YEAR}"
_FORMS = tuple(
    re.compile(rf"{form}(?P<times>\s*,?\s*(?:{TIMES}))?", re.IGNORECASE if MONTH_TYPED in form else 0)
    for form in (_DAY, _FIGURES, _BY_WEEKDAY, _MONTH_FIRST, _DAY_FIRST)
)
_LONGEST_DATE = 100  # characters of a line
_HINT = re.compile(  # of a date, cheaper than to look for one
    rf"⽉|{MONTH}|\d\s?[./／．‐－-]\s?\d|(?i:{MONTH_NAME})\.?\s\d"
    r"|\d(?:st|nd|rd|th)?\s(?:of\s)?[A-Z][a-z]{2}"
)
_ANY_YEAR = rf"(?:(?:{eras.NAMES}|{eras.SHORT})\s?\d{{1,3}}|(?<!\d)(?:\d{{4}}|1[0-2]\d(?=[./])))"
_DAYS = (
    re.compile(rf"(?<!\d)(?P<month>\d{{1,2}})\s*{MONTH}\s*(?P<day>\d{{1,2}})\s*{DAY}"),
    re.compile(rf"(?<![\d一二三四五六七八九十〇])(?P<month>{_KANJI}{{1,3}})月(?P<day>{_KANJI}{{1,3}}){DAY}"),
    re.compile(
        rf"(?<![\d.]){_ANY_YEAR}[-/.]\s?(?P<month>\d{{1,2}})[-/.]\s?(?P<day>\d{{1,2}})(?!\d|[-/.]\d{{1,2}}(?!\d))"
    ),
    re.compile(r"(?<![\d/.:])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/:]|\.\d)"),
    re.compile(rf"(?<![\d.])(?<!\d\.\s)(?P<month>\d{{1,2}})\.\s?(?P<day>\d{{1,2}})\.?(?=\s?\(){WEEKDAY}"),
    re.compile(rf"{_NAME}\.?\s+{_NUMBER}(?![\dA-Za-z:])", re.IGNORECASE),
    re.compile(rf"(?<![\dA-Za-z:.]){_NUMBER}\s+(?:of\s+)?{_NAME}(?![A-Za-z])", re.IGNORECASE),
)
_YEARS = re.compile(
    rf"{eras.ERA}\s?(?P<counted>\d{{1,3}}|元|{_KANJI}{{1,3}})|(?<!\d)(?P<year>(?:19|20)\d\d|1[0-2]\d(?=年\d))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year where a text names it."""

    month: int
    day: int
    start: int
    end: int


def find_days(folded: str) -> Iterator[Day]:
    """Yield the days of the year that a folded text names in any of the languages."""
    for pattern in _DAYS:
        for found in pattern.finditer(folded):
            if month_and_day := _month_and_day(found):
                yield Day(*month_and_day, *found.span())


def find_years(folded: str) -> Iterator[int]:
    """Yield the years that a folded text names, in the Western count."""
    for found in _YEARS.finditer(folded):
        yield from _years(found)


def is_date_line(line: str) -> bool:
    """Tell whether a line holds a date, perhaps with times, and nothing else."""
    return _whole(line) is not None


def is_timed_date_line(line: str) -> bool:
    """Tell whether a line holds a date and a time and nothing else."""
    found = _whole(line)
    return found is not None and found["from"] is not None


def leading_date(line: str) -> int:
    """Return how many characters of a line are the date that it begins with; 0 if there is none."""
    folded = fold(line[:_LONGEST_DATE])
    found = _leading(folded.text) if _HINT.search(line, 0, _LONGEST_DATE) else None
    if found is None:
        return 0
    end = found.start("times") if found["times"] else found.end()
    return folded.origin(0, len(folded.text[:end].rstrip()))[1]


def visit_on(line: str, trip: tuple[date, date] | None) -> Visit | None:
    """Read the date and times that a line begins with.

    A date without a year takes the one that puts it inside the trip. None if there is no date, no such day,
    or no year to be had: a year is never guessed.
    """
    found = _leading(fold(line[:_LONGEST_DATE]).text)
    if found is None:
        return None
    day = _day(found, trip)
    return Visit(day, *read_times(found["from"], found["to"])) if day else None


def is_day(folded: str) -> bool:
    """Tell whether what was found as a date names no day, month or year that no calendar has."""
    days = [found for pattern in _DAYS for found in pattern.finditer(folded)]
    named = [found for found in _YEARS.finditer(folded) if found["era"]]
    return all(map(_month_and_day, days)) and all(list(_years(found)) for found in named)


def is_clock(folded: str) -> bool:
    """Tell whether what was found as a time names no hour or minute that no day has."""
    return all(int(hour) <= 24 and int(minute or 0) < 60 for hour, minute in _HOURS.findall(folded))


_HOURS = re.compile(rf"(\d+)(?:(?::|{HOUR}|{OCLOCK})\s?(\d+)?)")


def _whole(line: str) -> re.Match[str] | None:
    """Return the date that is all of a line."""
    if len(line) > _LONGEST_DATE or not _HINT.search(line):
        return None
    folded = fold(line).text
    return next((found for form in _FORMS if (found := form.fullmatch(folded))), None)


def _leading(folded: str) -> re.Match[str] | None:
    return next((found for form in _FORMS if (found := form.match(folded))), None)


def _month_and_day(found: re.Match[str]) -> tuple[int, int] | None:
    month, day = _month(found), _read(found["day"])
    return (month, day) if _date(_LEAP_YEAR, month, day) else None


def _month(found: re.Match[str]) -> int:
    name = found.groupdict().get("name")
    return month_named(name) if name else _read(found["month"])


def _read(figures: str) -> int:
    """Return a number as dates write it; 0, which no date has, if it is none."""
    return 1 if figures == "元" else int(number(figures) or 0)


def _years(found: re.Match[str]) -> Iterator[int]:
    """Yield the years that a date may be of by what it says, the likeliest first."""
    said = found.groupdict()
    counted = said.get("counted") or said.get("year")
    if said.get("short"):
        yield 2000 + _read(said["short"])
    elif counted and said.get("era"):
        year = eras.western(said["era"], _read(counted))
        yield from [year] if year else []
    elif counted:
        yield from eras.possible(_read(counted))


def _day(found: re.Match[str], trip: tuple[date, date] | None) -> date | None:
    month, day, said = _month(found), _read(found["day"]), list(_years(found))
    years = said if _names_year(found) else [first_or_last.year for first_or_last in trip or ()]
    days = [one for year in years if (one := _date(year, month, day))]
    inside = [one for one in days if trip and trip[0] <= one <= trip[1]]
    return next(iter(inside or (days if len(said) <= 1 else [])), None)


def _names_year(found: re.Match[str]) -> bool:
    said = found.groupdict()
    return any(said.get(name) for name in ("year", "counted", "short"))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
