"""Which documents came and changed with which generation: lines of each ingest, beside the generations.

It is for people who follow the corpus. Nothing is answered from it, and an index without it is whole. It is read from
its end, and no further than is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

_FILE = ".history.jsonl"
_MOST_A_LINE = 200  # documents
_BLOCK = 64 * 1024  # bytes that are read at once
_FURTHEST = 4 * 1024 * 1024  # bytes from the end; what stands before them is of no news
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
    came, others = _portions(added), _portions(changed)
    notes = [
        *(_Note(generation, created, ids, ()) for ids in came),
        *(_Note(generation, created, (), ids) for ids in others),
    ]
    lines = [_NOTE.dump_json(one) for one in reversed(notes)]  # they are read from the last on
    with suppress(OSError), (index / _FILE).open("ab") as stream:
        stream.write(b"\n".join([b"", *lines, b""]))  # whatever was torn before it ends there


def last_first(index: Path) -> Iterator[Noted]:
    """Return what last became of each document that was noted, the last one first."""
    seen = set()
    for one in _notes(index):
        whats: tuple[tuple[What, tuple[str, ...]], ...] = (("added", one.added), ("changed", one.changed))
        for what, ids in whats:
            for id in ids:
                if id not in seen:
                    seen.add(id)
                    yield Noted(id, one.created, what)


def _portions(ids: Collection[str]) -> list[tuple[str, ...]]:
    listed = tuple(ids)
    return [listed[at : at + _MOST_A_LINE] for at in range(0, len(listed), _MOST_A_LINE)]


def _notes(index: Path) -> Iterator[_Note]:
    with suppress(OSError):
        for line in _lines_last_first(index / _FILE):
            with suppress(ValidationError):  # one that was torn
                yield _NOTE.validate_json(line)


def _lines_last_first(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        end, begun = stream.seek(0, SEEK_END), b""
        first = max(0, end - _FURTHEST)
        while end > first:
            start = max(first, end - _BLOCK)
            stream.seek(start)
            begun, *lines = (stream.read(end - start) + begun).split(b"\n")
            yield from reversed(lines)
            end = start
        yield begun
