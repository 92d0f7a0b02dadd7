"""The file of keys: read again when it changes, written whole or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter, ValidationError

from tripqa.access.keys import Key, find_key
from tripqa.errors import KeysUnusable

_FORMAT = 1
_LARGEST = 16 << 20  # bytes: some 50,000 keys
_OWNER_ALONE = 0o600


@dataclass(frozen=True, slots=True)
class _Stored:
    format: int
    keys: tuple[Key, ...]


_STORED = TypeAdapter(_Stored)


class KeyFile:
    """The keys of one file, as it is now. Safe over threads; a change is seen at the next look, without a restart."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = Lock()
        self._seen: tuple[tuple[int, ...], tuple[Key, ...]] = ((), ())

    def read(self) -> tuple[Key, ...]:
        """Return every key; KeysUnusable if the file is gone or cannot be read: then nobody is let in."""
        with self._lock:
            try:
                state = self.file.stat()
                version = (state.st_mtime_ns, state.st_size, state.st_ino, state.st_ctime_ns)
                if version != self._seen[0]:
                    self._seen = version, _read(self.file)
            except OSError as error:
                raise KeysUnusable(self.file, error.strerror or error) from error
            return self._seen[1]

    def find(self, shown: str) -> Key | None:
        """Return the key that someone shows; None if it is not known, was taken back, or its time is over."""
        key = find_key(shown, self.read())
        return key if key and not key.is_over(datetime.now(UTC)) else None

    def named(self, name: str) -> Key | None:
        """Return the first key of that name whose time is not over."""
        now = datetime.now(UTC)
        return next((key for key in self.read() if key.name == name and not key.is_over(now)), None)

    def change(self, changed: Callable[[Sequence[Key]], Sequence[Key]]) -> None:
        """Write the keys that `changed` makes of those that are there; one process at a time does."""
        try:
            with _alone(self.file):
                before = _read(self.file) if self.file.exists() else ()
                _write(self.file, _Stored(_FORMAT, tuple(changed(before))))
        except OSError as error:
            raise KeysUnusable(self.file, error.strerror or error) from error


def _read(file: Path) -> tuple[Key, ...]:
    with file.open("rb") as stream:
        held = stream.read(_LARGEST + 1)
    if len(held) > _LARGEST:
        raise KeysUnusable(file, f"it is over {_LARGEST} bytes")
    try:
        stored = _STORED.validate_json(held)
    except ValidationError as error:
        raise KeysUnusable(file, "it is not what `tripqa key` writes") from error
    if stored.format != _FORMAT:
        raise KeysUnusable(file, f"it has format {stored.format}, this version reads {_FORMAT}")
    return stored.keys


def _write(file: Path, stored: _Stored) -> None:
    """Put a new file in the place of the old one, for its owner's eyes alone."""
    aside = file.with_name(f".{file.name}.part")
    aside.unlink(missing_ok=True)
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE), "wb") as stream:
        stream.write(_STORED.dump_json(stored, indent=2) + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(file)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.with_name(f".{file.name}.lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
