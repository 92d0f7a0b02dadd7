"""Times of the day as a text names them: 14:00, 午後2時, 2 p.m., from 2 to 4 p.m."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tripqa.text.calendar import HALF_DAY
from tripqa.text.clocks import CLOCK, hour_of_day, read_times


@dataclass(frozen=True, slots=True)
class Time:
    """A time of the day where it stands in a text: minutes since midnight, two where no half of the day is told."""

    start: int
    end: int
    minutes: frozenset[int]


_ENGLISH_RANGE = re.compile(
    r"(?<![\d:.])(?P<from>\d{1,2}(?::\d{2})?)\s?(?:-|–|to|until|till|and)\s?(?P<to>\d{1,2}(?::\d{2})?)\s?(?P<half>[aApP])\.?[mM]\.?(?![A-Za-z])"
)

_HALVES = re.compile(HALF_DAY)
_HALF_TOLD = 12 * 60


def find_times(text: str) -> Iterator[Time]:
    """Yield the times of the day in a folded text, in order: the half of the day that one tells counts for the next."""
    done, half = 0, ""
    for found in _clock().finditer(text):
        if found.start() < done:
            continue
        done = found.end()
        if found["half"]:
            yield from _english(found)
            continue
        told = _HALVES.search(found.group())
        minutes = _minutes(found.group())
        if minutes is None:
            continue
        open_ended = not told and minutes < _HALF_TOLD + 60 and not re.search(r"[apAP]\.?[mM]", found.group())
        both = {minutes, (minutes + _HALF_TOLD) % (2 * _HALF_TOLD)} if open_ended else {minutes}
        if open_ended and half:
            both = {60 * hour_of_day(half, minutes // 60) + minutes % 60, minutes}
        half = told.group() if told else half
        yield Time(found.start(), found.end(), frozenset(both))


def _english(found: re.Match[str]) -> Iterator[Time]:
    last = _minutes(f"{found['to']} {found['half']}m")
    first = _minutes(f"{found['from']} {found['half']}m")
    if first is None or last is None:
        return
    if first > last:
        first = (first - _HALF_TOLD) % (2 * _HALF_TOLD)
    yield Time(found.start(), found.end(), frozenset([first]))
    yield Time(found.start(), found.end(), frozenset([last]))


def _minutes(clock: str) -> int | None:
    read, _ = read_times(clock, None)
    return None if read is None else 60 * read.hour + read.minute


@cache
def _clock() -> re.Pattern[str]:
    return re.compile(rf"{_ENGLISH_RANGE.pattern}|(?<![\d:.])(?:{CLOCK})(?![間间代期点點計간速限満滿数數]|\d|:\d)")
