"""Lines, and which of them are one unit: where a line break says something and where it is only layout.

A blank line, a tab, a bullet or a date line always ends a unit, and so does a row: a line with columns, as its
neighbours have them, or one that begins as its neighbour does. A break is joined only inside a block that shows
wrapping: adjacent lines that each run to the right margin, in that the next line's first word would not have fitted.
There a line that stays short of the margin in the middle of a sentence (justified type, a hanging indent) is joined
too. What the format says to be one, a heading, is one unit, and nothing else belongs to it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from tripqa.domain import Span
from tripqa.text.dates import is_date_line
from tripqa.text.folding import LINE_BREAK, fold, is_japanese
from tripqa.text.numbering import numbered
from tripqa.text.rows import begin_alike, find_rows

BULLET = re.compile(r"(?:[-*+‐–—•●○◦▪▫■□◆◇▶▷►·・※]|\(?[0-9]{1,2}[.)]|[①-⑳])(?=\s|[^\W\d_])")
NARROWEST_WRAP = 30  # columns: below it, lines of like width are a list
_SURE_WRAP = 50  # columns: from it on, one full line is enough
_SLACK = 4  # columns: punctuation may not begin a line, so the line above stays short
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[。．.!?！？:：」』]\s*$")
_STOP = re.compile(r"[。．!！?？]|[.](?=\s|$)")
_LEAST_FULL = 0.6  # share of the margin that a line inside a sentence has, however its type is set


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its margins. Blank lines are not lines; they are counted above the next one."""

    start: int
    end: int
    text: str
    blank_above: int
    tabbed: bool

    @property
    def is_bullet(self) -> bool:
        """Tell whether the line begins with a list mark."""
        return BULLET.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that are read as one. Its line breaks are layout."""

    start: int
    end: int
    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        """Return the line that says what kind of unit this is."""
        return self.lines[0]


def lines(text: str) -> Iterator[Line]:
    """Yield the lines that hold something other than white space."""
    start, blank = 0, 0
    for end, after in _bounds(text):
        raw = text[start:end]
        content = raw.strip()
        if content:
            left = start + raw.index(content)
            yield Line(left, left + len(content), content, blank, "\t" in raw)
            blank = 0
        else:
            blank += 1
        start = after


def units(text: str, headings: Sequence[Span] = ()) -> list[Unit]:
    """Split a text into units, in reading order. Every character that is not white space lies in one.

    The lines of each heading, known from the format and in reading order, are one unit.
    """
    return [
        Unit(group[0].start, group[-1].end, tuple(group))
        for heading, found in groupby(lines(text), key=lambda line: _in_heading(line, headings))
        for group in (_wrapped(found) if heading is None else [list(found)])
    ]


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    for found in LINE_BREAK.finditer(text):
        yield found.start(), found.end()
    yield len(text), len(text)


def _in_heading(line: Line, headings: Sequence[Span]) -> int | None:
    """Return the number of the heading that a line belongs to."""
    number = bisect_right(headings, line.start, key=lambda heading: heading[1])
    return number if number < len(headings) and headings[number][0] < line.end else None


def _wrapped(found: Iterable[Line]) -> Iterator[list[Line]]:
    """Join lines whose breaks are layout."""
    return (group for block in _blocks(found) for group in _joined(block))


def _blocks(found: Iterable[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in found:
        if block and line.blank_above:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _joined(block: Sequence[Line]) -> Iterator[list[Line]]:
    margin, rows = _wrap_margin(block), find_rows([line.text for line in block])
    last_stop = max((i for i, line in enumerate(block) if _STOP.search(line.text)), default=-1)
    group = [block[0]]
    for i, (line, following) in enumerate(pairwise(block)):
        apart = i in rows or i + 1 in rows or not _may_join(line, following)
        if margin and not apart and (_is_full(line, following, margin) or _goes_on(line, i < last_stop, margin)):
            group.append(following)
        else:
            yield group
            group = [following]
    yield group


def _goes_on(line: Line, is_stopped: bool, margin: int) -> bool:
    """Tell whether a line breaks off inside a sentence that stops below it."""
    return is_stopped and not _SENTENCE_END.search(line.text) and columns(line.text) >= _LEAST_FULL * margin


def _wrap_margin(block: Sequence[Line]) -> int | None:
    """Return the width that the block is wrapped at, in columns, or None if it shows no wrapping."""
    width = max(columns(line.text) for line in block)
    if width < NARROWEST_WRAP:
        return None
    full = [
        line for line, following in pairwise(block) if _may_join(line, following) and _is_full(line, following, width)
    ]
    inside = [line for line in full if not _SENTENCE_END.search(line.text)]
    enough = len(full) >= 2 or (len(full) == 1 and width >= _SURE_WRAP)
    return width if enough and inside else None


def _may_join(line: Line, following: Line) -> bool:
    return not (
        (_SENTENCE_END.search(line.text) and numbered(fold(following.text).text))
        or line.tabbed
        or following.tabbed
        or following.is_bullet
        or is_date_line(line.text)
        or is_date_line(following.text)
        or begin_alike(line.text, following.text)
    )


def _is_full(line: Line, following: Line, margin: int) -> bool:
    return columns(line.text) + columns(_first_word(following.text)) > margin - _SLACK


def _first_word(text: str) -> str:
    word = _WORD.match(text)
    if word is None or is_japanese(text[0]):
        return text[:1]
    return " " + word.group()


def columns(text: str) -> int:
    """Return how wide a text is; a wide character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
