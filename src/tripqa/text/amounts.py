"""Dates, times, durations, money, percentages and numbers, told by their digits and counters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from tripqa.text import calendar, counting
from tripqa.text.calendar import HALF, HOUR, MINUTE, OCLOCK
from tripqa.text.date_patterns import DATES, TO, UNTIL
from tripqa.text.numerals import (
    ALONE,
    ARABIC,
    COUNTER,
    ENGLISH,
    HAN,
    HANGUL,
    HANGUL_NUMERAL,
    QUANTITY,
    SIGN,
    with_approximation,
)

AmountKind = Literal["date", "time", "duration", "money", "percentage", "number"]

_BETWEEN = r"\s?(?:[-~–—―]\s?|ないし|乃至|至)"  # two ends that both have a unit
_FROM = rf"(?:{counting.ABOVE})[、,]?\s?"
_BELOW = rf"(?=\s?(?:{counting.BELOW}))"
_ENGLISH_HALF = r"(?:[aApP]\.?[mM]\.?)(?![A-Za-z])"
_HALF_DAY = rf"(?:(?:{calendar.HALF_DAY}|(?<![A-Za-z]){_ENGLISH_HALF})\s?)"
_NOON = f"{calendar.NOON}|{calendar.MIDNIGHT}"
_MINUTES = rf"(?:\s?\d{{1,2}}\s?{MINUTE}|\s?{HALF})"
_CLOCK = (
    rf"(?:{_HALF_DAY}?(?<![\d:.])\d{{1,2}}(?::\d{{2}}(?![\d:])|\s?{HOUR}(?![間速代期計点간]){_MINUTES}?"
    rf"|{OCLOCK}(?![数數満]){_MINUTES})"
    rf"|{_HALF_DAY}(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?(?:{HOUR}|{OCLOCK}){HALF}?"
    rf"|(?<![\d:.])\d{{1,2}}(?::\d{{2}})?\s?{_ENGLISH_HALF})"
)
_TIMES = (
    rf"(?:{_CLOCK}|{_NOON})(?:{TO}(?:{_CLOCK}|{_NOON}){UNTIL})?",
    rf"(?<![\d:.])\d{{1,2}}(?::\d{{2}})?[-–~]\d{{1,2}}(?::\d{{2}})?\s?{_ENGLISH_HALF}",
)

_PERIOD = f"(?:{counting.PERIOD})"
_SOME = f"{counting.SEVERAL}?"
_EVERY = f"(?:{counting.EVERY})?"
_DURATIONS = (
    rf"(?:{ALONE}{ARABIC}(?:{TO}|\s?{_PERIOD}{_BETWEEN}))?{ALONE}{ARABIC}{_SOME}\s?{_PERIOD}(?:\d{{1,2}}(?:[かヶカヵ]月|分|秒|日))?"
    rf"(?:間(?!隔)|간|半)?{_EVERY}",
    rf"{HAN}{_SOME}(?:{counting.PERIOD_AFTER_HAN}){_EVERY}",
    rf"{HANGUL}\s?(?:달|해|시간|주)(?:간|\s?동안|마다)?",
    rf"(?:{ALONE}{ARABIC}|{ENGLISH}|(?<![A-Za-z])(?:an?|one|half an?|every))[ -](?:(?:and a half|consecutive"
    rf"|whole)\s)?"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|nights?|decades?|centuries)(?![A-Za-z])(?: old)?",
    rf"{HANGUL_NUMERAL}여?\s?(?:개월|시간|년|일)(?:간|\s?동안)?|(?<![가-힣\d])[일이삼사오육칠팔구]\s?개월(?:간|\s?동안)?",
    counting.WHOLE_PERIOD,
)


def _ranged(quantity: str, unit: str) -> str:
    """Return the pattern of a quantity with its unit, or of two as the ends of a range."""
    return (
        rf"(?:{quantity}{unit}{_FROM}{quantity}{unit}{_BELOW}|(?:{quantity}(?:{TO}|{unit}{_BETWEEN}))?{quantity}{unit})"
    )


_MONEY = (
    _ranged(QUANTITY, rf"{_SOME}\s?(?:{counting.CURRENCY})"),
    rf"(?:{SIGN})?(?:NT|US|HK|A|C)?[$€£¥₩]\s?(?:-(?=\d))?{ARABIC}(?:\s?[-~–]\s?[$€£¥₩]?{ARABIC})?",
)
_PERCENT = rf"\s?(?:{counting.PERCENT})"
_PERCENTAGES = (
    _ranged(rf"(?:{SIGN})?{ALONE}{ARABIC}", _PERCENT),
    rf"{HANGUL_NUMERAL}여?\s?(?:퍼센트|프로)",
    _ranged(rf"(?:{SIGN})?{HAN}", r"\s?(?:%(?:ポイント)?|パーセント(?:ポイント)?)"),
    r"[一二三四五六七八九十]割(?![り引合])(?:[一二三四五六七八九]分)?(?:[一二三四五六七八九]厘)?|(?:(?<![一-龥])"
    r"|(?<=[了約近達到有]))[一二三四五六七八九]成(?![果長立功員為分人])[一二三四五六七八九]?",
    rf"(?:\d{{1,6}}|[一二三四五六七八九十百千]{{1,6}})\s?(?:{counting.OF})\s?(?:\d{{1,6}}(?:\.\d+)?"
    r"|[一二三四五六七八九十百]{1,6})",
    counting.SHARE,
)

_NOUN = (
    r"(?:\s(?!(?:of|and|or|in|on|at|to|for|from|the|by|with|are|is|was|were|have|has|had|that|which|as|per|out)\b)"
    r"[a-z]{3,20}){0,3}"
)
_NUMBERS = (
    rf"(?:{SIGN})?(?:{ALONE}{ARABIC}(?:{COUNTER})?{_FROM}{ALONE}{ARABIC}(?:{COUNTER})?{_BELOW}"
    rf"|(?:{ALONE}{ARABIC}(?:{TO}|{COUNTER}{_BETWEEN}|(?<!\d\d)、(?=\d(?!\d))))?{ALONE}{ARABIC}(?:{COUNTER})?){_NOUN}",
    rf"(?:{SIGN})?{HAN}{_SOME}(?:{counting.COUNTER_AFTER_HAN})|第[一二三四五六七八九十百]{{1,4}}[一-龥]?|{counting.COUNTED_WORD}",
    rf"{HANGUL}\s?(?:명|개(?:소|국|사)?|곳|군데|가지|건|번|대(?![한를로])|권|분|마리|사람|살|차례|채)",
    rf"{HANGUL_NUMERAL}여?\s?(?:명|인|분|사람|개(?:소|국|사)?|건|곳|군데|대|권|세대?|살|회|번|장|가구|마리|채|평|톤|(?:킬로|제곱)?미터|킬로|배)",
    rf"{ENGLISH}{_NOUN}",
)
_PATTERNS: dict[AmountKind, tuple[str, ...]] = {  # what lies within something of a kind before it is a part of that
    "date": DATES,
    "time": _TIMES,
    "duration": _DURATIONS,
    "money": _MONEY,
    "percentage": _PERCENTAGES,
    "number": _NUMBERS,
}
_EXACT: tuple[AmountKind, ...] = ("date", "time")


@cache
def _compiled() -> dict[AmountKind, list[re.Pattern[str]]]:
    return {kind: [re.compile(pattern) for pattern in patterns] for kind, patterns in _PATTERNS.items()}


def find_amounts(folded: str) -> Iterator[tuple[AmountKind, int, int]]:
    """Yield the spans of dates, times, durations, money, percentages and numbers in a folded text.

    10日 is a date and a duration: what stands around it has to tell.
    """
    taken = bytearray(len(folded))
    for kind, patterns in _compiled().items():
        found = [span.span() for pattern in patterns for span in pattern.finditer(folded)]
        free = [(start, end) for start, end in found if not all(taken[start:end])]
        for start, end in free:
            yield (kind, *((start, end) if kind in _EXACT else with_approximation(folded, start, end)))
        for start, end in free:
            if kind != "date" or not _is_day(folded[start:end]):
                taken[start:end] = b"\x01" * (end - start)


def _is_day(text: str) -> bool:
    return text[-1] in "日일" and len(text) <= len("30日") and text[0].isdigit() and "月" not in text
