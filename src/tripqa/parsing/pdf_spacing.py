"""Spaces in a line of a PDF, out of the gaps between its characters.

A PDF knows few spaces: words stand apart. How far apart is told by the line itself, for letters may be set apart
throughout, to fill a line or because a program writes them so. Between two letters of Japanese or Chinese, and between
those and Latin ones, typesetters leave gaps that are no spaces.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tripqa.parsing.pdf_glyphs import HYPHEN, Glyph

# Sizes of the font, beyond the gap that is ordinary in the line.
_WORDS = 0.17  # between two narrow letters
_WIDE = 0.4  # between two wide ones
_MIXED = 0.5  # between a wide and a narrow one: typesetters leave a quarter
_CELLS = 2.0  # a table, or a column that begins anew
_WIDEST = 0.6  # that a gap between letters may be and be ordinary
_UNSEEN = 0.15  # a space so narrow between two wide letters is none
_FEWEST = 3  # gaps that show what is ordinary
_EVEN, _MOSTLY = 0.05, 0.8  # of a pitch, by which steps may differ, and of the steps that must not
_WIDEST_PITCH = 1.3  # sizes
_LABEL = 6  # characters: (10), 第10条, with a gap behind them

Pair = tuple[Glyph, Glyph]


def spaced_text(run: Sequence[Glyph]) -> str:
    """Return the text of a line, with a space or a tab where its characters stand apart."""
    letters = [glyph for glyph in run if not glyph.text.isspace()]
    pairs = [pair for pair in pairwise(letters) if not _together(*pair)]
    wide = _ordinary([_gap(*pair) for pair in pairs if _is_wide(pair[0]) and _is_wide(pair[1])])
    narrow = _Narrow.of([pair for pair in pairwise(run) if _is_narrow(pair[0]) and _is_narrow(pair[1])])
    text, spaces = "", ""
    last: Glyph | None = None
    for i, glyph in enumerate(run):
        if glyph.text.isspace():
            spaces += glyph.text
            continue
        text += _between(run[i - 1], last, glyph, spaces, wide, narrow, text) if last else ""
        text += glyph.text
        last, spaces = glyph, ""
    return text.removesuffix(HYPHEN).replace(HYPHEN, "") + (HYPHEN if text.endswith(HYPHEN) else "")


def is_wide(character: str) -> bool:
    """Tell whether a character fills a square, as those of Japanese and Chinese do; Hangul has spaces between words."""
    return unicodedata.east_asian_width(character) in "WF" and not "\uac00" <= character <= "\ud7a3"


def _between(before: Glyph, last: Glyph, glyph: Glyph, spaces: str, wide: float, narrow: _Narrow, text: str) -> str:
    """Return what stands between two characters of a line: spaces that the PDF holds, or one made of a gap."""
    if _together(last, glyph):
        return spaces
    both_wide = _is_wide(last) and _is_wide(glyph)
    if _is_wide(last) or _is_wide(glyph):
        ordinary, most = (wide, _WIDE) if both_wide else (max(wide, narrow.ordinary), _MIXED)
    else:
        ordinary, most = narrow.between(last), narrow.words
    behind = _gap(before, glyph)
    if behind > ordinary + _CELLS:
        return " " if len(text) <= _LABEL else "\t"
    if spaces:
        unseen = _UNSEEN if wide < _UNSEEN else wide + _WIDE
        return "" if spaces == " " and both_wide and _gap(last, glyph) < unseen else spaces
    return " " if behind > ordinary + most else ""


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
        even = sum(abs(one - step) < _EVEN * step for one in steps) >= _MOSTLY * len(steps) if step else False
        uneven_letters = {round(one.box[2] - one.box[0], 1) for one, _ in pairs}
        if even and len(uneven_letters) > 1 and step <= _WIDEST_PITCH * pairs[0][0].size:
            return cls(0.0, step, _WIDE)
        return cls(_ordinary([_gap(*pair) for pair in pairs]), 0.0, _WORDS)

    def between(self, letter: Glyph) -> float:
        """Return the gap, in sizes, that is ordinary after a letter."""
        return (self.pitch - (letter.box[2] - letter.box[0])) / letter.size if self.pitch else self.ordinary


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
