"""What a false premise says otherwise than the true one that stands beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

Ids = tuple[int, ...]
_LIKE, _MOST = 0.6, 0.5  # how like its twin a question is at least; what share of it is said otherwise at most


@dataclass(frozen=True, slots=True)
class Swapped:
    """Which tokens of a question its true twin says otherwise."""

    twin: Ids
    places: tuple[int, ...]


def swapped(question: Ids, others: Iterable[Ids]) -> Swapped | None:
    """Return what the likest of other questions says otherwise; None where none is like enough."""
    found, least = None, _LIKE
    for other in others:
        matcher = SequenceMatcher(None, question, other, autojunk=False)
        if matcher.quick_ratio() >= least and (like := matcher.ratio()) >= least:
            found, least = Swapped(other, _otherwise(matcher)), like
    return found if found and 0 < len(found.places) <= _MOST * len(question) else None


def _otherwise(matcher: SequenceMatcher[int]) -> tuple[int, ...]:
    changed = [(start, end) for name, start, end, _, _ in matcher.get_opcodes() if name != "equal"]
    return tuple(place for start, end in changed for place in range(start, end))
