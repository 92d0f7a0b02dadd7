"""A part of many questions that stands for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def evenly(values: Sequence[T], most: int) -> Sequence[T]:
    """Return at most `most` values, spread evenly over the list."""
    step = max(1, -(-len(values) // most))
    return values[::step]


def sample(groups: Iterable[Sequence[T]], most: int) -> list[T]:
    """Return `most` values, or all where there are fewer: a share of each group, spread evenly over it.

    Steps through the whole list would not do: where languages take turns, a step of their number meets one alone.
    """
    groups = list(groups)
    total = sum(map(len, groups))
    if total <= most:
        return [value for group in groups for value in group]
    chosen: list[T] = []
    before = 0
    for group in groups:
        share = (before + len(group)) * most // total - before * most // total
        chosen += [group[i * len(group) // share] for i in range(share)]
        before += len(group)
    return chosen
