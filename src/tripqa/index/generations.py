"""Generations on disk: each is complete or absent, and one small file says which there are and which is current.

    index/
      current                        names them, the one to open first (pointer.py)
      .lock                          who writes (lock.py)
      .history.jsonl                 which documents came and changed with which generation (history.py)
      .extracts/                     what ingest took out of files that cost much to parse (parsing/extracts.py)
      20261123T101500000000Z-1f0c3a9e/
        documents.jsonl, passages.jsonl, names.jsonl, writings.jsonl, writings.rows, places.rows, labels.json,
        passages.f32, passages.keys, sentences.f32, sentences.keys, terms.zip, passages.faiss (where there are many),
        manifest.json

This module reads; publishing.py writes. A generation is written aside, checked, synced, renamed into place, and only
then made current by renaming that file. A reader therefore sees the old generation or the new one, never a mixture.
Nothing is changed in place. The hash of a manifest lies outside the folder that it guards, also for the generations
that one may go back to, and the manifest holds the hashes of the other files.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from tripqa.errors import FormatMismatch, GenerationMissing, IndexDamaged, IndexMissing, SpaceMismatch, TripqaError
from tripqa.index.pointer import Pointer, Pointers, is_generation_name, read_pointers
from tripqa.manifest import FileFacts, Manifest
from tripqa.plain_file import open_plain

FORMAT = 7
MANIFEST = "manifest.json"
MANIFESTS = TypeAdapter(Manifest)
_ANY = TypeAdapter(dict[str, object])
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete generation on disk, checked against its manifest."""

    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Refusal:
    """The current generation, and why another was read in its place."""

    pointer: Pointer
    why: TripqaError


@dataclass(frozen=True, slots=True)
class Whole(Generic[T]):
    """What was read of the current generation or, if that is refused, of one before it."""

    pointer: Pointer
    found: T
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class StoredGeneration:
    """A generation as far as can be told without reading more of it than its manifest."""

    name: str
    current: bool
    bytes: int  # that its files take
    manifest: Manifest | None  # None: it cannot be believed
    fault: str | None  # why


def read_current(index: Path, read: Callable[[Generation], T]) -> T:
    """Return what `read` makes of the current generation, whose files are checked by size and SHA-256 before."""
    return read_pointed(index, lambda pointer: read(checked(pointer)))[1]


def read_pointed(index: Path, read: Callable[[Pointer], T]) -> tuple[Pointer, T]:
    """Return what names the current generation, and what `read` makes of it.

    A generation that is replaced and deleted while it is read is no damage: the newer one is read instead.
    """
    pointer = pointers(index)[0]
    while True:
        try:
            return pointer, read(pointer)
        except IndexDamaged:
            newer = pointers(index)[0]
            if newer == pointer:
                raise
            pointer = newer


def read_whole(index: Path, read: Callable[[Pointer], T]) -> Whole[T]:
    """Do the same or, if the current generation is damaged, read the last one before it that is not.

    What is wrong with the current one is raised if there is none, or if it cannot be told what there is.
    """
    try:
        return Whole(*read_pointed(index, read), None)
    except (IndexDamaged, FormatMismatch) as error:  # one changed bit can make another format of a manifest
        named = read_pointers(index)
        for pointer in named.before:
            with suppress(IndexDamaged, FormatMismatch, SpaceMismatch):
                return Whole(pointer, read(pointer), Refusal(named.kept[0], error))
        raise


def generations(index: Path) -> list[StoredGeneration]:
    """Return what there is, the one that was made last first. IndexMissing or IndexDamaged if that is not known."""
    kept = pointers(index)
    newest_first = sorted(kept, key=lambda one: one.number, reverse=True)
    return [_stored(pointer, current=pointer is kept[0]) for pointer in newest_first]


def unnamed(index: Path) -> list[str]:
    """Return the names of what lies there as generations do and is not named: it is never opened, nor deleted.

    What is put into place is named before. So what lies there is listed first: none that is made meanwhile is told.
    """
    listed = list(index.iterdir()) if index.is_dir() else []
    named = read_pointers(index)
    known = {one.folder for one in (*named.kept, *named.dropped)}
    strays = (path for path in listed if is_generation_name(path.name) and path not in known)
    return sorted(path.name for path in strays if os.path.lexists(path))  # what was dropped is swept, and named no more


def pointers(index: Path) -> tuple[Pointer, ...]:
    """Return the generations that there are, the current one first, then those that were current before.

    IndexMissing if there is none, IndexDamaged if that is not known.
    """
    return named_in(index).kept


def named_in(index: Path) -> Pointers:
    """Return all that is said of the generations that there are; IndexMissing if there is none."""
    named = read_pointers(index)
    if not named.kept:
        raise IndexMissing(index)
    return named


def pointer_to(index: Path, name: str) -> Pointer:
    """Return the pointer to the generation of that name; GenerationMissing if there is none."""
    for pointer in pointers(index):
        if pointer.folder.name == name:
            return pointer
    raise GenerationMissing(repr(name))


def checked(pointer: Pointer) -> Generation:
    """Return a generation whose files are what was written; IndexDamaged if they are not."""
    manifest = read_manifest(pointer)
    for fault in damages(pointer.folder, manifest):
        raise fault
    return Generation(pointer.folder, manifest)


def read_manifest(pointer: Pointer) -> Manifest:
    """Return the manifest of a generation, checked by its SHA-256; IndexDamaged or FormatMismatch."""
    file = pointer.folder / MANIFEST
    if not pointer.folder.is_dir():
        raise IndexDamaged(pointer.folder, "is named and is not there")
    try:
        with open_plain(file) as stream:
            data = stream.read()
        found = _ANY.validate_json(data).get("format")
    except (OSError, ValidationError) as error:
        raise IndexDamaged(file, "cannot be read") from error
    if found != FORMAT:
        raise FormatMismatch(found=found, expected=FORMAT)
    if hashlib.sha256(data).hexdigest() != pointer.manifest_sha256:
        raise IndexDamaged(file, "is not what was written")
    try:
        return MANIFESTS.validate_json(data)
    except ValidationError as error:
        raise IndexDamaged(file, "does not describe an index") from error


def damages(folder: Path, manifest: Manifest) -> Iterator[IndexDamaged]:
    """Say of each file that is missing, or not what was written."""
    for name, facts in manifest.files.items():
        file = folder / name
        try:
            found = file_facts(file)
        except OSError:
            yield IndexDamaged(file, "is missing or cannot be read")
            continue
        if found != facts:
            yield IndexDamaged(file, "is not what was written")


def file_facts(file: Path) -> FileFacts:
    """Return size and SHA-256 of a file."""
    with open_plain(file) as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return FileFacts(stream.tell(), digest)


def _stored(pointer: Pointer, *, current: bool) -> StoredGeneration:
    manifest, fault = None, None
    try:
        manifest = read_manifest(pointer)
    except (IndexDamaged, FormatMismatch) as error:
        fault = str(error)
    taken = sum(file.lstat().st_size for file in pointer.folder.glob("*"))
    return StoredGeneration(pointer.folder.name, current, taken, manifest, fault)
