"""What clients that mean no good cost one that does: some hang up, one asks over many connections at once.

The polite client asks one everyday question after another from an address of its own, as the others have theirs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from tripqa.questions import LONGEST_QUESTION
from tripqa_lab.benchmarks.clients import Target, ask_all, ask_for, connected, request_of
from tripqa_lab.benchmarks.load import Load
from tripqa_lab.benchmarks.process import apart
from tripqa_lab.benchmarks.services import build_index, our_service
from tripqa_lab.benchmarks.table import Sheet

_GREEDY = "127.0.0.2"  # every address of 127/8 leads to this machine, on Linux
_LONG = ("高雄市の智慧医療と電子政府法について、訪問した機関ごとに詳しく教えてください。" * 60)[:LONGEST_QUESTION]
_HEAD_START = 2  # seconds that the greedy client has before the polite one is timed
_PAUSE = 0.3  # seconds: those who hang up have then been taken in


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard it is tried."""

    hung_up: int  # long questions whose clients are gone at once
    connections: int  # of the greedy client
    seconds: float  # for which it and the polite one ask
    asked: int  # questions of the polite client alone


@dataclass(frozen=True, slots=True)
class Harm:
    """What it came to at one server."""

    name: str
    after_hanging_up: float  # seconds that the next question took
    alone: Load
    beside: Load  # the polite client beside the greedy one
    greedy: Load

    @property
    def refused(self) -> int:
        """Return how many questions of the polite client were told to come back."""
        return sum(" 503 " in failure for failure in self.beside.failures)


def attack_all(corpus: Path, codes: Sequence[Path | None], questions: Sequence[str], plan: Plan) -> list[Harm]:
    """Attack the server of each checkout in turn, or this one's (None)."""
    return [_attack_one(corpus, code, questions, plan) for code in codes]


def harm_sheet(harms: Sequence[Harm], plan: Plan) -> Sheet:
    """Return what was seen as a table."""
    rows: list[tuple[str, Callable[[Harm], str]]] = [
        (f"next question after {plan.hung_up} whose clients hung up, s", lambda one: f"{one.after_hanging_up:.2f}"),
        ("polite client alone, p50, ms", lambda one: f"{one.alone.p50 * 1000:.0f}"),
        (f"beside one with {plan.connections} connections, p50, ms", lambda one: f"{one.beside.p50 * 1000:.0f}"),
        ("… against alone", lambda one: f"{one.beside.p50 / one.alone.p50:.1f}x"),
        ("… questions answered", lambda one: str(len(one.beside.latencies))),
        ("… told to come back (503)", lambda one: str(one.refused)),
        ("… greedy client, answered", lambda one: str(len(one.greedy.latencies))),
        ("… greedy client, told to come back", lambda one: str(len(one.greedy.failures))),
    ]
    return Sheet(
        "What others cost a polite client",
        ("", *(one.name for one in harms)),
        tuple((name, *(write(one) for one in harms)) for name, write in rows),
    )


def _attack_one(corpus: Path, code: Path | None, questions: Sequence[str], plan: Plan) -> Harm:
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build_index(corpus, index, code)
        service = our_service(index, remembers=False, code=code)
        with service.start() as server:
            return attack(str(code) if code else "here", service.at(server, "/v1/ask"), questions, plan)


def attack(name: str, target: Target, questions: Sequence[str], plan: Plan) -> Harm:
    """Attack a running server that remembers no question; these are the polite client's."""
    ask_all(target, questions[:5], 1)
    alone = ask_all(target, list(islice(cycle(questions), plan.asked)), 1)
    waited = _after_hanging_up(target, questions[0], plan.hung_up)
    with apart() as others:
        greedy = replace(target, asker=_GREEDY)
        others.submit(ask_for, 0, greedy, _LONG, 1).result()  # the process has started
        asking = others.submit(ask_for, plan.seconds + _HEAD_START, greedy, _LONG, plan.connections)
        time.sleep(_HEAD_START)
        beside = _politely(plan.seconds, target, questions)
        return Harm(name, waited, alone, beside, asking.result())


def _politely(seconds: float, target: Target, questions: Sequence[str]) -> Load:
    """Ask one question after another for so long."""
    began = time.perf_counter()
    loads = []
    for question in cycle(questions):
        if (spent := time.perf_counter() - began) >= seconds:
            break
        loads.append(ask_all(target, [question], 1))
    return Load(
        tuple(latency for one in loads for latency in one.latencies),
        tuple(failure for one in loads for failure in one.failures),
        spent,
    )


def _after_hanging_up(target: Target, question: str, times: int) -> float:
    """Have so many clients ask and hang up; return the seconds that the next question takes, asked until answered."""
    for _ in range(times):
        with connected(replace(target, asker=_GREEDY)) as gone:
            gone.sendall(request_of(target, _LONG))
    time.sleep(_PAUSE)
    began = time.perf_counter()
    while not ask_all(target, [question], 1).latencies:
        time.sleep(_PAUSE)
    return time.perf_counter() - began
