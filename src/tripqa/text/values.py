"""Values: the dates, numbers, names and the like that a folded text states, told by how they are written.

Approximations belong to a value (約500名, 3万台超), and the two ends of a range are one value. Values of one kind do
not overlap, the longer one stays; values of several kinds may. What only a dictionary knows (手塚治虫 without a title)
is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import get_args

from tripqa.domain import ValueKind
from tripqa.text.amounts import find_amounts
from tripqa.text.naming import find_named

KINDS: tuple[ValueKind, ...] = get_args(ValueKind)


@dataclass(frozen=True, slots=True)
class Value:
    """A value where it stands in a folded text."""

    kind: ValueKind
    start: int
    end: int


def find_values(folded: str) -> list[Value]:
    """Return the values in a folded text by where they begin, the longest first."""
    by_kind: dict[ValueKind, list[Value]] = {}
    for kind, start, end in chain[tuple[ValueKind, int, int]](find_amounts(folded), find_named(folded)):
        by_kind.setdefault(kind, []).append(Value(kind, start, end))
    values = chain.from_iterable(map(_longest, by_kind.values()))
    return sorted(values, key=lambda value: (value.start, -value.end, value.kind))


def _longest(values: Iterable[Value]) -> Iterator[Value]:
    """Yield the values of one kind that overlap no longer one."""
    kept: list[Value] = []
    for value in sorted(values, key=attrgetter("start", "end")):
        if kept and value.start < kept[-1].end:
            if value.end - value.start > kept[-1].end - kept[-1].start:
                kept[-1] = value
        else:
            kept.append(value)
    yield from kept
