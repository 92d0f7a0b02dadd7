"""Encoders at work without a server: what `/v1/search` is held against, and one encoder against another.

The work is for processes of their own (`process.apart`), each of which loads an encoder once and keeps it. Two encoders
get the same texts in turn: one question at a time, and passages in bulk.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from tripqa.ports import Encoder, Progress
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder
from tripqa_lab.benchmarks.load import Load


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast an encoder was in one round."""

    question: float  # seconds, median
    passages: float  # in a second


@dataclass(frozen=True, slots=True)
class Contestant:
    """An encoder, by the setting that names it (None: what the settings say), in its own process."""

    encoder: str | None
    process: ProcessPoolExecutor


def measure_speeds(
    ours: Contestant,
    reference: Contestant,
    questions: Sequence[str],
    passages: Sequence[str],
    rounds: int,
    progress: Progress,
) -> list[tuple[Speed, Speed]]:
    """Return the speeds of both in each round. They get the same texts, one after the other."""
    found = []
    for one in (ours, reference):
        _speed(one, questions[:8], passages[:8])
    for number in range(rounds):
        first, second = (ours, reference) if number % 2 == 0 else (reference, ours)
        speeds = {one: _speed(one, questions, passages) for one in (first, second)}
        found.append((speeds[ours], speeds[reference]))
        progress(number + 1, rounds)
    return found


def encode_questions(encoder: str | None, questions: Sequence[str], threads: int) -> Load:
    """Encode every question once, by so many threads, each taking the next when it is done with one.

    More askers than a server has working threads would only wait: ask for the smaller number of both.
    """
    loaded, waiting = _loaded(encoder), _Shared(questions)
    with ThreadPoolExecutor(threads) as pool:
        started = time.perf_counter()
        latencies = list(pool.map(lambda _: _work(loaded, waiting), range(threads)))
        seconds = time.perf_counter() - started
    return Load(tuple(latency for own in latencies for latency in own), (), seconds)


def encode_passages(encoder: str | None, texts: Sequence[str]) -> float:
    """Encode passages and return how many were done in a second."""
    loaded = _loaded(encoder)
    started = time.perf_counter()
    loaded.encode_passages(texts, lambda done, total: None)
    return len(texts) / (time.perf_counter() - started)


def _speed(one: Contestant, questions: Sequence[str], passages: Sequence[str]) -> Speed:
    asked = one.process.submit(encode_questions, one.encoder, questions, 1).result()
    return Speed(asked.p50, one.process.submit(encode_passages, one.encoder, passages).result())


@cache
def _loaded(encoder: str | None) -> Encoder:
    return choose_encoder(load_settings({"encoder": encoder, "remembered_questions": 0})).load()


class _Shared:
    """Questions that several threads take turns at."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._questions, self._lock = iter(questions), threading.Lock()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        with self._lock:
            return next(self._questions)


def _work(encoder: Encoder, questions: _Shared) -> list[float]:
    latencies = []
    for question in questions:
        started = time.perf_counter()
        encoder.encode_question(question)
        latencies.append(time.perf_counter() - started)
    return latencies
