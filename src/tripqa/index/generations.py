"""Generations on disk: each is complete or absent, and one small file says which is current.

    index/
      current                        names the generation that readers open, and its manifest's SHA-256
      20261123T101500000000Z-1f0c3a9e/
        documents.jsonl, passages.jsonl, names.jsonl, places.rows, labels.json, passages.f32, passages.keys,
        sentences.f32, sentences.keys, terms.zip, passages.faiss (where there are many), manifest.json

A generation is written aside, synced, renamed into place, and only then made current by renaming the pointer.
A reader therefore sees the old generation or the new one, never a mixture. Nothing is changed in place.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from tripqa.domain import FileFacts, Manifest
from tripqa.errors import FormatMismatch, IndexBusy, IndexDamaged, IndexMissing, IndexUnwritable

FORMAT = 5
_POINTER = "current"
_MANIFEST = "manifest.json"
_ASIDE = ".building-"
_LONGEST_NAME = 100  # characters
_KEPT = 2  # generations: the current one and the one before
T = TypeVar("T")
_MANIFESTS, _ANY = TypeAdapter(Manifest), TypeAdapter(dict[str, object])


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete generation on disk, checked against its manifest."""

    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class _Pointer:
    """What the file `current` says."""

    folder: Path
    manifest_sha256: str


def read_current(index: Path, read: Callable[[Generation], T]) -> T:
    """Return what `read` makes of the current generation, whose files are checked by size and SHA-256 before.

    A generation that is replaced and deleted while it is read is no damage: the newer one is read instead.
    """
    pointer = _pointer(index)
    while True:
        try:
            return read(_checked(pointer))
        except IndexDamaged:
            newer = _pointer(index)
            if newer == pointer:
                raise
            pointer = newer


def _checked(pointer: _Pointer) -> Generation:
    manifest = _read_manifest(pointer)
    for name, facts in manifest.files.items():
        _check(pointer.folder / name, facts)
    return Generation(pointer.folder, manifest)


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the index folder while a generation is decided on and built; IndexBusy if someone else does.

    What an interrupted run has left half built is removed.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        stream = (index / ".lock").open("a")
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusy(index) from None
        for half_built in index.glob(f"{_ASIDE}*"):
            shutil.rmtree(half_built, ignore_errors=True)
        yield


def add_generation(index: Path, name: str, write: Callable[[Path], Manifest]) -> Manifest:
    """Build a generation aside, out of what `write` puts into the folder it is given, and make it current.

    Return the manifest that `write` returns, with the facts of these files. To be called while `writing` holds
    the index.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=index) as aside:
            made = Path(aside) / name
            made.mkdir()
            complete = replace(write(made), files=_facts(made))
            described = _MANIFESTS.dump_json(complete, indent=1)
            (made / _MANIFEST).write_bytes(described)
            _sync(*made.iterdir(), made)
            made.rename(index / name)
            _point(index, f"{name} {hashlib.sha256(described).hexdigest()}")
            _prune(index, name)
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    return complete


def _pointer(index: Path) -> _Pointer:
    file = index / _POINTER
    try:
        name, digest = file.read_text(encoding="utf-8").split()
    except FileNotFoundError:
        raise IndexMissing(index) from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(file, "does not name a generation") from error
    if len(name) > _LONGEST_NAME or Path(name).name != name or not (index / name).is_dir():
        raise IndexDamaged(file, f"names {name[:_LONGEST_NAME]!r}, which is not there")
    return _Pointer(index / name, digest)


def _read_manifest(pointer: _Pointer) -> Manifest:
    file = pointer.folder / _MANIFEST
    try:
        data = file.read_bytes()
        found = _ANY.validate_json(data).get("format")
    except (OSError, ValidationError) as error:
        raise IndexDamaged(file, "cannot be read") from error
    if found != FORMAT:
        raise FormatMismatch(found=found, expected=FORMAT)
    if hashlib.sha256(data).hexdigest() != pointer.manifest_sha256:
        raise IndexDamaged(file, "is not what was written")
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


def _sync(*paths: Path) -> None:
    """Make sure that files, and the names in folders, are on the disk."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _point(index: Path, words: str) -> None:
    aside = index / f".{_POINTER}"
    aside.write_text(words + "\n", encoding="utf-8")
    _sync(aside)
    aside.replace(index / _POINTER)
    _sync(index)


def _prune(index: Path, current: str) -> None:
    """Delete all but the newest generations. Readers hold theirs open and lose nothing."""
    older = sorted(folder for folder in index.iterdir() if (folder / _MANIFEST).is_file() and folder.name != current)
    for folder in older[: len(older) - (_KEPT - 1)]:
        shutil.rmtree(folder, ignore_errors=True)
