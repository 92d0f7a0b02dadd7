"""A server from its start to many questions later."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tripqa.ports import Progress
from tripqa_lab.benchmarks.clients import ask_all
from tripqa_lab.benchmarks.machine import resident
from tripqa_lab.benchmarks.process import replies
from tripqa_lab.benchmarks.services import Service
from tripqa_lab.errors import BenchmarkError

_CLIENTS = 4


@dataclass(frozen=True, slots=True)
class Start:
    """One start of a server, and what it weighs after the questions."""

    ready: float  # seconds
    first_answer: float  # seconds from the start to the first question answered
    asked: int  # questions
    resident: int  # bytes, after these
    failures: tuple[str, ...]


def measure_starts(
    service: Service, questions: Sequence[str], times: int, load: ProcessPoolExecutor, progress: Progress
) -> list[Start]:
    """Start a server so many times, and once before to warm the caches of the machine; ask each all the questions."""
    with service.start():
        pass
    found = []
    for number in range(1, times + 1):
        found.append(_start(service, questions, load))
        progress(number, times)
    return found


def _start(service: Service, questions: Sequence[str], load: ProcessPoolExecutor) -> Start:
    with service.start() as server:
        asked = time.perf_counter()
        if not replies(server.port, service.first):
            raise BenchmarkError(f"{service.name} says that it is ready and does not answer")
        first = server.ready + time.perf_counter() - asked
        done = load.submit(ask_all, service.at(server), questions, _CLIENTS).result()
        return Start(server.ready, first, len(questions), resident(server.pid), done.failures)
