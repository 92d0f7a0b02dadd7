"""Sentences of one unit, and the cutting of those that are too long to quote.

Own rule, since no library tried kept 「…。」と together, survived hard line breaks and left list marks alone
(docs/decisions). A sentence ends at 。！？!? or at a full stop before white space, outside brackets.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from tripqa.domain import Span
from tripqa.text.folding import cluster_starts

_OPEN, _CLOSE = "「『（(【〈《［[｢", "」』）)】〉》］]｣"
_PARTNER = dict(zip(_CLOSE, _OPEN, strict=True))
_BRACKET = re.compile("[" + re.escape(_OPEN + _CLOSE) + "]")
_MARK = re.compile(r"[。！？!?｡．]+|\.+(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:(?<![A-Za-z])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|No|Nos|Fig|Ver|vs|etc|approx|Inc|Ltd|Co|e\.g|i\.e|cf|al))$"
)
_LONGEST_ABBREVIATION = 8  # characters, with the one before it
_TAIL = re.compile(r"[」』）)】〉》\]”\"’']*")
_CLAUSE_ENDS = ("、,，;；:：", "・ 　\n\t/／")


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of `text[start:end]`, without white space around them."""
    cuts = [start, *_ends(text, start, end), end]
    return [span for left, right in pairwise(cuts) if (span := _trimmed(text, left, right))]


def cut(text: str, span: Span, longest: int) -> list[Span]:
    """Cut a sentence longer than `longest` characters: after a clause, else at a space, else where it must be."""
    start, end = span
    pieces: list[Span] = []
    while end - start > longest:
        at = _cut_place(text, start, start + longest)
        if piece := _trimmed(text, start, at):
            pieces.append(piece)
        start = at
    last = _trimmed(text, start, end)
    return [*pieces, last] if last else pieces


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    brackets = _bracketed(text, start, end)
    lefts = [left for left, _ in brackets]
    for mark in _MARK.finditer(text, start, end):
        nearest = bisect_left(lefts, mark.start()) - 1
        if nearest >= 0 and mark.start() < brackets[nearest][1]:
            continue
        if mark.group()[0] == "." and _ABBREVIATION.search(
            text, max(start, mark.start() - _LONGEST_ABBREVIATION), mark.start()
        ):
            continue
        tail = _TAIL.match(text, mark.end(), end)
        yield tail.end() if tail else mark.end()


def _bracketed(text: str, start: int, end: int) -> list[Span]:
    """Return the outermost stretches inside brackets that are closed; an open one must not swallow the rest."""
    waiting: dict[str, list[int]] = {mark: [] for mark in _OPEN}
    outermost: list[Span] = []
    for found in _BRACKET.finditer(text, start, end):
        character, i = found.group(), found.start()
        if character in waiting:
            waiting[character].append(i)
        elif opened := waiting[_PARTNER[character]]:
            left = opened.pop()
            while outermost and outermost[-1][0] > left:
                outermost.pop()
            outermost.append((left, i))
    return outermost


def _cut_place(text: str, start: int, limit: int) -> int:
    places = [start + offset for offset in cluster_starts(text[start : limit + 1]) if 0 < offset <= limit - start]
    for marks in _CLAUSE_ENDS:
        after = [place for place in places if text[place - 1] in marks and not _in_number(text, place)]
        if after and after[-1] > start + (limit - start) // 3:
            return after[-1]
    return places[-1] if places else limit


def _in_number(text: str, place: int) -> bool:
    """Tell whether a place lies inside a figure such as 1,000 or 14:00."""
    return place < len(text) and text[place].isdigit() and text[place - 2 : place - 1].isdigit()


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    content = piece.strip()
    if not content:
        return None
    left = start + len(piece) - len(piece.lstrip())
    return left, left + len(content)
