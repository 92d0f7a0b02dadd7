"""How readers of each language write days, numbers and what is counted."""

from __future__ import annotations

from tripqa.domain import Language
from tripqa.text.manners import chinese, english, japanese, korean
from tripqa.text.manners.manner import Manner

MANNERS: dict[Language, Manner] = {
    "ja": japanese.MANNER,
    "en": english.MANNER,
    "ko": korean.MANNER,
    "zh-Hant": chinese.MANNER,
}
