"""The whole benchmark of a service on this machine: starts, encoders, and load in rounds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tripqa.parsing.corpus import read_corpus
from tripqa.progress import Show
from tripqa_lab.benchmarks.bounds import ASK, ENCODE, SEARCH, Bound, bounds, bounds_sheet
from tripqa_lab.benchmarks.clients import Target, ask_all
from tripqa_lab.benchmarks.encoders import Contestant, Speed, encode_questions, measure_speeds
from tripqa_lab.benchmarks.load import Load
from tripqa_lab.benchmarks.process import apart
from tripqa_lab.benchmarks.questions import Asked, distinct_questions
from tripqa_lab.benchmarks.rates import PLAIN, failures, rates_sheet, speeds_sheet, starts_sheet
from tripqa_lab.benchmarks.rounds import Do, Hand, Round, measure_rounds, take
from tripqa_lab.benchmarks.services import (
    Service,
    build_index,
    our_service,
    passage_texts,
    plain_service,
    write_passages,
)
from tripqa_lab.benchmarks.starts import Start, measure_starts
from tripqa_lab.benchmarks.table import Sheet


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    corpus: Path
    reference: str  # the encoder that ours is held against, as the setting names it
    clients: tuple[int, ...]
    rounds: int
    questions: int  # in each round, at each number of clients
    starts: int
    asked_of_each_start: int
    encoded: int  # questions and passages in each round of the encoders
    threads: int  # that the server works with


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain service: its script, and a sentence-transformers folder for it."""

    script: Path
    model: Path


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run has shown."""

    starts: list[Start]
    plain_starts: list[Start]
    speeds: list[tuple[Speed, Speed]]
    rounds: list[Round]
    bounds: list[Bound]

    @property
    def failures(self) -> list[str]:
        """Return what went wrong with questions, each kind once."""
        return failures(self.rounds, [*self.starts, *self.plain_starts])

    def sheets(self) -> list[Sheet]:
        """Return the tables, bounds first."""
        started = {"tripqa": self.starts, **({"plain service": self.plain_starts} if self.plain_starts else {})}
        return [
            bounds_sheet(self.bounds),
            rates_sheet(self.rounds),
            speeds_sheet(self.speeds),
            starts_sheet(started),
        ]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is measured: the servers, and what is encoded of each passage."""

    ours: Service  # as it comes
    forgetful: Service  # ours, knowing no question again
    plain: Service | None
    texts: list[str]


@dataclass(frozen=True, slots=True)
class _Workers:
    """Processes of their own: the clients, and an encoder each."""

    load: ProcessPoolExecutor
    ours: ProcessPoolExecutor
    reference: ProcessPoolExecutor


def measure(plan: Plan, real: Sequence[Asked], plain: Plain | None, show: Show) -> Measured:
    """Measure everything on an index of its own, which is thrown away after."""
    questions = iter(distinct_questions(real, _wanted(plan, plain)))
    with tempfile.TemporaryDirectory() as folder, apart() as load, apart() as ours, apart() as reference:
        workers, prepared = _Workers(load, ours, reference), _prepared(plan, plain, Path(folder))
        starts, plain_starts = _starts(plan, prepared, questions, load, show)
        speeds = _speeds(plan, prepared, questions, workers, show)
        rounds = _under_load(plan, prepared, questions, workers, show)
    return Measured(starts, plain_starts, speeds, rounds, bounds(starts, speeds, rounds, plan.clients))


def _wanted(plan: Plan, plain: Plain | None) -> int:
    hands = 4 if plain else 3
    in_rounds = 2 * plan.rounds * len(plan.clients) * plan.questions  # those that hands share, and those of /v1/ask
    return plan.asked_of_each_start + plan.encoded + in_rounds + hands * max(plan.clients)


def _prepared(plan: Plan, plain: Plain | None, folder: Path) -> _Prepared:
    index, passages = folder / "index", folder / "passages.jsonl"
    build_index(plan.corpus, index)
    texts = passage_texts(read_corpus(plan.corpus))
    write_passages(texts, passages)
    return _Prepared(
        ours=our_service(index, remembers=True),
        forgetful=our_service(index, remembers=False),
        plain=plain_service(plain.script, plain.model, passages) if plain else None,
        texts=texts,
    )


def _starts(
    plan: Plan, prepared: _Prepared, questions: Iterator[str], load: ProcessPoolExecutor, show: Show
) -> tuple[list[Start], list[Start]]:
    asked = take(questions, plan.asked_of_each_start)

    def of(service: Service) -> list[Start]:
        return measure_starts(service, asked, plan.starts, load, show("starting", f"starts of {service.name}"))

    return of(prepared.ours), of(prepared.plain) if prepared.plain else []


def _speeds(
    plan: Plan, prepared: _Prepared, questions: Iterator[str], workers: _Workers, show: Show
) -> list[tuple[Speed, Speed]]:
    ours, reference = Contestant(None, workers.ours), Contestant(plan.reference, workers.reference)
    asked, texts = take(questions, plan.encoded), prepared.texts[: plan.encoded]
    found = measure_speeds(ours, reference, asked, texts, plan.rounds, show("encoding", "rounds"))
    workers.reference.shutdown()  # its memory is wanted for what follows
    return found


def _under_load(
    plan: Plan, prepared: _Prepared, questions: Iterator[str], workers: _Workers, show: Show
) -> list[Round]:
    def asks(target: Target) -> Do:
        return lambda texts, clients: workers.load.submit(ask_all, target, texts, clients).result()

    def encodes(texts: Sequence[str], clients: int) -> Load:
        return workers.ours.submit(encode_questions, None, texts, min(clients, plan.threads)).result()

    with ExitStack() as running:
        ours, plain = prepared.forgetful, prepared.plain
        server = running.enter_context(ours.start())
        hands = [
            Hand(SEARCH, asks(ours.at(server))),
            Hand(ENCODE, encodes),
            *([Hand(PLAIN, asks(plain.at(running.enter_context(plain.start()))))] if plain else []),
            Hand(ASK, asks(ours.at(server, "/v1/ask")), shares=False),
        ]
        progress = show("asking", "rounds")
        return measure_rounds(hands, plan.clients, questions, plan.questions, plan.rounds, progress)
