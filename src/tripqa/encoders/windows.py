"""Texts longer than a model's window: encoded in parts, of which the mean is taken, so that nothing is cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tripqa.ports import Vector, Vectors


def parts_within(window: int, text: str, count_tokens: Callable[[str], int]) -> list[tuple[str, int]]:
    """Return pieces of a text that each have at most `window` tokens, with their tokens; one piece nearly always."""
    tokens = count_tokens(text)
    if tokens <= window or len(text) < 2:
        return [(text, tokens)]
    middle = len(text) // 2
    halves = (text[:middle], text[middle:])
    return [part for half in halves for part in parts_within(window, half, count_tokens)]


def weighted_mean(vectors: Vectors, tokens: Sequence[int]) -> Vector:
    """Return the mean of the vectors (n, dimension) of a text's parts, each weighted by its tokens, of length 1."""
    total = np.asarray(tokens, np.float32) @ vectors
    unit: Vector = total / np.linalg.norm(total)
    return unit
