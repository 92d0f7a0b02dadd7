"""What tripqa promises of its speed and size on two cores, and whether one run shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from tripqa_lab.benchmarks.encoders import Speed
from tripqa_lab.benchmarks.load import Load
from tripqa_lab.benchmarks.rounds import Round, Spread, over
from tripqa_lab.benchmarks.starts import Start
from tripqa_lab.benchmarks.table import Sheet

SEARCH, ASK, ENCODE = "search", "ask", "encode"
_COLUMNS = ("figure", "median", "least", "most", "bound", "")


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure and what it must not pass."""

    name: str
    spread: Spread
    limit: float
    side: Literal["at most", "at least"]
    unit: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether the median keeps to the bound; nothing measured keeps to none."""
        middle = self.spread.middle
        return middle <= self.limit if self.side == "at most" else middle >= self.limit


def bounds(
    starts: Sequence[Start], speeds: Sequence[tuple[Speed, Speed]], rounds: Sequence[Round], clients: Sequence[int]
) -> list[Bound]:
    """Return every bound with what was measured."""
    return [*_of_starts(starts), *_of_speeds(speeds), *_of_rounds(rounds, clients)]


def bounds_sheet(found: Sequence[Bound]) -> Sheet:
    """Lay out bounds."""
    return Sheet("Bounds", _COLUMNS, tuple(_row(one) for one in found))


def _of_starts(starts: Sequence[Start]) -> list[Bound]:
    ready, resident = Spread.of([one.ready for one in starts]), Spread.of([one.resident / 1e6 for one in starts])
    return [
        Bound("start to ready", ready, 3, "at most", " s"),
        Bound(f"resident after {starts[0].asked:,} questions", resident, 450, "at most", " MB"),
    ]


def _of_speeds(speeds: Sequence[tuple[Speed, Speed]]) -> list[Bound]:
    question = Spread.of([ours.question / reference.question for ours, reference in speeds])
    passages = Spread.of([ours.passages / reference.passages for ours, reference in speeds])
    return [
        Bound("time of one question / reference encoder's", question, 0.45, "at most"),
        Bound("rate of passages / reference encoder's", passages, 3, "at least"),
    ]


def _of_rounds(rounds: Sequence[Round], clients: Sequence[int]) -> list[Bound]:
    crowd = max(clients)
    return [
        *(
            Bound(f"time of /v1/search / encode_question, {_asking(count)}", spread, 1.25, "at most")
            for count in clients
            for spread in [over(rounds, _slower((SEARCH, count), (ENCODE, count)))]
        ),
        *(
            Bound(f"time of /v1/ask / /v1/search, {_asking(count)}", spread, 3, "at most")
            for count in clients
            for spread in [over(rounds, _slower((ASK, count), (SEARCH, count)))]
        ),
        Bound(
            f"p99 / p50 of /v1/search, {_asking(crowd)}",
            over(rounds, lambda one: _unevenness(one[SEARCH, crowd])),
            3,
            "at most",
        ),
    ]


def _slower(work: tuple[str, int], than: tuple[str, int]) -> Callable[[Round], float]:
    """Return how many times as long one work took as another; endless where either answered nothing."""
    return lambda one: one[than].rate / one[work].rate if one[work].rate and one[than].rate else inf


def _unevenness(load: Load) -> float:
    """Return how many times as long the slowest took as most; endless where nothing was answered."""
    return load.p99 / load.p50 if load.latencies else inf


def _asking(clients: int) -> str:
    return f"{clients} client{'s' if clients > 1 else ''}"


def _row(one: Bound) -> tuple[str, ...]:
    figures = (f"{value:.0f}" if value >= 100 else f"{value:.2f}" for value in _values(one.spread))
    verdict = "holds" if one.holds else "does not hold"
    return (one.name, *(f"{figure}{one.unit}" for figure in figures), f"{one.side} {one.limit:g}{one.unit}", verdict)


def _values(spread: Spread) -> tuple[float, float, float]:
    return spread.middle, spread.least, spread.most
