"""What a passage shares with a question, as the passage writes it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate

from tripqa.domain import Span
from tripqa.text.dates import find_days
from tripqa.text.folding import fold
from tripqa.text.scripts import HIRAGANA
from tripqa.text.terms import Term, find_terms, is_single

_SHORTEST = 2  # characters: a lone ideograph, letter or digit says little
_SHORTEST_HIRAGANA = 3  # して and ます are in half of all sentences
_HIRAGANA = re.compile(f"[{HIRAGANA}]+")


class Wording:
    """Some texts with the places of their terms: made once, compared with many questions."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._folded = [fold(text) for text in self._texts]
        lengths = (len(folded.text) + 1 for folded in self._folded)
        self._starts = list(accumulate(lengths, initial=0))  # of each text among all of them, put one after another
        self._places: dict[str, list[Span]] = {}
        for start, folded in zip(self._starts, self._folded, strict=False):
            for term, first, last in _places(folded.text):
                self._places.setdefault(term, []).append((start + first, start + last))

    def matched(self, terms: Collection[str]) -> tuple[str, ...]:
        """Return the stretches that are made of these terms, in reading order; none inside another."""
        places = sorted(place for term in terms for place in self._places.get(term, ()))
        found = dict.fromkeys(filter(None, (self._shown(*stretch) for stretch in _stretches(places))))
        return tuple(one for one in found if not any(one in other for other in found if other != one))

    def _shown(self, start: int, end: int) -> str:
        """Return what stands in the original of a stretch; nothing where that says too little."""
        number = bisect_right(self._starts, start) - 1
        folded, before = self._folded[number], self._starts[number]
        stretch = folded.text[start - before : end - before]
        if len(stretch) < (_SHORTEST_HIRAGANA if _HIRAGANA.fullmatch(stretch) else _SHORTEST):
            return ""
        first, last = folded.origin(start - before, end - before)
        return self._texts[number][first:last]


def _stretches(places: Iterable[Span]) -> Iterator[Span]:
    """Put together what touches or overlaps."""
    start = end = -1
    for first, last in places:
        if first > end:
            if end >= 0:
                yield start, end
            start = first
        end = max(end, last)
    if end >= 0:
        yield start, end


def _places(folded: str) -> Iterator[Term]:
    """Yield the terms of more than one character of a script without spaces, and where they stand.

    The digits of a day are no terms of their own.
    """
    days = [(day.start, day.end) for day in find_days(folded)]
    for term in find_terms(folded):
        text, start, end = term
        if is_single(text) or (days and (start, end) not in days and any(a <= start < b for a, b in days)):
            continue
        yield term
