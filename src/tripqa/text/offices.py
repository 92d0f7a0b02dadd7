"""Public offices: each is one term of the lexical arm, whatever a language calls it.

No encoder of this size knows 부시장 for 副市長, and no name in an alias file says it: an office is a common word, and
the same one wherever officials report. `offices.txt` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tripqa.text.variants import lexical_form

_LATIN = re.compile("[a-z]")


class Office(NamedTuple):
    """An office where it stands in a text."""

    first: str  # the first of its writings
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
    firsts: dict[str, str] = {}
    for line in files("tripqa.text").joinpath("offices.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, *others = (lexical_form(writing) for writing in line.split(", "))
            firsts |= dict.fromkeys((first, *others), first)
    longest_first = sorted(firsts, key=len, reverse=True)
    return firsts, re.compile("|".join(map(_pattern, longest_first)))


def _pattern(writing: str) -> str:
    return rf"(?<![a-z]){re.escape(writing)}s?(?![a-z])" if _LATIN.match(writing) else re.escape(writing)
