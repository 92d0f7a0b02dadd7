"""What a machine says of itself: its Python, its packages, room on disks, memory, the time."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path, PurePosixPath

_CGROUPS = Path("/sys/fs/cgroup")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Machine:
    """What is asked of a machine."""

    python: str  # its version
    version: Callable[[str], str]  # of an installed package; PackageNotFoundError
    free: Callable[[Path], int]  # bytes on the disk of a folder that is there
    memory: int | None  # bytes that a new process can have; None where the system does not say
    now: datetime

    @classmethod
    def this(cls) -> Machine:
        """Return this machine, now."""
        return cls(
            platform.python_version(),
            metadata.version,
            lambda folder: shutil.disk_usage(folder).free,
            _memory(),
            datetime.now(UTC),
        )


def _memory() -> int | None:
    """Return what Linux says is available, or what the limits of this process's group leave of it."""
    return min((*_available(), *_left()), default=None)


def _available() -> Iterator[int]:
    with suppress(OSError):
        for line in (_PROC / "meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                yield int(line.split()[1]) * 1024


def _left() -> Iterator[int]:
    """Yield what each group that this process is in may still take (cgroup v2); what caches hold is given back."""
    with suppress(OSError, ValueError, StopIteration):
        lines = (_PROC / "self" / "cgroup").read_text(encoding="utf-8").splitlines()
        own = next(line.split("::", 1)[1] for line in lines if line.startswith("0::"))
        for group in (PurePosixPath(own), *PurePosixPath(own).parents):
            folder = _CGROUPS / str(group).lstrip("/")
            with suppress(OSError, ValueError):  # `max`: it has no limit
                most = int((folder / "memory.max").read_text(encoding="ascii"))
                stat = dict(line.split() for line in (folder / "memory.stat").read_text("ascii").splitlines())
                yield most - int((folder / "memory.current").read_text("ascii")) + int(stat["inactive_file"])
