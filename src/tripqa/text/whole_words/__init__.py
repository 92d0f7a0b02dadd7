"""The words that tell a question about the whole from one about a detail, by language."""

from __future__ import annotations

from tripqa.domain import Language
from tripqa.text.whole_words import chinese, english, japanese, korean
from tripqa.text.whole_words.words import WholeWords

WHOLE_WORDS: dict[Language, WholeWords] = {
    "ja": japanese.WORDS,
    "en": english.WORDS,
    "ko": korean.WORDS,
    "zh-Hant": chinese.WORDS,
}
