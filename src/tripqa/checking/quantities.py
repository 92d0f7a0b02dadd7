"""The numbers of a text with what they count: 1万2千人, 12,000명, twelve, 兩輛, 3分の1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tripqa.checking.units import UNKNOWN, Unit, alike, before, behind, names_of, unit
from tripqa.languages.shapes import Amounts, Statements
from tripqa.languages.tables import tables
from tripqa.text.counting import OF
from tripqa.text.numerals import ARABIC, ENGLISH, HAN, HANGUL, HANGUL_NUMERAL, number

_ONES = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
_TEENS = tuple(f"{word}teenth" for word in ("thir", "four", "fif", "six", "seven", "eigh", "nine"))
_ORDINALS = {word: place for place, word in enumerate((*_ONES, *_TEENS, "twentieth"), start=1)}
_TIMES = {"twice": 2, "double": 2, "doubled": 2, "triple": 3, "tripled": 3, "dozen": 12}
_HANGUL_DAYS = {"이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "열흘": 10, "보름": 15}
_FIGURES = rf"(?<![\d.,])(?<!\d\.\s)(?<![A-Za-z]){ARABIC}"
_WORDS = "|".join((*_ORDINALS, *_TIMES))
_NUMBER = re.compile(
    rf"(?P<figures>{_FIGURES})|(?P<han>{HAN})|(?P<english>(?i:{ENGLISH}))|(?P<hangul>{HANGUL}(?=\s?[가-힣]))"
    rf"|(?P<sino>{HANGUL_NUMERAL})|(?P<word>(?i:(?<![A-Za-z])(?:{_WORDS})(?![A-Za-z])))|(?P<days>{'|'.join(_HANGUL_DAYS)})"
)
_FRACTION = re.compile(rf"(?P<of>{ARABIC}|{HAN})\s?(?:{OF})\s?(?P<part>{ARABIC}|{HAN})")
_SLASH = re.compile(r"(?<![\d/])(?P<part>\d{1,2})/(?P<of>\d{1,3})(?![\d/])")
_MORE = re.compile(r"\s?(?=\d)")
_LARGE = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "조": 10**12, "兆": 10**12}
_ORDINAL = re.compile(r"(?:第|제)\s?$")
_SEVERAL = r"[余餘여多數数강強弱]?"
_TOLERANCE = 1e-6  # of the larger of two values
_NEAR = 0.05  # of a number that is told less exactly than its quote has it


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands in a text, with the units that it may have."""

    start: int
    end: int
    value: float
    units: tuple[Unit, ...]
    precision: int  # figures that it gives: 12,000 has 2
    sure: bool  # it says how many: one in words is as often an article, and 열 is ten only before what is counted
    bare: str  # the form of its unit, as it stands
    rough: bool = False  # it is said to be about so much

    def is_in(self, stated: Quantity) -> bool:
        """Tell whether another quantity says this one, or a more exact number that this one is rounded from."""
        return any(
            _same(self.value * own.scale, stated.value * other.scale) if own.of and other.of else self._near(stated)
            for own in self.units
            for other in stated.units
            if alike(own, other)
        ) or (self.rough and any(alike(a, b) for a in self.units for b in stated.units) and self._rounds(stated))

    def _near(self, stated: Quantity) -> bool:
        return _same(self.value, stated.value)

    def _rounds(self, stated: Quantity) -> bool:
        own, other = self.value * self.units[0].scale, stated.value * stated.units[0].scale
        return (
            self.precision < stated.precision
            and abs(own - other) <= _NEAR * other
            and _unit_in_last(self) > abs(self.value - other / self.units[0].scale)
        )


def _unit_in_last(quantity: Quantity) -> float:
    """Return how much one more in the last figure of a number would be."""
    text = f"{quantity.value:.12g}"
    if "e" in text or "." in text:
        return 10.0 ** -len(text.partition(".")[2]) if "." in text else quantity.value
    return float(10 ** (len(text) - len(text.rstrip("0"))))


