"""What a passage shares with a question, as the passage writes it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from tripqa.domain import Span
from tripqa.text.dates import find_days
from tripqa.text.folding import fold
from tripqa.text.terms import find_terms, is_single

_SHORTEST = 2  # characters: a lone ideograph, letter or digit says little
_SHORTEST_HIRAGANA = 3  # して and ます are in half of all sentences
_HIRAGANA = re.compile(r"[\u3041-\u309f]+")


def matched(texts: Iterable[str], terms: Collection[str]) -> tuple[str, ...]:
    """Return the stretches of texts that are made of these terms, in reading order; none inside another."""
    found = dict.fromkeys(text[start:end] for text in texts for start, end in _stretches(text, terms))
    return tuple(one for one in found if not any(one in other for other in found if other != one))


def _stretches(text: str, terms: Collection[str]) -> Iterator[Span]:
    """Yield where terms stand in a text, those that touch or overlap put together."""
    folded = fold(text)
    start = end = -1
    for place in [*_places(folded.text, terms), (len(folded.text) + 1, -1)]:
        if place[0] > end:
            if start >= 0 and end - start >= _shortest(folded.text[start:end]):
                yield folded.origin(start, end)
            start = place[0]
        end = max(end, place[1])


def _shortest(stretch: str) -> int:
    return _SHORTEST_HIRAGANA if _HIRAGANA.fullmatch(stretch) else _SHORTEST


def _places(folded: str, terms: Collection[str]) -> list[Span]:
    """Return where terms of more than one character of a script without spaces stand.

    Of a day that was not asked for, its digits are not shown.
    """
    days = [(day.start, day.end) for day in find_days(folded)]
    found = [(term.start, term.end) for term in find_terms(folded) if term.text in terms and not is_single(term.text)]
    return sorted(place for place in found if place in days or not any(a <= place[0] < b for a, b in days))
