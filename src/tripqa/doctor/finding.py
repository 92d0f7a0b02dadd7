"""What a check finds: how it stands, in plain words, and the command that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["pass", "warn", "fail"]
STATES: Sequence[State] = ("pass", "warn", "fail")  # the worst last


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands. `command` mends it where it is pasted into the shell and folder that were looked at."""

    state: State
    found: str
    command: str | None


class NotChecked(Exception):
    """A check needs something else that is not there; `command` brings that about."""

    def __init__(self, why: str, command: str | None) -> None:
        super().__init__(f"not checked: {why}")
        self.command = command


def well(found: str) -> Finding:
    """Return that a thing is as it should be."""
    return Finding("pass", found, None)


def doubtful(found: str, command: str | None) -> Finding:
    """Return that a thing should be looked at, though what is there answers."""
    return Finding("warn", found, command)


def broken(found: str, command: str | None) -> Finding:
    """Return that a thing is as it may not be."""
    return Finding("fail", found, command)


def some(things: Sequence[str], most: int = 3) -> str:
    """Return the first of some things, and how many more there are."""
    more = f" and {len(things) - most} more" if len(things) > most else ""
    return f"{', '.join(things[:most])}{more}"


def amount(size: float) -> str:
    """Return bytes as people say them."""
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size / 1e3:.0f} kB"
