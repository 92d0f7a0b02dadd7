"""Which of several sentences answers, by a conditional logit (McFadden, 1974, "Conditional logit analysis")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
_PENALTY = 1e-3  # on the squares of standardised weights, beside the mean log-likelihood
_LEAST_SPREAD = 1e-9  # of a feature that varies
Signs = Mapping[str, tuple[float | None, float | None]]  # least and greatest weight, by feature
SIGNS: Signs = {  # of weights: what speaks for a sentence must not be made to speak against it by what it comes with
    "passage_behind": (None, 0.0),
    "sentence_behind": (None, 0.0),
    "value": (0.0, None),
    "no_value": (None, 0.0),
    "unit": (0.0, None),
}


def conditional_logit(
    choices: Sequence[tuple[Floats, NDArray[np.bool_]]], weights: Floats, names: Sequence[str], signs: Signs
) -> Floats:
    """Return the weights of features by which the right choices, one or more of each question, are likeliest."""
    every = np.concatenate([features for features, _ in choices])
    right = np.concatenate([flags for _, flags in choices])
    counts = [len(flags) for _, flags in choices]
    starts, question = np.cumsum([0, *counts[:-1]]), np.repeat(np.arange(len(counts)), counts)
    scale = _spread(every)
    scaled = every / scale
    bounds = [signs.get(name, (None, None)) for name in names]

    def loss(beta: Floats) -> tuple[float, Floats]:
        logits = scaled @ beta
        logits -= np.maximum.reduceat(logits, starts)[question]
        parts = np.exp(logits)
        total = np.add.reduceat(parts, starts)
        good = np.add.reduceat(parts * right, starts)
        slope = parts / total[question] - parts * right / good[question]
        value = float((weights * (np.log(total) - np.log(good))).sum() + _PENALTY * beta @ beta)
        return value, scaled.T @ (weights[question] * slope) + 2 * _PENALTY * beta

    found: Floats = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B", bounds=bounds).x / scale
    return found


def _spread(features: Floats) -> Floats:
    """Return the standard deviation of each feature; 1 for one that is always the same, which tells nothing."""
    deviations: Floats = features.std(axis=0)
    return np.where(deviations > _LEAST_SPREAD, deviations, 1.0)
