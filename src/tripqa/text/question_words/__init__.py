"""The words that tell what a question asks for, by language."""

from __future__ import annotations

from tripqa.domain import Language
from tripqa.text.question_words import chinese, english, japanese, korean
from tripqa.text.question_words.words import Words

WORDS: dict[Language, Words] = {
    "ja": japanese.WORDS,
    "en": english.WORDS,
    "ko": korean.WORDS,
    "zh-Hant": chinese.WORDS,
}
