"""Following an index: a server moves to the generation that its pointer names, or says why it cannot.

What is refused at the start is refused as later on, and the last generation before it that is whole answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from tripqa.api.current import Current, Refused
from tripqa.errors import TripqaError
from tripqa.index.generations import pointers, read_pointed, read_whole
from tripqa.index.pointer import Pointer
from tripqa.service import QuestionService

Open = Callable[[Pointer], QuestionService]  # a service over what the pointer names
AGAIN = 30  # looks after which what was refused is tried once more, though nothing of it seems to have changed
_LOG = logging.getLogger(__name__)
_Trace = tuple[object, ...]


class Follower:
    """Keeps a server at the generation that an index names: to be asked to look, again and again, by one thread."""

    def __init__(self, current: Current, index: Path, open_named: Open) -> None:
        """Open the first generation and have it answer; raise what is wrong with it if none before it is whole."""
        self._current, self._index, self._open = current, index, open_named
        first = read_whole(index, self._opened)
        self._at = first.pointer
        self._tried: _Trace = ()  # what was refused last
        self._patience = AGAIN  # looks until that is tried once more
        current.replace(first.found)
        if refusal := first.refusal:
            self._tried = _trace(refusal.pointer)
            self._refuse(Refused(refusal.pointer.folder.name, str(refusal.why)))

    def look(self) -> None:
        """Move to the generation that the index names, if that is another, newer or older.

        What cannot be opened is refused, and said so once. It is tried again when its files change, and now and then.
        """
        name, tried, self._tried = None, self._tried, ()
        try:
            named = pointers(self._index)[0]
            name = named.folder.name
            if named == self._at:
                self._current.accept()
            else:
                self._tried = _trace(named)
                self._try(anew=self._tried != tried)
        except TripqaError as error:
            self._refuse(Refused(name, str(error)))
        except Exception:  # a bug, which must end neither what answers nor this thread
            if self._refuse(Refused(name, "an unexpected failure; the server's log has the details")):
                _LOG.exception("unexpected failure to move to generation %s", name)

    def _try(self, *, anew: bool) -> None:
        self._patience -= 1
        if not anew and self._patience:
            return
        self._patience = AGAIN
        self._at, service = read_pointed(self._index, self._opened)
        self._current.replace(service)
        _LOG.info("generation %s answers", service.generation)

    def _opened(self, pointer: Pointer) -> QuestionService:
        service = self._open(pointer)
        service.warm_up()
        return service

    def _refuse(self, refused: Refused) -> bool:
        """Refuse a generation, unless that has been said; tell whether it has not."""
        if refused == self._current.refused:
            return False
        self._current.refuse(refused)
        _LOG.warning("generation %s is refused, %s answers: %s", refused.generation, self._at.folder.name, refused.why)
        return True


def _trace(pointer: Pointer) -> _Trace:
    """Return what changes when a generation, or what names it, does."""
    try:
        facts = [(file.name, file.stat()) for file in sorted(pointer.folder.iterdir())]
    except OSError:  # it is being removed
        facts = []
    return (pointer, *((name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in facts))
