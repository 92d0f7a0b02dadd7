"""Writing generations: built aside and then made current, or none of it; going back to one; deleting old ones.

The order is what a power cut may not break: files and their folder are synced, then renamed into the index, which is
synced, then the file `current` is written aside, synced and renamed, and the index is synced again. What is deleted is
renamed aside first, so that no generation is ever there in part.

Nothing is deleted that was not named by a pointer known to be whole. So a generation is named as one to drop before it
is put into place, and what breaks off then leaves nothing that nobody may delete. What is not named stays.
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

from tripqa.errors import FormatMismatch, GenerationMissing, IndexDamaged, IndexMissing, IndexUnwritable
from tripqa.index.generations import (
    MANIFEST,
    MANIFESTS,
    Generation,
    checked,
    damages,
    file_facts,
    named_in,
    pointer_to,
)
from tripqa.index.lock import NO_WAIT, Wait, locked
from tripqa.index.obstacles import refuse_obstacle
from tripqa.index.pointer import POINTER, Pointer, Pointers, read_pointers
from tripqa.manifest import FileFacts, Manifest

KEPT = 2  # generations: the current one and the one before
_ASIDE = ".building-"
_POINTER_ASIDE = f".{POINTER}"


@contextmanager
def writing(index: Path, wait: Wait = NO_WAIT) -> Iterator[None]:
    """Hold the index folder while a generation is decided on and built; IndexBusy if someone else does.

    What an interrupted run has left half built is removed, before and after. IndexUnwritable if something that is no
    file lies where one belongs.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        if not (index / POINTER).exists():  # the folder may be new, whoever made it
            _sync(index.parent)
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    with locked(index, wait):
        refuse_obstacle(index, index / POINTER)
        _sweep(index)
        try:
            yield
        finally:
            _sweep(index)


def add_generation(index: Path, name: str, write: Callable[[Path], Manifest], kept: int = KEPT) -> Manifest:
    """Build a generation aside, out of what `write` puts into the folder it is given, and make it current.

    Return the manifest that `write` returns, with the facts of these files. To be called while `writing` holds
    the index. So many generations are kept as are to be, what is damaged not counted, and those that were rolled back
    from since the last time.
    """
    try:
        made = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=index)) / name
        made.mkdir()
        complete, digest = _completed(made, write)
        _sync(*made.iterdir(), made)
        for fault in damages(made, complete):
            raise OSError(f"{fault.file} cannot be read back")
        _publish(made, index, digest, kept)
    except OSError as error:
        raise IndexUnwritable(index, error) from error
    return complete


def roll_back(index: Path, name: str | None = None) -> Generation:
    """Make the generation of that name current, or the one that was before the current one, after a check of its files.

    GenerationMissing if there is none; IndexDamaged or FormatMismatch if it cannot be used.
    """
    named_in(index)
    with writing(index):
        known = named_in(index)
        chosen = pointer_to(index, name) if name else _before(known)
        generation = checked(chosen)
        try:
            _point(index, replace(known, kept=(chosen, *(one for one in known.kept if one != chosen))))
        except OSError as error:
            raise IndexUnwritable(index, error) from error
    return generation


def prune(index: Path, keep: int) -> list[str]:
    """Delete all but the newest `keep` generations and never the current one; return the names of those deleted.

    IndexDamaged, and nothing is deleted, if the current one is damaged: another may be needed in its place. No room on
    the disk is needed before something is deleted. Readers hold theirs open and lose nothing.
    """
    named_in(index)
    with writing(index):
        known = named_in(index)
        with suppress(FormatMismatch):  # of another version, which knows whether it is whole
            checked(known.kept[0])
        newest = sorted(known.kept, key=lambda one: one.number, reverse=True)[:keep]
        doomed = [one for one in known.kept[1:] if one not in newest]
        for one in doomed:
            _discard(one.folder)
        with suppress(OSError):  # there may still be no room; the next that writes leaves out what is not there
            _write(index, _there(known))
    return sorted(one.folder.name for one in doomed)


def _publish(made: Path, index: Path, digest: str, kept: int) -> None:
    """Put a generation that is complete into its place, and make it current."""
    known = _known(index)
    new = Pointer(index / made.name, digest, known.next_number)
    if os.path.lexists(new.folder):
        raise FileExistsError(f"{new.folder} is there already; move it away")
    _write(index, replace(known, dropped=(*known.dropped, new)))
    _sync(index)
    made.rename(new.folder)
    _sync(index)
    stay = {*_staying(known.kept, kept - 1), *known.rolled_back}
    _point(
        index,
        Pointers(
            (new, *(one for one in known.kept if one in stay)),
            (*known.dropped, *(one for one in known.kept if one not in stay)),
        ),
    )


def _staying(kept: Sequence[Pointer], others: int) -> Iterator[Pointer]:
    """Return the first of these, until so many of them are whole: what is damaged takes the place of none that is."""
    for one in kept:
        if others <= 0:
            return
        yield one
        others -= _may_be_used(one)


def _may_be_used(pointer: Pointer) -> bool:
    try:
        checked(pointer)
    except IndexDamaged:
        return False
    except FormatMismatch:  # by another version
        return True
    return True


def _completed(made: Path, write: Callable[[Path], Manifest]) -> tuple[Manifest, str]:
    """Return the manifest of what was written, and its SHA-256."""
    complete = replace(write(made), files=_facts(made))
    described = MANIFESTS.dump_json(complete, indent=1)
    (made / MANIFEST).write_bytes(described)
    return complete, hashlib.sha256(described).hexdigest()


def _facts(folder: Path) -> dict[str, FileFacts]:
    return {file.name: file_facts(file) for file in sorted(folder.iterdir())}


def _known(index: Path) -> Pointers:
    """Return what is said of the generations that there are; nothing where that cannot be told."""
    try:
        return read_pointers(index)
    except (IndexMissing, IndexDamaged, FormatMismatch):
        return Pointers()


def _there(named: Pointers) -> Pointers:
    """Return the same without what is there no longer."""
    return Pointers(
        tuple(one for one in named.kept if one.folder.is_dir()),
        tuple(one for one in named.dropped if os.path.lexists(one.folder)),
    )


def _before(known: Pointers) -> Pointer:
    for pointer in known.before:
        return pointer
    raise GenerationMissing(f"before {known.kept[0].folder.name}")


def _point(index: Path, named: Pointers) -> None:
    """Say which generations there are, the current one first; what is there no longer is left out."""
    _write(index, _there(named))
    try:
        _sync(index)
    except OSError as error:
        raise IndexUnwritable(
            index, error, f"{named.kept[0].folder.name} is current, but may not outlast a power cut"
        ) from error


def _write(index: Path, named: Pointers) -> None:
    aside = index / _POINTER_ASIDE
    aside.write_bytes(bytes(named))
    _sync(aside)
    aside.replace(index / POINTER)


def _sync(*paths: Path) -> None:
    """Make sure that files, and the names in folders, are on the disk."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(index: Path) -> None:
    """Remove what was left half built or half deleted, and generations that are named as ones to drop."""
    with suppress(OSError):
        (index / _POINTER_ASIDE).unlink(missing_ok=True)
    for aside in index.glob(f"{_ASIDE}*"):
        shutil.rmtree(aside, ignore_errors=True)
    for one in _known(index).dropped:
        _discard(one.folder)


def _discard(folder: Path) -> None:
    aside = folder.with_name(f"{_ASIDE}{folder.name}")
    with suppress(OSError):
        folder.rename(aside)
    shutil.rmtree(aside if aside.exists() else folder, ignore_errors=True)
