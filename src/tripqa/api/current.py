"""The service that answers now. Another may take its place at any time; who has taken one keeps it to the end."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass

from tripqa.errors import NotReady
from tripqa.retrieval import Remembered
from tripqa.service import QuestionService


@dataclass(frozen=True, slots=True)
class Refused:
    """A generation that the index names and this server does not answer from."""

    generation: str | None  # None: what names it cannot be read
    why: str


class Current:
    """The service that answers now, which may still be loading, and what became of those meant to take its place.

    It holds no service but that one: one that was replaced goes when the last request that has taken it is done, and
    with it what it has mapped. Safe to call from several threads.
    """

    def __init__(self, first: Future[QuestionService]) -> None:
        self._now, self._before = first, Remembered(0, 0)
        self._lock = threading.Lock()
        self.refused: Refused | None = None  # what the index names now, if it is refused
        self.moves = self.refusals = 0  # how often another took the place, and how often one was refused

    def service(self) -> QuestionService:
        """Return the service; NotReady while the encoder is still loading. A request takes it once."""
        if not (now := self._now).done():
            raise NotReady("the encoder is still loading; try again in a few seconds")
        return now.result()

    def replace(self, service: QuestionService) -> None:
        """Have another service answer every request that comes from now on."""
        with self._lock:
            self.moves += self._answers()
            self._before = self._remembered()
            self._now, self.refused = _done(service), None

    def refuse(self, refused: Refused) -> None:
        """Go on as before, and say so."""
        with self._lock:
            self.refused = refused
            self.refusals += 1

    def accept(self) -> None:
        """Take note that the index names what answers."""
        self.refused = None

    def remembered(self) -> Remembered:
        """Return how often services were asked what they remembered, those before this one too; it never goes down."""
        with self._lock:
            return self._remembered()

    def generation(self) -> str | None:
        """Return the name of the generation that answers, if one does."""
        return self._now.result().generation if self._answers() else None

    def _remembered(self) -> Remembered:
        before = self._before
        now = self._now.result().remembered() if self._answers() else Remembered(0, 0)
        return Remembered(before.again + now.again, before.anew + now.anew)

    def _answers(self) -> bool:
        return self._now.done() and self._now.exception() is None


def _done(service: QuestionService) -> Future[QuestionService]:
    done: Future[QuestionService] = Future()
    done.set_result(service)
    return done
