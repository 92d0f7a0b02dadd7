"""Whether a value stands whole where it is written, so that it can be shown without the words around it.

A number of which a figure, a sign or a unit lies outside is another number, and one that a scanner, a font or a hand
has damaged is none that can be read surely. What looks so is not shown alone; it is quoted all the same.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from tripqa.domain import ValueKind
from tripqa.text.counting import SIGNS
from tripqa.text.dates import is_clock, is_day
from tripqa.text.folding import ALIKE, UNSEEN, fold
from tripqa.text.numerals import HAN, HAN_FIGURES, number

_AROUND = 16  # characters that are looked at on either side
_BLOTS = r"\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f〓□■◆◇●○◯◎?*_"  # what stands for a figure that is not there
_FIGURE = rf"[\d{HAN_FIGURES}]"
_CUT_BEFORE = re.compile(
    rf"\d\s*[.,:/]?\s*\Z(?<!\d:\d\d\s)|[\d{HAN_FIGURES}数數幾]\Z|(?<!\d)\d、\Z|[一二三四五六七八九]、\Z|[-~–—―]\s?\Z|[▲△▼▽+±]\s?\Z|(?:{SIGNS})\s?\Z"
    rf"|[OoIl|]\Z|[{_BLOTS}]\Z|[\u0300-\u036f\u20d0-\u20ff]\Z|\(cid:\d*\)?\Z"
)
_CUT_AFTER = re.compile(
    rf"\s?[.,:/]?\s?\d|[{HAN_FIGURES}]|\s?[万億兆千百萬만억조]|\s?[-~–—―]\s?\d|[OoIl|](?![a-z])|[{_BLOTS}]|[\u0300-\u036f\u20d0-\u20ff]|\(cid:"
    r"|\s?(?:%|パーセント|円|ドル|ウォン|人|名|명|원)"
)
_MARK = re.compile(r"[\n\r]\s*(?:\(?\d{1,2}(?:\.\s|\)\s?)|[■□◆◇●○◯◎*]\s?)\Z")  # of a list
_BLOT = re.compile(rf"[{_BLOTS}]|\(cid:|[\d][\u0300-\u036f\u20d0-\u20ff]|\d[OIl]|[OIl]\d")
_WRITTEN = re.compile(r"\d[\d.,]*")
_WELL_WRITTEN = re.compile(r"(?:\d{1,3}(?:,\d{3})+|[1-9]\d*|0)(?:\.\d+)?[.,]?")
_HAN = re.compile(HAN)
_DASHES = tuple("-~–—―")
_BARE_SCALE = re.compile("[万億兆萬만억조]")
_COUNTED = frozenset[ValueKind](("duration", "money", "percentage", "number"))


def stands_whole(text: str, start: int, end: int, kind: ValueKind) -> bool:
    """Tell whether `text[start:end]`, a value of this kind, is all of the value and can be read without doubt."""
    before, said, after = text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND]
    before = before if start > _AROUND else f"\n{before}"
    if _mixed(text[max(0, start - 1) : end + 1]):
        return False
    folded = fold(said).text.strip()
    if not re.search(_FIGURE, folded) and kind not in _COUNTED:
        return True
    before, after = _beside(_plain(before), _plain(after), kind)
    return not _is_cut(before, folded, after) and _is_readable(folded, kind)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text)).translate(ALIKE)


def _mixed(original: str) -> bool:
    """Tell whether figures of two kinds touch: ①20名 and 45¹名 would be read as 120 and 451."""
    kinds = [unicodedata.category(character) for character in UNSEEN.sub("", original)]
    return any({one, other} == {"No", "Nd"} for one, other in pairwise(kinds))


def _beside(before: str, after: str, kind: ValueKind) -> tuple[str, str]:
    """Return what could belong to a value; what stands apart from a date or time does not, nor the end of its range."""
    if kind not in ("date", "time"):
        return before, after
    return "" if before[-1:].isspace() else before, "" if after[:1].isspace() or after[:1] in _DASHES else after


def _is_cut(before: str, said: str, after: str) -> bool:
    begins = re.match(rf"{_FIGURE}|[万億兆千百萬만억조円%]", said)
    cut = begins and _CUT_BEFORE.search(before) and not _MARK.search(before)
    return bool(cut or (re.search(rf"{_FIGURE}\Z", said) and _CUT_AFTER.match(after)) or _doubled(said, after))


def _doubled(said: str, after: str) -> bool:
    """Tell whether a unit is written twice, as a layer of text over another does."""
    return not said[-1].isdecimal() and said[-1] in "円人名件台冊回%時分月年" and after.startswith(said[-1])


def _is_readable(said: str, kind: ValueKind) -> bool:
    if _BLOT.search(said) or _BARE_SCALE.match(said):
        return False
    match kind:
        case "date":
            return is_day(said)
        case "time":
            return is_clock(said)
        case "duration" | "money" | "percentage" | "number":
            return all(map(_WELL_WRITTEN.fullmatch, _WRITTEN.findall(said))) and all(map(_is_read, _HAN.findall(said)))
        case _:
            return True


def _is_read(numeral: str) -> bool:
    """Tell whether a kanji numeral is one; 数十 says itself that it is not exact."""
    return numeral[0] in "数數幾" or (number(numeral) is not None and numeral.strip("〇零") != "")
