"""What answers of a slow model cost those who ask for quotes alone, and how soon a stream begins.

In each round one client asks alone, then beside so many streams that are open all the while; and the same questions are
asked whole and as streams by turns, of which the time to the first event is taken.
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tripqa_lab.benchmarks.bounds import Bound
from tripqa_lab.benchmarks.clients import Target, ask_all
from tripqa_lab.benchmarks.load import percentile
from tripqa_lab.benchmarks.process import LOOPBACK, Probe, free_port, running
from tripqa_lab.benchmarks.questions import Asked, distinct_questions
from tripqa_lab.benchmarks.rounds import Spread, take
from tripqa_lab.benchmarks.services import build_index, our_service
from tripqa_lab.errors import BenchmarkError

MOST_LATER = 1.3  # times a plain ask that the first event may take
MOST_SLOWER = 1.1  # times the p50 of plain asks beside no stream
_SPEAKERS = ("127.0.0.2", "127.0.0.3", "127.0.0.4")  # addresses that streams come from, on Linux
_PATIENCE = 60  # seconds
_WARMING = 40  # questions
_AGAIN = 1  # seconds
_ASKED = "KLIDはどの法律に基づいて設立されましたか"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    corpus: Path
    streams: int
    rounds: int
    questions: int  # of each kind, in each round
    seconds: float  # that the model takes for an answer


@dataclass(frozen=True, slots=True)
class Seen:
    """What one round came to: seconds, medians."""

    alone: float
    beside: float
    whole: float  # to the end of a reply
    first: float  # to the first event of a stream
    open: int  # streams, at the end of it
    statements: int  # that they brought


def measure_streams(plan: Plan, real: Sequence[Asked], say: Callable[[str], None]) -> list[Seen]:
    """Measure so many rounds at one server."""
    questions = iter(distinct_questions(real, plan.rounds * 2 * plan.questions + _WARMING))
    with tempfile.TemporaryDirectory() as folder, _model(plan.seconds) as url:
        build_index(plan.corpus, Path(folder) / "index")
        calls = {"TRIPQA_LLM_CALLS": str(plan.streams), "TRIPQA_LLM_QUEUE": str(plan.streams)}
        times = {"TRIPQA_LLM_SECONDS": "600", "TRIPQA_LLM_SILENCE": "60"}
        model = {"TRIPQA_LLM_URL": url, "TRIPQA_LLM_MODEL": "slow", **calls, **times}
        with our_service(Path(folder) / "index", remembers=False, settings=model).start() as server:
            target = Target(server.port, "/v1/ask", 5)
            ask_all(target, take(questions, _WARMING), 1)  # what is filled once is filled
            return [measure_round(number, plan, target, questions, say) for number in range(1, plan.rounds + 1)]


def stream_bounds(seen: Sequence[Seen], streams: int) -> list[Bound]:
    """Return whether a stream begins soon enough, and costs others little enough."""
    later = Spread.of([one.first / one.whole for one in seen])
    slower = Spread.of([one.beside / one.alone for one in seen])
    return [
        Bound("first event of a stream / plain ask, p50", later, MOST_LATER, "at most", "x"),
        Bound("plain asks beside streams / alone, p50", slower, MOST_SLOWER, "at most", "x"),
        Bound("streams open at the end of a round", Spread.of([one.open for one in seen]), streams, "at least"),
        Bound("statements that they brought", Spread.of([one.statements for one in seen]), 1, "at least"),
    ]


def measure_round(
    number: int, plan: Plan, target: Target, questions: Iterator[str], say: Callable[[str], None]
) -> Seen:
    """Measure a running server once; every other time the streams come first."""
    whole, first = _by_turns(target, take(questions, plan.questions))
    shared = take(questions, plan.questions)  # nothing is remembered of them
    alone = ask_all(target, shared, 1).p50 if number % 2 else None
    with _open(target, plan.streams) as streams:
        beside = ask_all(target, shared, 1).p50
        held, statements = streams.open, streams.statements
    alone = alone or ask_all(target, shared, 1).p50
    say(f"round {number}: alone {alone * 1000:.1f} ms, beside {beside * 1000:.1f} ms, {held} streams open")
    return Seen(alone, beside, whole, first, held, statements)


def _by_turns(target: Target, questions: Sequence[str]) -> tuple[float, float]:
    """Return the p50 of the same questions asked whole, and that of their first events."""
    whole: list[float] = []
    first: list[float] = []
    for place, question in enumerate(questions):
        ways = [(whole, _whole), (first, _first_event)]
        for seconds, ask in ways if place % 2 else reversed(ways):
            began = time.perf_counter()
            ask(target, question)
            seconds.append(time.perf_counter() - began)
    return percentile(whole, 0.5), percentile(first, 0.5)


def _whole(target: Target, question: str) -> None:
    with _asked(target, question, generated=False) as reply:
        reply.read()


def _first_event(target: Target, question: str) -> None:
    with _asked(target, question, generated=True) as reply:
        _read_event(reply)


@contextmanager
def _asked(target: Target, question: str, *, generated: bool) -> Iterator[http.client.HTTPResponse]:
    """Ask on a connection of its own, which is closed whatever is left to read."""
    connection = http.client.HTTPConnection(LOOPBACK, target.port, _PATIENCE, (target.asker, 0))
    try:
        body = {"question": question, "top_k": target.top_k, "answerer": "generated" if generated else "reader"}
        headers = {"Content-Type": "application/json", **({"Accept": "text/event-stream"} if generated else {})}
        connection.request("POST", target.path, json.dumps(body), headers)
        reply = connection.getresponse()
        if reply.status != 200:
            raise BenchmarkError(f"a question was replied to with {reply.status}: {reply.read()[:200]!r}")
        yield reply
    finally:
        connection.close()


def _read_event(reply: http.client.HTTPResponse) -> bytes:
    """Return the next event; nothing at the end."""
    lines = []
    while (line := reply.readline()).strip():
        lines.append(line)
    return b"".join(lines)


class _Streams:
    """Streams that are open, each begun again when it ends."""

    def __init__(self, target: Target, count: int) -> None:
        self.open = self.statements = self._begun = 0
        self._stopped, self._lock = threading.Event(), threading.Lock()
        speakers = [replace(target, asker=_SPEAKERS[place % len(_SPEAKERS)]) for place in range(count)]
        self._threads = [threading.Thread(target=self._listen, args=(one,), daemon=True) for one in speakers]

    def start(self) -> None:
        """Return when all have had their first event; one after another, so that no question is told to come back."""
        for number, thread in enumerate(self._threads, start=1):
            thread.start()
            end = time.monotonic() + _PATIENCE
            while self._begun < number:
                if time.monotonic() > end:
                    raise BenchmarkError(f"stream {number} did not begin in {_PATIENCE} seconds")
                time.sleep(0.01)

    def stop(self) -> None:
        """Return when all have ended, each with its next event."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(_PATIENCE)

    def _listen(self, target: Target) -> None:
        while not self._stopped.is_set():
            try:
                self._hear(target)
            except (OSError, http.client.HTTPException, BenchmarkError):
                self._stopped.wait(_AGAIN)  # the server is busy, or it is ending

    def _hear(self, target: Target) -> None:
        with _asked(target, _ASKED, generated=True) as reply:
            _read_event(reply)
            self._count(1, 0)
            try:
                while (event := _read_event(reply)) and not self._stopped.is_set():
                    self._count(0, event.startswith(b"event: statement"))
            finally:
                self._count(-1, 0)

    def _count(self, opened: int, statements: int) -> None:
        with self._lock:
            self.open += opened
            self._begun += max(0, opened)
            self.statements += statements


@contextmanager
def _open(target: Target, count: int) -> Iterator[_Streams]:
    streams = _Streams(target, count)
    streams.start()
    try:
        yield streams
    finally:
        streams.stop()


@contextmanager
def _model(seconds: float) -> Iterator[str]:
    """Run the slow model in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "tripqa_lab.benchmarks.slow_model", str(port), str(seconds)]
    with running(command, {}, port, Probe("GET", "/v1/models")):
        yield f"http://{LOOPBACK}:{port}/v1"
