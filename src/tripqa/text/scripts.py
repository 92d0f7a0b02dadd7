"""The scripts that the languages are written in, each as what stands between the brackets of a pattern."""

from __future__ import annotations

import re
from functools import cache

from tripqa.languages import LANGUAGES
from tripqa.languages.shapes import About
from tripqa.languages.tables import table

HIRAGANA = "\u3041-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
KANA = HIRAGANA + KATAKANA
HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HANGUL = "\uac00-\ud7a3"
LATIN = "A-Za-z"
_BY_CODE = {"Hira": HIRAGANA, "Kana": KATAKANA, "Hani": HAN, "Hang": HANGUL, "Latn": LATIN}  # ISO 15924


def in_script(tag: str, text: str) -> bool:
    """Tell whether a text has a letter of the scripts of a language; one that is none of ours has Latin letters."""
    return _letter(tag.split("-")[0]).search(text) is not None


@cache
def _letter(primary: str) -> re.Pattern[str]:
    language = next((one for one in LANGUAGES if one.split("-")[0] == primary), None)
    codes = table(language, About).scripts if language else ("Latn",)
    return re.compile(f"[{''.join(_BY_CODE[code] for code in codes)}]")
