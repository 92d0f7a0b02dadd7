"""Names of a statement that stand in none of the quotes it cites, beside those that a list of names has.

What tells a name is its form: a last word (市, 部長), capitals, katakana, or Han characters that are neither of the
quotes nor common words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tripqa.checking.hangul import in_hangul, is_heard
from tripqa.checking.sounds import sounds_like
from tripqa.checking.words import Quoted, alone, begins, common, ordinary
from tripqa.domain import Language, Span
from tripqa.languages.shapes import Names, Statements
from tripqa.languages.tables import longest_first, table, tables
from tripqa.text.folding import lowered
from tripqa.text.glossary import find_words, places
from tripqa.text.naming import find_named
from tripqa.text.scripts import HAN, HANGUL, HIRAGANA, KATAKANA
from tripqa.text.variants import lexical_form

_TOLD = frozenset(("person", "organisation", "place"))
_RUN = re.compile(rf"[{HAN}]{{2,}}|[{KATAKANA}]{{2,}}")
_KATAKANA, _HIRAGANA = re.compile(f"[{KATAKANA}]"), re.compile(f"[{HIRAGANA}]")
_LONG = 3  # characters
_HAN = re.compile(f"[{HAN}]")
_BETWEEN = re.compile(rf"(?<=[{HAN}])[·‧](?=[{HAN}])")
_HAN_END = re.compile(rf"[{HAN}]+\Z")
_HANGUL_RUN = re.compile(rf"[{HANGUL}]+")
_CJK = re.compile(rf"[{HAN}{HANGUL}\u3041-\u30ff]")
_BRACKETS = re.compile('[「『《〈“"]([^」』》〉”"]{2,40})[」』》〉”"]')
_CAPITAL = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9'’&]*")
_BEGINS = re.compile(r"(?:\A|[.!?:;]\s|[\"“(・])\s*\Z")
_INFLECTED = re.compile(r"(?:ing|ed|ly|s)\Z")
_SHORTEST = 2  # characters of a name
_STEM = 5  # letters that a name shares with what is made of it: Korea, Korean
_LOANED = frozenset(  # characters in which Chinese writes names of other languages
    "阿埃艾奧巴貝比彼波伯布查達丹德迪蒂杜多恩爾法菲費弗福蓋格戈古哈海漢赫亨霍基吉加傑卡凱坎康科克肯庫拉萊蘭朗勞雷里利林琳倫羅洛馬麥曼梅門米密"
    "莫姆穆娜納內尼寧諾歐帕佩皮珀普喬瑟瑞薩塞森莎山史斯索蘇塔泰坦湯特提圖托瓦威韋維溫沃烏伍西希夏修雅亞耶伊約澤扎"
)


def unnamed(said: str, known: Sequence[Span], quotes: Sequence[str], writings: Sequence[str]) -> Iterator[Span]:
    """Yield the spans of names in a folded statement that stand in no quote.

    `known` are the spans of names that a list has, `writings` all names of what the quotes name.
    """
    quoted, taken = Quoted(quotes), list(known)
    covered = quoted.covered(said)
    for start, end in known:
        covered[start:end] = b"\x01" * (end - start)
    seen = (
        *_places(said, quoted),
        *_told(said, covered, known),
        *_bracketed(said, covered),
        *_in_capitals(said, quoted, writings),
        *_runs(said, covered),
        *_families(said, covered),
        *in_hangul(said, covered),
    )
    for start, end in seen:
        word = said[start:end]
        if all(end <= first or last <= start for first, last in taken) and not any(
            sounds_like(word, quote) for quote in quotes
        ):
            taken.append((start, end))
            yield start, end


def _places(said: str, quoted: Quoted) -> Iterator[Span]:
    """Yield countries, regions and cities that everybody knows, which the quotes name in no language."""
    shared = frozenset(quoted.shared(said))
    for word in find_words(lowered(said)):
        if word.first in places() and (word.start, word.end) not in shared:
            yield word.start, word.end


def _told(said: str, covered: bytearray, known: Sequence[Span]) -> Iterator[Span]:
    """Yield what a last word tells to be a name, where what stands before that is of no quote."""
    for kind, start, end in find_named(said):
        if kind not in _TOLD:
            continue
        if _HANGUL_RUN.fullmatch(said, start, end) and not is_heard(said, start, end, covered):
            yield start, end
        lasts = [one.span() for one in _last_word().finditer(said, start, end)]
        if _BETWEEN.search(said, start, end) and not any(covered[start:end]):
            yield start, end
        if lasts and lasts[-1][1] == end:
            begin = max((start, *(last for _, last in (*lasts[:-1], *known) if start < last < lasts[-1][0])))
            stem = _HAN_END.search(said, begin, lasts[-1][0])
            if stem and len(stem.group()) >= _SHORTEST and not _stands(said, *stem.span(), covered):
                yield stem.start(), end


def _bracketed(said: str, covered: bytearray) -> Iterator[Span]:
    """Yield what stands in brackets as the name of a thing does, where none of it is of the quotes."""
    for found in _BRACKETS.finditer(said):
        if not any(covered[found.start(1) : found.end(1)]) and _CJK.search(found[1]):
            yield found.span(1)


def _stands(said: str, start: int, end: int, covered: bytearray) -> bool:
    """Tell whether each character is of the quotes, of an ordinary word, or adds nothing to one that is."""
    form, told = lexical_form(said[start:end]), [bool(covered[place]) for place in range(start, end)]
    for first in range(len(form)):
        for last in range(first + _SHORTEST, len(form) + 1):
            if form[first:last] in ordinary():
                told[first:last] = [True] * (last - first)
    return any(told) and all(one or form[i] in alone() for i, one in enumerate(told))


def _runs(said: str, covered: bytearray) -> Iterator[Span]:
    """Yield what of runs of Han characters or katakana is neither of the quotes nor a common word."""
    words, form = common(said), lexical_form(said)
    for run in _RUN.finditer(said):
        left = [not (covered[i] or words[i]) for i in range(*run.span())]
        for start, end in _stretches(left, run.start()):
            while start < end and form[start] in alone():
                start += 1
            while start < end and form[end - 1] in alone():
                end -= 1
            if end - start >= _SHORTEST and _is_like_name(form[start:end], said):
                yield start, end


def _is_like_name(form: str, said: str) -> bool:
    """Tell whether what is no known word may be a name: katakana, long for a word of Japanese, or begun as names are.

    Chinese, which parts no words, has long stretches of any.
    """
    if _KATAKANA.match(form) or (len(form) >= _LONG and _HIRAGANA.search(said)):
        return True
    if len(form) >= _LONG and all(one in _loaned() for one in form):
        return True
    begun = begins().match(form)
    return begun is not None and (len(begun.group()) >= _SHORTEST or len(form) >= _LONG)


def _families(said: str, covered: bytearray) -> Iterator[Span]:
    """Yield family names of two characters or more that no quote has, even where a word lies across their end."""
    form, words = lexical_form(said), {word.start: word.end for word in find_words(lowered(said))}
    for found in begins().finditer(form):
        start, end = found.span()
        new = end - start >= _SHORTEST and not any(covered[start:end]) and words.get(start) != end
        if new and not _HAN.match(form[start - 1 : start]):
            yield start, end


def _stretches(left: Sequence[bool], at: int) -> Iterator[Span]:
    start = None
    for place, one in enumerate((*left, False)):
        if one and start is None:
            start = place
        elif not one and start is not None:
            yield at + start, at + place
            start = None


def _in_capitals(said: str, quoted: Quoted, writings: Sequence[str]) -> Iterator[Span]:
    """Yield words with a capital that stand in no quote, in none of its languages."""
    shared = list(quoted.shared(said))
    glossed = {word.start for word in find_words(lowered(said))}
    begun = {name.lower()[:_STEM] for name in writings if name.isascii() and len(name) >= _STEM}
    for found in _CAPITAL.finditer(said):
        word = found.group().lower().removesuffix("'s").removesuffix("’s")
        first = _BEGINS.search(said[: found.start()]) is not None
        if any(start <= found.start() < end for start, end in shared) or word in quoted.form or word[:_STEM] in begun:
            continue
        if _kinds().fullmatch(word) or (word in ordinary() and (first or found.start() not in glossed)):
            continue
        if first and not _goes_on(said, found.end()) and (found.start() in glossed or _INFLECTED.search(word)):
            continue
        yield found.span()


def _goes_on(said: str, end: int) -> bool:
    return re.match(r" [A-Z]", said[end:]) is not None


@cache
def _loaned() -> frozenset[str]:
    return frozenset(lexical_form("".join(_LOANED)))


@cache
def _last_word() -> re.Pattern[str]:
    names = tables(Names).values()
    return re.compile(
        rf"(?:{longest_first(word for one in names for word in (*one.titles, *one.organisations, *one.places))})"
    )


@cache
def _kinds() -> re.Pattern[str]:
    """Return what matches all of an English word, in lower case, that says what a person or thing with a name is."""
    said = table(Language("en"), Statements)
    return re.compile(f"(?:{said.titles}|{said.bodies})s?")
