"""Room for what an ingest builds and for what a server holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tripqa.doctor.finding import Finding, NotChecked, amount, broken, doubtful, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import showing, tripqa
from tripqa.doctor.port import answers_here
from tripqa.errors import FormatMismatch, IndexDamaged, IndexMissing
from tripqa.index.generations import generations

LEAST_DISK = 100_000_000  # bytes, below which a disk is full for whatever comes next
MAKING_DISK, MAKING_MEMORY = 2_000_000_000, 3_000_000_000  # that making the networks takes: docs/operations.md
SERVER, HASHING_SERVER = 450_000_000, 250_000_000  # bytes, index aside: docs/performance.md
_PASSAGE = 6500  # bytes of memory that a passage takes at most while it is ingested: docs/operations.md, "At size"
_TERMS = "terms.zip"  # what index/writing.py, which is slow to load, calls the lexical part
_WHO = "ps -eo rss,pid,args --sort=-rss | head"


def check_disk(installation: Installation) -> Iterator[Finding]:
    """Look for room for a second generation and, where the networks are still to be made, for these."""
    settings, free = installation.settings, installation.machine.free
    folder, needed, others = _there(settings.index), *_next_generation(settings.index)
    left = free(folder)
    mend = tripqa("index", "prune", "--keep", 1) if others else showing(folder)
    told = f"{amount(left)} free for the index, of which the next ingest needs {amount(needed)}"
    if left < needed:
        yield broken(told, mend)
    elif left < LEAST_DISK:
        yield doubtful(told, mend)
    cache = _there(settings.cache)
    if not all(installation.made.values()) and free(cache) < MAKING_DISK:
        yield broken(
            f"{amount(free(cache))} free for the cache, and making encoder and reader takes {amount(MAKING_DISK)}",
            showing(cache),
        )
    yield well(told)


def check_memory(installation: Installation) -> Iterator[Finding]:
    """Look for memory for a server or, beside one that runs, for an ingest."""
    left, needed = installation.machine.memory, _server(installation)
    if left is None:
        raise NotChecked("this system does not say how much memory is available", None)
    told = f"{amount(left)} of memory available, of which a server or an ingest needs {amount(needed)}"
    if left < needed:
        runs = answers_here(installation.settings)
        yield doubtful(f"{told} beside the server that runs", _WHO) if runs else broken(told, _WHO)
    elif not all(installation.made.values()) and left < MAKING_MEMORY:
        yield broken(
            f"{amount(left)} of memory available, and making encoder and reader takes {amount(MAKING_MEMORY)}", _WHO
        )
    yield well(told)


def _server(installation: Installation) -> int:
    known = installation.manifest
    models = SERVER if installation.needs_models else HASHING_SERVER
    return models + _PASSAGE * (known.passages if known else 0)


def _next_generation(index: Path) -> tuple[int, int]:
    """Return how many bytes a second generation needs, its lexical part twice, and how many there are to delete."""
    try:
        stored = generations(index)
    except (IndexMissing, IndexDamaged, FormatMismatch):
        return LEAST_DISK, 0
    terms = index / stored[0].name / _TERMS
    twice = terms.stat().st_size if terms.exists() else 0
    return max(one.bytes for one in stored) + twice, len(stored) - 1


def _there(folder: Path) -> Path:
    """Return the folder or, as long as there is none, the one in which it would be made."""
    return next(above for above in (folder.absolute(), *folder.absolute().parents) if above.is_dir())
