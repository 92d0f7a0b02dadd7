"""What a question that is not answered asks for, and of what that the documents mention.

The thing is a name of the question, or another noun of it, that stands in one of the first hits. A part of a longer
name is none: who asks of 京都 is not told that 東京都 is mentioned. In Latin letters the passage's capitals tell names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tripqa.domain import CONTACTS, LANGUAGES, UNDETERMINED, Hit, Missing, NoAnswer, Question, Span
from tripqa.languages.shapes import Names
from tripqa.languages.tables import tables
from tripqa.text.asking import names_nothing, thing_asked, without_asking
from tripqa.text.folding import fold, fold_question, fold_typed
from tripqa.text.naming import find_named
from tripqa.text.particles import particles
from tripqa.text.scripts import HAN, HIRAGANA, KANA, KATAKANA
from tripqa.text.variants import lexical_form

_READ = 5  # hits
_MOST_WORDS = 6  # of a name
_LONGEST = 40  # characters of a word that a name may end within
_LATIN = "a-z0-9\u00df-\u00f6\u00f8-\u024f"
_HAN = HAN + KATAKANA
_WORDS = rf"[{_LATIN}]+(?:[-.&][{_LATIN}]+)*|[가-힣]+"
_WORD = re.compile(rf"{_WORDS}|[{_HAN}]+")
_KANA = re.compile(f"[{KANA}]")
_HIRAGANA = re.compile(f"[{HIRAGANA}]")
_AFTER_NOUN = re.compile(r"の|は|が|を|に|で(?!き)|と|へ|も|や|って|から|まで|より|か|など|なら")
_KOREAN_VERB = re.compile(
    r".*(?:한|된|하는|되는|할|될|하던|하고|해서|니까|나요|까요|니다|해요|어요|아요|는지|인가|시오)"
)
_LATIN_END = "\u0250"
_HEAD = re.compile(r".{2,}[部局處処署院會会司所廳庁省市縣県區区校館團団隊黨党社]")  # a name, whatever follows it
_LONGEST_PARTICLE = 8  # characters, with the one after it
_SHORT = 2  # characters of Han that may be a part of another word
_LONG_HEAD = 3  # characters of Han beyond which what tells a name ends it
_SENTENCE_START = re.compile(r"(?:^|[.!?:;。！？\n•・\-(]\s*)$")


@cache
def _particles() -> re.Pattern[str]:
    return re.compile(particles())


@cache
def _between() -> str:
    """Return the characters that part nouns where words are written without spaces, other than kana."""
    return "".join(names.outside + names.between for names in tables(Names).values())


@cache
def _chinese_word() -> re.Pattern[str]:
    return re.compile(rf"{_WORDS}|(?:(?![{_between()}])[{_HAN}])+")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a hit says: as it is folded, and as it is compared."""

    rank: int
    text: str
    form: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: as typed, as it is compared, and with \\0 for what it asks with; place by place the same."""

    typed: str
    form: str
    blank: str
    reaching: bool  # it asks for a way to reach somebody, whom it names beside that


def refused(question: Question, hits: Sequence[Hit], confidence: float) -> NoAnswer:
    """Return that the documents do not say, and what they do not say of what."""
    return NoAnswer(confidence, missing(question, hits), "not_stated")


def unmeasured(question: Question, hits: Sequence[Hit]) -> NoAnswer | None:
    """Return that a question is in a language in which no answer was ever measured; None if it is not."""
    if question.language in (*LANGUAGES, UNDETERMINED):
        return None
    return NoAnswer(0.0, missing(question, hits), "language")


def missing(question: Question, hits: Sequence[Hit]) -> Missing:
    """Return what a question asks for, and of what that the first hits mention."""
    typed, folded = fold_typed(question.text), fold_question(question.text)
    thing = thing_asked(folded)
    asked = _Asked(typed, lexical_form(typed), without_asking(folded), thing in CONTACTS)
    return Missing(_about(asked, hits[:_READ]), thing)


def _about(asked: _Asked, hits: Sequence[Hit]) -> str | None:
    found = [*_known(asked, hits), *_mentioned(asked, [_said(hit) for hit in hits])]
    span = min(found, default=None)
    return asked.typed[slice(*span[-1])] if span else None


_Ranked = tuple[bool, int, int, int, Span]  # a name comes first, then the nearest to what is asked for, rank, length


def _known(asked: _Asked, hits: Sequence[Hit]) -> Iterator[_Ranked]:
    """Yield the names that the hits write in another way than the question."""
    for hit in hits:
        for name in hit.names:
            start = asked.typed.find(name.asked)
            if start >= 0:
                yield _ranked(asked, (start, start + len(name.asked)), hit.rank, named=True)


def _mentioned(asked: _Asked, said: Sequence[_Said]) -> Iterator[_Ranked]:
    """Yield the names and nouns of a question that stand in hits."""
    named = _named(asked)
    for start, ends in _nouns(asked, named):
        for one in said:
            end = next((end for end in ends if _stands(asked, (start, end), one)), None)
            if end is not None:
                yield _ranked(
                    asked, (start, end), one.rank, named=asked.form[start] < _LATIN_END or (start, end) in named
                )


def _ranked(asked: _Asked, span: Span, rank: int, *, named: bool) -> _Ranked:
    start, end = span
    asked_at = [place for place, character in enumerate(asked.blank) if character == "\0"] if asked.reaching else []
    gaps = (start - place if place < start else place - end for place in asked_at)
    return not named, min(gaps, default=0), rank, start - end, span


def _named(asked: _Asked) -> set[Span]:
    """Return what is told to be a name by what it ends with; its capitals are the typist's and tell nothing."""
    return {(start, end) for _, start, end in find_named(asked.blank) if "\0" not in asked.blank[start:end]}


