"""How Korean reads Han characters: whoever asks in Korean for 위원회 means 委員会, and writes what he hears.

More than half of the words of Korean official prose are such readings, character by character, of words that Japanese
and Chinese write in Han. So a pair of Han characters is a term of the lexical arm as Hangul too, and no dictionary is
needed. `readings.txt` has the readings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from tripqa.text.variants import lexical_form

_FIRST, _VOWELS, _ENDINGS = 0xAC00, 21, 28  # of Hangul syllables in Unicode, section 3.12 of its standard
_N, _R, _SILENT = 2, 5, 11  # leading consonants: ㄴ, ㄹ, none
_IOTATED = frozenset((2, 3, 6, 7, 12, 17, 20))  # ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ
_REMEMBERED = 1 << 15


@lru_cache(_REMEMBERED)
def in_hangul(pair: str) -> tuple[str, ...]:
    """Return how Korean writes two Han characters in lexical form, also as a word begins; none if one is unknown."""
    first, second = (_readings().get(character, ()) for character in pair)
    return tuple(
        dict.fromkeys(begins + ends for one, ends in product(first, second) for begins in (one, _beginning(one)))
    )


def _beginning(syllable: str) -> str:
    """Return a syllable as it begins a word, where ㄹ and ㄴ are not said before some vowels (두음법칙)."""
    lead, rest = divmod(ord(syllable) - _FIRST, _VOWELS * _ENDINGS)
    iotated = rest // _ENDINGS in _IOTATED
    if lead == _R:
        lead = _SILENT if iotated else _N
    elif lead == _N and iotated:
        lead = _SILENT
    return chr(_FIRST + lead * _VOWELS * _ENDINGS + rest)


@cache
def _readings() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in files("tripqa.text").joinpath("readings.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            reading, characters = line.split(" ")
            for character in lexical_form(characters):
                found[character].append(reading)
    return {character: tuple(dict.fromkeys(readings)) for character, readings in found.items()}
