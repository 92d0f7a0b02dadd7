"""Whether the index is whole, is of this encoder, and can be written."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tripqa.doctor.finding import Finding, NotChecked, amount, broken, doubtful, some, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import aside, owned, quoted, tripqa
from tripqa.errors import EncoderError, FormatMismatch, IndexDamaged, IndexMissing, SpaceMismatch
from tripqa.index.generations import damages, generations, named_in, read_manifest, unnamed
from tripqa.index.obstacles import obstacle
from tripqa.index.pointer import POINTER, Pointer
from tripqa.ingesting import RULES
from tripqa.manifest import Manifest


def check_index(installation: Installation) -> Iterator[Finding]:
    """Read every generation, and look in the current one for each document by what is stored of it."""
    index = installation.settings.index
    if obstacles := list(_obstacles(installation)):
        yield from obstacles
        return
    try:
        current, *others = named_in(index).kept
    except IndexMissing:
        yield broken(f"nothing is ingested yet: there is no index in {index}", tripqa("ingest"))
        return
    except (IndexDamaged, FormatMismatch) as error:
        yield broken(str(error), tripqa("ingest", "--rebuild"))
        return
    yield from _current(installation, current)
    yield from filter(None, map(_other, others))
    for name in unnamed(index):
        yield doubtful(
            f"{index / name} is in no list of generations; delete it if nobody needs it",
            f"rm -r -- {quoted(index / name)}",
        )
    if not os.access(index, os.W_OK | os.X_OK):
        yield doubtful(f"{index} cannot be written to, so that nothing can be ingested", owned(index))
    size = sum(one.bytes for one in generations(index))
    yield well(f"{_words(current, read_manifest(current))}, whole; {1 + len(others)} generation(s), {amount(size)}")


def _obstacles(installation: Installation) -> Iterator[Finding]:
    """Say what lies where the index or a file that it is written by belongs."""
    index = installation.settings.index
    if os.path.lexists(index) and not index.is_dir():
        yield broken(f"{index} is no folder", f"{aside(index)} && {tripqa('ingest')}")
        return
    for file in (index / POINTER, index / ".lock"):
        if found := obstacle(file):
            rebuild = f" && {tripqa('ingest', '--rebuild')}" if file.name == POINTER else ""
            yield broken(f"{file} {found}", aside(file) + rebuild)


def _current(installation: Installation, current: Pointer) -> Iterator[Finding]:
    from tripqa.index.checking import faults_of

    if faults := list(faults_of(current)):
        again = installation.settings.corpus.is_dir()
        yield broken(
            f"generation {current.folder.name} is damaged: {some(faults)}",
            tripqa("ingest", "--rebuild") if again else tripqa("index", "rollback"),
        )
        return
    manifest = read_manifest(current)
    if manifest.rules != RULES:
        yield doubtful(f"it was built by the rules {manifest.rules!r}, these are {RULES!r}", tripqa("ingest"))
    yield from _space(installation, manifest)


def _space(installation: Installation, manifest: Manifest) -> Iterator[Finding]:
    try:
        asked_for = installation.encoder.space
    except NotChecked as needs:
        yield doubtful(f"whether it is of this encoder is {needs}", needs.command)
    except EncoderError as error:
        yield doubtful(f"whether it is of this encoder is not checked: {error}", None)
    else:
        if manifest.space != asked_for:
            wrong = SpaceMismatch(built_with=manifest.space, asked_for=asked_for)
            yield broken(str(wrong), tripqa("ingest", "--rebuild"))


def _other(pointer: Pointer) -> Finding | None:
    """Say what is wrong with a generation that one may go back to."""
    try:
        faults = [f"{fault.file} {fault.what}" for fault in damages(pointer.folder, read_manifest(pointer))]
    except FormatMismatch:  # of the version before, which can go back to it
        return None
    except IndexDamaged as error:
        faults = [f"{error.file} {error.what}"]
    if not faults:
        return None
    found = f"generation {pointer.folder.name}, which one may go back to, cannot be used: {some(faults)}"
    return doubtful(found, tripqa("index", "prune", "--keep", 1))


def _words(pointer: Pointer, manifest: Manifest) -> str:
    return f"generation {pointer.folder.name} of {manifest.documents} document(s), {manifest.passages} passages"
