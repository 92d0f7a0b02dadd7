"""What lies where a file of an index belongs and is none."""

from __future__ import annotations

import stat
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
