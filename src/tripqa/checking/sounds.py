"""Whether a word in one script sounds like a word in another: プロジェクト, project, 프로젝트.

Only consonants are compared, those that languages exchange for each other as one: l and r, b and v, f, h and p.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tripqa.text.scripts import HANGUL, KATAKANA

_WORD = re.compile(rf"[A-Za-z][A-Za-z'’]+|[{KATAKANA}]{{2,}}|[{HANGUL}]{{2,}}")
_FEWEST = 3  # consonants that tell a word
_LIKE = str.maketrans("lvbfqcgzjdx", "rpppkkksstk", "h")
_LEADS = ("k", "k", "n", "t", "t", "r", "m", "p", "p", "s", "s", "", "s", "s", "s", "k", "t", "p", "")
_ENDS: tuple[str, ...] = ("", *"kkknnnt", *"rrrrrrrr", *"mpp", *"ss", "n", *"sskt", "p", "")
_ROWS = {
    **dict.fromkeys("カキクケコガギグゲゴ", "k"),
    **dict.fromkeys("サシスセソザジズゼゾチヂヅツ", "s"),
    **dict.fromkeys("タテトダデド", "t"),
    **dict.fromkeys("ナニヌネノン", "n"),
    **dict.fromkeys("バビブベボパピプペポフヴ", "p"),
    **dict.fromkeys("マミムメモ", "m"),
    **dict.fromkeys("ラリルレロ", "r"),
}


def sounds_like(word: str, text: str) -> bool:
    """Tell whether a text has a word of another script that sounds like this one."""
    key = _key(word)
    script = _script(word)
    if len(key) < _FEWEST:
        return False
    return any(_script(one) != script and _key(one) == key for one in _WORD.findall(text))


def _script(word: str) -> str:
    return "latin" if word[0] < "\u0250" else "hangul" if "가" <= word[0] <= "힣" else "kana"


@lru_cache(4096)
def _key(word: str) -> str:
    """Return the consonants of a word, none twice in a row."""
    match _script(word):
        case "latin":
            told = _of_letters(unicodedata.normalize("NFKD", word).lower())
        case "hangul":
            told = "".join(map(_of_syllable, word))
        case _:
            told = "".join(_ROWS.get(one, "") for one in word)
    return re.sub(r"(.)\1+", r"\1", told)


def _of_letters(word: str) -> str:
    for letters, sound in (("sh|ch|th", "s"), ("ph", "p"), ("ck", "k"), ("c(?=[eiy])", "s"), ("ng", "n")):
        word = re.sub(letters, sound, word)
    return re.sub("[^a-z]|[aeiouyw]", "", word).translate(_LIKE)


def _of_syllable(syllable: str) -> str:
    lead, rest = divmod(ord(syllable) - 0xAC00, 588)
    return _LEADS[lead] + _ENDS[rest % 28]
