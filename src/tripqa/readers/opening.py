"""Taking the bytes of a file, and of nothing that is none: no pipe, no device, nothing outside the corpus."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tripqa.errors import FileForbidden, FileTooLarge
from tripqa.readers.limits import Limits


def read_file(file: Path, folder: Path, limits: Limits) -> bytes:
    """Return what a file below a folder holds; FileForbidden or FileTooLarge, which name it, if that may not be had.

    A link is followed if it stays in the folder. Nothing but a plain file is ever opened: a pipe would never end, and
    a device may do something when it is opened.
    """
    try:
        place = file.resolve(strict=True)
        if not place.is_relative_to(folder.resolve()):
            raise FileForbidden("is a link that leads out of the corpus; copy the file into it instead", file)
        _refuse_no_file(place.lstat(), file)
        with open(place, "rb", opener=_opener) as stream:
            _refuse_no_file(os.fstat(stream.fileno()), file)
            data = stream.read(limits.largest_file + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        why = error.strerror if isinstance(error, OSError) else "a link that leads to itself"
        raise FileForbidden(f"cannot be read ({why}); give tripqa the right to, or take it out", file) from error
    if len(data) > limits.largest_file:
        raise FileTooLarge(
            f"has more than {limits.largest_file:,} bytes (TRIPQA_LARGEST_FILE); split it, or raise that setting", file
        )
    return data


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def _refuse_no_file(found: os.stat_result, file: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise FileForbidden("is no file but a pipe, a device or the like; take it out of the folder", file)
