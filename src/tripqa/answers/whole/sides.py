"""The two things that a question compares, and what it asks of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from tripqa.answers.whole.asked import asked_whole
from tripqa.domain import Language
from tripqa.languages.shapes import Comparing
from tripqa.languages.tables import table, tables
from tripqa.text.asking import possible_languages

_LONGEST = 40  # characters of a thing
_MOST_ASKED = 2  # of each thing: more are one question
_NEVER = "(?!)"
_YEAR = re.compile(r"(?:[a-z]+ )?[a-z]*\d+[\w-]*")  # fiscal 2025, FY2025: what is no thing by itself
_MOST_JOINED = 8  # words of a question that may join two things: more are a list
_ENDS = " 、,。.:;?・"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things."""

    name: str
    questions: tuple[str, ...]  # of it alone, one for each thing that is asked


def sides(folded: str) -> tuple[Side, ...]:
    """Return the two things that a question compares; none where they cannot be told."""
    return next((found for language in possible_languages(folded) for found in _sides(folded, language)), ())


def asks_each(folded: str) -> bool:
    """Tell whether a question asks something of each of two things, without a word that compares."""
    return any(_compiled(language).each.search(folded) for language in possible_languages(folded)) and bool(
        sides(folded)
    )


@dataclass(frozen=True, slots=True)
class _Compiled:
    """How one language compares."""

    both: tuple[re.Pattern[str], ...]
    joined: re.Pattern[str]
    ends: re.Pattern[str]
    possessive: re.Pattern[str]
    also: re.Pattern[str]
    asking: re.Pattern[str]
    each: re.Pattern[str]
    preposition: re.Pattern[str]
    standing_for: re.Pattern[str]


@cache
def _compiled(language: Language) -> _Compiled:
    words = table(language, Comparing)
    others = (words.joined, words.ends, words.possessive, words.also, words.asking, words.each)
    return _Compiled(
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in words.both),
        *(re.compile(pattern or _NEVER, re.IGNORECASE) for pattern in (*others, words.preposition, words.standing_for)),
    )


@cache
def _before() -> re.Pattern[str]:
    """Return what finds what stands before the first of two things."""
    leading = "|".join(words.leading for words in tables(Comparing).values() if words.leading)
    return re.compile(rf"^(?:{leading})+\s*|.*[、,:]\s*", re.IGNORECASE)


def _sides(folded: str, language: Language) -> Iterator[tuple[Side, Side]]:
    told = _compiled(language)
    yield from (_both_named(found, told) for pattern in told.both if (found := pattern.search(folded)))
    for found in islice(told.joined.finditer(folded), _MOST_JOINED):
        one = _before().sub("", folded[: found.start()]).strip()
        if not one or len(one) > _LONGEST:
            continue
        text = folded[found.end() :].lstrip()
        end = _end_of_second(text, one, told)
        other, rest = text[:end].strip(), text[end:]
        if other and len(other) <= _LONGEST:
            yield _side(one, rest, told), _side(other, rest, told)


def _both_named(found: re.Match[str], told: _Compiled) -> tuple[Side, Side]:
    one, other, rest = found["a"].strip(), found["b"].strip(), f" {found['rest'].strip(_ENDS)}"
    other = _in_full(one, other, told)
    return _side(one, rest, told), _side(other, rest, told)


def _in_full(one: str, other: str, told: _Compiled) -> str:
    """Return the second thing with what it leaves to the first: the budget of 2024 and 2025, or [that of] 2025."""
    found = list(told.preposition.finditer(one))
    if noun := told.standing_for.match(other):
        return f"{one[: found[0].start()] if found else ''}{other[noun.end() :]}"
    if not _YEAR.fullmatch(other):
        return other
    own = one[: found[-1].end()] if found else " ".join(one.split()[: -len(other.split())])
    return f"{own} {other}".strip()


def _side(name: str, rest: str, told: _Compiled) -> Side:
    """Return a thing with what is asked of it, in as many questions as there are things asked, if they are few."""
    asked = told.asking.sub(" ", rest)
    parts = [part for part in map(_trimmed, told.also.split(asked)) if part]
    if not 0 < len(parts) <= _MOST_ASKED or not all(map(_says, parts)):
        parts = [_trimmed(asked)]
    glue = "" if rest.startswith(parts[0]) else " "  # の特徴は
    return Side(name, (f"{name}{glue}{parts[0]}".strip(), *(f"{name} {part}" for part in parts[1:])))


def _trimmed(text: str) -> str:
    return " ".join(text.split()).strip(_ENDS)


def _says(text: str) -> bool:
    """Tell whether words ask for something besides a comparison."""
    asked = asked_whole(text)
    return bool(asked.left or asked.sections)


def _end_of_second(text: str, one: str, told: _Compiled) -> int:
    """Return where the second thing ends: at the first sign that nothing of it follows or, if nothing is asked behind
    that, at a possessive: A と B の図書館では、時間が, but A と B の特徴は. It may end as the first one does.
    """
    end = _first(told.ends, text)
    if not _says(told.asking.sub(" ", text[end:])):
        end = min(end, _first(told.possessive, text))
    same = text.find(one[-1:], 1) + 1 if one else 0
    return same if 0 < same <= end else end


def _first(pattern: re.Pattern[str], text: str) -> int:
    return next((found.start() for found in pattern.finditer(text) if found.start() > 0), len(text))
