"""Days as far as a text names them: 令和7年9月8日(月), 2025. 9., Sept 8, 星期一. Nothing of it is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from tripqa.text import eras
from tripqa.text.calendar import DAY, MONTH, MONTH_NAME, WEEKDAY, WEEKDAY_ALONE, YEAR, month_named
from tripqa.text.date_patterns import TO, UNTIL
from tripqa.text.numerals import number

_FEW = r"(?:\d{1,2}|[〇一二三四五六七八九十廿]{1,3})"
_ERA = rf"(?:{eras.ERA}\s?)?"
_OTHER = rf"(?:\s?\((?:(?:{eras.NAMES})\s?(?:\d{{1,4}}|元)|\d{{4}})\s?{YEAR}?\))?"  # 令和7年(2025年)
_YEAR = rf"{_ERA}(?P<year>\d{{1,4}}|元|[〇一二三四五六七八九十百]{{1,6}}){_OTHER}\s?{YEAR}{_OTHER}"
_MONTH, _DAY = rf"(?P<month>{_FEW})\s?{MONTH}", rf"(?P<day>{_FEW})\s?{DAY}"
_NAME = rf"(?P<name>(?i:{MONTH_NAME}))\.?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ENGLISH_WEEKDAY = r"(?:(?P<weekday>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)\.?,?\s)?"
_WEEKDAY = rf"(?P<weekday>{WEEKDAY})?"
_WESTERN_YEAR = r"(?:,?\s(?P<year>\d{4}))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?:\s?{_MONTH}(?:\s?{_DAY}{_WEEKDAY})?)?",
        rf"{_MONTH}(?:\s?{_DAY}{_WEEKDAY})?",
        rf"{_DAY}{_WEEKDAY}",
        rf"{_ERA}(?P<year>\d{{1,4}})(?P<dash>[-/.])\s?(?P<month>\d{{1,2}})(?P=dash)\s?(?P<day>\d{{1,2}})\.?{_WEEKDAY}",
        rf"{_ERA}(?P<year>\d{{1,4}})\.\s?(?P<month>\d{{1,2}})\.?",  # 2010-12 and 2010/11 may be two years
        rf"(?P<month>\d{{1,2}})[/.]\s?(?P<day>\d{{1,2}})\.?(?P<weekday>{WEEKDAY})",
        rf"{_ENGLISH_WEEKDAY}{_NAME}(?:\s{_NUMBER})?{_WESTERN_YEAR}",
        rf"{_ENGLISH_WEEKDAY}{_NUMBER}\s(?:of\s)?{_NAME}{_WESTERN_YEAR}",
        r"(?P<year>(?:19|20)\d\d)",
        rf"(?P<weekday>{WEEKDAY_ALONE})",
    )
)
_TO, _UNTIL = re.compile(TO), re.compile(rf"(.+?){UNTIL}")
_WEEKDAYS = ("月월一", "火화二", "水수三", "木목四", "金금五", "土토六", "日일天")
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BESIDE = re.compile("[祝・、]")
_AFTER_ALL = 99  # no day or month comes later
_LONGEST = 100  # characters: a period with both years, eras and days of the week has half as many
_LEAP_YEAR = 2024  # has every day that there can be


@dataclass(frozen=True, slots=True)
class DayParts:
    """A year, month, day and day of the week (Monday is 0), each as far as it is said."""

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None


def read_days(folded: str) -> tuple[DayParts, ...] | None:
    """Return the day that is all of a folded text, or both ends of a period; None if it is neither.

    The second end has the year of the first where it names none, and the month where it is a day alone. A day of no
    month is none.
    """
    if len(folded) > _LONGEST:
        return None
    if one := _read(folded):
        return (one,) if one.month or not one.day else None
    for found in _TO.finditer(folded):
        end = _UNTIL.fullmatch(folded, found.end())
        first, last = _read(folded[: found.start()]), _read(end[1]) if end else None
        if first and last and (full := _second(first, last)):
            return first, full
    return None


def _second(first: DayParts, last: DayParts) -> DayParts | None:
    """Return the second end of a period with what it leaves to the first; None if it ends before it begins, or never.

    It leaves no more than a year, or the month of a day.
    """
    if last.year:
        return last if not first.year or _in_order(first, last) else None
    if not first.month or (last.day and not first.day) or not (last.month or last.day):
        return None
    full = replace(last, year=first.year, month=last.month or first.month)
    return full if (last.month and not first.year) or _in_order(first, full) else None


def _in_order(first: DayParts, last: DayParts) -> bool:
    """Tell whether a period may end on a day that there is, and not before it begins."""
    begin = (first.year or 0, first.month or 0, first.day or 0)
    return _exists(last) and begin <= (last.year or 0, last.month or _AFTER_ALL, last.day or _AFTER_ALL)


def _exists(parts: DayParts) -> bool:
    try:
        date(parts.year or _LEAP_YEAR, parts.month or 1, parts.day or 1)
    except ValueError:
        return False
    return True


def _read(text: str) -> DayParts | None:
    found = next((match for form in _FORMS if (match := form.fullmatch(text.strip()))), None)
    if found is None:
        return None
    said = found.groupdict()
    try:
        parts = DayParts(_year(said), _month(said), _figures(said.get("day")), _weekday(said.get("weekday")))
    except ValueError:
        return None
    return parts if _exists(parts) else None


def _year(said: dict[str, str | None]) -> int | None:
    if not (text := said.get("year")):
        return None
    year = eras.western(said.get("era") or "", _figures(text) or 0)
    if year is None or year < 1000:  # 25年 may be of any era
        raise ValueError
    return year


def _month(said: dict[str, str | None]) -> int | None:
    name = said.get("name")
    return month_named(name) if name else _figures(said.get("month"))


def _figures(text: str | None) -> int | None:
    """Return a number as dates write it; ValueError if it is none."""
    if not text:
        return None
    read = 1 if text == "元" else number(text)
    if not read:
        raise ValueError
    return int(read)


def _weekday(text: str | None) -> int | None:
    """Return the day of the week that is named; ValueError where another or a feast stands beside it."""
    if not text:
        return None
    if _BESIDE.search(text):
        raise ValueError
    latin = text.strip(" ().,").lower()[:3]
    if latin in _ENGLISH:
        return _ENGLISH.index(latin)
    return next(place for sign in text for place, signs in enumerate(_WEEKDAYS) if sign in signs)
