"""The language of a short text, told by its characters.

Kana are Japanese and hangul Korean. A text of Han characters alone is told apart by the everyday characters of
each writing: those in JIS X 0208 level 1 but not in Big5 level 1 (会, 国) are Japanese, the reverse (會, 國)
Traditional Chinese, those that neither standard has Simplified; words that only Chinese has (的, 什麼, 嗎) decide
the rest. What stays open is `und`. Which standards and words tell a language is said in its folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from tripqa.domain import LANGUAGES, UNDETERMINED, Language
from tripqa.languages.shapes import About
from tripqa.languages.tables import table
from tripqa.text.scripts import HAN, HIRAGANA, LATIN

LANGUAGE_TAG = r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}$"  # BCP 47, as far as its form goes: short enough to log
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HIRAGANA = re.compile(f"[{HIRAGANA}]")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(f"[{LATIN}]")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z]")
_FOREIGN_LETTERS = 5  # so many letters of English come with each letter such as é
_REMEMBERED = 64  # texts: a question is told apart more than once
_LONG_WITHOUT_KANA = 10  # Han characters: Japanese of that length has kana
_SEVERAL = 2


@lru_cache(_REMEMBERED)
def find_language(text: str) -> str:
    """Return one of ours, or `und` if unsure."""
    text = unicodedata.normalize("NFKC", text)
    kana, hangul, han = (len(script.findall(text)) for script in (_KANA, _HANGUL, _HAN))
    latin = len(_LATIN.findall(text))
    if latin > kana + hangul + han and _words("en", text):
        return "en"  # with a name or a term of another language in it
    if hangul or _HIRAGANA.search(text) or (kana and not _words("zh-Hant", text)):
        return "ko" if hangul > kana else "ja"
    if han:
        return _han_language(_HAN.findall(text), text)
    if latin > _FOREIGN_LETTERS * len(_OTHER_LETTER.findall(text)):
        return "en"
    return UNDETERMINED


def language_of(tag: str) -> str:
    """Return the language that a tag means: one of ours or `und`, or the tag, in which no answer was ever measured."""
    return ours(tag) or (UNDETERMINED if tag.lower().split("-")[0] == UNDETERMINED else tag)


def ours(tag: str) -> Language | None:
    """Return the one of ours that a tag means, by the longest part of it that means one; None if it means none."""
    part = tag.lower()
    while part and part not in tags():
        part = part.rpartition("-")[0]
    return tags().get(part)


@cache
def tags() -> Mapping[str, Language]:
    """Return what tags mean which of ours, in small letters, and so does whatever begins with one."""
    return {tag: one for one in LANGUAGES for tag in (one.lower(), *table(one, About).tags)}


def writes(language: Language, character: str) -> bool:
    """Tell whether the national standard of a language has a character."""
    return any(character.encode(encoding, "ignore") for encoding, *_ in _standard(language))


def _han_language(characters: Sequence[str], text: str) -> str:
    """Tell languages in Han characters apart, first one that writes another's words in characters of its own."""
    written = [language for language in LANGUAGES if _standard(language)]
    for language in written:
        if (other := table(language, About).reforms) and _is_reformed(language, Language(other), characters, text):
            return language
    rest = [language for language in written if not table(language, About).reforms]
    shares = {language: _everyday(language, rest, characters) + _words(language, text) for language in rest}
    best, second = sorted(shares, key=lambda one: -shares[one])[:2]
    if shares[best] != shares[second]:
        return best
    return "zh-Hant" if len(characters) >= _LONG_WITHOUT_KANA else UNDETERMINED


def _is_reformed(language: Language, other: Language, characters: Sequence[str], text: str) -> bool:
    """Tell whether a text has characters that no other standard has (队, 们), or several rare in the other's."""
    own = [one for one in dict.fromkeys(characters) if writes(language, one)]
    alone = any(not any(writes(one, c) for one in LANGUAGES if one != language and _standard(one)) for c in own)
    forms = [one for one in own if not _is_everyday(other, one)]
    return alone or (len(forms) >= _SEVERAL and _words(other, text) > 0)


def _everyday(language: Language, among: Sequence[Language], characters: Sequence[str]) -> int:
    """Return how many characters are everyday ones in a language and in none of the others."""
    others = [one for one in among if one != language]
    return sum(
        _is_everyday(language, one) and not any(_is_everyday(other, one) for other in others) for one in characters
    )


def _words(language: str, text: str) -> int:
    """Return how many words a text has that only a language has."""
    pattern = _telling(language)
    return len(pattern.findall(text)) if pattern else 0


@cache
def _telling(language: str) -> re.Pattern[str] | None:
    words = table(Language(language), About).words
    return re.compile(words, re.IGNORECASE) if words else None


def _standard(language: Language) -> tuple[tuple[str, int, int], ...]:
    return table(language, About).standard


def _is_everyday(language: Language, character: str) -> bool:
    """Tell whether a character lies in the rows of everyday characters of a language's national standard."""
    return any(_in_rows(character.encode(encoding, "ignore"), *rows) for encoding, *rows in _standard(language))


def _in_rows(encoded: bytes, first: int, last: int) -> bool:
    return len(encoded) == 2 and first <= encoded[0] <= last
