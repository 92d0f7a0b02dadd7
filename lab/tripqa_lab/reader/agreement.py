"""How far a second author agrees, who answers without seeing the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tripqa_lab.reader.scoring import f1
from tripqa_lab.reader.sheets import Kind


@dataclass(frozen=True, slots=True)
class Twice:
    """One question and passage as two authors labelled it: the kind, and the text of the answers joined."""

    kinds: tuple[Kind, Kind]
    answers: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares of the pairs both labelled; `spans` is the mean F1 by characters where both found an answer."""

    pairs: int
    answerable: float  # both or neither found an answer
    kappa: float  # of that, beyond chance (Cohen, 1960)
    spans: float


def agreement(pairs: Sequence[Twice]) -> Agreement:
    """Compare what two authors said of the same pairs, of which there must be some."""
    first, second = ([pair.kinds[author] == "answerable" for pair in pairs] for author in (0, 1))
    same = sum(one == other for one, other in zip(first, second, strict=True)) / len(pairs)
    shares = sum(first) / len(pairs), sum(second) / len(pairs)
    chance = shares[0] * shares[1] + (1 - shares[0]) * (1 - shares[1])
    both = [pair.answers for pair, one, other in zip(pairs, first, second, strict=True) if one and other]
    spans = sum(f1(said, [wanted]) for wanted, said in both) / len(both) if both else float("nan")
    return Agreement(len(pairs), same, (same - chance) / (1 - chance) if chance < 1 else 1.0, spans)
