"""Spaces in a line of a PDF, out of the gaps between its characters.

A PDF knows few spaces: words stand apart. How far apart is told by the line itself, for letters may be set apart
throughout, to fill a line or because a program writes them so. Between two letters of Japanese or Chinese, and between
those and Latin ones, typesetters leave gaps that are no spaces.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tripqa.parsing.pdf_glyphs import HYPHEN, Glyph

# Sizes of the font, beyond the gap that is ordinary in the line.
_WORDS = 0.17  # between two narrow letters
_WIDE = 0.4  # between two wide ones
_HANGUL = 0.21  # between Hangul and a figure: LibreOffice leaves a fifth
_MIXED = 0.5  # between a wide and a narrow one: typesetters leave a quarter
_CELLS = 2.0  # a table, or a column that begins anew
_WIDEST = 0.6  # that a gap between letters may be and be ordinary
_UNSEEN = 0.15  # a space so narrow between two wide letters is none
_FEWEST = 3  # gaps that show what is ordinary
_EVEN, _MOSTLY = 0.05, 0.8  # of a pitch, by which steps may differ, and of the steps that must not
_WIDEST_PITCH = 1.3  # sizes
_LABEL = 6  # characters: (10), 第10条, with a gap behind them

_ENDING = re.compile(r"[다요][.]|[의를을는며고](?=\s)")  # of a Korean word, which programs break at a line's end
_IN_NUMBER = re.compile(r"[0-9]\n[0-9,.]|[0-9][,.]\n[0-9]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]*$")

_REMEMBERED = 10_000  # characters of which it is known how wide they are

Pair = tuple[Glyph, Glyph]


def spaced_text(run: Sequence[Glyph], gaps: Gaps | None = None) -> str:
    """Return the text of a line or of a part of one, with a space or a tab where its characters stand apart."""
    gaps = gaps or Gaps.of(run)
    text, spaces = "", ""
    last: Glyph | None = None
    for i, glyph in enumerate(run):
        if glyph.text.isspace():
            spaces += glyph.text
            continue
        text += _between(run[i - 1], last, glyph, spaces, gaps, text) if last else ""
        text += glyph.text
        last, spaces = glyph, ""
    return text.removesuffix(HYPHEN).replace(HYPHEN, "") + (HYPHEN if text.endswith(HYPHEN) else "")


def parted(run: Sequence[Glyph], apart: float, gaps: Gaps) -> list[list[Glyph]]:
    """Return the parts of a line, or of a part of one, so many sizes apart, or farther with spaces between."""
    parts: list[list[Glyph]] = []
    before, last = run[0], None
    for glyph in run:
        is_space = glyph.text.isspace()
        if last is None and not is_space:
            parts.append([])
        elif last and not is_space:
            ordinary = gaps.ordinary(last, glyph)
            if _gap(before, glyph) > ordinary + apart or _gap(last, glyph) > ordinary + _CELLS:
                parts.append([])
        if parts:
            parts[-1].append(glyph)
        before, last = glyph, last if is_space else glyph
    return parts


def glue(above: str, below: str) -> str:
    """Return what joins two lines of one paragraph: a space between words."""
    last, first = above[-1], below[0]
    if last == HYPHEN or is_wide(last) or is_wide(first) or _ADDRESS.search(above):
        return ""
    if is_hangul(last) and _ENDING.match(below):
        return ""
    in_number = _IN_NUMBER.search(above[-2:] + "\n" + first)
    return "" if in_number and any(map(is_wide, above)) else " "


@lru_cache(_REMEMBERED)
def is_wide(character: str) -> bool:
    """Tell whether a character fills a square, as those of Japanese and Chinese do; Hangul has spaces between words."""
    return unicodedata.east_asian_width(character) in "WF" and not is_hangul(character)


def is_hangul(character: str) -> bool:
    """Tell whether a character is a syllable of Hangul."""
    return "\uac00" <= character <= "\ud7a3"


def _between(before: Glyph, last: Glyph, glyph: Glyph, spaces: str, gaps: Gaps, text: str) -> str:
    """Return what stands between two characters of a line: spaces that the PDF holds, or one made of a gap."""
    if _together(last, glyph):
        return spaces
    ordinary, behind = gaps.ordinary(last, glyph), _gap(before, glyph)
    if behind > ordinary + _CELLS:
        return " " if len(text) <= _LABEL else "\t"
    if spaces:
        unseen = _UNSEEN if gaps.wide < _UNSEEN else gaps.wide + _WIDE
        both_wide = _is_wide(last) and _is_wide(glyph)
        return "" if spaces == " " and both_wide and _gap(last, glyph) < unseen else spaces
    return " " if behind > ordinary + gaps.most(last, glyph) else ""


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps, in sizes, that are ordinary in a line."""

    wide: float  # between two wide letters
    narrow: _Narrow

    @classmethod
    def of(cls, run: Sequence[Glyph]) -> Gaps:
        """Return what is ordinary in this line."""
        letters = [glyph for glyph in run if not glyph.text.isspace()]
        pairs = [pair for pair in pairwise(letters) if not _together(*pair)]
        wide = _ordinary([_gap(*pair) for pair in pairs if _is_wide(pair[0]) and _is_wide(pair[1])])
        narrow = [pair for pair in pairwise(run) if _is_narrow(pair[0]) and _is_narrow(pair[1])]
        return cls(wide, _Narrow.of(narrow) if len(narrow) >= _FEWEST else _Narrow(wide, 0.0, _WORDS))

    def ordinary(self, last: Glyph, glyph: Glyph) -> float:
        """Return the gap that is ordinary between these two letters."""
        match _is_wide(last), _is_wide(glyph):
            case True, True:
                return self.wide
            case False, False:
                return self.narrow.between(last)
        return max(self.wide, self.narrow.ordinary)

    def most(self, last: Glyph, glyph: Glyph) -> float:
        """Return what a gap between these two may have beyond the ordinary and be no space."""
        match _is_wide(last), _is_wide(glyph):
            case True, True:
                return _WIDE
            case False, False if is_hangul(last.text) != is_hangul(glyph.text):
                return max(self.narrow.words, _HANGUL)
            case False, False:
                return self.narrow.words
        return _MIXED


