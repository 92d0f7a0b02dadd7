"""The numbers of a text as numbers, so that texts of different languages can be held against each other.

約1万2千人, 12,000 and 一万二千 are one number, and so are 令和7年, 民國114年 and 2025.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tripqa.text import eras
from tripqa.text.dates import find_years
from tripqa.text.numerals import ALONE, ARABIC, HAN, HANGUL_NUMERAL, number

_YEAR_OF_ERA = re.compile(rf"{eras.ERA}\s?(?:\d{{1,3}}|元)")
_ARABIC = re.compile(rf"{ALONE}{ARABIC}")
_ANY = re.compile(rf"{ALONE}{ARABIC}|{HAN}|{HANGUL_NUMERAL}")
_REMEMBERED = 2048  # texts whose numbers are kept


def numbers_asked(folded: str) -> frozenset[float]:
    """Return the numbers of a question that are written in figures, years of an era as Western ones alone."""
    found = _ARABIC.findall(_YEAR_OF_ERA.sub(" ", folded))
    return frozenset(filter(None, map(number, found))) | frozenset(map(float, find_years(folded)))


@lru_cache(_REMEMBERED)
def numbers_stated(folded: str) -> frozenset[float]:
    """Return the numbers that a text states, years of an era in both ways of counting."""
    return frozenset(filter(None, map(number, _ANY.findall(folded)))) | frozenset(map(float, find_years(folded)))