def find_quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers of a folded text, in order."""
    done = 0
    for found in _fractions(text):
        yield from _counted(text, done, found.start)
        yield found
        done = found.end
    yield from _counted(text, done, len(text))


def is_rough(text: str, start: int, end: int) -> bool:
    """Tell whether a number is said to be about so much, more or less."""
    return _rough_before().search(text, max(0, start - 20), start) is not None or bool(_rough_after().match(text, end))


def _fractions(text: str) -> list[Quantity]:
    found = [(one.start(), one.end(), number(one["of"]), number(one["part"])) for one in _FRACTION.finditer(text)]
    found += [(one.start(), one.end(), number(one["of"]), number(one["part"])) for one in _SLASH.finditer(text)]
    told = [
        Quantity(start, end, part / of, (unit("percent")._replace(scale=1),), 3, True, "")
        for start, end, of, part in found
        if of and part
    ]
    told += [
        Quantity(one.start(), one.end(), float(share), (unit("percent")._replace(scale=1),), 3, True, "")
        for said in tables(Statements).values()
        for share, pattern in said.shares.items()
        for one in re.finditer(pattern, text)
    ]
    kept: list[Quantity] = []
    for one in sorted(told, key=lambda quantity: (quantity.start, -quantity.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _counted(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Yield the numbers between two places that are no fraction."""
    done = start
    for found in _NUMBER.finditer(text, start, end):
        if found.start() < done:
            continue
        value, last = _value(found), found.end()
        if value is None:
            continue
        if found["figures"]:
            value, last = _with_rest(text, value, found.group(), last, end)
        quantity = _with_unit(text, found, value, last)
        if quantity:
            done = quantity.end
            yield quantity


def _value(found: re.Match[str]) -> float | None:
    said = found.group()
    if found["word"]:
        return float((_ORDINALS | _TIMES)[said.lower()])
    if found["days"]:
        return float(_HANGUL_DAYS[said])
    return number(said)


def _with_rest(text: str, value: float, said: str, last: int, end: int) -> tuple[float, int]:
    """Return a number with what a space parts from it: 9만 8,400, 2만 3천."""
    scale = _LARGE.get(said[-1])
    gap = _MORE.match(text, last, end) if scale else None
    rest = re.compile(ARABIC).match(text, gap.end()) if gap else None
    more = number(rest.group()) if rest else None
    if scale and rest and more is not None and more < scale:
        return value + more, rest.end()
    return value, last


def _with_unit(text: str, found: re.Match[str], value: float, last: int) -> Quantity | None:
    precision = len(f"{value:.12g}".replace(".", "").strip("0").split("e")[0]) or 1
    if found["days"]:
        return Quantity(found.start(), last, value, (unit("day"),), precision, True, "")
    ordinal = _ORDINAL.search(text, 0, found.start()) is not None
    sign = before(text[max(0, found.start() - 3) : found.start()].rstrip())
    shape = re.compile(_SEVERAL).match(text, last)
    form = behind().match(text, shape.end() if shape else last)
    units = tuple(unit(name) for name in names_of(form.group())) if form else (UNKNOWN,)
    units = (sign,) if sign else (UNKNOWN,) if ordinal else units
    stop = form.end() if form else last
    bare = form.group().strip() if form else ""
    return Quantity(found.start(), stop, value, units, precision, _is_sure(found, value, bare), bare)


def _is_sure(found: re.Match[str], value: float, bare: str) -> bool:
    if found["figures"]:
        return value != 1 or not bare
    if value < 2 or (found["word"] or "").lower() == "second":
        return False
    return bool(bare) or not found["hangul"]


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other))


@cache
def _rough_before() -> re.Pattern[str]:
    words = [word for amounts in tables(Amounts).values() for word in amounts.about]
    latin = "|".join(word for word in words if word.isascii())
    rest = "|".join(word for word in words if not word.isascii())
    return re.compile(rf"(?:(?<![A-Za-z])(?i:{latin}|just over|just under|or so)|{rest})\s?[$€£¥₩]?\s?$")


@cache
def _rough_after() -> re.Pattern[str]:
    return re.compile("|".join(pattern for amounts in tables(Amounts).values() for pattern in amounts.or_so))
