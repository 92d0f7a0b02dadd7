"""The arithmetic of logistic models: weights of features, and the probabilities that they come to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Weights = Mapping[str, float]  # by feature


def weighed(features: Sequence[float], names: Sequence[str], weights: Weights) -> float:
    """Return the sum of features times their weights."""
    return sum(feature * weights[name] for name, feature in zip(names, features, strict=True))


def probability(logit: float) -> float:
    """Return the probability that a logit stands for."""
    return 1 / (1 + math.exp(-logit)) if logit > 0 else math.exp(logit) / (1 + math.exp(logit))


def shares(logits: Sequence[float]) -> list[float]:
    """Return the probability of each of several, one of which it is (McFadden, 1974, "Conditional logit analysis")."""
    greatest = max(logits, default=0.0)
    parts = [math.exp(logit - greatest) for logit in logits]
    total = sum(parts)
    return [part / total for part in parts]
