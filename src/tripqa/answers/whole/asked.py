"""Whether a question asks for the whole, and of what: read off its words, all of which must be accounted for.

Whoever asks what was done on a day says the day and that they want to know what was done, and nothing else. So
each word is taken by what it can only mean here, and a question is one of the whole where hardly a word is left. What
is left then has to be found in the structure of the documents (resolving.py); in doubt the question is an ordinary one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Literal, get_args

from tripqa.domain import Language, Span
from tripqa.languages.shapes import Whole
from tripqa.languages.tables import table
from tripqa.text import eras
from tripqa.text.asking import possible_languages, what_is_asked, without_asking
from tripqa.text.calendar import ALSO, DAY, MONTH, MONTH_IN_FULL, TO, WEEKDAY, YEAR, month_named
from tripqa.text.dates import Day as NamedDay
from tripqa.text.dates import find_days, find_years
from tripqa.text.numerals import number
from tripqa.text.particles import says_nothing
from tripqa.text.section_kinds import find_kinds

Day = tuple[int, int]  # month, and day of the month or 0 for all of it
Cue = Literal[
    "done",
    "schedule",
    "summary",
    "told",
    "all",
    "comparison",
    "people",
    "places",
    "bodies",
    "visit",
    "met",
    "report",
    "section",
]
CUES: tuple[Cue, ...] = get_args(Cue)
_MONTH = re.compile(rf"(?<![\d.])(?P<number>\d{{1,2}})\s?{MONTH}(?!\s?\d)|\b(?P<name>{MONTH_IN_FULL})\b")
_VALUES = frozenset(("date", "time", "duration", "money", "percentage", "number"))
COUNTED = re.compile(
    r"第\s?(?P<a>\d{1,2}|[一二三四五六七八九十])\s?(?:回|次|章|節|期|部|屆)|제?\s?(?P<b>\d{1,2})\s?(?:회|차|장)(?![가-힣])"
    r"|\b(?P<c>first|second|third|fourth|fifth|sixth)\b|\b(?P<d>\d)(?:st|nd|rd|th)\b|(?P<e>첫|두|세|네)\s?번째"
)
_COUNTS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "첫": 1, "두": 2, "세": 3, "네": 4}
_UNTIL = re.compile(f"{TO}|[~〜～–-]")
_OTHER_BEHIND = re.compile(
    rf"\s?(?:{TO}|{ALSO}|[~〜、,・–-])\s?(\d{{1,2}})(?:st|nd|rd|th)?\s?(?:{DAY}|(?=[\s,?.]|$))(?!\s?(?:{MONTH}|:))"
)
_OTHER_BEFORE = re.compile(rf"(?<![\d.])(\d{{1,2}})(?:st|nd|rd|th)?\s?(?:{TO}|{ALSO}|[–-])\s?$")
_WEEKDAY = re.compile(WEEKDAY)
_ORDINALS = {
    **{word: count for count, word in enumerate("二三四五六七八九", start=2)},
    **dict(zip(("second", "third", "fourth", "fifth", "sixth", "seventh"), range(2, 8), strict=True)),
    **dict(zip(("둘째", "셋째", "넷째", "다섯째"), range(2, 6), strict=True)),
}
_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9'’.-]*|[가-힣]+|[\u4e00-\u9fff々]+|[\u30a1-\u30fa\u30fc・]+|\d[\d.,]*"
)


@dataclass(frozen=True, slots=True)
class AskedWhole:
    """What a question says, if it is one of the whole."""

    folded: str
    cues: frozenset[Cue]
    days: tuple[Day, ...]  # in the order named
    period: bool  # the days are the first and the last one of it
    years: frozenset[int]
    nth: tuple[int, ...]  # days by their place, from 1; -1 is the last one
    counts: frozenset[int]  # that it counts meetings or chapters by
    sections: tuple[str, ...]  # kinds
    left: tuple[str, ...]  # words that are not accounted for
    rest: str  # the question with a space for all that is
    for_value: bool  # it asks for a date, a number or the like


def asked_whole(folded: str) -> AskedWhole:
    """Read a folded question."""
    masked = _Masked(folded.lower())
    nth, words = [], [_compiled(language) for language in possible_languages(folded)]
    for told in words:
        nth += [1] if masked.find(told["first_day"]) else []
        nth += [-1] if masked.find(told["last_day"]) else []
        nth += [_count(found) for found in masked.find(told["nth_day"])]
    days, period = _days(masked)
    counts = frozenset(count_of(found) for found in masked.find(COUNTED))
    kinds = find_kinds(masked.text)
    cues = {cue for told in words for cue in CUES if told[cue].search(masked.text)}
    spans = [found.span() for told in words for cue in CUES for found in told[cue].finditer(masked.text)]
    filler = [found.span() for told in words for found in told["filler"].finditer(masked.text)]
    masked.take([*spans, *((start, end) for _, start, end in kinds)])
    for_value = bool(what_is_asked(masked.text).kinds & _VALUES)
    masked.take(filler)
    return AskedWhole(
        folded,
        frozenset(cues),
        tuple(days),
        period,
        frozenset(find_years(folded)),
        tuple(nth),
        counts,
        tuple(dict.fromkeys(kind for kind, *_ in kinds)),
        tuple(_left(masked.text)),
        masked.text,
        for_value,
    )


def asks_otherwise(asked: AskedWhole) -> bool:
    """Tell whether what is left of a question asks for something: when, how many, why."""
    return asked.for_value or without_asking(asked.rest) != asked.rest


class _Masked:
    """A text of which what was understood is taken, place by place."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, spans: Iterable[Span]) -> None:
        for start, end in spans:
            self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def find(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        found = list(pattern.finditer(self.text))
        self.take(match.span() for match in found)
        return found


def _days(masked: _Masked) -> tuple[list[Day], bool]:
    named = [((day.month, day.day), (day.start, day.end)) for day in find_days(masked.text)]
    others = [other for day in find_days(masked.text) for other in _others(masked.text, day)]
    apart = [(day, span) for day, span in others if not any(_meet(span, taken) for _, taken in named)]
    found = sorted((*named, *apart), key=itemgetter(1))
    days = list({span: day for day, span in found}.values())
    spans = list(dict.fromkeys(span for _, span in found))
    between = masked.text[spans[0][1] : spans[-1][0]] if len(days) > 1 else ""
    period = bool(between) and _UNTIL.search(between) is not None
    for start, end in spans:
        weekday = _WEEKDAY.match(masked.text, end)
        masked.take([(start, weekday.end() if weekday else end)])
    months = masked.find(_MONTH)
    days += [(_month(match), 0) for match in months]
    spans += [match.span() for match in months]
    if len(months) > 1:
        between = masked.text[months[0].end() : months[-1].start()]
        period = _UNTIL.search(between) is not None
    masked.take(_years(masked.text))
    return days, period


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _others(text: str, day: NamedDay) -> Iterator[tuple[Day, Span]]:
    """Yield another day of the month of one, named by its number alone before or behind it, each in its place."""
    weekday = _WEEKDAY.match(text, day.end)
    if behind := _OTHER_BEHIND.match(text, weekday.end() if weekday else day.end):
        yield (day.month, int(behind[1])), (behind.start(1), behind.end())
    if before := _OTHER_BEFORE.search(text, 0, day.start):
        yield (day.month, int(before[1])), before.span(1)


def _years(text: str) -> list[Span]:
    return [
        found.span()
        for found in re.finditer(
            rf"\(?(?:{eras.NAMES})\s?(?:\d{{1,3}}|元)\s?{YEAR}度?\)?"
            rf"|\d{{4}}\s?{YEAR}도?度?|\b(?:fy ?)?(?:19|20)\d\d\b",
            text,
        )
    ]


def _month(found: re.Match[str]) -> int:
    return int(found["number"]) if found["number"] else month_named(found["name"])


def _count(found: re.Match[str]) -> int:
    said = next(value for value in found.groupdict().values() if value)
    return int(said) if said.isdigit() else _ORDINALS[said]


def count_of(found: re.Match[str]) -> int:
    """Return the number that a match of COUNTED counts by."""
    said = next(value for value in found.groups() if value)
    return _COUNTS[said] if said in _COUNTS else int(number(said) or 0)


def _left(text: str) -> Iterable[str]:
    for found in _WORD.finditer(text):
        if not says_nothing(found.group()):
            yield found.group()


@cache
def _compiled(language: Language) -> dict[str, re.Pattern[str]]:
    words = table(language, Whole)
    return {name: re.compile(getattr(words, name)) for name in words.__dataclass_fields__}
