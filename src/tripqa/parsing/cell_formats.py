"""A value as a sheet shows it: `#,##0` of 1234.5 is 1,235, `[$-411]ggge"年"` of a day in 2025 is 令和7年.

The codes are those of Excel (ECMA-376 part 1, 18.8.31). A code that is not understood shows the value as it is stored.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from tripqa.parsing.writing import unbroken

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<gap>_.)|(?P<fill>\*.)|\[\$(?P<money>[^\]-]*)(?P<locale>-[^\]]*)?\]'
    r"|\[(?P<total>h+|m+|s+)\]|\[(?P<aside>[^\]]*)\]|(?P<general>General|G/標準|G/通用格式|G/표준)"
    r"|(?P<noon>AM/PM|A/P|上午/下午|午前/午後)|(?P<exponent>E[+-])"
    r"|(?P<day>y+|m+|d+|h+|s+(?:\.0+)?|e+|g+|a{3,4}|r+|b{2,4})"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_EPOCH = datetime(1899, 12, 30)
_ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 25), "明治", "M"),
)
_TAIWAN = re.compile(r"-[0-9a-f]*404\b|-zh-tw", re.IGNORECASE)
_MINGUO: Mapping[str, Callable[[datetime], str]] = {
    "g": lambda _: "民國",
    "e": lambda moment: str(moment.year - 1911) if moment.year > 1911 else str(moment.year),
}
_WEEKDAYS, _ENGLISH_DAYS = "月火水木金土日", ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*")
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_DIGITS = 15  # that Excel keeps
_MOST_DAYS = 2_958_465  # 9999-12-31
_ROOMY = Context(prec=1_000)  # for the largest number in the longest code
_LONGEST_CODE = 255  # characters, as in Excel
Value = bool | int | float | str | datetime | date | time | timedelta


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    text: str


def shown(value: Value, code: str) -> str:
    """Return a value as a format code shows it, on one line."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return unbroken(value)
    sections = _sections(code if len(code) <= _LONGEST_CODE else "")
    if any(piece.kind in ("day", "total") for piece in sections[0]):
        return _moment(value, sections[0])
    if isinstance(value, int | float):
        return _number(value, sections)
    return _stored(value)


def _sections(code: str) -> list[list[_Piece]]:
    """Return the parts of a code, for what is positive, negative, zero and text."""
    found: list[list[_Piece]] = [[]]
    for match in _PIECE.finditer(code or "General"):
        kind = match.lastgroup or "other"
        kind, text = ("money", match["money"]) if match["money"] else (kind, match[kind] or "")
        if kind == "other" and text == ";":
            found.append([])
        else:
            found[-1].append(_Piece(kind, text))
    return found


def _stored(value: Value) -> str:
    if isinstance(value, datetime):
        at = value.time() == time()
        return value.date().isoformat() if at else value.isoformat(" ", "minutes" if not value.second else "seconds")
    return str(value)


