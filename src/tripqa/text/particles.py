"""What a language glues to a word without making another word of it: the particles and copulas of Korean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tripqa.languages.shapes import About
from tripqa.languages.tables import tables

_HANGUL = "[가-힣]"


def particles() -> str:
    """Return the pattern of the particles that may stand between a noun in hangul and the end of its word."""
    suffixes = _any([suffix for about in tables(About).values() for suffix in about.suffixes])
    return rf"(?:{suffixes})?(?:{_any((*_common(), *_of_names()))})*(?!{_HANGUL})"


def after_noun() -> str:
    """Return the pattern of what may stand behind a noun in hangul: particles, or what says that something is it."""
    copulas = _any([copula for about in tables(About).values() for copula in about.copulas])
    return rf"(?:{particles()}|(?:{copulas})\w*)"


@cache
def end_of_word() -> re.Pattern[str]:
    """Return what finds the particle that a word ends with, which is left."""
    return re.compile(rf"(?<=..)(?:{_any(_common())})$")


@cache
def _fillers() -> list[re.Pattern[str]]:
    found = [(_any((*about.particles, *about.name_particles)), about.fillers) for about in tables(About).values()]
    return [re.compile(f"(?:{'|'.join(filter(None, words))})+") for words in found if any(words)]


def says_nothing(word: str) -> bool:
    """Tell whether a word asks for nothing by itself."""
    return any(filler.fullmatch(word) for filler in _fillers())


def _common() -> list[str]:
    return [particle for about in tables(About).values() for particle in about.particles]


def _of_names() -> list[str]:
    return [particle for about in tables(About).values() for particle in about.name_particles]


def _any(particles: Sequence[str]) -> str:
    return "|".join(sorted(particles, key=len, reverse=True))
