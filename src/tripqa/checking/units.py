"""Units by one name for all languages, and what they measure: 3.5km and 3,500 m, 8割 and 80% are one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from tripqa.languages.shapes import Amounts, Manner, Statements
from tripqa.languages.tables import tables
from tripqa.text.particles import after_noun

_MEASURED: dict[str, tuple[str, float]] = {
    "metre": ("length", 1),
    "kilometre": ("length", 1000),
    "centimetre": ("length", 0.01),
    "millimetre": ("length", 0.001),
    "mile": ("mile", 1),  # is not put into kilometres: figures would differ by rounding
    "gram": ("mass", 1),
    "milligram": ("mass", 0.001),
    "kilogram": ("mass", 1000),
    "tonne": ("mass", 10**6),
    "litre": ("volume", 1),
    "millilitre": ("volume", 0.001),
    "cubic metre": ("volume", 1000),
    "square metre": ("area", 1),
    "hectare": ("area", 10**4),
    "square kilometre": ("area", 10**6),
    "watt": ("power", 1),
    "kilowatt": ("power", 10**3),
    "megawatt": ("power", 10**6),
    "gigawatt": ("power", 10**9),
    "kilowatt hour": ("energy", 1),
    "megawatt hour": ("energy", 1000),
    "degree": ("degree", 1),
    "percent": ("share", 0.01),
    "tenth": ("share", 0.1),
    "second": ("time", 1),
    "minute": ("time", 60),
    "hour": ("time", 3600),
    "day": ("time", 86400),
    "week": ("time", 7 * 86400),
    "month": ("months", 1),
    "year": ("months", 12),
    "night": ("nights", 1),
}
_SYMBOLS = {
    form: name
    for name, forms in {
        "kilometre": "km",
        "metre": "m",
        "centimetre": "cm",
        "millimetre": "mm",
        "gram": "g",
        "kilogram": "kg",
        "milligram": "mg",
        "tonne": "t",
        "litre": "L l",
        "millilitre": "ml mL",
        "square metre": "m2",
        "square kilometre": "km2",
        "cubic metre": "m3",
        "hectare": "ha",
        "watt": "W",
        "kilowatt": "kW",
        "megawatt": "MW",
        "gigawatt": "GW",
        "kilowatt hour": "kWh",
        "megawatt hour": "MWh",
        "degree": "°C ° ℃",
        "percent": "%",
    }.items()
    for form in forms.split()
}
_MONEY = frozenset(("yen", "won", "dollar", "US dollar", "Taiwan dollar", "euro", "pound", "yuan", "local"))
_COUNTS = frozenset(("person", "company", "country", "age", "multiple"))  # that no other count is taken for
_KIN = {  # what a currency may be called by
    "dollar": frozenset(("US dollar", "Taiwan dollar")),
    "local": frozenset(("Taiwan dollar", "yuan")),  # 元
}
_BEFORE = {"US$": "US dollar", "NT$": "Taiwan dollar", "$": "dollar", "¥": "yen", "€": "euro", "£": "pound", "₩": "won"}
_GUARDS = {  # what may not follow a unit that begins other words too
    "分": "[団科隊野析類別割譲岐布のけ之館署会校]",
    "人": "[組件工口事材気類格種員]",
    "日": "[本曜米韓圓元幣常]",
    "年": "[度代生齢輪賀]",
    "月": "[曜]",
    "時": "[間期点代]",
    "社": "[会員長]",
    "国": "[家民際内会立]",
    "國": "[家民際內會立]",
    "成": "[長果立功員為分人]",
    "割": "[引合り]",
    "位": "[於置]",
    "名": "[称稱]",
    "元": "[年旦]",
    "周": "[辺年圍]",
    "週": "[年末]",
    "주": "민",
    "세": "대",
    "분": "의",
}
_BEHIND_HANGUL = (
    "당|씩|분|마다|간|동안|짜리|가량|정도|쯤|여|째|대|이었|였|이다|이며|이고|입니다|으로|에서|부터|까지|보다"
)


class Unit(NamedTuple):
    """What a number counts."""

    of: str  # what is measured; empty for what nothing is told from: 個, 件, items
    scale: float


UNKNOWN = Unit("", 1)


def alike(one: Unit, other: Unit) -> bool:
    """Tell whether numbers of two units may be compared: one that counts just anything goes with all."""
    return not one.of or other.of in kin(one.of) or not other.of


@cache
def kin(of: str) -> frozenset[str]:
    """Return what is measured by units that may be the same: a dollar may be of the US or of Taiwan."""
    return frozenset((of, *_KIN.get(of, ()), *(one for one, others in _KIN.items() if of in others)))


@cache
def unit(name: str) -> Unit:
    """Return a unit by its name."""
    if name in _MEASURED:
        return Unit(*_MEASURED[name])
    return Unit(name, 1) if name in _MONEY | _COUNTS else UNKNOWN


def before(text: str) -> Unit | None:
    """Return the currency whose sign a text before a number ends with."""
    return next((unit(name) for sign, name in _BEFORE.items() if text.endswith(sign)), None)


@cache
def behind() -> re.Pattern[str]:
    """Return what matches the forms of units behind a number, the longest first; `name_of` tells which one it is."""
    return re.compile("|".join(_guarded(form) for form in sorted(_forms(), key=len, reverse=True)))


def names_of(form: str) -> tuple[str, ...]:
    """Return the units that a form stands for: 분 is a minute and a person."""
    return _forms()[form.strip(" -")]


@cache
def _forms() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for form, name in _named():
        found[form.strip()][name] = None
    return {form: tuple(names) for form, names in found.items() if form}


def _named() -> Iterator[tuple[str, str]]:
    yield from _SYMBOLS.items()
    for manner in tables(Manner).values():
        for told in (manner.units, manner.one):
            yield from ((form, name) for name, forms in told.items() for form in forms.split("|"))
    for said in tables(Statements).values():
        yield from ((form, name) for name, forms in said.measures.items() for form in forms.split("|"))
    for amounts in tables(Amounts).values():
        for words in (amounts.units, amounts.spans):
            yield from ((form, name) for name, forms in words.items() for form in forms if not form.isascii())


def _guarded(form: str) -> str:
    pattern = re.escape(form)
    if form[-1].isascii() and form[-1].isalnum():
        return rf"[\s-]?{pattern}(?![A-Za-z])"
    if "가" <= form[-1] <= "힣":
        return rf"\s?{pattern}(?:(?={_BEHIND_HANGUL})|(?={after_noun()}))(?!{_GUARDS.get(form, '(?!)')})"
    return rf"\s?{pattern}(?!{_GUARDS.get(form, '(?!)')})"
