"""Opening a file of an index: a plain file, and nothing that would be waited for without end, as a pipe is."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from tripqa.errors import IndexUnwritable

_KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFDIR: "a folder", stat.S_IFSOCK: "a socket", stat.S_IFLNK: "a link"}


def obstacle(file: Path) -> str | None:
    """Say what lies where a file belongs, and what to do; None if that is a file, or nothing is there."""
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        return None
    kind = _KINDS.get(stat.S_IFMT(mode), "a device")
    return None if stat.S_ISREG(mode) else f"is {kind} and not a file: remove it"


def refuse_obstacle(index: Path, file: Path) -> None:
    """Raise IndexUnwritable if a file that an index is written by is something else."""
    try:
        found = obstacle(file)
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    if found:
        raise IndexUnwritable(index, f"{file} {found}")


@contextmanager
def open_plain(file: Path) -> Iterator[BufferedReader]:
    """Open a file to be read, or what a link to one leads to; OSError, at once, if it is anything else."""
    _refuse(file.stat(), file)  # a device may do something when it is opened
    with open(file, "rb", opener=_opener) as stream:
        _refuse(os.fstat(stream.fileno()), file)
        yield stream


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


def _refuse(found: os.stat_result, file: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "is not a file", str(file))
