"""How every passage writes the names that the corpus knows: what any of the documents write is counted from it.

A row for each time that a passage names something, 8 bytes, which stay in memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from tripqa.domain import NameGroup, WrittenGroup
from tripqa.errors import IndexDamaged
from tripqa.index.best import Mask
from tripqa.index.records import read_all, write_all
from tripqa.text.names import Writing, written_groups

ROW = np.dtype([("passage", "<u4"), ("writing", "<u4")])  # the numbers of both; those of passages never go down
_PACKED = struct.Struct("<II")
GROUPS, WRITINGS, ROWS = "names.jsonl", "writings.jsonl", "writings.rows"
_GROUP, _WRITING = TypeAdapter(NameGroup), TypeAdapter(Writing)


class Writings:
    """The names that a corpus knows, and how its passages write them."""

    def __init__(self, groups: Sequence[NameGroup], writings: Sequence[Writing], rows: NDArray[Any]) -> None:
        self._groups, self._writings, self._rows = groups, writings, rows

    @classmethod
    def read(cls, folder: Path) -> Writings:
        """Read what `WritingsFile` has written; IndexDamaged if it cannot be."""
        try:
            rows = np.frombuffer((folder / ROWS).read_bytes(), ROW)
        except (OSError, ValueError) as error:
            raise IndexDamaged(folder / ROWS, "cannot be read") from error
        return cls(read_all(folder / GROUPS, _GROUP), read_all(folder / WRITINGS, _WRITING), rows)

    def written(self, visible: Mask | None = None) -> list[WrittenGroup]:
        """Return the groups as these passages write them, all if that is None, most frequent first."""
        rows = self._rows if visible is None else self._rows[visible[self._rows["passage"]]]
        numbers, first, counts = np.unique(rows["writing"], return_index=True, return_counts=True)
        in_order = np.argsort(first)
        counted = zip(numbers[in_order].tolist(), counts[in_order].tolist(), strict=True)
        return written_groups(self._groups, ((self._writings[number], count) for number, count in counted))


class WritingsFile:
    """Writes how one passage after another writes names."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._passages = stream, 0
        self._numbers: dict[Writing, int] = {}

    def add(self, writings: Iterable[Writing]) -> None:
        """Add those of the next passage, in order."""
        for writing in writings:
            number = self._numbers.setdefault(writing, len(self._numbers))
            self._stream.write(_PACKED.pack(self._passages, number))
        self._passages += 1

    def write(self, folder: Path, groups: Iterable[NameGroup]) -> None:
        """Write the groups that writings are of, and what their numbers stand for."""
        write_all(folder / GROUPS, _GROUP, groups)
        write_all(folder / WRITINGS, _WRITING, self._numbers)
