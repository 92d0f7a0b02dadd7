"""Writing generations: built aside and then made current, or none of it; going back to one; deleting old ones.

The order is what a power cut may not break: files and their folder are synced, then renamed into the index, which is
synced, then the file `current` is written aside, synced and renamed, and the index is synced again. What is deleted is
renamed aside first, so that no generation is ever there in part.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tripqa.domain import FileFacts, Manifest
from tripqa.errors import GenerationMissing, IndexDamaged, IndexMissing, IndexUnwritable
from tripqa.index.generations import (
    MANIFEST,
    MANIFESTS,
    POINTER,
    Generation,
    Pointer,
    checked,
    damages,
    file_facts,
    is_generation_name,
    pointer_to,
    pointers,
)
from tripqa.index.lock import NO_WAIT, Wait, locked

KEPT = 2  # generations: the current one and the one before
_ASIDE = ".building-"
_POINTER_ASIDE = f".{POINTER}"


@contextmanager
def writing(index: Path, wait: Wait = NO_WAIT) -> Iterator[None]:
    """Hold the index folder while a generation is decided on and built; IndexBusy if someone else does.

    What an interrupted run has left half built is removed, before and after.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        if not (index / POINTER).exists():  # the folder may be new, whoever made it
            _sync(index.parent)
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    with locked(index, wait):
        _sweep(index)
        try:
            yield
        finally:
            _sweep(index)


def add_generation(index: Path, name: str, write: Callable[[Path], Manifest], kept: int = KEPT) -> Manifest:
    """Build a generation aside, out of what `write` puts into the folder it is given, and make it current.

    Return the manifest that `write` returns, with the facts of these files. To be called while `writing` holds
    the index. So many generations are kept as are to be, and those that were rolled back from since the last time.
    """
    earlier = _known(index)
    try:
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=index))
        made = aside / name
        made.mkdir()
        complete, pointer = _completed(made, write)
        _sync(*made.iterdir(), made)
        for fault in damages(made, complete):
            raise OSError(f"{fault.file} cannot be read back")
        made.rename(index / name)
        _sync(index)
        rolled_back = [one for one in earlier if one.folder.name > earlier[0].folder.name]
        keep = [replace(pointer, folder=index / name), *earlier[: kept - 1]]
        _point(index, [*keep, *(one for one in rolled_back if one not in keep)])
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    return complete


def roll_back(index: Path, name: str | None = None) -> Generation:
    """Make the generation of that name current, or the one that was before the current one, after a check of its files.

    GenerationMissing if there is none; IndexDamaged or FormatMismatch if it cannot be used.
    """
    pointers(index)
    with writing(index):
        current, *others = known = pointers(index)
        chosen = pointer_to(index, name) if name else _before(current, others)
        generation = checked(chosen)
        try:
            _point(index, [chosen, *(one for one in known if one != chosen)])
        except OSError as error:
            raise IndexUnwritable(index, error) from error
    return generation


def prune(index: Path, keep: int) -> list[str]:
    """Delete all but the newest `keep` generations and never the current one; return the names of those deleted.

    Nothing is written, so that it can be done where the disk is full. Readers hold theirs open and lose nothing.
    """
    pointers(index)
    with writing(index):
        current, *others = pointers(index)
        newest = sorted((one.folder.name for one in (current, *others)), reverse=True)[:keep]
        doomed = [one.folder for one in others if one.folder.name not in newest]
        for folder in doomed:
            _discard(folder)
    return sorted(folder.name for folder in doomed)


def _completed(made: Path, write: Callable[[Path], Manifest]) -> tuple[Manifest, Pointer]:
    complete = replace(write(made), files=_facts(made))
    described = MANIFESTS.dump_json(complete, indent=1)
    (made / MANIFEST).write_bytes(described)
    return complete, Pointer(made, hashlib.sha256(described).hexdigest())


def _facts(folder: Path) -> dict[str, FileFacts]:
    return {file.name: file_facts(file) for file in sorted(folder.iterdir())}


def _known(index: Path) -> Sequence[Pointer]:
    """Return the generations that there are, none where that cannot be told."""
    try:
        return pointers(index)
    except (IndexMissing, IndexDamaged):
        return ()


def _before(current: Pointer, others: Sequence[Pointer]) -> Pointer:
    for other in others:
        if other.folder.name < current.folder.name:
            return other
    raise GenerationMissing(f"before {current.folder.name}")


def _point(index: Path, lines: Sequence[Pointer]) -> None:
    """Say which generations there are, the current one first."""
    aside = index / _POINTER_ASIDE
    words = "".join(f"{one.folder.name} {one.manifest_sha256}\n" for one in lines)
    aside.write_text(words, encoding="utf-8")
    _sync(aside)
    aside.replace(index / POINTER)
    try:
        _sync(index)
    except OSError as error:
        raise IndexUnwritable(
            index, error, f"{lines[0].folder.name} is current, but may not outlast a power cut"
        ) from error


def _sync(*paths: Path) -> None:
    """Make sure that files, and the names in folders, are on the disk."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(index: Path) -> None:
    """Remove what was left half built or half deleted, and generations that are in place but were never current."""
    with suppress(OSError):
        (index / _POINTER_ASIDE).unlink(missing_ok=True)
    known = {one.folder for one in _known(index)}
    for folder in index.iterdir():
        if folder.name.startswith(_ASIDE):
            shutil.rmtree(folder, ignore_errors=True)
        elif known and folder not in known and is_generation_name(folder.name) and (folder / MANIFEST).is_file():
            _discard(folder)


def _discard(folder: Path) -> None:
    aside = folder.with_name(f"{_ASIDE}{folder.name}")
    with suppress(OSError):
        folder.rename(aside)
    shutil.rmtree(aside if aside.exists() else folder, ignore_errors=True)
