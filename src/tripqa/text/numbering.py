"""Numbers of headings as offices of four languages write them, and how deep each lies.

No style has a depth of its own: 一、 is below 壹、 in one report and above （一） in another. So a style that is new in
a document lies below what stands above it, and one that was there before ends all that came below it. One that is new
and counts on from another (２． and then 第３章) takes its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "[一二三四五六七八九十百]{1,4}"
_SYLLABLE = "[가나다라마바사아자차카타파하]"
_STYLES = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        ("chapter", rf"(?:第\s?(?:\d{{1,3}}|{_HAN})\s?[編篇部章]|제\s?\d{{1,3}}\s?[편부장])"),
        ("section", rf"(?:第\s?(?:\d{{1,3}}|{_HAN})\s?[節款]|제\s?\d{{1,3}}\s?[절관])"),
        ("article", rf"(?:第\s?(?:\d{{1,3}}|{_HAN})\s?[条條]|제\s?\d{{1,3}}\s?조)(?=\s*\(|\s*[^\W\d_]{{1,12}}$)"),
        ("壹", r"[壹貳參肆伍陸柒捌玖拾壱弐参]{1,3}[、.,\s]"),
        ("甲", r"[甲乙丙丁戊己庚辛壬癸][、.]"),
        ("一", rf"第?{_HAN}[、.](?!\d)"),
        ("(一)", rf"\({_HAN}\)"),
        ("I", r"[IVX]{1,5}[、.\s]"),
        ("A", r"[A-Z][.)]\s?(?=[^\W\d_])"),
        ("1.1.1", r"\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\s?|\s)"),
        ("1.1", r"\d{1,2}\.\d{1,2}(?:\.\s?|\s)(?!\d)"),
        ("1", r"\d{1,2}(?:[.、]\s?|\s)(?=[^\W\d_(])"),
        ("第1", r"第\d{1,2}\s(?=[^\W\d_])"),
        ("1", r"第\d{1,2}(?=[^\W\d_])"),
        ("(1)", r"\(\d{1,2}\)"),
        ("1)", r"\d{1,2}\)"),
        ("가", rf"{_SYLLABLE}[.]\s?"),
        ("(가)", rf"\({_SYLLABLE}\)"),
        ("가)", rf"{_SYLLABLE}\)"),
        ("ア", r"[アイウエオカキクケコ][.、)\s]"),
        ("(ア)", r"\([アイウエオカキクケコ]\)"),
    )
)
_ARTICLE = re.compile(rf"第\s?(?:\d{{1,4}}|{_HAN})\s?[条條]|제\s?\d{{1,4}}\s?조")
_SURE = frozenset(("chapter", "section", "article", "壹", "一", "I", "1.1", "1.1.1", "가", "第1"))


_ORDERS = (
    "一二三四五六七八九十",
    "壹貳參肆伍陸柒捌玖拾",
    "甲乙丙丁戊己庚辛壬癸",
    "가나다라마바사아자차카타파하",
    "アイウエオカキクケコ",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_COUNT = re.compile(rf"\d+|[IVX]+|[{''.join(_ORDERS)}]+(?![가-힣])")
_TENS = 10  # above it, a number of two characters is read: nobody numbers further so


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that begins with the number of a heading."""

    style: str
    place: int  # among its siblings, from 1; 0 where it cannot be told
    words: str  # behind the number, folded
    spaced: bool  # nothing but white space parts them

    @property
    def is_sure(self) -> bool:
        """Tell whether hardly anything but a heading is numbered so."""
        return self.style in _SURE


@dataclass(slots=True)
class _Open:
    """A heading that is not ended."""

    style: str
    place: int
    level: int


class Depths:
    """Gives the level of each numbered or marked heading, from those before it. Levels count from 1."""

    def __init__(self) -> None:
        self._open: list[_Open] = []

    @property
    def deepest(self) -> int:
        """Return the level of the last heading; 0 if there was none."""
        return self._open[-1].level if self._open else 0

    def of(self, style: str, place: int, first: int) -> int:
        """Return the level of the next heading, `first` if it is the first of all, and take note of it."""
        known = next((i for i, earlier in enumerate(self._open) if self._is_next(earlier, style, place)), None)
        if known is None:
            level = self.deepest + 1 if self._open else first
        else:
            level = self._open[known].level
            del self._open[known:]
        self._open.append(_Open(style, place, level))
        return level

    def _is_next(self, earlier: _Open, style: str, place: int) -> bool:
        is_new = all(style != one.style for one in self._open)
        return earlier.style == style or (is_new and place > 1 and earlier.place == place - 1)


def numbered(folded: str) -> Numbered | None:
    """Return how a folded line is numbered; None if it is not, or has no words behind its number."""
    for style, pattern in _STYLES:
        if found := pattern.match(folded):
            words = folded[found.end() :].strip()
            mark = found.group().rstrip()
            spaced = mark[-1].isalnum() and mark != found.group()
            return Numbered(style, _place(mark), words, spaced) if words else None
    return None


def begins_article(folded: str) -> bool:
    """Tell whether a folded line begins with the number of an article, with or without its text."""
    return _ARTICLE.match(folded) is not None


def _place(number: str) -> int:
    """Return the last count in a number: 2 of `1.2`, 3 of `第三章`; 0 if it counts by nothing known."""
    counts = _COUNT.findall(number)
    return _count(counts[-1]) if counts else 0


def _count(count: str) -> int:
    if count.isdigit():
        return int(count)
    if count in _ROMAN:
        return _ROMAN.index(count) + 1
    order = next(order for order in _ORDERS if count[-1] in order)
    return (_TENS if len(count) > 1 else 0) + order.index(count[-1]) + 1
