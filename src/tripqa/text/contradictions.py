"""Values in a form that can be compared, and whether two of them contradict each other.

9月8日(月) and 9月8日 are one day, 30万人 and 300,000人 one number, 14:00 and 午後2時 one time. Only what is surely
unlike is a contradiction: a day without a year may be of any year, and 約500名 may be 512.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tripqa.domain import ValueKind
from tripqa.text import eras
from tripqa.text.calendar import (
    DAY,
    HALF,
    HALF_DAY,
    HOUR,
    MINUTE,
    MONTH,
    MONTH_NAME,
    NOON,
    OCLOCK,
    TO,
    YEAR,
    month_named,
)
from tripqa.text.clocks import hour_of_day
from tripqa.text.counting import CURRENCY_OF, EXACT, OF, ROUGH, SEVERAL, SPAN_OF
from tripqa.text.numerals import ALONE, ARABIC, ENGLISH, HAN, HANGUL, HANGUL_NUMERAL, number, sign, unit
from tripqa.text.variants import lexical_form

_Parts = tuple[float | None, ...]  # of a date: year, month, day; of a time: minutes; else the number


@dataclass(frozen=True, slots=True)
class Comparable:
    """A value as it is compared: equal values are equal. Both ends of a range are in it."""

    kind: ValueKind
    ends: tuple[_Parts, ...]  # empty if it could not be read as numbers
    unit: str
    exact: bool


def comparable(text: str, kind: ValueKind) -> Comparable:
    """Return a value that was found as this kind as it is compared."""
    match kind:
        case "date":
            return Comparable(kind, _dates(text), "", exact=_ROUGH_DATE.search(text) is None)
        case "time":
            return Comparable(kind, _times(text), "", exact=True)
        case "percentage":
            return Comparable(kind, _fractions(text), "", exact=_ROUGH.search(text) is None and "%" in text)
        case "number" | "duration" | "money":
            ends, counted = _counted(text, kind)
            return Comparable(kind, ends, counted, exact=_ROUGH.search(text) is None and _NAMING.search(text) is None)
        case "person" | "organisation" | "place" | "name":
            return Comparable(kind, (), lexical_form(text), exact=False)


def contradict(one: str, other: str, kind: ValueKind) -> bool:
    """Tell whether two values of a kind cannot both be the answer to one question."""
    a, b = comparable(one, kind), comparable(other, kind)
    if not (a.exact and b.exact and a.ends and len(a.ends) == len(b.ends) and a.unit == b.unit):
        return False
    return any(_differ(first, second) for first, second in zip(a.ends, b.ends, strict=True))


def _differ(one: _Parts, other: _Parts) -> bool:
    """Tell whether two ends differ in a part that both give; nothing can be told of those that share none.

    ▲3% and a decrease of 3% are one.
    """
    return any(a is not None and b is not None and abs(a) != abs(b) for a, b in zip(one, other, strict=True))


_ROUGH = re.compile(rf"{ROUGH}|{SEVERAL}|一二|二三|三四|四五|五六|六七|七八|八九|\+")
_NAMING = re.compile(r"第|目|号|號|番|条|條|회차|제\s?\d|(?i:no\.)")  # such numbers tell things apart
_ROUGH_DATE = re.compile("頃|ごろ|경|上旬|中旬|下旬|半ば|末|初|底|초|중순|하순|말|約")
_DIGITS = r"\d{1,4}|[〇零一二三四五六七八九十百]{1,6}|元"
_IN_BRACKETS = re.compile(r"\([^()]*\)")  # the day of the week, or the year in another count
_DATE = re.compile(
    rf"(?:(?:{eras.ERA}\s?)?(?P<year>{_DIGITS})\s?{YEAR}度?\s?)?(?:(?P<month>{_DIGITS})\s?{MONTH}\s?)?(?:(?P<day>{_DIGITS})\s?{DAY})?"
)
_NUMERIC = re.compile(
    rf"(?:(?:{eras.ERA}\s?)?(?P<year>\d{{3,4}}|(?<=[^\d\W])\d{{1,2}})[-/.]\s?)?(?P<month>\d{{1,2}})[-/.]\s?(?P<day>\d{{1,2}})"
)
_ENGLISH = re.compile(
    rf"(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?)?(?P<month>{MONTH_NAME.lower()})\.?"
    r"(?:\s(?P<after>\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,?\s(?P<year>\d{4}))?"
)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_UNREADABLE = re.compile(r"世紀|세기|年代|년대|century|前|기원전|時代|시대|曜|요일|[～~–—―]\s?\d{1,2}$")


def _dates(text: str) -> tuple[_Parts, ...]:
    text = _IN_BRACKETS.sub("", text)
    if _UNREADABLE.search(text):
        return ()
    ends: list[_Parts] = []
    for found in _each_date(text):
        year, month, day = found
        if ends:  # the second end of a range leaves out what it shares with the first
            year = ends[-1][0] if year is None else year
            month = ends[-1][1] if month is None else month
        ends.append((year, month, day))
    return tuple(ends)


def _each_date(text: str) -> list[_Parts]:
    if english := list(_ENGLISH.finditer(text.lower())):
        return [
            (_read(found["year"]), month_named(found["month"]), _read(found["after"] or found["before"]))
            for found in english
        ]
    for pattern in (_DATE, _NUMERIC):
        found_dates = [found for found in pattern.finditer(text) if found.group()]
        if found_dates:
            return [(_year(found), _read(found["month"]), _read(found["day"])) for found in found_dates]
    return [(float(year), None, None) for year in _YEAR.findall(text)]


def _year(found: re.Match[str]) -> float | None:
    """Return a year in the Western count; None for one of two figures without an era, which may be of any."""
    year = _read(found["year"])
    if year is None:
        return None
    years: Sequence[int | None] = [eras.western(found["era"], int(year))] if found["era"] else eras.possible(int(year))
    return years[0] if len(years) == 1 else None


def _read(digits: str | None) -> float | None:
    if digits is None:
        return None
    return 1.0 if digits == "元" else number(digits)


_TIME = re.compile(
    rf"(?P<half>{HALF_DAY})?\s?(?P<hour>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})"
    rf"(?:(?::|{HOUR}|{OCLOCK})\s?(?:(?P<minute>\d{{1,2}}){MINUTE}?|(?P<thirty>{HALF}))?)?\s?(?P<english>[aApP]\.?[mM])?"
)
_NOON = re.compile(NOON)


def _times(text: str) -> tuple[_Parts, ...]:
    ends: list[_Parts] = []
    half = ""
    for found in _TIME.finditer(_NOON.sub(" 12:00 ", text)):
        half = found["half"] or half
        hour = number(found["hour"])
        if hour is None or hour > 24:
            return ()
        minutes = float(found["minute"] or 0) if not found["thirty"] else 30.0
        told = half or (found["english"] or "")[:1].lower()
        ends.append((60 * hour_of_day(told, int(hour)) + minutes,))
    return tuple(ends)


_FRACTION = re.compile(rf"(?P<of>{ARABIC}|{HAN})\s?(?:{OF})\s?(?P<part>{ARABIC}|{HAN})")
_NUMBER = re.compile(rf"{ALONE}{ARABIC}|{HAN}|{ENGLISH}|{HANGUL_NUMERAL}|{HANGUL}")


def _fractions(text: str) -> tuple[_Parts, ...]:
    if fraction := _FRACTION.search(text):
        whole, part = number(fraction["of"]), number(fraction["part"])
        return () if not whole or part is None else ((part / whole,),)
    tenths = re.search("[割할成]", text) is not None
    read = _numbers(text)
    if (tenths and len(read) > 1) or None in read:
        return ()
    return tuple((round(value / (10 if tenths else 100), 6),) for value in read if value is not None)


def _numbers(text: str) -> list[float | None]:
    """Return the numbers of a text with their signs, None for each that cannot be read."""
    return [
        None if (read := number(found.group())) is None else sign(text[: found.start()]) * read
        for found in _NUMBER.finditer(text)
    ]


_WORDS = {**CURRENCY_OF, **SPAN_OF}
_AROUND = re.compile(rf"[▲△▼±+]|{EXACT}|[-~–—―\s]|{TO}")


def _counted(text: str, kind: ValueKind) -> tuple[tuple[_Parts, ...], str]:
    """Return the numbers of a value and what stands beside them, in one word for all languages where there is one."""
    read = _numbers(text)
    if not read or None in read:
        return (), ""
    beside = _ROUGH.sub("", _NUMBER.sub(" ", text))
    counter = _AROUND.sub("", beside) if kind != "number" or not beside.isascii() else beside.strip()
    return tuple((value,) for value in read), _WORDS.get(counter.lower(), unit(counter))
