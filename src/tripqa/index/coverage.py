"""The lexical score: how much of a question's terms a passage holds, rare ones counting more."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from tripqa.text.terms import weight

DIGITS = 6  # that a score is rounded to: sums in another order differ beyond them, and equal ones must tie


def shares(terms: Collection[str], passages: int, holding: Callable[[str], int]) -> dict[str, float]:
    """Return what each distinct term of a question adds to the score of a passage that holds it; they add up to 1.

    `holding` says in how many of the passages a term occurs. The idf is that of BM25 (Robertson and Zaragoza, 2009).
    """
    weights = {term: weight(term) * _idf(passages, holding(term)) for term in sorted(set(terms))}
    total = sum(weights.values())
    return {term: found / total for term, found in weights.items()}


def _idf(passages: int, holding: int) -> float:
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
