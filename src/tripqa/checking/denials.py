"""Whether a statement denies what its quotes say, or says what they deny, as far as words tell.

A quote may deny in other words than a statement (未定, still open), so only what is plain is a fault: a statement that
denies where no word of its quotes does, and one that denies nothing where the clause that it is of does in each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tripqa.checking.times import find_times
from tripqa.checking.words import marks_of
from tripqa.domain import LANGUAGES, Language, Span
from tripqa.languages.shapes import Statements
from tripqa.languages.tables import table
from tripqa.text.language import find_language

_CLAUSE = re.compile(r"[。！？!?]\s?(?=\S)|(?<=[a-z가-힣])\.\s(?=\S)|[、,，;；]\s?(?=\S)|(?<=[며고만나])\s|(?<=지만)\s")
_SENTENCE = re.compile(r"(?<=[。！？!?])\s?|(?<=[a-z가-힣]\.)\s|\n")
_BESIDE = 2
_BLOT = " "


def contrary(said: str, quotes: Sequence[str]) -> Span | None:
    """Return where a folded statement denies, or all of it, if its quotes say the contrary; None if none does."""
    own = _language(said)
    if denial := _denial(own, said):
        return None if any(_may_deny(one) for quote in quotes for one in _near(said, quote)) else denial
    if _lacking(own).search(said) or not all(_denial(_language(quote), _nearest(said, quote)) for quote in quotes):
        return None
    return 0, len(said)


def _near(said: str, quote: str) -> list[str]:
    """Return the sentences of a quote that share most with a statement: what is denied may stand beside."""
    marks = _marks(said)
    return sorted(_SENTENCE.split(quote), key=lambda sentence: -len(marks & _marks(sentence)))[:_BESIDE]


def _nearest(said: str, quote: str) -> str:
    """Return the clause of a quote that shares most with a statement, the last one of several."""
    marks = _marks(said)
    return max(reversed(_CLAUSE.split(quote)), key=lambda clause: len(marks & _marks(clause)))


def _marks(text: str) -> frozenset[str]:
    return marks_of(text).union(str(minutes) for one in find_times(text) for minutes in one.minutes)


def _denial(language: Language, text: str) -> Span | None:
    """Return where a text first denies something."""
    found = _denying(language).search(_no_denial(language).sub(lambda one: _BLOT * len(one.group()), text))
    return found.span() if found else None


def _may_deny(quote: str) -> bool:
    language = _language(quote)
    return _denial(language, quote) is not None or _lacking(language).search(quote) is not None


def _language(text: str) -> Language:
    found = find_language(text)
    return next((one for one in LANGUAGES if one == found), LANGUAGES[0])


@cache
def _denying(language: Language) -> re.Pattern[str]:
    return re.compile(table(language, Statements).denial, re.IGNORECASE)


@cache
def _no_denial(language: Language) -> re.Pattern[str]:
    return re.compile(table(language, Statements).no_denial, re.IGNORECASE)


@cache
def _lacking(language: Language) -> re.Pattern[str]:
    return re.compile(table(language, Statements).lacking, re.IGNORECASE)
