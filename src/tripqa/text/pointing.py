"""What a question leaves out or points at, told from its words: "and in Taipei?", "he", その機関, 그곳, 該市.

A pronoun whose thing the question has named before it points at nothing that came earlier: the caller, who knows
names, looks for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from tripqa.domain import LANGUAGES, Language, Span, ValueKind
from tripqa.languages.shapes import Pointing
from tripqa.languages.tables import table
from tripqa.text.language import find_language

Means = Literal["person", "place", "organisation", "thing"]
KINDS: dict[Means, frozenset[ValueKind]] = {  # of what a word may stand for
    "person": frozenset(("person",)),
    "place": frozenset(("place",)),
    "organisation": frozenset(("organisation", "name")),
    "thing": frozenset(("organisation", "name", "place")),
}


@dataclass(frozen=True, slots=True)
class Pointer:
    """A word of a question that stands for something, and how a name is put in its place."""

    means: Means
    span: Span
    put: str  # {} stands for the name


@dataclass(frozen=True, slots=True)
class Left:
    """What is said of a question whose rest is left out."""

    said: Span  # the thing that is new, without the words around it; empty where nothing is
    way: str  # how it is said: "in {}", {}では


def pointers(folded: str) -> Iterator[Pointer]:
    """Yield what a folded question points with, the surest first: a person, a place, an organisation, anything."""
    words, question = _of(folded), folded.lower()
    for means, pattern, put in words.pointers:
        for found in _compiled(pattern).finditer(question):
            yield Pointer(cast(Means, means), found.span(), put)


def left(folded: str) -> Left | None:
    """Return what is said of a folded question whose rest is left out; None where nothing is by its form."""
    found = _compiled(_of(folded).left).fullmatch(folded.lower())
    if found is None:
        return None
    groups = [(found.span(f"said{i}"), found.span(f"way{i}")) for i in _numbers(found) if found[f"said{i}"]]
    if not groups:
        return Left((len(folded), len(folded)), "{}")
    said, way = groups[0]
    return Left(said, f"{folded[way[0] : said[0]]}{{}}{folded[said[1] : way[1]]}")


def of_everything(folded: str) -> bool:
    """Tell whether a folded question asks of all that there is: the trip, the report, the main points."""
    return _compiled(_of(folded).whole).search(folded.lower()) is not None


def joined(folded: str, way: str, before: str) -> str:
    """Return a question with another thing put to it, in the language of the folded question that says that."""
    return _of(folded).joined.format(way=way, before=before)


def below(folded: str, question: str, things: list[str]) -> str:
    """Return a question put below things that it does not name."""
    return _of(folded).about.format(things=", ".join(things), question=question)


def _of(folded: str) -> Pointing:
    """Return the words of a question's language; what is in Han characters and may be of any is taken for Chinese."""
    told = find_language(folded)
    return table(next((language for language in LANGUAGES if language == told), _of_short(folded)), Pointing)


def _of_short(folded: str) -> Language:
    return Language("en" if folded.isascii() else "zh-Hant")


def _numbers(found: re.Match[str]) -> list[int]:
    return [number for number in (1, 2, 3) if f"said{number}" in found.re.groupindex]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
