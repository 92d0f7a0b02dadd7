"""The things that a question names: persons, organisations, places, days, and names that the corpus knows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from tripqa.domain import ValueKind
from tripqa.text.asking import names_nothing, without_asking
from tripqa.text.names import CorpusNames
from tripqa.text.particles import end_of_word
from tripqa.text.values import find_values

_NAMED = frozenset[ValueKind](("person", "organisation", "place", "name", "date"))
_KATAKANA = re.compile(r"[ァ-ヺー]+")  # by itself it may be any word: システム
_WORD = re.compile(r"[a-z0-9\u00df-\u024f]{2,}(?:[-.&][a-z0-9]+)*|[가-힣]{2,}|[々ァ-ヺー一-鿿]{2,}")
_KINDS = 1024  # names whose kinds are remembered


@dataclass(frozen=True, slots=True)
class Thing:
    """What a text names, where it stands in it."""

    kinds: frozenset[ValueKind]
    start: int
    end: int


def find_things(folded: str, names: CorpusNames) -> list[Thing]:
    """Return what a folded text names, in order; nothing inside a longer name."""
    known = (Thing(_kinds_of(names.writings(one.group)), one.start, one.end) for one in names.found(folded))
    told = (Thing(frozenset((one.kind,)), one.start, one.end) for one in find_values(folded) if one.kind in _NAMED)
    kept: list[Thing] = []
    for thing in sorted(chain(known, told), key=lambda one: (one.start, -one.end)):
        if _says_something(folded[thing.start : thing.end], thing) and not (kept and thing.end <= kept[-1].end):
            kept.append(thing)
    return kept


def find_words(folded: str) -> list[str]:
    """Return the words of a folded question, each once, that could be of what it is about."""
    said = without_asking(folded.lower())
    words = (end_of_word().sub("", word) for word in _WORD.findall(said))
    return [word for word in dict.fromkeys(words) if not names_nothing(word)]


def _says_something(text: str, thing: Thing) -> bool:
    generic = thing.kinds == {"name"} and _KATAKANA.fullmatch(text)
    return not generic and not names_nothing(text.lower())


@lru_cache(_KINDS)
def _kinds_of(writings: tuple[str, ...]) -> frozenset[ValueKind]:
    """Return what a thing of these names may be: anything but a day where none of them tells."""
    return frozenset(_whole(writings) & _NAMED) or _NAMED - {"date"}


def _whole(writings: Iterable[str]) -> set[ValueKind]:
    return {value.kind for name in writings for value in find_values(name) if value.end - value.start >= len(name)}
