"""Persons, organisations, places, and names of systems and works, told by their last word, title or brackets.

Japanese, Chinese and Korean put what a thing is behind its name (台北市, 金泰均副市長, 한국지능정보사회진흥원): the
name is what stands before that word, back to the next character that cannot belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, cast

from tripqa.languages.shapes import Names
from tripqa.languages.tables import longest_first, tables
from tripqa.text.particles import after_noun
from tripqa.text.scripts import HAN, KATAKANA

NameKind = Literal["person", "organisation", "place", "name"]

_CAPITALISED = r"[A-Z][A-Za-z0-9.'’&-]{0,30}"
_KATAKANA = "ァ-ヴー"
_ANYWHERE: tuple[tuple[NameKind, str], ...] = (
    (
        "name",
        r"「[^「」]{1,40}」|『[^『』]{1,40}』|《[^《》]{1,40}》|〈[^〈〉]{1,40}〉|“[^“”]{1,60}”"
        r"|\"[^\"]{1,60}\"",
    ),
    ("name", rf"(?<![A-Za-z0-9]){_CAPITALISED}(?: (?:(?:of|the|for|and) )?{_CAPITALISED}){{1,6}}"),
    (
        "name",
        r"(?<![A-Za-z0-9])(?=[A-Za-z0-9.&-]{0,15}[A-Z0-9][A-Za-z0-9]{0,15})(?=[0-9.&-]{0,8}[A-Za-z])[A-Za-z0-9]{1,16}[A-Z0-9.&-][A-Za-z0-9.&-]{0,16}(?![A-Za-z0-9])",
    ),
)

_RUN = re.compile(r"[々〆ヶァ-ヺー一-龥㐀-䶿A-Za-z0-9・&'\-]")
_TELLS_A_PLACE = rf"[市県都府区町村縣區鎮鄉]|[国國](?![{HAN}])"
_LONGEST = 24  # characters before the word that tells what it is
_ABBREVIATION = re.compile(r"\s?\([A-Z][A-Za-z0-9&-]{1,11}\)")


@cache
def _grown() -> dict[NameKind, re.Pattern[str]]:
    """Return what finds the last words of names, the longest first."""
    names = tables(Names).values()
    words: dict[NameKind, list[str]] = {
        "person": [word for one in names for word in one.titles],
        "organisation": [word for one in names for word in one.organisations],
        "place": [word for one in names for word in one.places],
    }
    return {kind: re.compile(longest_first(told)) for kind, told in words.items()}


@cache
def _breaks() -> frozenset[str]:
    return frozenset("".join(names.outside for names in tables(Names).values()))


@cache
def _leading() -> re.Pattern[str]:
    words = "".join(names.leading for names in tables(Names).values())
    return re.compile(rf"[・&'\-]+|[{words}](?=\Z)")


@cache
def _patterns() -> list[tuple[NameKind, re.Pattern[str]]]:
    after = f"(?={after_noun()})"
    told = [
        (cast(NameKind, kind), pattern.replace("{particle}", after))
        for names in tables(Names).values()
        for kind, pattern in names.whole
    ]
    return [(kind, re.compile(pattern)) for kind, pattern in (*told, *_ANYWHERE, ("place", _known_places()))]


def _known_places() -> str:
    names = [name for one in tables(Names).values() for name in one.known_places]
    latin = "|".join(re.escape(name) for name in names if name[0] < "\u0250")
    katakana = "|".join(name for name in names if "\u30a0" < name[0] < "\u30ff")
    rest = "|".join(sorted((name for name in names if name[0] >= "\u3100"), key=len, reverse=True))
    return rf"(?<![A-Za-z])(?:{latin})(?![A-Za-z])|(?<![{_KATAKANA}])(?:{katakana})(?![{_KATAKANA}])|{rest}"


def find_named(folded: str) -> Iterator[tuple[NameKind, int, int]]:
    """Yield the spans of persons, organisations, places and names in a folded text."""
    for kind, table in _grown().items():
        for last in table.finditer(folded):
            start = _first(folded, last.start())
            if start < last.start() or kind == "person":
                yield kind, start, _with_abbreviation(folded, last.end()) if kind == "organisation" else last.end()
    for kind, pattern in _patterns():
        for found in pattern.finditer(folded):
            yield (
                kind,
                found.start(),
                _with_abbreviation(folded, found.end()) if kind == "organisation" else found.end(),
            )


def stands_apart(folded: str, start: int, end: int) -> bool:
    """Tell whether what stands between two places is no part of another word, as 京都 is in 東京都.

    Han characters may stand before a title, the last word of an organisation, or what tells a place.
    """
    begun, goes_on = _edges()
    return not (begun.match(folded, start) or goes_on.match(folded, end))


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches where a word has begun before a place, and where it goes on behind one."""
    names = tables(Names).values()
    outside = "".join(_breaks())
    last = longest_first(word for one in names for word in (*one.titles, *one.organisations))
    katakana, han = f"[{KATAKANA}]", f"[{HAN}]"
    return (
        re.compile(rf"(?:(?<={katakana})|(?<={katakana}・))(?={katakana})|(?<={han})(?<![{outside}])(?={han})"),
        re.compile(rf"(?<={katakana})・?{katakana}|(?<={han})(?![{outside}]|{_TELLS_A_PLACE}|{last}){han}"),
    )


def _first(folded: str, end: int) -> int:
    """Return where the name begins that stands before `end`."""
    start = end
    while start > max(0, end - _LONGEST) and _RUN.match(folded[start - 1]) and folded[start - 1] not in _breaks():
        start -= 1
    leading = _leading().match(folded, start, end)
    return leading.end() if leading else start


def _with_abbreviation(folded: str, end: int) -> int:
    found = _ABBREVIATION.match(folded, end)
    return found.end() if found else end
