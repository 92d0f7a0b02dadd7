"""What became of many questions asked at once: how long each took, and which failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Load:
    """Questions that were asked by so many at a time, each asking its next when the last was answered."""

    latencies: tuple[float, ...]  # seconds, of those that were answered
    failures: tuple[str, ...]  # what came back instead
    seconds: float  # from the first question to the last reply

    @property
    def rate(self) -> float:
        """Return how many were answered in a second."""
        return len(self.latencies) / self.seconds

    @property
    def p50(self) -> float:
        """Return the time in seconds that half of them took at most."""
        return percentile(self.latencies, 0.50)

    @property
    def p99(self) -> float:
        """Return the time in seconds that 99 of 100 took at most."""
        return percentile(self.latencies, 0.99)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that so great a share of them does not exceed (nearest rank); endless of none."""
    if not values:
        return inf
    return sorted(values)[max(0, -int(-share * len(values) // 1) - 1)]
