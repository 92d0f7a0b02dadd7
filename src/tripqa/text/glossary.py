"""Common words of official prose in four languages: each is one term of the lexical arm, whichever language says it.

No encoder of this size knows every word of an office in four languages, and no name in an alias file says them: 予算,
budget, 예산 and 預算 are common words, and the same one wherever officials report. The files of `glossary/` have a word
a line with its writings. English is compared by its stems, hangul where a word begins, everything else wherever it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import tantivy

from tripqa.text.scripts import HAN, HANGUL, KATAKANA
from tripqa.text.variants import lexical_form

_WORD = re.compile(r"(?<![a-z0-9])[a-z]+(?:'[a-z]+)?(?![a-z0-9])")
_RUN = re.compile(rf"[{HAN}{KATAKANA}]+|(?P<hangul>[{HANGUL}]+)")
_BETWEEN = re.compile(r"\s+(?:of\s+(?:the\s+)?)?|-")
_KATAKANA = re.compile(f"[{KATAKANA}]+")
_SHORTEST = 2  # characters of a writing without spaces
_REMEMBERED = 1 << 15


class Word(NamedTuple):
    """A word of the glossary where it stands in a text."""

    first: str  # the first of its writings
    start: int
    end: int


def find_words(folded: str) -> Iterator[Word]:
    """Yield the words of the glossary in a folded text, the longest writing at each place and none inside another."""
    lexical = lexical_form(folded)
    yield from _spaced(lexical)
    for run in _RUN.finditer(lexical):
        found = _hangul if run["hangul"] else _unspaced
        for first, start, end in found(run.group()):
            if not _cuts_katakana(folded, run.start() + start, run.start() + end):
                yield Word(first, run.start() + start, run.start() + end)


class _Glossary(NamedTuple):
    spaced: Mapping[tuple[str, ...], Sequence[str]]  # the first writings of the words that are written so, in stems
    unspaced: Mapping[str, Sequence[str]]
    lengths: Mapping[str, Sequence[int]]  # of the writings that begin with two characters, the longest first
    most: int  # stems of a writing


def _spaced(lexical: str) -> Iterator[Word]:
    glossary = _glossary()
    words = list(_WORD.finditer(lexical))
    joined = [bool(_BETWEEN.fullmatch(lexical, one.end(), other.start())) for one, other in pairwise(words)]
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


def _unspaced(text: str) -> Iterator[Word]:
    place = 0
    while place < len(text) - 1:
        found = _longest_at(text, place)
        yield from found
        place = found[0].end if found else place + 1


def _hangul(text: str) -> Iterator[Word]:
    """Yield words from the beginning of a run on, one behind another: what comes behind them may be anything."""
    place = 0
    while found := _longest_at(text, place):
        yield from found
        place = found[0].end


def _longest_at(text: str, place: int) -> list[Word]:
    glossary = _glossary()
    for length in glossary.lengths.get(text[place : place + _SHORTEST], ()):
        form = text[place : place + length]
        if firsts := glossary.unspaced.get(form):
            return [Word(first, place, place + len(form)) for first in firsts]
    return []


def _cuts_katakana(folded: str, start: int, end: int) -> bool:
    """Tell whether a word in katakana is the inside of a longer one."""
    if not _KATAKANA.fullmatch(folded, start, end):
        return False
    before, behind = folded[start - 1 : start] if start else "", folded[end : end + 1]
    return bool(_KATAKANA.match(before)) and bool(_KATAKANA.match(behind))


@lru_cache(_REMEMBERED)
def _stem(word: str) -> str:
    return "".join(_analyzer().analyze(word)) or word


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stemmer("english")).build()


@cache
def _glossary() -> _Glossary:
    rows = list(_rows())
    japanese = {form for row in rows for form in row.japanese}
    spaced: defaultdict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    unspaced: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        for form in row.english:
            spaced[tuple(map(_stem, _WORD.findall(form)))][row.first] = None
        for form in (*row.japanese, *row.korean, *row.chinese_beside(japanese)):
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
    """The writings of a word, in lexical form."""

    first: str
    japanese: Sequence[str]
    english: Sequence[str]
    korean: Sequence[str]
    chinese: Sequence[str]

    def chinese_beside(self, japanese: Collection[str]) -> Iterator[str]:
        """Yield the Chinese writings of which none is another word in Japanese, as 部長 is."""
        return (form for form in self.chinese if form in self.japanese or form not in japanese)


def _rows() -> Iterator[_Row]:
    for file in files("tripqa.text").joinpath("glossary").iterdir():
        for line in lexical_form(file.read_text(encoding="utf-8")).splitlines():
            if line and not line.startswith("#"):
                columns = [_writings(column) for column in line.split("|")]
                yield _Row(next(form for column in columns for form in column), *columns)


def _writings(column: str) -> list[str]:
    return [form for writing in column.split("/") if len(form := writing.strip()) >= _SHORTEST]
