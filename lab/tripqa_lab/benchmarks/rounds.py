"""The same work by several hands in turn, again and again: what disturbs the machine disturbs all of them.

A ratio is taken within one round; the median over rounds is the figure. Every other round goes backwards, so that no
hand always comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from tripqa.ports import Progress
from tripqa_lab.benchmarks.load import Load
from tripqa_lab.errors import BenchmarkError

Work = tuple[str, int]  # what is done, and by how many at a time
Round = Mapping[Work, Load]
Do = Callable[[Sequence[str], int], Load]  # questions, and how many are under way at a time


@dataclass(frozen=True, slots=True)
class Hand:
    """Something that works on questions."""

    name: str
    do: Do
    shares: bool = True  # takes the questions that the other hands take; False: some of its own


def measure_rounds(
    hands: Sequence[Hand], clients: Sequence[int], questions: Iterator[str], each: int, rounds: int, progress: Progress
) -> list[Round]:
    """Let every hand work on `each` questions at each number of clients, in each round; none comes twice to one."""
    for hand in hands:
        hand.do(take(questions, max(clients)), max(clients))  # loads, connects, fills what is filled once
    found: list[Round] = []
    for number in range(rounds):
        found.append(_round(hands, clients, questions, each, backwards=bool(number % 2)))
        progress(number + 1, rounds)
    return found


def _round(
    hands: Sequence[Hand], clients: Sequence[int], questions: Iterator[str], each: int, *, backwards: bool
) -> Round:
    done: dict[Work, Load] = {}
    for count in clients:
        shared = take(questions, each)
        for hand in reversed(hands) if backwards else hands:
            done[hand.name, count] = hand.do(shared if hand.shares else take(questions, each), count)
    return done


def take(questions: Iterator[str], count: int) -> list[str]:
    """Return the next questions; BenchmarkError if there are no more."""
    taken = list(islice(questions, count))
    if len(taken) < count:
        raise BenchmarkError("there are no more distinct questions; ask for fewer rounds, or fewer questions in each")
    return taken


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some values, the least and the greatest of them."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Sum up what several rounds gave."""
        return cls(median(values), min(values), max(values))


def over(rounds: Sequence[Round], figure: Callable[[Round], float]) -> Spread:
    """Return a figure of every round, summed up."""
    return Spread.of([figure(one) for one in rounds])
