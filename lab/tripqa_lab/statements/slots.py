"""Where a statement has a number, a unit or a part of a date, and what could stand there instead."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tripqa_lab.statements import extraction
from tripqa_lab.statements.tables import RIVALS, UNITS, WORDS

Part = Literal["number", "word", "unit", "year", "era", "month", "name", "day", "weekday", "time"]
_MONTH = "|".join(extraction.MONTHS)
_DAYS: tuple[tuple[Part, str], ...] = (
    ("era", r"(?<=令和)(\d{1,2})(?=年)|(?<=民國)(\d{2,3})(?=年)"),
    (
        "year",
        r"(?<!\d)((?:19|20)\d\d)(?=\s?[年년])|(?<=\bin )(20\d\d)\b|(?<=\d, )(20\d\d)\b|(?<=[a-z] )(20\d\d)\b",
    ),
    ("month", r"(?<!\d)(\d{1,2})(?=[月월](?!間))"),
    ("name", rf"\b({_MONTH})\b"),
    (
        "day",
        rf"(?<=[月월])\s?(\d{{1,2}})(?=[日일號])|(?<=[月월] )(\d{{1,2}})(?=일)|\b(\d{{1,2}})(?= (?:{_MONTH}))"
        + "".join(rf"|(?<={month} )(\d{{1,2}})(?!\d|:)" for month in extraction.MONTHS),
    ),
    (
        "weekday",
        r"([月火水木金土日])(?=曜)|(?<=日)\(([月火水木金土日])\)|(?:(?<=星期)|(?<=週))([一二三四五六日])|([월화수목금토일])(?=요일)"
        r"|\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b",
    ),
    (
        "time",
        r"(?<!\d)(\d{1,2})(?=[時點时](?!間))|(?<!\d)(\d{1,2})(?=시(?!간))|\b(\d{1,2})(?=:\d\d)"
        r"|\b(\d{1,2})(?= (?:a\.m|p\.m|am\b|pm\b))",
    ),
)
_NUMBER = re.compile(r"(?<![A-Za-z\d.,])\d[\d,]*(?:\.\d+)?")
_WEEKDAYS = ("月火水木金土日", "一二三四五六日", "월화수목금토일")
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SCALES = {"億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12, "万": 10**4, "萬": 10**4, "만": 10**4}
_SCALES |= {"千": 1000, "천": 1000, "百": 100, "백": 100, "hundred": 100, "thousand": 1000, "million": 10**6}
_SCALES |= {"billion": 10**9}
_SCALE = re.compile(r"\s?(億|亿|억|兆|조|万|萬|만|千|천|百|백|hundred|thousand|million|billion)")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a statement that can be filled in otherwise."""

    part: Part
    start: int
    end: int
    text: str
    behind: str  # what follows it
    choices: tuple[str, ...] = ()

    def others(self, chance: random.Random, count: int) -> list[str]:
        """Return other texts for it, at most so many."""
        match self.part:
            case "number":
                found = [_figure(self.text, chance) for _ in range(3 * count)]
            case "year":
                found = [str(int(self.text) + step) for step in (-11, -10, -3, -2, -1, 1, 2, 3, 10)]
            case "era":
                found = [str(int(self.text) + step) for step in (-2, -1, 1, 2) if int(self.text) + step > 0]
            case "month" | "day":
                found = [str(value) for value in range(1, 13 if self.part == "month" else 29)]
            case "time":
                found = [str(value) for value in range(1, 24 if int(self.text) > 12 else 13)]
            case "name":
                found = list(extraction.MONTHS)
            case "weekday":
                found = list(next(one for one in (_ENGLISH, *_WEEKDAYS) if self.text in one))
            case _:
                found = list(self.choices)
        found = [one for one in dict.fromkeys(found) if one != self.text]
        return chance.sample(found, min(len(found), count))

    def stands(self, text: str, quotes: str) -> bool:
        """Tell whether a text for it stands in the quotes, by the second extraction."""
        match self.part:
            case "number" | "word":
                return bool(_values(text, self.behind) & extraction.numbers(quotes)) or (
                    text.isdigit() and int(text) in extraction.years(quotes)
                )
            case "unit":
                return any(form in quotes for form in UNITS[text])
            case "year":
                return int(text) in extraction.years(quotes)
            case "era":
                return int(text) + (2018 if int(text) < 60 else 1911) in extraction.years(quotes)
            case "month" | "name":
                month = int(text) if text.isdigit() else extraction.MONTHS.index(text) + 1
                return month in extraction.months(quotes)
            case "day":
                return float(text) in extraction.numbers(quotes)
            case "time":
                found = extraction.minutes(quotes)
                minute = re.match(r":(\d\d)|[時點시]\s?(\d{1,2})分?", self.behind)
                return 60 * int(text) + int((minute and (minute[1] or minute[2])) or 0) in found or any(
                    60 * int(text) <= one < 60 * int(text) + 60 for one in found
                )
            case "weekday":
                place = next(one.index(text) for one in (_ENGLISH, *_WEEKDAYS) if text in one)
                return place in extraction.weekdays(quotes)


