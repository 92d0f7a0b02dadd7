"""Following a corpus folder: what has changed in it is ingested once it lies still.

Files are told apart by what the system says of them, and not read. That works on any file system, over a network and in
containers, where notices of changes do not come through.
"""

from __future__ import annotations

import os
import signal
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tripqa.errors import CorpusError, TripqaError
from tripqa.parsing.folder import is_hidden

Facts = tuple[int, int, int, int]  # inode, bytes, when it was written, when anything of it was changed (ns)
Snapshot = Mapping[str, Facts]  # of every file and folder that is not hidden, by path
AGAIN = 30  # looks after which what failed through no fault of the corpus is tried once more


class Watch:
    """Tells of one look at a folder after another whether it is time to ingest what is there."""

    def __init__(self, tried: Snapshot) -> None:
        self._tried = self._last = tried
        self._looks, self._patience = 0, 0  # since it was tried; after how many to try again, 0 for never

    def is_due(self, seen: Snapshot) -> bool:
        """Tell whether a folder is to be ingested: it was changed, and the last two looks saw the same.

        What is still being copied has changed in between, and is left for later.
        """
        rests, self._last = seen == self._last, seen
        self._looks += 1
        if rests and (seen != self._tried or 0 < self._patience <= self._looks):
            self._tried, self._looks, self._patience = seen, 0, 0
            return True
        return False

    def try_again(self) -> None:
        """Be due after a while even if nothing changes."""
        self._patience = AGAIN


def watch(
    folder: Path,
    every: float,
    ingest: Callable[[], None],
    say: Callable[[str], None],
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Ingest a folder, and again after each change to it, until SIGINT or SIGTERM comes.

    It is looked at every so many seconds. What goes wrong is said, and the watch goes on: a corpus that cannot be used
    is waited with until it changes, anything else is tried again after a while.
    """
    with suppress(KeyboardInterrupt), _sigterm_interrupts():
        seen = Watch(look(folder))
        while True:
            try:
                ingest()
            except CorpusError as error:
                say(f"error: {error}; waiting for a change")
            except (TripqaError, OSError, MemoryError) as error:
                say(f"error: {error or type(error).__name__}; this will be tried again")
                seen.try_again()
            wait(every)
            while not seen.is_due(look(folder)):
                wait(every)


def look(folder: Path) -> Snapshot:
    """Return what the system says of each file below a folder; what goes meanwhile is left out.

    Folders are told too, for one may stand where a file should; and links that lead nowhere: each may be an error that
    the watch waits to see mended.
    """
    found: dict[str, Facts] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not is_hidden(name)]
        for path in (os.path.join(place, name) for name in (*folders, *files) if not is_hidden(name)):
            with suppress(OSError):
                found[path] = _facts(path)
    return found


def _facts(path: str) -> Facts:
    """Return the facts of what a path leads to, or of the link itself where it leads nowhere."""
    try:
        facts = os.stat(path)
    except OSError:
        facts = os.lstat(path)
    if stat.S_ISDIR(facts.st_mode):
        return (facts.st_ino, facts.st_mode, 0, 0)  # what changes in it is told of its files
    return (facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


@contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    """Have SIGTERM do what Ctrl-C does, which ends an ingest under way and leaves the old index."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
