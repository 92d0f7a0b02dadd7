"""Years as Japan, Taiwan and the West count them: 令和7年, R7, 民國114年 and 2025年 are one.

An era has no year after its last: 昭和70年 is none. Source: the Japanese eras since 1868 by law; 民國 counts from 1912.
"""

from __future__ import annotations

from tripqa.text.calendar import COUNTED_ERAS, ERAS, WESTERN

_BY_NAME = {name: (before, last) for names, before, last in ERAS for name in names}
_LAST = 2099
NAMES = f"{COUNTED_ERAS}|{WESTERN}"
_OF_ONE = [name for name in _BY_NAME if len(name) == 1]
_HAN, _LATIN = ("".join(name for name in _OF_ONE if name.isascii() == latin) for latin in (False, True))
SHORT = (  # 令7, R7; in lower case, as questions are folded, of a whole date alone: r7.9.8
    rf"(?:(?<![一-龥])[{_HAN}]|(?<![A-Za-z])(?:[{_LATIN}]|[{_LATIN.lower()}](?=\d{{1,2}}[./]\d{{1,2}}[./]\d)))\.?(?=\s?(?:\d|元))"
)
ERA = rf"(?P<era>{NAMES}|{SHORT})"
_REPUBLIC = range(60, 200)  # three figures, or two near them: no Western year is written so


def western(era: str, number: int) -> int | None:
    """Return the Western year of a year of an era; without one it is Western already. None if there is none such."""
    name = era.rstrip(".").upper()
    if name not in _BY_NAME:
        return number
    before, last = _BY_NAME[name]
    year = before + number
    return year if number > 0 and year <= (last or _LAST) else None


def possible(number: int) -> list[int]:
    """Return the Western years that a year without an era may be, the surest first."""
    if number < 1:
        return []
    if number >= 1000:
        return [number]
    if number >= 100:
        return [1911 + number] if number in _REPUBLIC else []
    return [number + before for before in (2018, 1988, 1925, 1911, 2000)]
