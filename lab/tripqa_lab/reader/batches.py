"""Examples as tensors: pairs of a question and a passage, read apart once and kept, then joined and padded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from tripqa.reading.tokens import Tokenized
from tripqa_lab.reader.network import ReaderNetwork
from tripqa_lab.reader.tokens import Tokens, tokens_of


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage to be read together, and the tokens of the passage where an answer begins and ends."""

    question: tuple[int, ...]
    passage: Tokenized
    answers: tuple[tuple[int, int], ...]  # in tokens of the passage; empty where it does not say
    contradicted: tuple[int, ...] | None  # tokens of the question; None where nobody knows which

    @property
    def tokens(self) -> int:
        """Return how many tokens the network reads."""
        return len(self.question) + len(self.passage.ids)


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs, padded (ReaderNetwork.forward). Targets are (pairs, tokens), true where an answer begins, ends, lies."""

    ids: Tensor
    states: Tensor
    mask: Tensor
    question: Tensor
    candidates: Tensor
    begins: Tensor
    ends: Tensor
    inside: Tensor
    contradicted: Tensor  # which tokens of the question the passage contradicts,
    judged: Tensor  # of those of which that is known

    @property
    def stands(self) -> Tensor:
        """Tell of each pair whether the answer stands there."""
        return ~self.begins[:, 0]


def pair_of(
    tokens: Tokens,
    question: str,
    path: tuple[str, ...],
    text: str,
    spans: Sequence[tuple[int, int]],
    contradicted: tuple[int, ...] | None = None,
) -> Pair | None:
    """Return a pair; None if an answer was cut off with the end of its passage.

    Where the answer stands nothing is contradicted.
    """
    read = tokens.passage(path, text)
    answers = [tokens_of(read, span) for span in spans]
    if None in answers:
        return None
    found = tuple(answer for answer in answers if answer)
    return Pair(tokens.question(question), read, found, () if found else contradicted)


class Apart:
    """States of texts that were read alone, kept in float16 up to `most` bytes in all."""

    def __init__(self, network: ReaderNetwork, most: int) -> None:
        self._network, self._left = network, most
        self._kept: dict[tuple[int, ...], Tensor] = {}

    def states(self, ids: tuple[int, ...]) -> Tensor:
        """Return the states (tokens, hidden) of one text."""
        if (kept := self._kept.get(ids)) is not None:
            return kept
        row = torch.tensor([ids])
        states = self._network.apart(row, torch.ones_like(row, dtype=torch.bool))[0].half()
        if self._left > 0:
            self._kept[ids] = states
            self._left -= states.nbytes
        return states


def batch_of(pairs: Sequence[Pair], apart: Apart) -> Batch:
    """Join and pad pairs."""
    longest = max(pair.tokens for pair in pairs)
    first = apart.states(pairs[0].question)
    states = torch.zeros(len(pairs), longest, first.shape[1])
    ids = torch.zeros(len(pairs), longest, dtype=torch.long)
    flags = torch.zeros(8, len(pairs), longest, dtype=torch.bool)
    mask, question, candidates, begins, ends, inside, contradicted, judged = flags
    for row, pair in enumerate(pairs):
        asked = len(pair.question)
        states[row, :asked] = apart.states(pair.question)
        states[row, asked : pair.tokens] = apart.states(pair.passage.ids)
        ids[row, : pair.tokens] = torch.tensor([*pair.question, *pair.passage.ids])
        mask[row, : pair.tokens] = True
        question[row, :asked] = True
        start = asked + pair.passage.first
        candidates[row, start : start + len(pair.passage.spans)] = True
        for begin, end in pair.answers:
            begins[row, asked + begin] = ends[row, asked + end] = True
            inside[row, asked + begin : asked + end + 1] = True
        if not pair.answers:
            begins[row, 0] = ends[row, 0] = True
        if pair.contradicted is not None:
            judged[row, :asked] = True
            contradicted[row, list(pair.contradicted)] = True
    return Batch(ids, states, mask, question, candidates, begins, ends, inside, contradicted, judged)


def by_length(pairs: Sequence[Pair], most_tokens: int) -> list[list[Pair]]:
    """Group pairs of like length, each group within `most_tokens` when padded."""
    groups: list[list[Pair]] = []
    for pair in sorted(pairs, key=lambda pair: pair.tokens):
        if groups and pair.tokens * (len(groups[-1]) + 1) <= most_tokens:
            groups[-1].append(pair)
        else:
            groups.append([pair])
    return groups
