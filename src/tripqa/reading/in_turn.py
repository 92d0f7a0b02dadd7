"""Threads that several callers share, a piece of work of each in turn: who has few waits for nobody's many."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")


class InTurn:
    """So many threads. Safe to call from others, not from these."""

    def __init__(self, threads: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._lines: deque[deque[partial[None]]] = deque()  # of each caller what is not begun; the next is first
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """Return how many pieces are not begun."""
        with self._lock:
            return sum(map(len, self._lines))

    def map(self, work: Callable[[T], U], items: Iterable[T]) -> list[U]:
        """Return what work makes of each item, in their order; raise what it raises of the first that fails."""
        wanted = [(item, Future[U]()) for item in items]
        line = deque(partial(_make, work, item, made) for item, made in wanted)
        if line:
            with self._lock:
                self._lines.append(line)
        for _ in wanted:
            self._threads.submit(self._do_next)
        return [made.result() for _, made in wanted]

    def _do_next(self) -> None:
        with self._lock:
            line = self._lines.popleft()
            work = line.popleft()
            if line:
                self._lines.append(line)
        work()


def _make(work: Callable[[T], U], item: T, made: Future[U]) -> None:
    try:
        made.set_result(work(item))
    except BaseException as error:
        made.set_exception(error)
