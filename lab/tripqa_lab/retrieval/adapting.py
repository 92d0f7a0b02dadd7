"""A matrix that turns questions, learnt over the score that orders hits: all passages of a corpus are told apart."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from tripqa.retrieval import BOTH
from tripqa_lab.retrieval.judged import Judged

_SHARPNESS = 40.0  # times a score, in the softmax over passages
_QUESTIONS = 64  # in a step
_LEAST = -1.0  # the cosine of a passage's best sentence, where it has none


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a matrix is learnt."""

    steps: int = 600
    rate: float = 1e-3
    pull: float = 0.03  # towards leaving questions as they are: on the squares of what differs
    seed: int = 0


def learnt(corpora: Sequence[Judged], schedule: Schedule) -> Tensor:
    """Return the matrix (dimension, dimension). Every corpus is drawn from equally often."""
    dimension = corpora[0].questions.shape[1]
    change = torch.zeros(dimension, dimension, requires_grad=True)
    optimiser = torch.optim.Adam([change], lr=schedule.rate)
    draw = random.Random(schedule.seed)  # noqa: S311
    for step in range(schedule.steps):
        corpus = corpora[step % len(corpora)]
        rows = torch.tensor(draw.choices(range(len(corpus.questions)), k=_QUESTIONS))
        lost = _lost(scores(corpus, rows, torch.eye(dimension) + change), corpus.evidence[rows])
        optimiser.param_groups[0]["lr"] = schedule.rate * (1 - step / schedule.steps)
        optimiser.zero_grad()
        (lost + schedule.pull * change.square().sum()).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return (torch.eye(dimension) + change).detach()


def scores(corpus: Judged, rows: Tensor, matrix: Tensor) -> Tensor:
    """Return (questions, passages): what `tripqa.retrieval` orders hits by, questions turned by a matrix."""
    turned = functional.normalize(corpus.questions[rows] @ matrix.T, dim=-1)
    best = torch.full((len(rows), len(corpus.passages)), _LEAST)
    best = best.scatter_reduce(1, corpus.of.expand(len(rows), -1), turned @ corpus.sentences.T, "amax")
    dense = BOTH.passage * (turned @ corpus.passages.T) + BOTH.best_sentence * best
    return dense + BOTH.lexical * corpus.coverage[rows]


def _lost(scored: Tensor, evidence: Tensor) -> Tensor:
    """Return -log of the probability that is given to any of the passages that hold evidence, a mean."""
    sharp = scored * _SHARPNESS
    return (sharp.logsumexp(1) - sharp.masked_fill(~evidence, float("-inf")).logsumexp(1)).mean()


@torch.no_grad()
def found(corpus: Judged, matrix: Tensor, most: Sequence[int]) -> Mapping[str, Sequence[float]]:
    """Return of each language, and of "all", the share of questions with evidence in the first so many passages."""
    every = torch.arange(len(corpus.questions))
    ranks = torch.cat([_ranks(scores(corpus, rows, matrix), corpus.evidence[rows]) for rows in torch.split(every, 256)])
    by = {"all": every}
    for language in sorted(set(corpus.languages)):
        by[language] = torch.tensor([row for row, one in enumerate(corpus.languages) if one == language])
    return {name: [float((ranks[rows] < count).float().mean()) for count in most] for name, rows in by.items()}


def _ranks(scored: Tensor, evidence: Tensor) -> Tensor:
    best = scored.masked_fill(~evidence, float("-inf")).amax(1, keepdim=True)
    return (scored > best).sum(1)
