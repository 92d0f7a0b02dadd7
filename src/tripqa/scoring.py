"""Scores of what was found for a question: their order, and two questions' fused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tripqa.ports import Candidates

_BARE = 0.2  # what a question as it was typed counts beside the same written out

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Found:
    """What the arms found for a question."""

    candidates: Candidates
    scores: Floats  # of each candidate
    places: Places  # of the candidates, best first


def best_first(scores: Floats) -> Places:
    """Return the places of scores, the best first; candidates come in passage-id order, and so equal ones stay."""
    return np.argsort(-scores, kind="stable")


def coverage(terms: frozenset[str], worth: Mapping[str, float]) -> float:
    """Return what these terms are worth, 0 to 1."""
    return sum(share for term, share in worth.items() if term in terms)


def only(candidates: Candidates, places: Places) -> Candidates:
    """Return the candidates at some places, in order."""
    bounds = candidates.bounds
    taken = [candidates.sentences[bounds[place] : bounds[place + 1]] for place in places.tolist()]
    ends = np.cumsum([0, *map(len, taken)], dtype=np.int64)
    sentences = np.concatenate([candidates.sentences[:0], *taken])
    return replace(
        candidates,
        numbers=candidates.numbers[places],
        dense=candidates.dense[places],
        lexical=candidates.lexical[places],
        sentences=sentences,
        bounds=ends,
    )


def fused(found: Found, bare: Found) -> Found:
    """Return what was found for a question written out, with scores that heed what was found for it as it was typed.

    Scores are added, not ranks, as those of the arms are. What the other did not find has the least of its scores.
    """
    by_number = dict(zip(bare.candidates.numbers.tolist(), bare.scores.tolist(), strict=True))
    least = min(by_number.values(), default=0.0)
    typed = np.array([by_number.get(number, least) for number in found.candidates.numbers.tolist()], np.float64)
    scores = (1 - _BARE) * found.scores + _BARE * typed
    return replace(found, scores=scores, places=best_first(scores))
