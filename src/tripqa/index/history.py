"""Which documents came and changed with which generation: a line for each ingest, beside the generations.

It is for people who follow the corpus. Nothing is answered from it, and an index without it is whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

_FILE = ".history.jsonl"
What = Literal["added", "changed"]


@dataclass(frozen=True, slots=True)
class _Note:
    generation: str
    created: str  # UTC, ISO 8601
    added: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """What last became of a document."""

    document_id: str
    when: str  # UTC, ISO 8601
    what: What


_NOTE = TypeAdapter(_Note)


def note(index: Path, generation: str, created: str, added: Collection[str], changed: Collection[str]) -> None:
    """Note what a generation brought; where that cannot be written it is not known later."""
    line = _NOTE.dump_json(_Note(generation, created, tuple(added), tuple(changed)))
    with suppress(OSError), (index / _FILE).open("ab") as stream:
        stream.write(b"\n" + line + b"\n")  # whatever was torn before it ends there


def last_first(index: Path) -> Iterator[Noted]:
    """Return what last became of each document that was noted, the last one first."""
    seen = set()
    for one in reversed(list(_notes(index))):
        whats: tuple[tuple[What, tuple[str, ...]], ...] = (("added", one.added), ("changed", one.changed))
        for what, ids in whats:
            for id in ids:
                if id not in seen:
                    seen.add(id)
                    yield Noted(id, one.created, what)


def _notes(index: Path) -> Iterator[_Note]:
    try:
        lines = (index / _FILE).read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        with suppress(ValidationError):  # one that was torn
            yield _NOTE.validate_json(line)
