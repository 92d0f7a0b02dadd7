"""One process at a time writes an index. The system gives the lock back when its holder dies, however that happens.

It is a lock of the file `.lock` (flock), not its existence: what a dead process has left in it is written over. On a
network file system it holds as far as that one's own locks do.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from time import monotonic, sleep

from pydantic import TypeAdapter, ValidationError

from tripqa.errors import IndexBusy, IndexUnwritable
from tripqa.index.obstacles import refuse_obstacle

_FILE = ".lock"
_PAUSE = 0.1  # seconds between tries


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes an index."""

    process: int
    host: str
    since: str  # UTC, ISO 8601

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}, since {self.since}"


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait for whoever writes, and what is told once if that is necessary."""

    seconds: float
    say: Callable[[str], None]


NO_WAIT = Wait(0, lambda _: None)
_HOLDER = TypeAdapter(Holder)


@contextmanager
def locked(index: Path, wait: Wait) -> Iterator[None]:
    """Hold the lock of an index folder, which is there; IndexBusy if someone else does for longer than `wait`."""
    refuse_obstacle(index, index / _FILE)
    try:
        stream = (index / _FILE).open("a+b", buffering=0)  # what cannot be written is not tried again at the end
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    with stream:
        _take(stream, index, wait)
        with suppress(OSError):  # a full disk must not keep anyone from removing what fills it
            _name(stream, _HOLDER.dump_json(_self()))
        try:
            yield
        finally:
            with suppress(OSError):
                _name(stream, b"")


def _take(stream: FileIO, index: Path, wait: Wait) -> None:
    until, told = monotonic() + wait.seconds, False
    while True:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            busy = IndexBusy(index, _holder(stream))
            if monotonic() >= until:
                raise busy from None
        except OSError as error:  # a file system without locks
            raise IndexUnwritable(index, error) from error
        if not told:
            wait.say(f"waiting for another `tripqa ingest` ({busy.holder})")
            told = True
        sleep(_PAUSE)


def _self() -> Holder:
    return Holder(os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))


def _holder(stream: FileIO) -> object:
    """Return who holds the lock; whoever took it this moment has not yet said so."""
    stream.seek(0)
    try:
        return _HOLDER.validate_json(stream.read(1000))
    except (OSError, ValueError, ValidationError):
        return "which has just begun"


def _name(stream: FileIO, words: bytes) -> None:
    stream.truncate(0)
    stream.write(words)
