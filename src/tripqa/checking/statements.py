"""Statements of a model over numbered quotes, and why one of them is not sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

FaultKind = Literal["citation", "number", "date", "name", "negation", "empty"]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass(frozen=True, slots=True)
class Statement:
    """One short statement of a model."""

    text: str
    citations: tuple[int, ...]  # numbers of the quotes that it cites, from 1


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a statement is not sent."""

    kind: FaultKind
    said: str  # the part of the statement that stands in no quote it cites, as it is written; empty if none tells it


class Checks(Protocol):
    """What tells the faults of a statement."""

    def faults(self, statement: Statement, quotes: Sequence[str]) -> list[Fault]:
        """Return why a statement must not be sent, in reading order; nothing where it may.

        `quotes` are all that were numbered for the model, the first of them number 1.
        """
