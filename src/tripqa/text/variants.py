"""Writings of one word that meet in the lexical arm: letter case, kana, and Han characters of Japan and Taiwan.

万 and 萬, 台 and 臺, か and カ, KLID and klid become one. Each character becomes one character, so that a place in
this form is the same place in the folded text. `variants.txt` says which Han characters are one; those that only
some words share (后 and 後) are left apart.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_KANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}  # hiragana -> katakana
_WORD = re.compile(r"[0-9a-z]+")
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[0-9])")


def lexical_form(folded: str) -> str:
    """Return a folded text as the lexical arm compares it, character for character.

    A zero in a word that holds letters too is an o: g0v and gOv are one, 10 and 1o are not.
    """
    text = _lower(folded).translate(_table())
    return _WORD.sub(lambda word: word.group().replace("0", "o") if _MIXED.match(word.group()) else word.group(), text)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)  # İ becomes two


def han_form(folded: str) -> str:
    """Return a folded text in small letters, each Han character as modern Japanese has it, character for character."""
    return _lower(folded).translate(_han())


@cache
def _table() -> dict[int, int]:
    return _KANA | _han()


@cache
def _han() -> dict[int, int]:
    return {ord(other): ord(first) for first, *others in han_variants() for other in others}


def han_variants() -> list[list[str]]:
    """Return the groups of Han characters that are one, each led by the one they all become."""
    lines = files("tripqa.text").joinpath("variants.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]
