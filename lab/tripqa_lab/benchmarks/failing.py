"""Writes that fail as on a full or a broken disk, in a process that is there for that alone."""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable
from typing import Any

_WRITING = "wax+"
_CALLS = ("fsync", "rename", "replace", "mkdir")  # of os, that fail on such a disk too


class FailingWrites:
    """While it is entered, counts what this process writes through Python and lets some of it fail.

    Opening a file to write, each write of the file below its buffer, syncing, renaming and making a folder count alike.
    """

    def __init__(self, *, fail_at: int = -1, number: int = errno.EIO, lasting: bool = False, into: int = -1) -> None:
        self._fail_at, self._number, self._lasting, self._into, self._count = fail_at, number, lasting, into, 0
        self._real = {name: getattr(os, name) for name in _CALLS}
        self._open = io.open

    def __enter__(self) -> None:
        for name, real in self._real.items():
            setattr(os, name, self._counting(real))
        io.open = builtins.open = self._opened

    def __exit__(self, *_: object) -> None:
        io.open = builtins.open = self._open
        for name, real in self._real.items():
            setattr(os, name, real)
        if self._into >= 0:
            os.write(self._into, b"%d" % self._count)

    def step(self) -> None:
        """Count one, and let it fail if it is its turn."""
        turn, self._count = self._count, self._count + 1
        if self._fail_at >= 0 and (turn == self._fail_at or (self._lasting and turn > self._fail_at)):
            raise OSError(self._number, os.strerror(self._number))

    def _counting(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            self.step()
            return real(*given, **named)

        return call

    def _opened(
        self, file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, *rest: Any, **named: Any
    ) -> Any:
        if not set(mode) & set(_WRITING):
            return self._open(file, mode, buffering, encoding, *rest, **named)
        self.step()
        raw = _File(file, mode.replace("b", "").replace("t", ""), self.step)
        if not buffering:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding=encoding)


class _File(io.FileIO):
    def __init__(self, file: Any, mode: str, step: Callable[[], None]) -> None:
        super().__init__(file, mode)
        self._step = step

    def write(self, data: Any) -> int:
        self._step()
        return super().write(data)
