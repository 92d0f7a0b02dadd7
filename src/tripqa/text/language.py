"""The language of a short text, told by its characters.

Kana are Japanese and hangul Korean. A text of Han characters alone is told apart by the everyday characters of
either writing: those in JIS X 0208 level 1 but not in Big5 level 1 (会, 国) are Japanese, the reverse (會, 國)
Traditional Chinese; words that only Chinese has (的, 什麼, 嗎) decide the rest. What stays open is `und`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from tripqa.domain import LANGUAGES, UNDETERMINED

LANGUAGE_TAG = r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}$"  # BCP 47, as far as its form goes: short enough to log
_SIMPLIFIED = frozenset(("hans", "cn", "sg"))
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z]")
_ENGLISH_WORD = re.compile(r"\b(?:the|is|are|was|were|what|who|when|where|which|why|how|does|did|of)\b", re.IGNORECASE)
_FOREIGN_LETTERS = 5  # so many letters of English come with each letter such as é
_CHINESE_WORD = re.compile(r"[嗎呢哪麼什怎這們您]|(?<!目)的|是(?!非)|(?<!終)了|跟|有(?!料|名|効|無)|在(?!住|庫|籍|留)")
_REMEMBERED = 64  # texts: a question is told apart more than once
_LONG_WITHOUT_KANA = 10  # Han characters: Japanese of that length has kana


@lru_cache(_REMEMBERED)
def find_language(text: str) -> str:
    """Return `ja`, `en`, `ko`, `zh-Hant`, or `und` if unsure."""
    text = unicodedata.normalize("NFKC", text)
    counts = Counter(kana=len(_KANA.findall(text)), hangul=len(_HANGUL.findall(text)), han=len(_HAN.findall(text)))
    if len(_LATIN.findall(text)) > counts.total() and _ENGLISH_WORD.search(text):
        return "en"  # with a name or a term of another language in it
    if counts["hangul"] or _HIRAGANA.search(text) or (counts["kana"] and not _CHINESE_WORD.search(text)):
        return "ko" if counts["hangul"] > counts["kana"] else "ja"
    if counts["han"]:
        return _han_language(text, counts["han"])
    if len(_LATIN.findall(text)) > _FOREIGN_LETTERS * len(_OTHER_LETTER.findall(text)):
        return "en"
    return UNDETERMINED


def language_of(tag: str) -> str:
    """Return the language that a tag means: one of ours or `und`, or the tag, in which no answer was ever measured."""
    primary, *others = tag.lower().split("-")
    if primary == "zh" and not _SIMPLIFIED.intersection(others):
        return "zh-Hant"
    return next((language for language in (*LANGUAGES, UNDETERMINED) if language == primary), tag)


def _han_language(text: str, han: int) -> str:
    characters = _HAN.findall(text)
    words = len(_CHINESE_WORD.findall(text))
    if any(map(_is_simplified, characters)) or (words and len(set(filter(_is_simplified_form, characters))) > 1):
        return UNDETERMINED
    everyday = [(_in_level_1(c, "euc_jp", 0xB0, 0xCF), _in_level_1(c, "big5", 0xA4, 0xC6)) for c in characters]
    japanese = sum(ja and not zh for ja, zh in everyday)
    chinese = sum(zh and not ja for ja, zh in everyday) + words
    if japanese != chinese:
        return "ja" if japanese > chinese else "zh-Hant"
    return "zh-Hant" if han >= _LONG_WITHOUT_KANA else UNDETERMINED


def _in_level_1(character: str, encoding: str, first: int, last: int) -> bool:
    """Tell whether a character lies in the rows of everyday characters of a national standard."""
    encoded = character.encode(encoding, "ignore")
    return len(encoded) == 2 and first <= encoded[0] <= last


def _is_simplified(character: str) -> bool:
    """Tell whether only the standard of mainland China has a character (队, 们)."""
    return bool(character.encode("gb2312", "ignore")) and not (
        character.encode("big5", "ignore") or character.encode("euc_jp", "ignore")
    )


def _is_simplified_form(character: str) -> bool:
    """Tell whether mainland China writes a character that is not an everyday one in Taiwan (机, 国)."""
    return bool(character.encode("gb2312", "ignore")) and not _in_level_1(character, "big5", 0xA4, 0xC6)
