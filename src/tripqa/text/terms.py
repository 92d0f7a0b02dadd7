"""Terms: what the lexical arm counts of a text, in Japanese, Chinese, Korean and English alike, without a dictionary.

A run of letters and digits of a script with spaces is one term. A run of Han and kana, or of hangul, gives its
characters and its pairs of neighbours: whoever writes without spaces is understood without word boundaries. A pair of
Han characters is a pair of hangul too, as Korean reads it. A thing that has names, a common word and a day of the
year are one term each, however they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from tripqa.domain import Passage
from tripqa.text.dates import find_days
from tripqa.text.glossary import find_words
from tripqa.text.readings import in_hangul
from tripqa.text.scripts import HAN, HANGUL, KATAKANA
from tripqa.text.variants import lexical_form

_RUN = re.compile(
    r"(?P<word>[0-9a-z\u00df-\u00f6\u00f8-\u024f\u0370-\u052f\u1e00-\u1fff]+)"  # Latin, Greek, Cyrillic
    rf"|[{HAN}{KATAKANA}]+|[{HANGUL}]+"  # hiragana are katakana in the lexical form
)
_SPACED_END = "\u2000"  # scripts that are written with spaces between words lie before it
_SINGLE = 0.5  # weight of a single Han, kana or hangul character: pairs tell more
_DAY = "@"  # begins a term that stands for a day
_WORD = "#"  # … for a common word, in whatever language


class Keys(Protocol):
    """What gives a term for each thing that a text names (names.py)."""

    def keys(self, folded: str) -> frozenset[str]:
        """Return these terms."""


class Term(NamedTuple):
    """A term where it stands in a folded text."""

    text: str
    start: int
    end: int


def find_terms(folded: str) -> Iterator[Term]:
    """Yield the words, character n-grams, common words and days of a folded text."""
    yield from (Term(_day(found.month, found.day), found.start, found.end) for found in find_days(folded))
    lexical = lexical_form(folded)
    yield from (Term(_WORD + found.first, found.start, found.end) for found in find_words(folded))
    for run in _RUN.finditer(lexical):
        text, start = run.group(), run.start()
        if run["word"]:
            yield Term(text, start, run.end())
            continue
        for i, character in enumerate(text):
            yield Term(character, start + i, start + i + 1)
            if i + 1 < len(text):
                pair = text[i : i + 2]
                yield from (Term(one, start + i, start + i + 2) for one in (pair, *in_hangul(pair)))


def question_terms(folded: str, names: Keys) -> frozenset[str]:
    """Return the terms of a folded question."""
    return names.keys(folded) | {term.text for term in find_terms(folded)}


def passage_terms(search_text: str, passage: Passage, names: Keys) -> frozenset[str]:
    """Return the terms of what is searched of a passage; the day of its visit is one."""
    found = question_terms(search_text, names)
    return found | {_day(passage.visit.date.month, passage.visit.date.day)} if passage.visit else found


def weight(term: str) -> float:
    """Return how much a term counts beside its rarity."""
    return _SINGLE if is_single(term) else 1.0


def is_single(term: str) -> bool:
    """Tell whether a term is one character of a script without spaces."""
    return len(term) == 1 and term > _SPACED_END


def _day(month: int, day: int) -> str:
    return f"{_DAY}{month}-{day}"
