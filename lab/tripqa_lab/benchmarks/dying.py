"""Work in a process of its own, which may die of it: at a time, or at a call of a function."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any

from tripqa.errors import TripqaError

REFUSED, BROKEN = 3, 4  # exit statuses: with a sentence that a caller can act on, and with a bug
_FILE_WORK = {  # calls that change files, or what is known of them
    *("open", "write", "flush", "close", "truncate", "__exit__"),
    *("fsync", "rename", "replace", "mkdir", "rmdir", "unlink", "remove", "flock"),
}
_FILE_MODULES = {"posix", "io", "_io", "fcntl"}


class Calls:
    """Counts calls of functions, and kills this process at one of them."""

    def __init__(self, *, file_work: bool, kill_at: int = -1, into: int = -1) -> None:
        self._file_work, self._kill_at, self._into, self._count = file_work, kill_at, into, 0

    def __enter__(self) -> None:
        sys.setprofile(self._see)

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        if self._into >= 0:
            os.write(self._into, b"%d" % self._count)

    def _see(self, _frame: FrameType, event: str, called: Any) -> None:
        if event not in ("call", "c_call") or (self._file_work and not _is_file_work(event, called)):
            return
        if self._count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self._count += 1


def _is_file_work(event: str, called: Any) -> bool:
    if event != "c_call" or called.__name__ not in _FILE_WORK:
        return False
    return (called.__module__ or type(called.__self__).__module__) in _FILE_MODULES


def told(work: Callable[[], object]) -> None:
    """Do work in a process of its own, where it must end well."""
    if status := forked(work):
        raise RuntimeError(f"an ingest that was left alone ended with status {status}")


def forked(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Return the status with which a process ends that does this work."""
    sys.stderr.flush()
    if not (child := os.fork()):
        status = BROKEN
        try:
            status = _exit_status(work)
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _exit_status(work: Callable[[], object]) -> int:
    try:
        work()
    except TripqaError:
        return REFUSED
    except BaseException:  # a panic of native code is no Exception
        traceback.print_exc()
        return BROKEN
    return 0
