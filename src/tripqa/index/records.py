"""Records on disk: JSON lines, each read when it is looked at, by the byte at which it begins."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from pydantic import TypeAdapter

from tripqa.errors import IndexDamaged
from tripqa.remembering import remembering

T = TypeVar("T")


class Records(Generic[T]):
    """The lines of a file, mapped: they stay when its name is gone. Safe to call from several threads."""

    def __init__(self, file: Path, adapter: TypeAdapter[T], remembered: int) -> None:
        self._file, self._adapter = file, adapter
        try:
            with file.open("rb") as stream:
                self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise IndexDamaged(file, "cannot be read") from error
        self._remembered = remembering(self._read, remembered)

    def at(self, offset: int) -> T:
        """Return the record that begins there; IndexDamaged if none does."""
        return self._remembered(offset)

    def _read(self, offset: int) -> T:
        try:
            return self._adapter.validate_json(self._data[offset : self._data.find(b"\n", offset)])
        except ValueError as error:
            raise IndexDamaged(self._file, f"holds no record at byte {offset}") from error


class RecordsFile(Generic[T]):
    """Writes records one after another."""

    def __init__(self, stream: BinaryIO, adapter: TypeAdapter[T]) -> None:
        self._stream, self._adapter, self._written = stream, adapter, 0

    def add(self, record: T) -> int:
        """Write a record and return the byte at which it begins."""
        line, offset = self._adapter.dump_json(record) + b"\n", self._written
        self._stream.write(line)
        self._written += len(line)
        return offset


def read_all(file: Path, adapter: TypeAdapter[T]) -> list[T]:
    """Read every record of a file; IndexDamaged if one cannot be."""
    try:
        with file.open("rb") as stream:
            return [adapter.validate_json(line) for line in stream]
    except (OSError, ValueError) as error:
        raise IndexDamaged(file, "cannot be read") from error


def write_all(file: Path, adapter: TypeAdapter[T], records: Iterable[T]) -> None:
    """Write records into a file of their own."""
    with file.open("wb") as stream:
        lines = RecordsFile(stream, adapter)
        for record in records:
            lines.add(record)
