"""How well a network reads written examples: where the answer stands, and whether it does, by question language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tripqa_lab.reader.batches import pair_of
from tripqa_lab.reader.network import ReaderNetwork
from tripqa_lab.reader.reading import read_pairs
from tripqa_lab.reader.scoring import auroc, f1
from tripqa_lab.reader.sheets import KINDS, LANGUAGES, Example, Kind
from tripqa_lab.reader.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Seen:
    """Scores in one language, the gold passage given; AUROC of the answerable against each other kind."""

    language: str
    examples: int
    f1: float  # of one span, by characters
    near_miss: float
    false_premise: float
    foreign: float


def watch(network: ReaderNetwork, tokens: Tokens, examples: Sequence[Example]) -> list[Seen]:
    """Read examples and return the scores of each language that they are asked in."""
    made = [(one, pair_of(tokens, one.question, one.passage.path, one.passage.text, one.spans)) for one in examples]
    read = [(one, pair) for one, pair in made if pair]
    said = read_pairs(network, [pair for _, pair in read])
    found = []
    for language in LANGUAGES.values():
        mine = [(one, told) for (one, _), told in zip(read, said, strict=True) if one.language == language]
        spans = [f1(one.passage.text[told.start : told.end], one.answers) for one, told in mine if len(one.spans) == 1]
        stands: dict[Kind, list[float]] = {kind: [] for kind in KINDS}
        for one, told in mine:
            stands[one.kind].append(told.stands)
        near, false, foreign = (auroc(stands["answerable"], stands[kind]) for kind in KINDS[1:])
        if mine:
            found.append(
                Seen(language, len(mine), sum(spans) / len(spans) if spans else float("nan"), near, false, foreign)
            )
    return found
