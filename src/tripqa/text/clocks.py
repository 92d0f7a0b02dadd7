"""Times of the day as the languages write them: 14:00~16:00, 午後2時から4時まで, 오전 10시~정오, 2:00–4:00 p.m.

What says which half of the day is meant counts for the other end too, where that has none of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from tripqa.text.calendar import (
    ABOUT_NOON,
    AFTER_NOON,
    HALF,
    HALF_DAY,
    HOUR,
    MIDNIGHT_AT_TWELVE,
    MINUTE,
    NIGHT,
    NOON,
    OCLOCK,
    TO,
    UNTIL,
)

_ENGLISH_HALF = r"[aApP]\.?[mM]\.?(?![A-Za-z])"
_HALF = rf"{HALF_DAY}|(?<![A-Za-z]){_ENGLISH_HALF}"
_HOUR = rf"(?:{HOUR}|{OCLOCK})"
CLOCK = (
    rf"(?:(?:(?:{_HALF})\s?)?(?:\d{{1,2}}:\d{{2}}|(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?{_HOUR}"
    rf"(?:\s?\d{{1,2}}\s?{MINUTE}|\s?{HALF})?)(?:\s?{_ENGLISH_HALF})?|\d{{1,2}}\s?{_ENGLISH_HALF}|{NOON})"
)
TIMES = rf"(?P<from>{CLOCK})(?:\s*(?:[-~–—―ー]|{TO})\s*(?P<to>{CLOCK})?(?:\s?(?:{UNTIL}))?)?"
_BARE = rf"(?:一時|(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?{OCLOCK})"  # 一時停止, 二点について: as often no time
_BEGINS = re.compile(
    rf"(?!{_BARE}(?!\Z|[\s\d:,~–—-]|{HALF}|(?:{TO})\s?\d))(?>{CLOCK})(?![間间간的目期点點代速限給つに])|(?:{HALF_DAY})(?=[\s:\d]|\Z)"
)
_PARTS = re.compile(
    rf"(?P<half>{_HALF})?\s?(?P<hour>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?(?:(?::|{_HOUR})\s?(?:(?P<minute>\d{{1,2}})|(?P<thirty>{HALF}))?)?"
    r".*?(?P<english>[aApP])?\.?(?:[mM]\.?)?\Z"
)
_IS_NOON = re.compile(NOON)
_LATER = AFTER_NOON | {"p"}
_MIDNIGHT = MIDNIGHT_AT_TWELVE | {"a"}  # 午前12時 is noon
_EVENING, _PAST_NOON = range(5, 12), range(1, 4)  # hours that a night, and a noon, have of the later half
_HALF_DAY = 12 * 60  # minutes
_KANJI = dict(zip("一二三四五六七八九", range(1, 10), strict=True))


@dataclass(frozen=True, slots=True)
class _Clock:
    half: str  # empty where it is not said
    hour: int
    minute: int

    def minutes(self, half: str) -> int:
        """Return the minutes since midnight in this half of the day."""
        return 60 * hour_of_day(half, self.hour) + self.minute


def hour_of_day(half: str, hour: int) -> int:
    """Return the hour of the day that one with a word for its half is: 夜7時 is 19, 夜12時 0, 夜1時 1, 中午1點 13."""
    if half in _LATER or (half in NIGHT and hour in _EVENING) or (half in ABOUT_NOON and hour in _PAST_NOON):
        return hour % 12 + 12
    return hour % 12 if half in _MIDNIGHT or (half in NIGHT and hour == 12) else hour


def begins_with_time(folded: str) -> bool:
    """Tell whether a folded line begins with a time of the day, or with the half of it: 夜 but not 夜市."""
    return _BEGINS.match(folded) is not None


def read_times(first: str | None, last: str | None) -> tuple[time | None, time | None]:
    """Return both ends that a date line gives, each a match of CLOCK; None for what is no time of a day."""
    one, other = _read(first), _read(last)
    if one is None:
        return None, None
    if other is None:
        return _time(one.minutes(one.half)), None
    begins = one.minutes(one.half)
    ends = _first_after(begins, other) if one.half and not other.half else other.minutes(other.half)
    if not one.half and other.half in _LATER and one.minutes(other.half) <= ends and _is_english(other):
        begins = one.minutes(other.half)
    return _time(begins), _time(ends)


def _first_after(begins: int, end: _Clock) -> int:
    """Return the first minute after a beginning at which a clock shows an end; as it is told, if a clock has no 14."""
    shown = end.minutes("")
    return shown if end.hour > 12 else begins + (shown - begins - 1) % _HALF_DAY + 1


def _is_english(clock: _Clock) -> bool:
    """Tell whether a half stands behind its time, and so behind both ends: 2:00–4:00 p.m."""
    return clock.half.isascii()


def _read(text: str | None) -> _Clock | None:
    if text is None:
        return None
    if _IS_NOON.fullmatch(text):
        return _Clock("", 12, 0)
    found = _PARTS.match(text)
    if found is None:
        return None
    half = found["half"] or found["english"] or ""
    minute = 30 if found["thirty"] else int(found["minute"] or 0)
    return _Clock(half[0].lower() if half.isascii() and half else half, _hour(found["hour"]), minute)


def _hour(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, _, ones = text.rpartition("十")
    return (10 * _KANJI.get(tens, 1) if "十" in text else 0) + _KANJI.get(ones, 0)


def _time(minutes: int) -> time | None:
    """Return a time of the day; 24:00 is none, and neither is 25:00."""
    hour, minute = divmod(minutes, 60)
    return time(hour, minute) if hour < 24 else None
