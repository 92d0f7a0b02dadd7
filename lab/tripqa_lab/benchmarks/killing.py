"""Ingests that are killed and writes that fail, and what is there afterwards: the old generation or the new one.

One process imports everything and forks for each try, so that hundreds take a minute; it starts no thread. A try is
killed at a file operation, at any call of a function, or after a time, which also meets code that is not Python.
"""

from __future__ import annotations

import errno
import os
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tripqa.errors import TripqaError
from tripqa.index.generations import pointers
from tripqa_lab.benchmarks.dying import BROKEN, Calls, forked, told
from tripqa_lab.benchmarks.failing import FailingWrites
from tripqa_lab.benchmarks.stand import Stand, make_small_like_large

_EACH = 10  # tries after which the next ingest is tried too
_EARLIEST = 0.0005  # seconds after which a try is killed


@dataclass(frozen=True, slots=True)
class Plan:
    """How many tries of each kind."""

    at_file_work: int
    at_calls: int
    at_times: int
    failing: bool  # also let every write fail in turn
    seed: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What was there after the tries."""

    ended: dict[str, dict[str, int]]  # by kind of try: how many ended with the old generation, and with the new one
    next_ingests: int
    faults: list[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Size:
    """How much there is in an ingest that is left alone."""

    file_work: int
    calls: int
    seconds: float
    writes: int
    largest: int  # bytes of a file


class _Tries:
    """Tries, and what was seen after them."""

    def __init__(self, stand: Stand) -> None:
        self._stand, self.faults, self.next_ingests = stand, list[str](), 0
        self.ended: dict[str, Counter[str]] = {}

    def run(self, kind: str, point: float, work: Callable[[], None], kill_after: float | None = None) -> None:
        """Try once, look at what is there and now and then go on from it."""
        self._stand.prepare()
        status = forked(work, kill_after)
        where = f"{kind} {point}"
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == BROKEN:
            self.faults.append(f"{where}: ended with a bug")
        if os.WIFEXITED(status) and any(self._stand.index.glob(".building-*")):
            self.faults.append(f"{where}: left something half built though it was not killed")
        try:
            found = self._stand.found()
        except (TripqaError, KeyError) as error:
            found = repr(error)
        counts = self.ended.setdefault(kind, Counter())
        counts[found] += 1
        if found not in ("old", "new"):
            self.faults.append(f"{where}: {found}")
        if counts.total() % _EACH == 1:
            self._go_on(where)

    def _go_on(self, where: str) -> None:
        self.next_ingests += 1
        if forked(self._stand.ingest):
            self.faults.append(f"{where}: the next ingest fails")
        else:
            self.faults += [f"{where}: the next ingest {fault}" for fault in self._stand.next_faults()]


def try_all(plan: Plan) -> Summary:
    """Kill ingests and let writes fail."""
    started, chance = time.perf_counter(), random.Random(plan.seed)  # noqa: S311 (points, not secrets)
    make_small_like_large()
    with tempfile.TemporaryDirectory(prefix="tripqa-kill-") as folder:
        tempfile.tempdir = folder  # for what a reader that is killed leaves behind
        stand = Stand(Path(folder))
        tries, size = _Tries(stand), _measured(stand)
        for point in _points(chance, size.file_work, plan.at_file_work):
            tries.run("killed at file operation", point, _dying(stand.ingest, point, file_work=True))
        for point in _points(chance, size.calls, plan.at_calls):
            tries.run("killed at call", point, _dying(stand.ingest, point, file_work=False))
        for _ in range(plan.at_times):
            seconds = chance.uniform(_EARLIEST, size.seconds)
            tries.run("killed after seconds", round(seconds, 4), stand.ingest, seconds)
        if plan.failing:
            _fail(stand, tries, size)
        tempfile.tempdir = None
    ended = {kind: dict(counts) for kind, counts in tries.ended.items()}
    return Summary(ended, tries.next_ingests, tries.faults, time.perf_counter() - started)


def _fail(stand: Stand, tries: _Tries, size: _Size) -> None:
    for point in range(size.writes):
        tries.run("disk full from write", point, _failing(stand.ingest, point, errno.ENOSPC, lasting=True))
        tries.run("input/output error at write", point, _failing(stand.ingest, point, errno.EIO, lasting=False))
    limit = 1
    while limit < size.largest:
        tries.run("no file larger than", limit, _limited(stand.ingest, limit))
        limit *= 2


def _points(chance: random.Random, among: int, count: int) -> Sequence[int]:
    """Return random points from 0, all of them before one comes twice."""
    whole, rest = divmod(count, among)
    return sorted([*(point for _ in range(whole) for point in range(among)), *chance.sample(range(among), rest)])


def _measured(stand: Stand) -> _Size:
    """Watch ingests that are left alone."""
    stand.prepare()
    started = time.perf_counter()
    told(stand.ingest)
    seconds = time.perf_counter() - started
    largest = max(file.stat().st_size for file in pointers(stand.index)[0].folder.iterdir())
    return _Size(
        _counted(stand, lambda into: Calls(file_work=True, into=into)),
        _counted(stand, lambda into: Calls(file_work=False, into=into)),
        seconds,
        _counted(stand, lambda into: FailingWrites(into=into)),
        largest,
    )


def _counted(stand: Stand, watch: Callable[[int], Any]) -> int:
    """Return how much is counted in an ingest, by a watch that writes that into a file descriptor when it ends."""
    stand.prepare()
    from_child, into = os.pipe()

    def watched() -> None:
        with watch(into):
            stand.ingest()

    told(watched)
    os.close(into)
    with open(from_child, "rb") as stream:
        return int(stream.read())


def _dying(work: Callable[[], None], point: int, *, file_work: bool) -> Callable[[], None]:
    def run() -> None:
        with Calls(file_work=file_work, kill_at=point):
            work()

    return run


def _failing(work: Callable[[], None], point: int, number: int, *, lasting: bool) -> Callable[[], None]:
    def run() -> None:
        with FailingWrites(fail_at=point, number=number, lasting=lasting):
            work()

    return run


def _limited(work: Callable[[], None], limit: int) -> Callable[[], None]:
    """Let the system refuse to make a file larger, whoever writes it (Python has it ignore SIGXFSZ: EFBIG)."""

    def run() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        work()

    return run
