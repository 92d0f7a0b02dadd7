"""Opening a plain file, and nothing else: a pipe would never end, and a device may do something when it is opened."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path


class NotPlain(OSError):
    """What has that name is a folder, a pipe, a device or the like."""


@contextmanager
def open_plain(file: Path, flags: int = 0) -> Iterator[BufferedReader]:
    """Open a file, or what a link to one leads to, with more flags of `os.open`; NotPlain, at once, if it is none."""

    def opener(path: str, read: int) -> int:
        return os.open(path, read | flags | os.O_NONBLOCK | os.O_CLOEXEC)

    _refuse(file.stat(), file)
    with open(file, "rb", opener=opener) as stream:
        _refuse(os.fstat(stream.fileno()), file)
        yield stream


def _refuse(found: os.stat_result, file: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotPlain(errno.EINVAL, "is not a file", str(file))
