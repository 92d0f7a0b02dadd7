"""The form of a text that search works on, with a map back to the characters it came from.

The folded text is never shown. What is found inside it is cited through the map (`Folded.origin`), so that a quote
stays byte-identical to its source; whole sentences carry their own spans.

NFKC composes across characters (か + U+3099, Hangul jamo) and one character can become eighteen, so the map
is of *clusters*: the shortest slices whose NFKC forms, put together, are the NFKC form of the whole
(Unicode Standard Annex 15, "Concatenation of normalized strings").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tripqa.text.number_spaces import spaces_in_numbers
from tripqa.text.radicals import RADICALS

LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
WAVE_DASHES = str.maketrans({"〜": "~", "～": "~", "∼": "~", "∿": "~"})
_UNSEEN = (  # soft hyphens, joiners, marks of order, variation selectors: they choose a form, not a character
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
UNSEEN = re.compile(f"[{_UNSEEN}]")
_UNSEEN_END = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+\\Z")  # of no character before it
ALIKE = (
    WAVE_DASHES | str.maketrans({"\u2010": "-", "\u2212": "-"}) | RADICALS
)  # what NFKC leaves apart, character for character
_KANJI_ZERO = re.compile("(?<=[〇一二三四五六七八九])[○◯]+(?=[〇一二三四五六七八九十百千万萬億兆年月日円人名%])")
_STABLE = r"[ -~\u3001-\u3015\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3]"  # each folds to itself
_PLAIN = re.compile(rf"{_STABLE}+(?={_STABLE}|\Z)")  # and nothing after it composes with its last character
_LAST_WITH_DECOMPOSITION = 0x1FFFF  # beyond it only CJK ideographs decompose, each to a single one


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. Character i of it comes from `original[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that `text[start:end]` (not empty) comes from."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold a piece of a document: NFKC without what is not seen, one wave dash and minus, radicals as ideographs,
    no layout spaces, none inside numbers, line breaks joined.

    A line break inside the piece is taken for layout: whoever passes the piece has decided that it is one
    unit. Japanese and Chinese are joined without a space, other scripts with one.
    """
    return _without_layout_spaces(_mapped(_pieces(text)), text)


def fold_line(text: str) -> str:
    """Fold what was typed as one line: a title, a name. Spaces there separate words, so they stay, one at a time."""
    return _with_kanji_zeros(" ".join(_characters(UNSEEN.sub("", text)).split()))


def fold_typed(text: str) -> str:
    """Fold a question as it was typed, for showing, without marks at its end."""
    return fold_line(text).rstrip(_END_MARKS)


def fold_question(text: str) -> str:
    """Fold a question to what it asks, so that one in capitals is the same: fold_typed in lower case."""
    return lowered(fold_typed(text))


def lowered(text: str) -> str:
    """Return a text in lower case, character for character."""
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)


def is_japanese(character: str) -> bool:
    """Tell whether a character is kana or a Han ideograph; Japanese is written without spaces between them."""
    return (
        "\u3041" <= character <= "\u30ff"
        or "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or character in "々〆〇"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def cluster_starts(text: str) -> list[int]:
    """Return where each cluster begins: the places at which a text may be cut without changing its folded form."""
    return [start for start, _ in _clusters(text)]


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield folded pieces with where they come from; a plain run is one piece, which folding does not change."""
    done = 0
    for run in _PLAIN.finditer(text):
        yield from _folded_clusters(text, done, run.start())
        yield run.group(), run.start(), run.end()
        done = run.end()
    yield from _folded_clusters(text, done, len(text))


def _folded_clusters(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    part = text[start:end]
    for first, last in _clusters(part):
        cluster = part[first:last]
        yield _fold_break(UNSEEN.sub("", cluster)), start + first, start + last - _unseen_at_end(cluster)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    starts: list[int] = []
    for i, character in enumerate(text):
        if not starts or i - starts[-1] == _LONGEST_CLUSTER or _begins_cluster(text, i, character):
            starts.append(i)
    yield from pairwise([*starts, len(text)] if text else [])


def _begins_cluster(text: str, i: int, character: str) -> bool:
    if LINE_BREAK.fullmatch(text[i - 1]):  # a mark that begins a line has nothing to combine with
        return not (character == "\n" and text[i - 1] == "\r")
    if character == "\u00ad":
        return False
    if character < "\u0300":  # Latin, digits, controls: nothing before them composes with them
        return True
    if UNSEEN.match(character):
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    return not unicodedata.combining(first) and first not in _composing_starters()


@cache
def _composing_starters() -> frozenset[str]:
    """Return the characters of combining class 0 that compose with the one before (Hangul vowels, …)."""
    seconds = set("".join(map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)))))
    for code in range(_LAST_WITH_DECOMPOSITION):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    return frozenset(character for character in seconds if not unicodedata.combining(character))


def _unseen_at_end(cluster: str) -> int:
    """Return how many characters at the end of a cluster are shown nowhere, and are no part of what is quoted."""
    found = _UNSEEN_END.search(cluster)
    return len(found.group()) if found and found.start() else 0


def _fold_break(cluster: str) -> str:
    if LINE_BREAK.fullmatch(cluster):
        return "\n"
    if cluster == "\u3000":  # typed to separate, unlike the spaces a layout leaves
        return cluster
    return _characters(cluster)


def _characters(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(ALIKE)


def _with_kanji_zeros(text: str) -> str:
    """Return a text with the circles between numerals as the zeros that they stand for: 二○二五年."""
    return _KANJI_ZERO.sub(lambda circles: "〇" * len(circles.group()), text)


def _mapped(pieces: Iterable[tuple[str, int, int]]) -> Folded:
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in pieces:
        texts.append(piece)
        if len(piece) == end - start and _PLAIN.fullmatch(piece):
            starts += range(start, end)
            ends += range(start + 1, end + 1)
        else:
            starts += [start] * len(piece)
            ends += [end] * len(piece)
    return Folded("".join(texts), tuple(starts), tuple(ends))


_END_MARKS = " .。．!?…‥、,;:"
_GAP = re.compile(r"[ \t\n]+")
_LAID_OUT = re.compile(r"[\n\u3000○◯]")
_LONGEST_CLUSTER = (
    500  # characters: marks heaped higher are noise, and normalising them takes the square of their number
)


def _without_layout_spaces(folded: Folded, original: str) -> Folded:
    """Drop a lone space, or a break with its margins, between two Japanese characters; other breaks become a space.

    Spaces inside a number go too.
    """
    text, keep = folded.text, bytearray(b"\x01") * len(folded.text)
    for gap in _GAP.finditer(text):
        start, end = gap.span()
        if gap.group() != " " and "\n" not in gap.group():
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        if after and folded.starts[start] == folded.starts[end]:
            continue  # a space that NFKC made out of a character, as in ゛
        keep[start:end] = bytes(end - start)
        if not (before and after and _joins(before) and _joins(after)):
            keep[start] = 1
    for place in spaces_in_numbers(text, lambda space: original[folded.starts[space]]):
        keep[place] = 0
    if all(keep) and not _LAID_OUT.search(text):
        return folded
    kept = [i for i, flag in enumerate(keep) if flag]
    return Folded(
        _with_kanji_zeros("".join(" " if text[i] in "\n\u3000" else text[i] for i in kept)),
        tuple(folded.starts[i] for i in kept),
        tuple(folded.ends[i] for i in kept),
    )


def _joins(character: str) -> bool:
    return is_japanese(character) or character in "、。「」『』"
