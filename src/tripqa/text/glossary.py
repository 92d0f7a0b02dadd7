"""Common words of official prose in four languages: each is one term of the lexical arm, whichever language says it.

No encoder of this size knows every word of an office in four languages, and no name in an alias file says them: 予算,
budget, 예산 and 預算 are common words, and the same one wherever officials report. The files of `glossary/` have a word
a line with its writings. English is compared by its stems, hangul where a run begins, Han wherever it stands, and kana
as it is written, at the edges of its run: most that looks like a word inside of one is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tripqa.text.scripts import HAN, HANGUL, HIRAGANA, KATAKANA
from tripqa.text.variants import han_form

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9]+(?:'[a-z]+)?(?![a-z0-9])")
_LETTER = re.compile(r"[a-z]")
_RUN = re.compile(rf"(?P<hangul>[0-9]*[{HANGUL}][{HANGUL}0-9]*)|[{HAN}{HIRAGANA}{KATAKANA}0-9]+")
_BETWEEN = re.compile(r"(?:\s|-|\b(?:of|the|an?)\b)+")
_LITTLE = frozenset(("of", "the", "a", "an"))  # English that no writing is told by
_KATAKANA, _HIRAGANA = re.compile(f"[{KATAKANA}]+"), re.compile(f"[{HIRAGANA}]+")
_SHORTEST = 2  # characters of a writing without spaces, and of a stem
_EDGE = 3  # characters of katakana from which on it need not be a run by itself
_SHORTEST_HIRAGANA = 4  # characters: shorter ones are pieces of other words
_REMEMBERED = 1 << 15
_PLACES = "places.txt"


class Word(NamedTuple):
    """A word of the glossary where it stands in a text."""

    first: str  # the first of its writings
    start: int
    end: int


def find_words(folded: str) -> Iterator[Word]:
    """Yield the words of the glossary in a folded text, the longest writing at each place and none inside another."""
    text = han_form(folded)
    yield from _spaced(text)
    for run in _RUN.finditer(text):
        found = _hangul if run["hangul"] else _unspaced
        yield from (Word(first, run.start() + start, run.start() + end) for first, start, end in found(run.group()))


@cache
def places() -> frozenset[str]:
    """Return the first writings of the words that are names of countries, regions and cities."""
    return frozenset(row.first for row in _rows(_PLACES))


class _Glossary(NamedTuple):
    spaced: Mapping[tuple[str, ...], Sequence[str]]  # the first writings of the words that are written so, in stems
    unspaced: Mapping[str, Sequence[str]]
    lengths: Mapping[str, Sequence[int]]  # of the writings that begin with two characters, the longest first
    most: int  # stems of a writing


def _spaced(text: str) -> Iterator[Word]:
    glossary = _glossary()
    words = [word for word in _WORD.finditer(text) if word.group() not in _LITTLE]
    joined = [bool(_BETWEEN.fullmatch(text, one.end(), other.start())) for one, other in pairwise(words)]
    stems = [_stem(word.group()) for word in words]
    place = 0
    while place < len(words):
        taken = 1
        for count in range(min(glossary.most, len(words) - place), 0, -1):
            if not all(joined[place : place + count - 1]):
                continue
            if firsts := glossary.spaced.get(tuple(stems[place : place + count])):
                taken = count
                yield from (Word(first, words[place].start(), words[place + count - 1].end()) for first in firsts)
                break
        place += taken


def _unspaced(run: str) -> Iterator[Word]:
    place = 0
    while place < len(run) - 1:
        found = _longest_at(run, place)
        yield from found
        place = found[0].end if found else place + 1


def _hangul(run: str) -> Iterator[Word]:
    """Yield words from the beginning of a run on, one behind another: what comes behind them may be anything."""
    place = 0
    while found := _longest_at(run, place):
        yield from found
        place = found[0].end


def _longest_at(run: str, place: int) -> list[Word]:
    glossary = _glossary()
    for length in glossary.lengths.get(run[place : place + _SHORTEST], ()):
        end = place + length
        firsts = glossary.unspaced.get(run[place:end]) if end <= len(run) else None
        if firsts and not _is_piece(run, place, end):
            return [Word(first, place, end) for first in firsts]
    return []


def _is_piece(run: str, start: int, end: int) -> bool:
    """Tell whether what is written in kana alone, or begins with a figure, is but a piece of something longer."""
    before, behind = run[start - 1 : start], run[end : end + 1]
    if run[start].isdigit():
        return before.isdigit()
    if _HIRAGANA.fullmatch(run, start, end):
        return bool(_HIRAGANA.match(before))
    if not _KATAKANA.fullmatch(run, start, end):
        return False
    sides = [bool(_KATAKANA.match(one)) for one in (before, behind)]
    return all(sides) if end - start >= _EDGE else any(sides)


@lru_cache(_REMEMBERED)
def _stem(word: str) -> str:
    stem = "".join(_analyzer().analyze(word))
    return stem if len(stem) >= _SHORTEST else word


@cache
def _analyzer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


@cache
def _glossary() -> _Glossary:
    rows = list(_rows())
    japanese = {form for row in rows for form in row.japanese}
    spaced: defaultdict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    unspaced: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        for form in (*row.japanese, *row.english, *row.korean, *row.chinese_beside(japanese)):
            if _LETTER.search(form):
                spaced[tuple(_stem(word) for word in _WORD.findall(form) if word not in _LITTLE)][row.first] = None
            else:
                unspaced[form][row.first] = None
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for form in unspaced:
        lengths[form[:_SHORTEST]].add(len(form))
    return _Glossary(
        {stems: tuple(firsts) for stems, firsts in spaced.items()},
        {form: tuple(firsts) for form, firsts in unspaced.items()},
        {start: sorted(found, reverse=True) for start, found in lengths.items()},
        max(map(len, spaced)),
    )


class _Row(NamedTuple):
    """The writings of a word, Han characters as han_form has them."""

    first: str
    japanese: Sequence[str]
    english: Sequence[str]
    korean: Sequence[str]
    chinese: Sequence[str]

    def chinese_beside(self, japanese: Collection[str]) -> Iterator[str]:
        """Yield the Chinese writings of which none is another word in Japanese, as 部長 is."""
        return (form for form in self.chinese if form in self.japanese or form not in japanese)


def _rows(only: str = "") -> Iterator[_Row]:
    for file in files("tripqa.text").joinpath("glossary").iterdir():
        if only not in ("", file.name):
            continue
        for line in han_form(file.read_text(encoding="utf-8")).splitlines():
            if line and not line.startswith("#"):
                columns = [_writings(column) for column in line.split("|")]
                yield _Row(next(form for column in columns for form in column), *columns)


def _writings(column: str) -> list[str]:
    forms = (writing.strip() for writing in column.split("/"))
    return [form for form in forms if len(form) >= _SHORTEST and not _is_short_hiragana(form)]


def _is_short_hiragana(form: str) -> bool:
    return len(form) < _SHORTEST_HIRAGANA and _HIRAGANA.fullmatch(form) is not None
