"""Rows of a table whose columns are parted by spaces, as offices set them in plain text and PDFs.

Two neighbours make rows of each other: both end in values behind words, and one of them in two; or both have as many
columns, in a script that has no spaces between its words. Prose ends in a value by chance, and not twice. Nor do lines
of prose both begin with a date, with a time, or with what is counted on: 資料1, 資料2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tripqa.text import eras
from tripqa.text.clocks import begins_with_time
from tripqa.text.counting import ROUGH
from tripqa.text.dates import leading_date
from tripqa.text.folding import fold, is_japanese

_GAP = re.compile(r"[ \u3000]+")
_VALUE = re.compile(  # a figure with its unit and a remark, or a dash for none
    r"[(（]?[▲△+\-−±約]?[¥$₩￥]?\d[\d,.，．/:]*[^\s\d。、]{0,6}?[)）]?(?:[(（][^()（）]*[)）])?|[-–—―－ー…]|皆無|なし|없음|無"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s*(?:年度?|년도?|年)?")
_STOP = re.compile(r"[。．!！?？]|[.](?=\s|$)")
_COUNTED = re.compile(  # with a gap behind it: 資料1, 議案第41号; 令和5年度, 約5万 and "of 12" count nothing on
    rf"(?![a-z]|\D{{0,12}}(?:{ROUGH}|{eras.NAMES}|{eras.SHORT})\s?\d)(?P<label>[^\d\W]{{1,12}})\s?(?P<number>\d{{1,4}})"
    r"(?:[号號호回회](?![ぁ-ん及並又])|(?=[\s()\[「『【:]|\Z))"
)
_FEWEST_COLUMNS = 3


def find_rows(lines: Sequence[str]) -> frozenset[int]:
    """Return which of adjacent lines are rows."""
    cells = [_GAP.split(line) for line in lines]
    values = list(map(_values_at_end, cells))
    pairs = [
        (above, below)
        for above, below in pairwise(range(len(lines)))
        if _end_in_values(values[above], values[below]) or _in_columns(cells[above], cells[below])
    ]
    return frozenset(line for pair in pairs for line in pair)


def begin_alike(above: str, below: str) -> bool:
    """Tell whether two lines are rows by how they begin: both with a date, with a time, or with what is counted on."""
    if leading_date(above) and leading_date(below):
        return True
    one, other = fold(above).text, fold(below).text
    return (begins_with_time(one) and begins_with_time(other)) or _counts_on(one, other)


def is_figure(words: str) -> bool:
    """Tell whether folded words fill a cell of figures and name no column, as a year does."""
    return is_value(words) and not _YEAR.fullmatch(words)


def is_value(words: str) -> bool:
    """Tell whether words are what fills a cell of figures."""
    return _VALUE.fullmatch(words) is not None


def _counts_on(above: str, below: str) -> bool:
    one, other = _COUNTED.match(above), _COUNTED.match(below)
    if one is None or other is None:
        return False
    return one["label"] == other["label"] and int(one["number"]) < int(other["number"])


def _values_at_end(cells: Sequence[str]) -> int:
    """Return how many values a line ends in, behind words."""
    return next((i for i, cell in enumerate(reversed(cells)) if not is_value(cell)), 0)


def _end_in_values(above: int, below: int) -> bool:
    return min(above, below) >= 1 and max(above, below) > 1


def _in_columns(above: Sequence[str], below: Sequence[str]) -> bool:
    even = len(above) == len(below) >= _FEWEST_COLUMNS
    return even and all(map(_is_cell, above)) and all(map(_is_cell, below))


def _is_cell(words: str) -> bool:
    return not _STOP.search(words) and (is_japanese(words[0]) or is_value(words))
