"""What quotes say, taken out a second time: by plain tables and patterns that share nothing with the checker.

It decides whether a value that was put into a statement stands nowhere in the quotes. It takes more for said than is: a
number of a quote counts under every scale, and as a day, an hour and a year.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12}
_SCALES |= {"십": 10, "백": 100, "천": 1000, "만": 10**4, "억": 10**8, "조": 10**12}
_SCALES |= {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_HAN = dict(zip("〇零一二三四五六七八九兩两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2), strict=True))
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_WORDS = {word: float(value) for value, word in enumerate(_ENGLISH.split())}
_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "half": 0.5}
_WORDS |= {"twice": 2, "third": 3, "fourth": 4, "fifth": 5, "fifteenth": 15, "twelfth": 12, "second": 2, "tenth": 10}
_HANGUL = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_PIECE = re.compile(
    r"\d[\d,]*(?:\.\d+)?|[〇零一二三四五六七八九兩两]|[十百千万萬億兆십백천만억조]|hundred|thousand|million|billion"
)
_RUN = re.compile(rf"(?:(?:{_PIECE.pattern})\s?)+")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "R": 2018}
_WEEKDAYS = ("月월一", "火화二", "水수三", "木목四", "金금五", "土토六", "日일天")
_WEEKDAY = re.compile(
    r"([月火水木金土日])曜|\(([月火水木金土日一二三四五六월화수목금토일])[)・]|(?:星期|週)([一二三四五六日天])|([월화수목금토일])요일"
)
_ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_DAY = re.compile(r"(?<!\d)(\d{1,2})[月월]\s?(\d{1,2})[日일號]")
_ENGLISH_DAY = re.compile(rf"(\d{{1,2}})\s({'|'.join(MONTHS)})|({'|'.join(MONTHS)})\s(\d{{1,2}})")
_CONVERSIONS = (1, 10, 100, 1000, 10**4, 10**6, 60, 24, 7, 12)


def numbers(text: str) -> set[float]:
    """Return the numbers of a text, each also under other scales: what 3.5km is in metres, and 1.2 of 1.2億."""
    text = unicodedata.normalize("NFKC", text)
    found = {value for run in _RUN.finditer(text) for value in _values(run.group())}
    found |= {float(value) for word, value in _WORDS.items() if re.search(rf"(?i:\b{word}s?\b)", text)}
    found |= {float(value) for word, value in _HANGUL.items() if re.search(rf"(?<![가-힣]){word}(?=[\s가-힣]|$)", text)}
    found |= {
        10 * _WORDS[tens] / 10 + _WORDS[ones]
        for tens, ones in re.findall(r"(?i)\b(\w+ty)-(\w+)\b", text.lower())
        if tens in _WORDS and ones in _WORDS
    }
    return {round(value * scale, 6) for value in found for by in _CONVERSIONS for scale in (by, 1 / by)}


def years(text: str) -> set[int]:
    """Return the years that a text names, in the Western count."""
    text = unicodedata.normalize("NFKC", text)
    found = {int(year) for year in re.findall(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", text)}
    for era, before in _ERAS.items():
        found |= {before + (1 if year == "元" else int(year)) for year in re.findall(rf"{era}\s?(\d{{1,3}}|元)", text)}
    found |= {1911 + int(year) for year in re.findall(r"(?<!\d)(\d{2,3})(?:年|學年)", text)}
    return found


def months(text: str) -> set[int]:
    """Return the months that a text names."""
    text = unicodedata.normalize("NFKC", text)
    found = {int(month) for month in re.findall(r"(?<!\d)(\d{1,2})\s?[月월]", text)}
    return found | {number for number, name in enumerate(MONTHS, start=1) if name in text}


def weekdays(text: str) -> set[int]:
    """Return the days of the week that a text names, or that its days fall on in a year that it names."""
    text = unicodedata.normalize("NFKC", text)
    told = {sign for found in _WEEKDAY.findall(text) for sign in found if sign}
    found = {place for place, signs in enumerate(_WEEKDAYS) if told & set(signs)}
    found |= {place for place, name in enumerate(_ENGLISH_WEEKDAYS) if name in text}
    for year in years(text):
        for month, day in _days(text):
            try:
                found.add(datetime.date(year, month, day).weekday())
            except ValueError:
                continue
    return found


def minutes(text: str) -> set[int]:
    """Return the times of the day that a text names, in both halves of the day."""
    text = unicodedata.normalize("NFKC", text).replace("正午", "12時")
    found = {60 * int(hour) + int(minute) for hour, minute in re.findall(r"(?<!\d)(\d{1,2}):(\d{2})", text)}
    pattern = r"(?<!\d)(\d{1,2})\s?(?:時|시|點|点)(?:\s?(?:(\d{1,2})\s?(?:分|분)|(半|반)))?"
    for hour, minute, half in re.findall(pattern, text):
        found.add(60 * int(hour) + (30 if half else int(minute or 0)))
    for hour in re.findall(r"(?<![\d:])(\d{1,2})(?:\sto\s\d{1,2})?\s?[ap]\.?m", text):
        found.add(60 * int(hour))
    return found | {(one + 720) % 1440 for one in found}


def _days(text: str) -> Iterator[tuple[int, int]]:
    yield from ((int(month), int(day)) for month, day in _DAY.findall(text))
    for day, name, other, last in _ENGLISH_DAY.findall(text):
        yield MONTHS.index(name or other) + 1, int(day or last)


def _values(run: str) -> Iterable[float]:
    """Return what a run of figures and scales may say: all of it, and each of its numbers alone."""
    pieces = _PIECE.findall(run)
    total, section = 0.0, 0.0
    digit: float | None = None
    for piece in pieces:
        if piece in _SCALES and _SCALES[piece] >= 10**4:
            total, section, digit = total + (section + (digit or 0) or 1) * _SCALES[piece], 0.0, None
        elif piece in _SCALES:
            section, digit = section + (1 if digit is None else digit) * _SCALES[piece], None
        elif piece in _HAN:
            digit = 10 * (digit or 0) + _HAN[piece]
        else:
            digit = float(piece.replace(",", ""))
            yield digit
    yield total + section + (digit or 0)
