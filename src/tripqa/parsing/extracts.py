"""Extracts of files that cost much to parse, kept by what the files hold: each is parsed once, though read often."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

from tripqa.errors import IndexUnwritable
from tripqa.parsing.extract import Extract
from tripqa.parsing.worker import Worker

VERSION = 5  # raise it whenever a reader takes something else out of the same file
_PARSERS = (
    "lxml",
    "mammoth",
    "markdown-it-py",
    "openpyxl",
    "pypdfium2",
    "python-docx",
    "python-pptx",
)  # whose newer versions may read it otherwise
_ADAPTER = TypeAdapter(Extract)


class Extracts:
    """A folder with an extract for each file that was parsed, or what is remembered of them where there is none.

    Who only looks at a folder has it keep nothing more.
    """

    def __init__(self, worker: Worker, folder: Path | None, *, keeps: bool = True) -> None:
        self._worker, self._folder, self._keeps = worker, folder, keeps
        self._remembered: dict[str, Extract] = {}  # where there is no folder
        self._used: set[str] = set()

    def of(self, data: bytes, ending: str) -> Extract:
        """Return the extract of a file's bytes; UnreadableFile, which does not name it, says why there is none."""
        name = f"{hashlib.sha256(data).hexdigest()}{ending}.{_made_by()}.json"
        self._used.add(name)
        known = self._kept(name)
        if known is None:
            known = self._worker.extract(data, ending)
            if self._keeps:
                self._keep(name, known)
        return known

    def prune(self) -> None:
        """Delete the extracts of files that were not asked for."""
        if self._folder and self._folder.is_dir():
            for kept in self._folder.iterdir():
                if kept.name not in self._used:
                    with suppress(OSError):  # it costs room and no more
                        kept.unlink()

    def _kept(self, name: str) -> Extract | None:
        """Return an extract if it is kept, and is what was written."""
        if self._folder is None:
            return self._remembered.get(name)
        try:
            digest, data = (self._folder / name).read_bytes().split(b"\n", 1)
            return _ADAPTER.validate_json(data) if digest.decode() == hashlib.sha256(data).hexdigest() else None
        except (OSError, ValueError):  # nothing is lost: it is taken out anew
            return None

    def _keep(self, name: str, extract: Extract) -> None:
        if self._folder is None:
            self._remembered[name] = extract
            return
        data = _ADAPTER.dump_json(extract)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write_whole(self._folder / name, hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
        except FileNotFoundError:  # another ingest, which has ended meanwhile, took it for left behind
            pass
        except OSError as error:
            raise IndexUnwritable(self._folder, error) from error


def _write_whole(file: Path, data: bytes) -> None:
    """Write a file, or nothing of it."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as stream:
        try:
            stream.write(data)
            stream.flush()
            os.replace(stream.name, file)
        except BaseException:
            Path(stream.name).unlink(missing_ok=True)
            raise


@cache
def _made_by() -> str:
    """Name what an extract depends on beside the file."""
    versions = " ".join(f"{name} {version(name)}" for name in _PARSERS)
    return f"{VERSION}-{hashlib.sha256(versions.encode()).hexdigest()[:8]}"
