"""Dates and times as Japanese reports write them: `9月8日(月) 14:00-16:00`, `2025年9月8日`."""

from __future__ import annotations

import re
from datetime import date, time

from tripqa.domain import Visit
from tripqa.text.folding import fold

_DAY = r"(?:(?P<year>\d{4})年\s*)?(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日\s*(?:\([月火水木金土日祝・]{1,3}\))?"
_CLOCK = r"\d{1,2}(?::\d{2}|時(?:\d{1,2}分)?)"
_TIMES = rf"(?P<from>{_CLOCK})\s*(?:(?:[-~–—―ー]|から)\s*(?P<to>{_CLOCK})?(?:まで)?)?"
_MONTH = re.compile("[月⽉]")  # the second is the radical that some PDF writers put in its place
_LEADING_DAY = re.compile(_DAY)
_DATE_LINE = re.compile(rf"{_DAY}\s*(?:{_TIMES})?")


def is_date_line(line: str) -> bool:
    """Tell whether a line holds a date, perhaps with times, and nothing else."""
    return _MONTH.search(line) is not None and _DATE_LINE.fullmatch(fold(line).text) is not None


def is_timed_date_line(line: str) -> bool:
    """Tell whether a line holds a date and a time and nothing else."""
    found = _DATE_LINE.fullmatch(fold(line).text) if _MONTH.search(line) else None
    return found is not None and found["from"] is not None


def leading_date(line: str) -> str:
    """Return the date that a line begins with, in folded form; empty if there is none."""
    if _MONTH.search(line) is None:
        return ""
    found = _LEADING_DAY.match(fold(line).text)
    return found.group().strip() if found else ""


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
