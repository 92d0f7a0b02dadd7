"""The best span of a reading, in all of its passage or within a stretch of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tripqa.domain import Span
from tripqa.ports import Reading

LONGEST_ANSWER = 64  # tokens


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """Characters of a passage's text, and how much better they are as an answer than none; a logarithm."""

    span: Span
    score: float


def best_span(reading: Reading, within: Span | None = None) -> ScoredSpan:
    """Return the best span; of those that begin and end within a stretch, if one is named. It must hold a token."""
    first, last = (0, len(reading.spans)) if within is None else tokens_within(reading, within)
    begins, ends = reading.begins[first:last], reading.ends[first:last]
    sums = begins[:, None] + ends[None, :]
    sums = np.where(np.triu(np.tril(np.ones_like(sums, dtype=bool), LONGEST_ANSWER)), sums, -np.inf)
    begin, end = divmod(int(sums.argmax()), last - first)
    span = reading.spans[first + begin][0], reading.spans[first + end][1]
    return ScoredSpan(span, float(sums[begin, end]) - reading.nowhere)


def tokens_within(reading: Reading, stretch: Span) -> tuple[int, int]:
    """Return the first token of a stretch of characters, and the one behind its last."""
    held = [number for number, (start, end) in enumerate(reading.spans) if end > stretch[0] and start < stretch[1]]
    return (held[0], held[-1] + 1) if held else (0, 0)
