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

from tripqa.text.radicals import RADICALS

LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
WAVE_DASHES = str.maketrans({"〜": "~", "～": "~", "∼": "~", "∿": "~"})
_ALIKE = WAVE_DASHES | RADICALS  # what NFKC leaves apart, character for character
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
    """Fold a piece of a document: NFKC, one wave dash, radicals as ideographs, no layout spaces, line breaks joined.

    A line break inside the piece is taken for layout: whoever passes the piece has decided that it is one
    unit. Japanese and Chinese are joined without a space, other scripts with one.
    """
    return _without_layout_spaces(_mapped(_pieces(text)))


def fold_line(text: str) -> str:
    """Fold what was typed as one line: a title, a name. Spaces there separate words, so they stay, one at a time."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).split())


def fold_typed(text: str) -> str:
    """Fold a question as it was typed, for showing: without what cannot be seen, and without marks at its end."""
    return fold_line(_UNSEEN.sub("", text)).rstrip(_END_MARKS)


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
        yield _fold_break(part, first, last), start + first, start + last


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    starts: list[int] = []
    for i, character in enumerate(text):
        if not starts or i - starts[-1] == _LONGEST_CLUSTER or _begins_cluster(text, i, character):
            starts.append(i)
    yield from pairwise([*starts, len(text)] if text else [])


def _begins_cluster(text: str, i: int, character: str) -> bool:
    if LINE_BREAK.fullmatch(text[i - 1]):  # a mark that begins a line has nothing to combine with
        return not (character == "\n" and text[i - 1] == "\r")
    if character < "\u0300":  # Latin, digits, controls: nothing before them composes with them
        return True
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


def _fold_break(text: str, start: int, end: int) -> str:
    cluster = text[start:end]
    if LINE_BREAK.fullmatch(cluster):
        return "\n"
    if cluster == "\u3000":  # typed to separate, unlike the spaces a layout leaves
        return cluster
    return unicodedata.normalize("NFKC", cluster).translate(_ALIKE)


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


_UNSEEN = re.compile(  # Default_Ignorable_Code_Point (Unicode Standard Annex 44), of what questions are typed with
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\U000e0000-\U000e0fff]"
)
_END_MARKS = " .。．!?…‥、,;:"
_GAP = re.compile(r"[ \t\n]+")
_LAID_OUT = re.compile(r"[\n\u3000]")
_LONGEST_CLUSTER = (
    500  # characters: marks heaped higher are noise, and normalising them takes the square of their number
)


def _without_layout_spaces(folded: Folded) -> Folded:
    """Drop a lone space, or a break with its margins, between two Japanese characters; other breaks become a space."""
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
    if all(keep) and not _LAID_OUT.search(text):
        return folded
    kept = [i for i, flag in enumerate(keep) if flag]
    return Folded(
        "".join(" " if text[i] in "\n\u3000" else text[i] for i in kept),
        tuple(folded.starts[i] for i in kept),
        tuple(folded.ends[i] for i in kept),
    )


def _joins(character: str) -> bool:
    return is_japanese(character) or character in "、。「」『』"
