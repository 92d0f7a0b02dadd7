"""Public offices: each is one term of the lexical arm, whatever a language calls it.

No encoder of this size knows 부시장 for 副市長, and no name in an alias file says it: an office is a common word, and
the same one wherever officials report. Each language lists what it calls them (names.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tripqa.languages.shapes import Names
from tripqa.languages.tables import tables
from tripqa.text.variants import lexical_form

_LATIN = re.compile("[a-z]")


class Office(NamedTuple):
    """An office where it stands in a text."""

    first: str  # its Japanese name
    start: int
    end: int


def find_offices(lexical: str) -> Iterator[Office]:
    """Yield the offices that a text in its lexical form names, the longest writing at each place."""
    firsts, pattern = _table()
    for found in pattern.finditer(lexical):
        yield Office(firsts[found.group().removesuffix("s")], *found.span())


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the first writing of each writing, and what finds them all."""
    offices = [(office, writing) for names in tables(Names).values() for office, writing in _writings(names)]
    firsts = {lexical_form(writing): lexical_form(office) for office, writing in offices}
    longest_first = sorted(firsts, key=len, reverse=True)
    return firsts, re.compile("|".join(map(_pattern, longest_first)))


def _writings(names: Names) -> Iterator[tuple[str, str]]:
    return ((office, writing) for office, writings in names.offices.items() for writing in writings)


def _pattern(writing: str) -> str:
    return rf"(?<![a-z]){re.escape(writing)}s?(?![a-z])" if _LATIN.match(writing) else re.escape(writing)
