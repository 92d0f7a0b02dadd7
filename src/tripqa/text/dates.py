"""Dates and times: as Japanese reports write them, and days as people ask for them in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from tripqa.domain import Visit
from tripqa.text.folding import fold

_DAY = r"(?:(?P<year>\d{4})年\s*)?(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日\s*(?:\([月火水木金土日祝・]{1,3}\))?"
_CLOCK = r"\d{1,2}(?::\d{2}|時(?:\d{1,2}分)?)"
_TIMES = rf"(?P<from>{_CLOCK})\s*(?:(?:[-~–—―ー]|から)\s*(?P<to>{_CLOCK})?(?:まで)?)?"
_MONTH = re.compile("[月⽉]")  # the second is the radical that some PDF writers put in its place
_LEADING_DAY = re.compile(_DAY)
_DATE_LINE = re.compile(rf"{_DAY}\s*(?:{_TIMES})?")


_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?<![A-Za-z])(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?"
    r"|(?-i:May|MAY)|may(?=\.?\s*(?:[\d,.?]|\Z))"  # what may happen 5 times is no day
    r"|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_LEAP_YEAR = 2024  # has every day that there can be
_DAYS = (
    re.compile(r"(?<!\d)(?P<month>\d{1,2})\s*[月⽉월]\s*(?P<day>\d{1,2})\s*[日⽇號号일]"),
    re.compile(r"(?<![\d.])\d{4}[-/.]\s?(?P<month>\d{1,2})[-/.]\s?(?P<day>\d{1,2})(?!\d|[-/.]\d{1,2}(?!\d))"),
    re.compile(r"(?<![\d/.:])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/:]|\.\d)"),
    re.compile(rf"{_NAME}\.?\s+{_NUMBER}(?![\dA-Za-z:])", re.IGNORECASE),
    re.compile(rf"(?<![\dA-Za-z:.]){_NUMBER}\s+(?:of\s+)?{_NAME}(?![A-Za-z])", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year where a text names it."""

    month: int
    day: int
    start: int
    end: int


def find_days(folded: str) -> Iterator[Day]:
    """Yield the days of the year that a folded text names in any of the four languages."""
    for pattern in _DAYS:
        for found in pattern.finditer(folded):
            if month_and_day := _month_and_day(found):
                yield Day(*month_and_day, *found.span())


def is_date_line(line: str) -> bool:
    """Tell whether a line holds a date, perhaps with times, and nothing else."""
    return _MONTH.search(line) is not None and _DATE_LINE.fullmatch(fold(line).text) is not None


def is_timed_date_line(line: str) -> bool:
    """Tell whether a line holds a date and a time and nothing else."""
    found = _DATE_LINE.fullmatch(fold(line).text) if _MONTH.search(line) else None
    return found is not None and found["from"] is not None


def leading_date(line: str) -> int:
    """Return how many characters of a line are the date that it begins with; 0 if there is none."""
    if _MONTH.search(line) is None:
        return 0
    folded = fold(line)
    found = _LEADING_DAY.match(folded.text)
    return folded.origin(0, len(found.group().rstrip()))[1] if found else 0


def visit_on(line: str, trip: tuple[date, date] | None) -> Visit | None:
    """Read the date and times that a line begins with.

    A date without a year takes the one that puts it inside the trip. None if there is no date, no such day,
    or no year to be had: a year is never guessed.
    """
    found = _DATE_LINE.match(fold(line).text)
    if found is None:
        return None
    day = _day(int(found["month"]), int(found["day"]), found["year"], trip)
    return Visit(day, _clock(found["from"]), _clock(found["to"])) if day else None


def _month_and_day(found: re.Match[str]) -> tuple[int, int] | None:
    said = found.groupdict()
    month = _NAMES.index(said["name"][:3].lower()) + 1 if said.get("name") else int(said["month"])
    day = int(said["day"])
    return (month, day) if _date(_LEAP_YEAR, month, day) else None


def _day(month: int, day: int, year: str | None, trip: tuple[date, date] | None) -> date | None:
    years = [int(year)] if year else [first_or_last.year for first_or_last in trip or ()]
    days = [found for found in (_date(candidate, month, day) for candidate in years) if found]
    inside = [found for found in days if trip and trip[0] <= found <= trip[1]]
    return next(iter(inside or days), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(text: str | None) -> time | None:
    if text is None:
        return None
    hour, *minute = re.findall(r"\d+", text)
    try:
        return time(int(hour), int(minute[0]) if minute else 0)
    except ValueError:
        return None
