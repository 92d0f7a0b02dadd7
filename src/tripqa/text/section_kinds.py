"""Kinds of sections that official documents have, told by what headings, and questions, call them."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache, lru_cache

from tripqa.languages.shapes import Sections
from tripqa.languages.tables import tables

SPEAKING = frozenset(("insight", "conclusion", "decisions", "recommendation"))  # that say most of a document


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind.name, re.compile(_words(kind.name))) for kind in fields(Sections))


def _words(kind: str) -> str:
    return "|".join(words for told in tables(Sections).values() if (words := getattr(told, kind)))


@lru_cache(4096)
def kinds_of_heading(folded: str) -> frozenset[str]:
    """Return the kinds that a heading, or the label of a line, names."""
    return frozenset(kind for kind, pattern in _compiled() if pattern.search(folded.lower()))


def find_kinds(folded: str) -> list[tuple[str, int, int]]:
    """Return the kinds of sections that a text names, each where it stands; none stands within another."""
    text, found = folded.lower(), []
    for kind, pattern in _compiled():
        found += [(kind, *match.span()) for match in pattern.finditer(text)]
        text = pattern.sub(lambda match: "\0" * len(match.group()), text)
    return found
