"""A folder of a cache that is made once, and is whole or absent.

It is written aside and moved into place, so that nobody ever sees half of it, and used only if every file in it has
the size and SHA-256 that were noted when it was finished.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_ASIDE = ".making-"
_SEAL = "tripqa-files.json"  # written last: every other file's size and SHA-256


def is_whole(folder: Path) -> bool:
    """Tell whether a folder holds what was written into it and nothing else."""
    try:
        sealed = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        return bool(sealed == _facts(folder))
    except (OSError, ValueError):
        return False


def make_whole(folder: Path, write: Callable[[Path], None]) -> None:
    """Make a folder out of what `write` puts into the one it is given, unless another process has by then.

    One process makes at a time; what an interrupted one has left is removed.
    """
    with _held(folder.parent):
        if is_whole(folder):
            return
        for half_made in folder.parent.glob(f"{_ASIDE}*"):
            shutil.rmtree(half_made, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=folder.parent) as aside:
            made = Path(aside) / "made"
            made.mkdir()
            write(made)
            (made / _SEAL).write_text(json.dumps(_facts(made), indent=1), encoding="utf-8")
            if folder.exists():
                folder.rename(Path(aside) / "damaged")
            made.rename(folder)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _facts(folder: Path) -> dict[str, list[object]]:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != _SEAL)
    return {str(file.relative_to(folder)): [file.stat().st_size, _sha256(file)] for file in files}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
