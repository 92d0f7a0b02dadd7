"""What an evaluation has asked so far, on disk: a run that was interrupted goes on where it stopped.

A work folder belongs to one process at a time. It goes when its evaluation is done, and stays when that is interrupted.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from tripqa.errors import EvaluationError
from tripqa.evaluation.asked import Asked


class Journal:
    """A file of what was asked, one line each, in the order of asking."""

    def __init__(self, file: Path) -> None:
        """Take up a journal; the line that an interruption has torn is dropped."""
        self._file = file
        file.touch()
        with file.open("rb+") as stream:
            whole = 0
            for line in stream:
                whole += len(line) if line.endswith(b"\n") else 0
            stream.truncate(whole)

    def __iter__(self) -> Iterator[Asked]:
        """Return every line, one at a time."""
        with self._file.open("rb") as stream:
            for line in stream:
                yield self._read(line)

    def add(self, asked: Asked) -> None:
        """Note a question as asked; it outlives this process."""
        try:
            with self._file.open("ab") as stream:
                stream.write(asked.model_dump_json().encode() + b"\n")
        except OSError as error:
            raise EvaluationError(
                f"{self._file} cannot be written ({error.strerror}); run this again to go on"
            ) from error

    def _read(self, line: bytes) -> Asked:
        try:
            return Asked.model_validate_json(line)
        except ValidationError as error:
            raise EvaluationError(f"{self._file} is damaged; delete {self._file.parent} and run this again") from error


@contextmanager
def working(folder: Path) -> Iterator[Path]:
    """Hold a work folder, made where it is missing. It is removed at the end, and kept if there is an exception."""
    try:
        handle = _locked(folder)
    except BlockingIOError:
        raise EvaluationError("this evaluation is already running; wait until it is done") from None
    except OSError as error:
        raise EvaluationError(f"{folder} cannot be written ({error.strerror}); set TRIPQA_CACHE to a folder") from error
    try:
        yield folder
        shutil.rmtree(folder, ignore_errors=True)  # what was found is worth more than an empty cache
    finally:
        os.close(handle)


def _locked(folder: Path) -> int:
    """Lock a folder that is there: one that was removed between opening and locking is made anew."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if folder.is_dir() and os.path.samestat(os.fstat(handle), folder.stat()):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