def date_slots(statement: str) -> Iterator[Slot]:
    """Yield the parts of the dates and times of a statement."""
    for part, pattern in _DAYS:
        for found in re.finditer(pattern, statement):
            group = next(number for number, text in enumerate(found.groups(), start=1) if text)
            yield Slot(part, *found.span(group), found[group], statement[found.end(group) :])


def number_slots(statement: str, names: Sequence[str]) -> Iterator[Slot]:
    """Yield the numbers of a statement that are of no date and no name, in figures and in words."""
    taken = [(slot.start, slot.end) for slot in date_slots(statement)]
    for name in names:
        taken += [found.span() for found in re.finditer(re.escape(name), statement)]
    for found in _NUMBER.finditer(statement):
        minutes = statement[found.start() - 1 : found.start()] == ":" or re.match("[:分분]", statement[found.end() :])
        if not minutes and all(found.end() <= start or end <= found.start() for start, end in taken):
            yield Slot("number", *found.span(), found.group(), statement[found.end() :])
    for words, pattern in WORDS:
        for found in re.finditer(pattern, statement):
            yield Slot("word", *found.span(1), found[1], statement[found.end(1) :], words)


def unit_slots(statement: str, language: str) -> Iterator[Slot]:
    """Yield the units behind numbers of a statement, with others of the same language."""
    for found in re.finditer(
        r"(?<![第제\d,.])\d(?:[\d,.]*\d)?(?:\s?(?:億|억|万|萬|만|千|천|million|billion))*\s?", statement
    ):
        for unit, forms in UNITS.items():
            if statement.startswith(unit, found.end()) and _ends(statement, found.end() + len(unit), unit):
                choices = tuple(one for one in _rivals(unit, language) if UNITS[one] != forms)
                yield Slot("unit", found.end(), found.end() + len(unit), unit, "", choices)
                break


def _rivals(unit: str, language: str) -> list[str]:
    return [one for group in RIVALS[language] if unit in group for one in group]


def _ends(statement: str, end: int, unit: str) -> bool:
    return not (unit[-1].isascii() and statement[end : end + 1].isalpha() and statement[end : end + 1].isascii())


def _figure(text: str, chance: random.Random) -> str:
    """Return another number that looks alike: a figure of it is another, or two have changed places."""
    digits = list(text)
    places = [place for place, one in enumerate(digits) if one.isdigit()]
    place = chance.choice(places)
    if len(places) > 1 and chance.random() < 0.3:
        other = chance.choice([one for one in places if one != place])
        digits[place], digits[other] = digits[other], digits[place]
    else:
        digits[place] = str(chance.randint(0, 9))
    made = "".join(digits)
    return text if made.startswith("0") else made


def _values(text: str, behind: str) -> set[float]:
    """Return what a text says before what follows it, its scale with it and without."""
    scale = _SCALE.match(behind)
    plain = text.replace(",", "")
    if not re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return extraction.numbers(text)
    return {round(float(plain) * (_SCALES[scale[1]] if scale else 1), 6), round(float(plain), 6)}
