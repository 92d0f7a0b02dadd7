"""Generations on disk: each is complete or absent, and one small file says which is current.

    index/
      current                        the name of the generation that readers open
      20261123T101500Z-1f0c3a9e/     documents.jsonl, passages.jsonl, vectors.faiss, manifest.json

A generation is written aside, synced, renamed into place, and only then made current by renaming the pointer.
A reader therefore sees the old generation or the new one, never a mixture. Nothing is changed in place.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from tripqa.domain import FileFacts, Manifest
from tripqa.errors import FormatMismatch, IndexBusy, IndexDamaged, IndexMissing, IndexUnwritable

FORMAT = 1
_POINTER = "current"
_MANIFEST = "manifest.json"
_KEPT = 2  # generations: the current one and the one before
T = TypeVar("T")
_MANIFESTS = TypeAdapter(Manifest)


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete generation on disk, checked against its manifest."""

    folder: Path
    manifest: Manifest


def read_current(index: Path, read: Callable[[Generation], T]) -> T:
    """Return what `read` makes of the current generation, whose files are checked by size and SHA-256 before.

    A generation that is replaced and deleted while it is read is no damage: the newer one is read instead.
    """
    folder = _current(index)
    while True:
        try:
            return read(_checked(folder))
        except IndexDamaged:
            newer = _current(index)
            if newer == folder:
                raise
            folder = newer


def _checked(folder: Path) -> Generation:
    manifest = _read_manifest(folder / _MANIFEST)
    for name, facts in manifest.files.items():
        _check(folder / name, facts)
    return Generation(folder, manifest)


def add_generation(
    index: Path, name: str, write: Callable[[Path], Callable[[Mapping[str, FileFacts]], Manifest]]
) -> Manifest:
    """Build a generation and make it current.

    `write` fills the folder it is given and returns what makes the manifest out of the facts of its files.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        with _locked(index), tempfile.TemporaryDirectory(prefix=".building-", dir=index) as aside:
            made = Path(aside) / name
            made.mkdir()
            manifest = write(made)(_facts(made))
            (made / _MANIFEST).write_bytes(_MANIFESTS.dump_json(manifest, indent=1))
            _sync(made)
            made.rename(index / name)
            _point(index, name)
            _prune(index, name)
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    return manifest


def _current(index: Path) -> Path:
    try:
        name = (index / _POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(index) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(index / _POINTER, f"cannot be read ({error})") from error
    if not name or Path(name).name != name or not (index / name).is_dir():
        raise IndexDamaged(index / _POINTER, f"names {name!r}, which is not there")
    return index / name


def _read_manifest(file: Path) -> Manifest:
    try:
        data = file.read_bytes()
        found = TypeAdapter(dict[str, object]).validate_json(data).get("format")
    except (OSError, ValidationError) as error:
        raise IndexDamaged(file, "cannot be read") from error
    if found != FORMAT:
        raise FormatMismatch(found=found, expected=FORMAT)
    try:
        return _MANIFESTS.validate_json(data)
    except ValidationError as error:
        raise IndexDamaged(file, "does not describe an index") from error


def _check(file: Path, facts: FileFacts) -> None:
    try:
        found = _file_facts(file)
    except OSError as error:
        raise IndexDamaged(file, "is missing or cannot be read") from error
    if found != facts:
        raise IndexDamaged(file, "is not what was written")


def _facts(folder: Path) -> dict[str, FileFacts]:
    return {file.name: _file_facts(file) for file in sorted(folder.iterdir())}


def _file_facts(file: Path) -> FileFacts:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return FileFacts(stream.tell(), digest)


def _sync(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _point(index: Path, name: str) -> None:
    aside = index / f".{_POINTER}"
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(index / _POINTER)
    handle = os.open(index, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prune(index: Path, current: str) -> None:
    """Delete all but the newest generations. Readers hold theirs in memory and lose nothing."""
    older = sorted(folder for folder in index.iterdir() if (folder / _MANIFEST).is_file() and folder.name != current)
    for folder in older[: len(older) - (_KEPT - 1)]:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(index: Path) -> Iterator[None]:
    with (index / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusy(index) from None
        yield
