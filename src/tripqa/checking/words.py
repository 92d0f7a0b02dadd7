"""Which characters of a statement are of its quotes, and which are of common words.

A character is of the quotes where it stands there beside its neighbour, in any writing of Han characters, and as
Korean hears them: 위원회 is of 委員會.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from tripqa.languages.shapes import Statements
from tripqa.languages.tables import tables
from tripqa.text.folding import lowered
from tripqa.text.glossary import find_words
from tripqa.text.readings import in_hangul
from tripqa.text.scripts import HAN, HANGUL
from tripqa.text.variants import lexical_form

_HAN_PAIR = re.compile(rf"(?=([{HAN}]{{2}}))")
_CJK = re.compile(rf"[{HAN}{HANGUL}\u3041-\u30ff]")
_FIGURES = re.compile(r"\d[\d,.]*")
_LONGEST = 6  # characters of a common word that is looked for among others
_NUMERALS = "〇零一二三四五六七八九十百千万億兆両"


class Quoted:
    """The words of quotes as those of a statement are compared with them."""

    def __init__(self, quotes: Sequence[str]) -> None:
        self.form = "\n".join(map(lexical_form, quotes))
        self._pairs = frozenset(map("".join, pairwise(self.form)))
        self._heard = frozenset(said for found in _HAN_PAIR.finditer(self.form) for said in in_hangul(found[1]))
        self._terms = frozenset(word.first for quote in quotes for word in find_words(lowered(quote)))

    def has(self, pair: str) -> bool:
        """Tell whether quotes have two characters, in lexical form, beside each other."""
        return pair in self._pairs or pair in self._heard or not self._pairs.isdisjoint(_heard(pair))

    def covered(self, said: str) -> bytearray:
        """Return a byte for each character of a folded statement, 1 where it is of the quotes."""
        form, covered = lexical_form(said), bytearray(len(said))
        for place, pair in enumerate(map("".join, pairwise(form))):
            if _CJK.match(pair[0]) and _CJK.match(pair[1]) and self.has(pair):
                covered[place : place + 2] = b"\x01\x01"
        for start, end in self.shared(said):
            covered[start:end] = b"\x01" * (end - start)
        return covered

    def shared(self, said: str) -> Iterator[tuple[int, int]]:
        """Yield where a statement has a word of the glossary that the quotes have too, in any language."""
        return ((word.start, word.end) for word in find_words(lowered(said)) if word.first in self._terms)


def marks_of(text: str) -> frozenset[str]:
    """Return what tells what a folded text is about, in any language as far as that goes."""
    pairs = (pair for pair in map("".join, pairwise(lexical_form(text))) if _CJK.match(pair[0]) and _CJK.match(pair[1]))
    return frozenset((*pairs, *(word.first for word in find_words(lowered(text))), *_FIGURES.findall(text)))


def common(said: str) -> bytearray:
    """Return a byte for each character of a folded statement, 1 where it is of a common word."""
    form, covered = lexical_form(said), bytearray(len(said))
    for word in find_words(lowered(said)):
        covered[word.start : word.end] = b"\x01" * (word.end - word.start)
    for place in range(len(form)):
        for length in range(_LONGEST, 1, -1):
            if form[place : place + length] in ordinary():
                covered[place : place + length] = b"\x01" * len(form[place : place + length])
                break
    return covered


def is_common(word: str) -> bool:
    """Tell whether all of a word is of common words."""
    return all(
        covered or character in alone() for covered, character in zip(common(word), lexical_form(word), strict=True)
    )


@cache
def ordinary() -> frozenset[str]:
    """Return words that name nothing, in lexical form."""
    return frozenset(lexical_form(word) for said in tables(Statements).values() for word in said.ordinary)


@cache
def alone() -> frozenset[str]:
    """Return Han characters that are words, or pieces of words, by themselves, in lexical form."""
    return frozenset(_NUMERALS + lexical_form("".join(said.alone for said in tables(Statements).values())))


@cache
def begins() -> re.Pattern[str]:
    """Return what matches Han characters, in lexical form, that names begin with, the longest first."""
    words = {lexical_form(begin) for said in tables(Statements).values() for begin in said.begin_names}
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


def _heard(pair: str) -> tuple[str, ...]:
    return tuple(in_hangul(pair)) if _HAN_PAIR.match(pair) else ()
