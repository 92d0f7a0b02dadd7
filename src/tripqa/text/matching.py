"""What a passage shares with a question, as the passage writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tripqa.domain import Span
from tripqa.text.folding import fold
from tripqa.text.terms import find_terms

_SHORTEST = 2  # characters: a lone kana or ideograph says nothing, a lone letter or digit little


def matched(texts: Iterable[str], terms: Collection[str]) -> tuple[str, ...]:
    """Return the stretches of texts that are made of these terms, in reading order; none inside another."""
    found = dict.fromkeys(text[start:end] for text in texts for start, end in _stretches(text, terms))
    return tuple(one for one in found if not any(one in other for other in found if other != one))


def _stretches(text: str, terms: Collection[str]) -> Iterator[Span]:
    """Yield where terms stand in a text, those that touch or overlap put together."""
    folded = fold(text)
    start = end = -1
    for place in sorted((term.start, term.end) for term in find_terms(folded.text) if term.text in terms):
        if place[0] > end:
            if end - start >= _SHORTEST:
                yield folded.origin(start, end)
            start = place[0]
        end = max(end, place[1])
    if end - start >= _SHORTEST:
        yield folded.origin(start, end)