def _general(value: float) -> str:
    """Return a number in the digits that it was written in, never with an exponent where Excel shows none."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value)) if abs(value) < 1e15 else f"{value:.15g}"
    text = f"{value:.{_DIGITS}g}"
    return f"{Decimal(text):f}" if "e" in text and abs(value) > 1e-9 else text


def _number(value: float, sections: list[list[_Piece]]) -> str:
    pieces, minus = _chosen(value, sections)
    others = [piece.text for piece in pieces if piece.kind == "other"]
    kinds = [piece.kind for piece in pieces]
    magnitude = _exact(abs(value), others.count("%"))
    if magnitude is None or "exponent" in kinds or kinds.count("digits") > 1 or "/" in others:
        return _general(value)
    said = [_said(piece, abs(value), magnitude) for piece in pieces]
    return minus * _counts(said) + " ".join("".join(said).split())


def _chosen(value: float, sections: list[list[_Piece]]) -> tuple[list[_Piece], str]:
    """Return the part of a code that holds for a number, and the sign that it does not show itself."""
    sign = "-" if value < 0 else ""
    conditions = [_condition(part) for part in sections]
    if any(conditions):
        held = (part for part, one in zip(sections, conditions, strict=True) if one is None or _holds(value, *one))
        return next(held, [_Piece("general", "")]), sign
    number = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    return sections[number], "" if number else sign


def _condition(pieces: list[_Piece]) -> tuple[str, float] | None:
    """Return the comparison and the number of `[>=1000]`; None if a part of a code has none."""
    found = next(filter(None, (_CONDITION.fullmatch(piece.text) for piece in pieces if piece.kind == "aside")), None)
    return (found[1], float(found[2])) if found else None


def _holds(value: float, comparison: str, bound: float) -> bool:
    return _COMPARISONS[comparison](value, bound)


def _counts(said: list[str]) -> bool:
    """Tell whether anything but zeros is shown: Excel shows no sign before a zero."""
    return any(one in "123456789" for text in said for one in text)


def _exact(value: float, percents: int) -> Decimal | None:
    return Decimal(f"{value:.{_DIGITS}g}") * 100**percents if math.isfinite(value) else None


def _said(piece: _Piece, value: float, magnitude: Decimal) -> str:
    match piece.kind:
        case "digits":
            return _digits(magnitude, piece.text)
        case "general" | "text":
            return _general(value)
        case "gap":
            return " "
        case "fill" | "aside" | "locale":
            return ""
        case _:
            return piece.text


def _digits(magnitude: Decimal, code: str) -> str:
    """Return a number in the digits that a code leaves room for: `#,##0.0`, or `#,##0,` in thousands."""
    whole, _, fraction = code.partition(".")
    scaled = len(code) - len(code.rstrip(","))
    whole, fraction = whole.rstrip(",") if not fraction else whole, fraction.rstrip(",")
    rounded = (magnitude / 1000**scaled).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _ROOMY)
    before, _, after = f"{rounded:f}".partition(".")
    least = len(re.sub("[#?,]", "", whole))
    before = before.lstrip("0").zfill(least) if least else before.lstrip("0")
    if "," in whole:
        before = _grouped(before)
    kept = len(fraction.rstrip("#?"))
    after = after[:kept] + after[kept:].rstrip("0")
    return before + ("." + after if after or (fraction and kept) else "")


def _grouped(digits: str) -> str:
    return f"{int(digits):,}".zfill(len(digits)) if digits else ""


def _moment(value: Value, pieces: list[_Piece]) -> str:
    moment, length = _placed(value)
    if moment is None:
        return _stored(value)
    half = any(piece.kind == "noon" for piece in pieces)
    minguo = any(piece.kind == "locale" and _TAIWAN.match(piece.text) for piece in pieces)
    said = ""
    for number, piece in enumerate(pieces):
        if piece.kind == "day":
            code = piece.text.lower()
            said += (
                _MINGUO[code[0]](moment)
                if minguo and code[0] in _MINGUO
                else _part(code, moment, _is_minute(pieces, number), half)
            )
        elif piece.kind == "total":
            said += str(int(length.total_seconds() // {"h": 3600, "m": 60, "s": 1}[piece.text[0].lower()]))
        elif piece.kind == "noon":
            said += _noon(piece.text, moment)
        elif piece.kind not in ("aside", "fill", "gap", "general", "text", "locale"):
            said += piece.text
    return " ".join(said.split())


def _placed(value: Value) -> tuple[datetime | None, timedelta]:
    """Return the moment that a value is, and how long it is after the day 0 of a sheet."""
    match value:
        case datetime():
            return value, value - _EPOCH
        case date():
            return datetime.combine(value, time()), datetime.combine(value, time()) - _EPOCH
        case time():
            length = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
            return _EPOCH + length, length
        case timedelta():
            return (_EPOCH + value if abs(value.days) < _MOST_DAYS // 2 else None), value
        case int() | float() if 0 <= value <= _MOST_DAYS:
            length = timedelta(seconds=round(value * 86400))
            return _EPOCH + length, length
        case _:
            return None, timedelta()


def _is_minute(pieces: list[_Piece], number: int) -> bool:
    """Tell whether an `m` is of minutes: after hours, or before seconds."""
    told = [piece.text[0].lower() for piece in pieces[:number] if piece.kind in ("day", "total")]
    next_one = next((piece.text[0].lower() for piece in pieces[number + 1 :] if piece.kind in ("day", "total")), "")
    return bool(told and told[-1] == "h") or next_one == "s"


def _noon(code: str, moment: datetime) -> str:
    before, after = (code.upper() if code.isascii() and len(code) > 3 else code).split("/")
    return before if moment.hour < 12 else after


def _part(code: str, moment: datetime, minute: bool, half: bool) -> str:
    if code[0] == "m" and minute:
        return _padded(moment.minute, code)
    if code[0] == "h":
        return _padded((moment.hour - 1) % 12 + 1 if half else moment.hour, code)
    if code[0] == "s":
        return _padded(moment.second, code.partition(".")[0])
    return _PARTS[code[0]](moment, code)


def _padded(number: int, code: str) -> str:
    return str(number).zfill(2 if len(code) > 1 else 1)


def _year(moment: datetime, code: str) -> str:
    return f"{moment.year % 100:02}" if len(code) <= 2 else str(moment.year)


def _month(moment: datetime, code: str) -> str:
    name = _MONTHS[moment.month - 1]
    return {3: name[:3], 4: name, 5: name[0]}.get(len(code)) or _padded(moment.month, code)


def _day(moment: datetime, code: str) -> str:
    name = _ENGLISH_DAYS[moment.weekday()]
    return {3: name[:3], 4: f"{name}day"}.get(len(code)) or _padded(moment.day, code)


def _weekday(moment: datetime, code: str) -> str:
    return _WEEKDAYS[moment.weekday()] + ("曜日" if len(code) > 3 else "")


def _era(moment: datetime, code: str) -> str:
    name = next(((name, letter) for first, name, letter in _ERAS if moment.date() >= first), ("", ""))
    return {1: name[1], 2: name[0][:1]}.get(len(code), name[0])


def _year_of_era(moment: datetime, code: str) -> str:
    first = next((first for first, *_ in _ERAS if moment.date() >= first), None)
    return _padded(moment.year - first.year + 1, code) if first else str(moment.year)


_PARTS: Mapping[str, Callable[[datetime, str], str]] = {
    "y": _year,
    "b": lambda moment, _: str(moment.year + 543),
    "m": _month,
    "d": _day,
    "a": _weekday,
    "g": _era,
    "e": _year_of_era,
    "r": lambda moment, code: (_era(moment, "ggg") if len(code) > 1 else "") + _year_of_era(moment, "ee"),
}
