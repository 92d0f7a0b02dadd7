"""What a network says of pairs: where the answer would stand, and whether it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from tripqa.reading.spans import LONGEST_ANSWER
from tripqa_lab.reader.batches import Apart, Pair, batch_of, by_length
from tripqa_lab.reader.network import ReaderNetwork


@dataclass(frozen=True, slots=True)
class Said:
    """The best span, in characters of the passage, how much better than "nowhere" it is, and the logit of standing."""

    start: int
    end: int
    margin: float
    stands: float


def read_pairs(network: ReaderNetwork, pairs: Sequence[Pair], most_tokens: int = 4000) -> list[Said]:
    """Read pairs, in the order given. What is said of one does not depend on the others."""
    network.eval()
    apart = Apart(network, 0)
    said: dict[int, Said] = {}
    numbers = {id(pair): number for number, pair in enumerate(pairs)}
    with torch.inference_mode():
        for group in by_length(pairs, most_tokens):
            batch = batch_of(group, apart)
            scores, stands, _ = network(batch.ids, batch.states, batch.mask, batch.question, batch.candidates)
            for row, pair in enumerate(group):
                first = len(pair.question) + pair.passage.first
                held = scores[row, first : first + len(pair.passage.spans)]
                said[numbers[id(pair)]] = _said(pair, held, scores[row, 0], float(stands[row]))
    return [said[number] for number in range(len(pairs))]


def _said(pair: Pair, held: torch.Tensor, nowhere: torch.Tensor, stands: float) -> Said:
    sums = (held[:, 0, None] + held[None, :, 1]).triu().tril(LONGEST_ANSWER)
    allowed = torch.ones_like(sums, dtype=torch.bool).triu().tril(LONGEST_ANSWER)
    best = int(sums.masked_fill(~allowed, -1e9).argmax())
    begin, end = divmod(best, sums.shape[1])
    margin = float(sums[begin, end] - nowhere[0] - nowhere[1])
    return Said(pair.passage.spans[begin][0], pair.passage.spans[end][1], margin, stands)