@dataclass(frozen=True, slots=True)
class _Narrow:
    """What lies between the narrow letters of a line: one gap, or what lets each begin one pitch after another."""

    ordinary: float
    pitch: float  # points; 0 where they follow one another by their widths
    words: float

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> _Narrow:
        """Return what is ordinary between these letters."""
        steps = [(other.box[0] - one.box[0]) for one, other in pairs]
        step = statistics.median(steps) if len(steps) >= _FEWEST else 0.0
        if 0 < step <= _WIDEST_PITCH * pairs[0][0].size and _are_even(steps, step):
            widths = [round(one.box[2] - one.box[0], 1) for one, _ in pairs]
            others = [one for one, width in zip(steps, widths, strict=True) if width != statistics.mode(widths)]
            if others and _are_even(others, step):
                return cls(0.0, step, _WIDE)
        return cls(_ordinary([_gap(*pair) for pair in pairs]), 0.0, _WORDS)

    def between(self, letter: Glyph) -> float:
        """Return the gap, in sizes, that is ordinary after a letter."""
        return (self.pitch - (letter.box[2] - letter.box[0])) / letter.size if self.pitch else self.ordinary


def _are_even(steps: Sequence[float], step: float) -> bool:
    return sum(abs(one - step) < _EVEN * step for one in steps) >= _MOSTLY * len(steps)


def _ordinary(gaps: Sequence[float]) -> float:
    """Return the gap that letters of a line have between them: none if they are few, or stand in cells."""
    if len(gaps) < _FEWEST:
        return 0.0
    middle = statistics.median(gaps)
    return max(middle, 0.0) if middle <= _WIDEST else 0.0


def _gap(one: Glyph, other: Glyph) -> float:
    return (other.box[0] - one.box[2]) / max(min(one.size, other.size), 0.1)


def _together(one: Glyph, other: Glyph) -> bool:
    """Tell whether the page says what the text of two characters is, and not where they stand."""
    return one.meant and (other.meant or one.box[0] < other.box[0])


def _is_wide(glyph: Glyph) -> bool:
    return is_wide(glyph.text[0])


def _is_narrow(glyph: Glyph) -> bool:
    return not glyph.text.isspace() and not _is_wide(glyph)
