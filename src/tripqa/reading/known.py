"""Questions and passages of our own, and what the reader is known to say of some of them.

What is known is what float32 says of pairs of which it is sure. `python -m tripqa_lab.known` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from tripqa.ports import Reader, Reading
from tripqa.reading.spans import best_span

FILE = "pairs.json"
APART = 0.15  # of the probability of standing: no known pair has been seen further off than .04 in int8
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """What float32 says of a pair."""

    stands: float  # probability
    answer: str  # its best span


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage below its title and headings."""

    question: str
    path: tuple[str, ...]
    text: str
    known: Known | None


def own_pairs(purpose: str) -> list[Pair]:
    """Return pairs of our own in the four languages: what int8 is fitted to is not what it is checked with."""
    rows = json.loads(files("tripqa.reading").joinpath(FILE).read_text(encoding="utf-8"))[purpose]
    return [Pair(row["question"], tuple(row["path"]), row["text"], _known(row.get("known"))) for row in rows]


def known_pairs() -> list[Pair]:
    """Return the pairs of which is known what the reader says."""
    return [pair for pair in own_pairs("checked") if pair.known]


def known_faults(reader: Reader) -> Iterator[str]:
    """Say which known pairs a reader reads otherwise: whether the answer stands there and, if so, which it is."""
    for pair in known_pairs():
        assert pair.known
        reading = reader.read(pair.question, [(pair.path, pair.text)], once=True)[0]
        found = Known(sure(reading), pair.text[slice(*best_span(reading).span)])
        if not abs(found.stands - pair.known.stands) <= APART:
            yield f"{pair.question!r} stands with {found.stands:.2f} where {pair.known.stands:.2f} is known"
        elif pair.known.stands > _HALF and found.answer != pair.known.answer:
            yield f"{pair.question!r} is answered {found.answer!r} where {pair.known.answer!r} is known"


def sure(reading: Reading) -> float:
    """Return the probability of the answer standing there."""
    return float(1 / (1 + np.exp(-reading.stands)))


def _known(said: dict[str, object] | None) -> Known | None:
    return Known(float(str(said["stands"])), str(said["answer"])) if said else None
