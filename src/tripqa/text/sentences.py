"""Sentences of one unit, and the cutting of those that are too long to quote.

Own rule, since no library tried kept 「…。」と together, survived hard line breaks and left list marks alone
(docs/decisions). A sentence ends at 。！？!? or at a full stop before white space, outside brackets, and never
inside what is one word to a reader: a number, a date with points, an address of the web, a tag, the number of an item.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tripqa.domain import Span
from tripqa.text.folding import cluster_starts

_OPEN, _CLOSE = "「『（(【〈《［[｢", "」』）)】〉》］]｣"
_PARTNER = dict(zip(_CLOSE, _OPEN, strict=True))
_BRACKET = re.compile("[" + re.escape(_OPEN + _CLOSE) + "]")
_MARK = re.compile(r"[。！？!?｡．]+|\.+(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:(?<![A-Za-z])(?:[A-Za-z]|Mr|Mrs|Ms|Messrs|Dr|Drs|Prof|Hon|Rev|Gov|Sen|Rep|Gen|Col|Capt|Jr|Sr|St|Mt|Ave|Blvd|Rd"
    r"|Bldg|Nos?|Figs?|Eqs?|Secs?|Arts?|Ch|Vols?|pp|Ver|vs|etc|approx|est|Inc|Ltd|Co|Corp|Dept|Div|Assn|Ph\.D|e\.g|i\.e|cf"
    r"|al|ca|[Tt]el|[Ee]xt|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))$"
)
_LONGEST_ABBREVIATION = 8  # characters, with the one before it
_GOES_ON = re.compile(r"\s+[a-z]")  # behind a full stop: no sentence begins so
_WHOLE = re.compile(
    r"(?:https?|ftp)://[!-;=?-~]*[A-Za-z0-9_/=&#%~-]|www\.[!-;=?-~]*[A-Za-z0-9_/=&#%~-]"
    r"|</?[A-Za-z][^<>]{0,300}>|`[^`\n]+`"
    r"|\d+(?:[ \u3000]?[．.,，][ \u3000]?\d+)*[ \u3000]?．[ \u3000]?\d+"
    r"|(?<!\d)(?:\d{4}|['’]\d\d)[ ]?\.\s?\d{1,2}\.(?:\s?\d{1,2}\.)?"  # 2025. 9. 8.
    r"|(?<![\d.])\d{1,2}\.\s\d{1,2}\.(?=\s?[(~])",  # 9. 8.(월)
)
_ITEM = re.compile(
    r"\s*[(（]?(?:\d{1,3}(?:[.．-]\d{1,3})*|[IVX]{1,5}|[Ⅰ-Ⅻ]+|[A-Za-z]|[가나다라마바사아자차카타파하]|[一二三四五六七八九十壹貳參肆伍陸柒捌玖拾]{1,3})"
    r"[.．](?!\d)"
)
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
    brackets, words = _bracketed(text, start, end), _whole(text, start, end)
    for mark in _MARK.finditer(text, start, end):
        if _inside(mark.start(), brackets) or _inside(mark.start(), words) or _is_no_stop(text, mark, start, end):
            continue
        tail = _TAIL.match(text, mark.end(), end)
        yield tail.end() if tail else mark.end()


def _is_no_stop(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """Tell whether a mark is a point that ends no sentence: that of an abbreviation, or one behind which it goes on."""
    if mark.group()[0] != ".":
        return False
    before = max(start, mark.start() - _LONGEST_ABBREVIATION)
    return bool(_ABBREVIATION.search(text, before, mark.start()) or _GOES_ON.match(text, mark.end(), end))


def _whole(text: str, start: int, end: int) -> list[Span]:
    """Return the stretches that are one word to a reader, whatever marks are in them."""
    item = _ITEM.match(text, start, end)
    words = [found.span() for found in _WHOLE.finditer(text, item.end() if item else start, end)]
    return [item.span(), *words] if item else words


def _inside(place: int, spans: Sequence[Span]) -> bool:
    """Tell whether a place lies in one of some spans, in order."""
    nearest = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return nearest >= 0 and place < spans[nearest][1]


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
    words = [(left + 1, right) for left, right in _whole(text, start, limit)]  # between which it may be cut
    places = [start + offset for offset in cluster_starts(text[start : limit + 1]) if 0 < offset <= limit - start]
    for marks in _CLAUSE_ENDS:
        after = [place for place in places if text[place - 1] in marks and not _in_number(text, place)]
        after = [place for place in after if not _inside(place, words)]
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
