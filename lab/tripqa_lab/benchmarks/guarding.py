"""What keys, limits and the log cost a question: servers with and without them, side by side."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from tripqa.access.key_file import KeyFile
from tripqa.access.keys import EVERY_DOCUMENT, make_key
from tripqa.progress import Show
from tripqa_lab.benchmarks.bounds import Bound
from tripqa_lab.benchmarks.clients import ask_all
from tripqa_lab.benchmarks.process import apart
from tripqa_lab.benchmarks.questions import Asked, distinct_questions
from tripqa_lab.benchmarks.rounds import Do, Hand, Round, measure_rounds, over
from tripqa_lab.benchmarks.services import build_index, our_service
from tripqa_lab.benchmarks.table import Sheet

MOST = 1.1  # times the p50 of a server without them
_PATHS = ("/v1/search", "/v1/ask")
_GUARDED, _BARE, _BASE = "guarded", "bare", "base"
_OFF = {f"TRIPQA_LIMIT_{name}": "off" for name in ("ASK", "SEARCH", "DOCUMENTS", "VERIFY")} | {
    "TRIPQA_ACCESS_LOG": "off"
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    corpus: Path
    base: Path | None  # a checkout of a version that has none of them
    clients: tuple[int, ...]
    rounds: int
    questions: int  # in each round, at each number of clients


@dataclass(frozen=True, slots=True)
class _Server:
    """A server to be measured: whose code, with which variables, and the key that is shown to it."""

    name: str
    code: Path | None
    settings: Mapping[str, str]
    key: str = ""


def measure_guards(plan: Plan, real: Sequence[Asked], show: Show) -> list[Round]:
    """Ask every server the same questions, again and again."""
    with tempfile.TemporaryDirectory() as folder, apart() as load, ExitStack() as running:
        servers = _servers(plan, Path(folder))
        hands = [hand for server in servers for hand in _hands(server, plan, Path(folder), load, running)]
        wanted = plan.rounds * len(plan.clients) * plan.questions + len(hands) * max(plan.clients)
        questions: Iterator[str] = iter(distinct_questions(real, wanted))
        progress = show("asking", "rounds")
        return measure_rounds(hands, plan.clients, questions, plan.questions, plan.rounds, progress)


def guards_sheet(rounds: Sequence[Round]) -> Sheet:
    """Lay out the p50 of each server, medians over rounds."""
    names, clients = _measured(rounds)
    rows = tuple(
        (path, str(count), *(f"{_p50(rounds, name, path, count) * 1000:.1f}" for name in names))
        for path, count in product(_PATHS, clients)
    )
    return Sheet("p50 in ms, medians over rounds", ("route", "clients", *names), rows)


def guard_bounds(rounds: Sequence[Round]) -> list[Bound]:
    """Return for each route and number of clients whether guarding costs little enough."""
    (*others, _), clients = _measured(rounds)
    return [_cost(rounds, *what) for what in product(others, _PATHS, clients)]


def _measured(rounds: Sequence[Round]) -> tuple[list[str], list[int]]:
    """Return the names of the servers, the guarded one last, and the numbers of clients."""
    names = [name for name in (_BASE, _BARE, _GUARDED) if any(work.startswith(f"{name} ") for work, _ in rounds[0])]
    return names, sorted({clients for _, clients in rounds[0]})


def _p50(rounds: Sequence[Round], name: str, path: str, clients: int) -> float:
    return over(rounds, lambda one: one[_of(name, path), clients].p50).middle


def _servers(plan: Plan, folder: Path) -> list[_Server]:
    keys = KeyFile(folder / "keys.json")
    made = make_key("bench", ("ask", "search"), EVERY_DOCUMENT, datetime.now(UTC), None)
    keys.change(lambda before: (*before, made.key))
    return [
        *([_Server(_BASE, plan.base, {})] if plan.base else []),
        _Server(_BARE, None, {**_OFF, "TRIPQA_KEYS": str(folder / "none.json")}),
        _Server(_GUARDED, None, {"TRIPQA_KEYS": str(keys.file)}, made.shown),
    ]


def _hands(server: _Server, plan: Plan, folder: Path, load: ProcessPoolExecutor, running: ExitStack) -> list[Hand]:
    index = folder / f"index-{server.name}"
    build_index(plan.corpus, index, server.code)
    service = our_service(index, remembers=False, code=server.code, settings=server.settings)
    started = running.enter_context(service.start())

    def asks(path: str) -> Do:
        target = replace(service.at(started, path), key=server.key)
        return lambda texts, clients: load.submit(ask_all, target, texts, clients).result()

    return [Hand(_of(server.name, path), asks(path)) for path in _PATHS]


def _cost(rounds: Sequence[Round], name: str, path: str, clients: int) -> Bound:
    spread = over(rounds, lambda one: one[_of(_GUARDED, path), clients].p50 / one[_of(name, path), clients].p50)
    return Bound(f"{path}, {clients} at a time, to {name}", spread, MOST, "at most", "x")


def _of(server: str, path: str) -> str:
    return f"{server} {path}"