def _nouns(asked: _Asked, named: set[Span]) -> Iterator[tuple[int, list[int]]]:
    """Yield where a noun may begin, and where it may end, what is likeliest first: the longest, without particles."""
    pattern = _WORD if _KANA.search(asked.blank) else _chinese_word()
    words = [found.span() for found in pattern.finditer(asked.blank)]
    for number, (start, first_end) in enumerate(words):
        if first_end - start <= _SHORT and _one_script(asked.typed[start - 1 : start], asked.form[start]):
            continue  # what goes with a question word: 時間 of 何時間
        ends: list[int] = []
        for place, (first, last) in enumerate(words[number : number + _MOST_WORDS], start=number):
            if place > number and first - words[place - 1][1] > 1:
                break
            ends = [*_ends(asked, first, last), *ends]
        yield start, [*ends, *sorted((end for first, end in named if first == start), reverse=True)]


def _ends(asked: _Asked, start: int, end: int) -> list[int]:
    """Return where a noun may end whose last word is this: before a particle, and after what tells a name."""
    word, after = asked.blank[start:end], asked.blank[end:]
    lengths = range(min(len(word) - 1, _LONGEST), 1, -1)
    if word[0] < _LATIN_END:
        return [end]
    if "가" <= word[0] <= "힣":
        stems = [start + length for length in lengths if _particles().match(word, length)]
        return stems if _KOREAN_VERB.fullmatch(word) else [*stems, end]
    heads = [start + length for length in lengths if _HEAD.fullmatch(word[:length])]
    return heads if _HIRAGANA.match(after) and not _AFTER_NOUN.match(after) else [end, *heads]


def _said(hit: Hit) -> _Said:
    texts = (hit.document.title, *hit.passage.section, hit.passage.text)
    text = "\n".join(fold(text).text for text in texts)
    return _Said(hit.rank, text, lexical_form(text))


def _stands(asked: _Asked, span: Span, said: _Said) -> bool:
    """Tell whether a noun of a question stands in a hit, by itself and as a name or a noun would."""
    noun = asked.form[slice(*span)]
    if noun not in said.form or len(noun) < 2 or not re.search(r"[^\W\d_]", noun):
        return False
    if names_nothing(asked.blank[slice(*span)]):
        return False
    whole = not _one_script(noun[-1], asked.blank[span[1] : span[1] + 1]) or len(noun) > _LONG_HEAD
    places = [place for place in _places(noun, said.form) if _by_itself(noun, place, said.text, whole=whole)]
    return any(_capitalised(noun, places, said.text)) if noun[0] < _LATIN_END else bool(places)


def _places(noun: str, form: str) -> Iterator[int]:
    place = form.find(noun)
    while place >= 0:
        yield place
        place = form.find(noun, place + 1)


def _by_itself(noun: str, start: int, text: str, *, whole: bool) -> bool:
    """Tell whether a noun is no part of another word; three Han characters are enough to be told from others."""
    before, after = text[max(0, start - 1) : start].lower(), text[start + len(noun) :][:_LONGEST_PARTICLE].lower()
    if re.match(rf"[{_HAN}]", noun[-1]) and len(noun) > _SHORT and whole:
        return True
    if _one_script(before, noun[0]):
        return False
    return not _one_script(noun[-1], after[:1]) or _particles().match(after) is not None


def _one_script(first: str, second: str) -> bool:
    """Tell whether two characters may belong to one word."""
    if not first or not second or first in _between() or second in _between():
        return False
    return any(re.match(f"[{script}]", first) and re.match(f"[{script}]", second) for script in (_LATIN, _HAN, "가-힣"))


def _capitalised(noun: str, places: Sequence[int], text: str) -> Iterator[bool]:
    """Yield for each place where a noun stands whether its capitals make it a name."""
    written = [text[place : place + len(noun)] for place in places]
    if all(one[0].isupper() or any(map(str.isdigit, one)) for one in written):
        for place, one in zip(places, written, strict=True):
            inner = any(character.isupper() or character.isdigit() for character in one[1:])
            yield inner or not _SENTENCE_START.search(text[:place])
