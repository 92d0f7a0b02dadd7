"""The nearest of many vectors without the rest of a search: all compared, and skimmed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from tripqa.index.vectors import PassageVectors
from tripqa.ports import Vector, Vectors
from tripqa.retrieval import CANDIDATES
from tripqa_lab.benchmarks.load import percentile
from tripqa_lab.benchmarks.table import Sheet

_TOP = 10
_COSINE = 0.9  # of a vector and itself perturbed, about
_COLUMNS = ("vectors", "real", "encoder", "all compared ms", "skimmed ms", f"recall@{_TOP} skimmed")


@dataclass(frozen=True, slots=True)
class Alone:
    """What finding the nearest of so many vectors took: seconds of each question."""

    vectors: int
    real: int  # of them; the others are these, perturbed
    compared: tuple[float, ...]
    skimmed: tuple[float, ...]
    recall: float


def find_among(real: Vectors, size: int, questions: Sequence[Vector]) -> Alone:
    """Look for the nearest of so many vectors: real ones, and then these perturbed, again and again."""
    vectors = grown(real, size)
    compared, skimmed = PassageVectors(vectors, None), PassageVectors.skimming(vectors)

    def taken(among: PassageVectors) -> tuple[float, ...]:
        return timed([partial(among.nearest, question, CANDIDATES, None) for question in questions])

    recall = recall_skimmed(vectors, skimmed, questions)
    return Alone(size, min(size, len(real)), taken(compared), taken(skimmed), recall)


def recall_skimmed(vectors: Vectors, skimmed: PassageVectors, questions: Sequence[Vector]) -> float:
    """Return the share of the nearest ten that are found by skimming for as many as a search asks for."""
    compared, shares = PassageVectors(vectors, None), []
    for question in questions:
        best, found = (
            np.sort(among.cosines(among.nearest(question, CANDIDATES, None), question))[::-1][:_TOP]
            for among in (compared, skimmed)
        )
        shares.append(np.count_nonzero(found >= best[-1]) / len(best))  # by cosine: of equal ones any will do
    return float(np.mean(shares))


def grown(real: Vectors, size: int) -> Vectors:
    """Return so many vectors: real ones and, behind them, these perturbed, the same in every run."""
    random, dimension = np.random.default_rng(0), real.shape[1]
    vectors = real[np.arange(size) % len(real)]
    length = (_COSINE**-2 - 1) ** 0.5  # of noise at right angles that turns a unit vector so far
    made = vectors[len(real) :]
    made += random.standard_normal(made.shape, np.float32) * np.float32(length / dimension**0.5)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return vectors


def alone_sheet(encoder: str, found: Sequence[Alone]) -> Sheet:
    """Lay out one row for each number of vectors."""
    rows = (
        (
            *(f"{one.vectors:,}", f"{one.real:,}", encoder),
            *(p50_p99(one.compared), p50_p99(one.skimmed), f"{one.recall:.3f}"),
        )
        for one in found
    )
    title = f"Vectors alone (real ones, and these perturbed to a cosine of about {_COSINE:g}; p50 / p99)"
    return Sheet(title, _COLUMNS, tuple(rows))


def timed(calls: Sequence[Callable[[], object]]) -> tuple[float, ...]:
    """Return the seconds that each call took."""
    calls[0]()  # what is made once, at the first call, is no question's time
    found = []
    for call in calls:
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return tuple(found)


def p50_p99(seconds: Sequence[float]) -> str:
    """Return both percentiles in milliseconds."""
    return f"{percentile(seconds, 0.5) * 1000:.1f} / {percentile(seconds, 0.99) * 1000:.1f}"
