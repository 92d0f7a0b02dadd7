"""Generations on disk: each is complete or absent, and one small file says which there are and which is current.

    index/
      current                        a line for each: its name and its manifest's SHA-256; readers open the first
      .lock                          who writes (lock.py)
      .extracts/                     what ingest took out of files that cost much to parse (readers/extracts.py)
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
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from tripqa.domain import FileFacts, Manifest
from tripqa.errors import FormatMismatch, GenerationMissing, IndexDamaged, IndexMissing

FORMAT = 6
POINTER, MANIFEST = "current", "manifest.json"
MANIFESTS = TypeAdapter(Manifest)
_LONGEST_NAME = 100  # characters
_NAME = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}")
_ANY = TypeAdapter(dict[str, object])
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete generation on disk, checked against its manifest."""

    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Pointer:
    """A line of the file `current`."""

    folder: Path
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class StoredGeneration:
    """A generation as far as can be told without reading more of it than its manifest."""

    name: str
    current: bool
    bytes: int  # that its files take
    manifest: Manifest | None  # None: it cannot be believed
    fault: str | None  # why


def generation_name(created: datetime, fingerprint: str) -> str:
    """Return the name of a generation that is made then of what has that fingerprint; later ones sort higher."""
    return f"{created:%Y%m%dT%H%M%S%fZ}-{fingerprint[:8]}"


def is_generation_name(name: str) -> bool:
    """Tell whether a name is one that a generation is given: nothing else in an index folder is ours to delete."""
    return _NAME.fullmatch(name) is not None


def read_current(index: Path, read: Callable[[Generation], T]) -> T:
    """Return what `read` makes of the current generation, whose files are checked by size and SHA-256 before.

    A generation that is replaced and deleted while it is read is no damage: the newer one is read instead.
    """
    return read_pointed(index, lambda _, generation: read(generation))


def read_pointed(index: Path, read: Callable[[Pointer, Generation], T]) -> T:
    """Do the same, and tell `read` what named the generation."""
    pointer = read_pointer(index)
    while True:
        try:
            return read(pointer, checked(pointer))
        except IndexDamaged:
            newer = read_pointer(index)
            if newer == pointer:
                raise
            pointer = newer


def generations(index: Path) -> list[StoredGeneration]:
    """Return what there is, newest first. IndexMissing or IndexDamaged if that is not known."""
    current, *others = pointers(index)
    stored = [_stored(pointer, current=pointer is current) for pointer in (current, *others)]
    return sorted(stored, key=lambda one: one.name, reverse=True)


def read_pointer(index: Path) -> Pointer:
    """Return which generation is current; IndexMissing if there is none, IndexDamaged if that is not known."""
    return pointers(index)[0]


def pointers(index: Path) -> tuple[Pointer, ...]:
    """Return the generations that there are, the current one first, then those that were current before."""
    file = index / POINTER
    try:
        lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
        named = [(name, digest) for name, digest in lines]
    except FileNotFoundError:
        raise IndexMissing(index) from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(file, "does not name a generation") from error
    if not named:
        raise IndexDamaged(file, "does not name a generation")
    for name, _ in named:
        if len(name) > _LONGEST_NAME or Path(name).name != name or "\0" in name:
            raise IndexDamaged(file, f"names {name[:_LONGEST_NAME]!r}, which is no generation")
    if not (index / named[0][0]).is_dir():
        raise IndexDamaged(file, f"names {named[0][0]!r}, which is not there")
    return tuple(Pointer(index / name, digest) for name, digest in named if (index / name).is_dir())


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
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return FileFacts(stream.tell(), digest)


def _stored(pointer: Pointer, *, current: bool) -> StoredGeneration:
    manifest, fault = None, None
    try:
        manifest = read_manifest(pointer)
    except (IndexDamaged, FormatMismatch) as error:
        fault = str(error)
    taken = sum(file.stat().st_size for file in pointer.folder.iterdir())
    return StoredGeneration(pointer.folder.name, current, taken, manifest, fault)
