"""Training: steps of pairs drawn from weighted sets, two threads, AdamW; a checkpoint from which a run goes on.

Two threads of one torch thread each take groups of like length from one queue, so a busy core slows a step and never
blocks it. Weights late in a run are averaged, which does what a rate that has fallen to nothing does (Izmailov et al.,
2018, "Averaging Weights Leads to Wider Optima and Better Generalization").
"""

from __future__ import annotations

import copy
import math
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from tripqa_lab.reader.batches import Apart, Batch, Pair, batch_of, by_length
from tripqa_lab.reader.network import ReaderNetwork

_WARMING = 40  # steps
_AVERAGED_EVERY = 20  # steps
_NOWHERE_COUNTS = 0.5  # of a span, where the passage does not say
_SPAN, _STANDS, _INSIDE, _CONTRADICTED = 1.0, 1.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a run learns."""

    steps: int
    pairs: int = 40  # in a step
    rate: float = 2e-4
    heads: float = 4.0  # times the rate, for what the encoder did not have
    floor: float = 0.05  # of the rate, at the end
    averaged_from: float = 0.5  # of the steps
    tokens: int = 1000  # in a group
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A set and its share of every step. What differs in one thing (one question, two passages) is drawn together."""

    twins: Sequence[Sequence[Pair]]
    share: float


@dataclass(frozen=True, slots=True)
class Told:
    """What a stretch of steps came to: means over its pairs."""

    step: int
    span: float
    stands: float
    right: float
    pairs_a_second: float


def loss_of(network: ReaderNetwork, batch: Batch) -> tuple[Tensor, Tensor, int]:
    """Return the losses of spans and of standing, each a sum over pairs, and how many pairs were told right."""
    scores, stands, contradicted = network(batch.ids, batch.states, batch.mask, batch.question, batch.candidates)
    wanted = batch.stands
    counts = torch.where(wanted, 1.0, _NOWHERE_COUNTS)
    span = sum(
        (_marginal(scores[..., head], target) * counts).sum() / 2
        for head, target in enumerate((batch.begins, batch.ends))
    )
    inside = functional.binary_cross_entropy_with_logits(scores[..., 2], batch.inside.float(), reduction="none")
    inside = (inside * batch.candidates).sum(1) / batch.candidates.sum(1).clamp(min=1)
    told = functional.binary_cross_entropy_with_logits(stands, wanted.float(), reduction="sum")
    assert isinstance(span, Tensor)
    against = _of_both(contradicted, batch.contradicted, batch.judged)
    standing = _STANDS * told + _CONTRADICTED * against
    return _SPAN * span + _INSIDE * inside.sum(), standing, int(((stands > 0) == wanted).sum())


def _of_both(logits: Tensor, wanted: Tensor, judged: Tensor) -> Tensor:
    """Return the loss of each pair's tokens that are, and of those that are not: a mean of either, summed."""
    losses = functional.binary_cross_entropy_with_logits(logits, wanted.float(), reduction="none")
    parts = (judged & wanted, judged & ~wanted)
    return sum(((losses * part).sum(1) / part.sum(1).clamp(min=1)).sum() for part in parts)  # type: ignore[return-value]


def _marginal(scores: Tensor, target: Tensor) -> Tensor:
    """Return -log of the probability that is given to any of the tokens that are right."""
    return scores.logsumexp(-1) - scores.masked_fill(~target, -1e9).logsumexp(-1)


class Run:
    """One run of training. It can be saved at any step and taken up again from there."""

    def __init__(self, network: ReaderNetwork, sets: Sequence[Drawn], schedule: Schedule, kept_bytes: int) -> None:
        self.network, self._sets, self.schedule = network, sets, schedule
        self.step = 0
        self._mean: dict[str, Tensor] = {}  # of the weights, and of how many steps
        self._averaged = 0
        self._orders: dict[int, tuple[int, list[Pair]]] = {}  # of each set the epoch it is in, and its pairs in order
        self._apart = Apart(network, kept_bytes)
        self._models = [network, _sharing(network)]
        encoder = [value for name, value in network.trained().items() if name.startswith("upper.")]
        heads = [value for name, value in network.trained().items() if not name.startswith("upper.")]
        self._optimiser = torch.optim.AdamW(
            [{"params": encoder, "times": 1.0}, {"params": heads, "times": schedule.heads}],
            lr=schedule.rate,
            betas=(0.9, 0.98),
            weight_decay=0.01,
            fused=True,
        )

    def save(self, file: Path) -> None:
        """Write all that going on takes, whole or not at all."""
        aside = file.with_suffix(".part")
        state = {"network": dict(self.network.trained()), "optimiser": self._optimiser.state_dict(), "step": self.step}
        torch.save(state | {"mean": self._mean, "averaged": self._averaged}, aside)
        aside.replace(file)

    def resume(self, file: Path) -> None:
        """Go on from where `save` was called."""
        state = torch.load(file, weights_only=True)
        self.network.load_state_dict(state["network"], strict=False)
        self._optimiser.load_state_dict(state["optimiser"])
        self.step, self._mean, self._averaged = state["step"], state["mean"], state["averaged"]

    def go(self, until: int, tell: Callable[[Told], None], every: int = 20) -> None:
        """Train up to that step."""
        self.network.train()
        since, sums, pairs = time.monotonic(), [0.0, 0.0, 0.0], 0
        while self.step < min(until, self.schedule.steps):
            drawn = self._draw()
            losses = self._learn(drawn)
            sums = [total + one for total, one in zip(sums, losses, strict=True)]
            pairs += len(drawn)
            self.step += 1
            if self.step % _AVERAGED_EVERY == 0 and self.step >= self.schedule.averaged_from * self.schedule.steps:
                self._average()
            if self.step % every == 0:
                rate = pairs / (time.monotonic() - since)
                span, stands, right = (total / pairs for total in sums)
                tell(Told(self.step, span, stands, right, rate))
                since, sums, pairs = time.monotonic(), [0.0, 0.0, 0.0], 0

    def _average(self) -> None:
        self._averaged += 1
        for name, value in self.network.trained().items():
            mean = self._mean.setdefault(name, torch.zeros_like(value))
            mean += (value.detach() - mean) / self._averaged

    def _draw(self) -> list[Pair]:
        """Return the pairs of this step: each set in an order of its own, again and again, by share."""
        total = sum(drawn.share for drawn in self._sets)
        found: list[Pair] = []
        for number, drawn in enumerate(self._sets):
            before, after = (
                int(step * self.schedule.pairs * drawn.share / total + number / len(self._sets))
                for step in (self.step, self.step + 1)
            )
            found += (self._at(number, place) for place in range(before, after))
        return found

    def _at(self, number: int, place: int) -> Pair:
        epoch, place = divmod(place, sum(map(len, self._sets[number].twins)))
        return self._order(number, epoch)[place]

    def _order(self, number: int, epoch: int) -> list[Pair]:
        if self._orders.get(number, (-1, []))[0] != epoch:
            twins = list(self._sets[number].twins)
            random.Random(f"{self.schedule.seed} {number} {epoch}").shuffle(twins)  # noqa: S311
            self._orders[number] = epoch, [pair for some in twins for pair in some]
        return self._orders[number][1]

    def _learn(self, drawn: Sequence[Pair]) -> tuple[float, float, float]:
        groups = by_length(drawn, self.schedule.tokens)
        lock = threading.Lock()
        sums = [0.0, 0.0, 0.0]

        def work(thread: int) -> None:
            torch.set_num_threads(1)
            while True:
                with lock:
                    if not groups:
                        return
                    group = groups.pop()
                span, stands, right = loss_of(self._models[thread], batch_of(group, self._apart))
                ((span + stands) / len(drawn)).backward()  # type: ignore[no-untyped-call]
                with lock:
                    for place, value in enumerate((span.item(), stands.item(), right)):
                        sums[place] += value

        _on_both(work)
        self._update()
        return sums[0], sums[1], sums[2]

    def _update(self) -> None:
        done = self.step / self.schedule.steps
        falling = self.schedule.floor + (1 - self.schedule.floor) * 0.5 * (1 + math.cos(math.pi * done))
        for group in self._optimiser.param_groups:
            group["lr"] = self.schedule.rate * group["times"] * falling * min(1, (self.step + 1) / _WARMING)
        mine, other = self._models[0].trained(), self._models[1].trained()
        for name, value in mine.items():
            grad = other[name].grad
            if grad is not None:
                value.grad = grad if value.grad is None else value.grad.add_(grad)
            other[name].grad = None
        torch.nn.utils.clip_grad_norm_(list(mine.values()), 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)


def load(network: ReaderNetwork, file: Path) -> int:
    """Give a network what a run has learnt, averaged once that has begun; return for how many steps it had."""
    state = torch.load(file, weights_only=True)
    network.load_state_dict(state["mean"] or state["network"], strict=False)
    step: int = state["step"]
    return step


def _sharing(network: ReaderNetwork) -> ReaderNetwork:
    """Return a network with the same weights in memory and gradients of its own."""
    same: Mapping[int, Tensor] = {id(buffer): buffer for buffer in network.buffers()}
    twin = copy.deepcopy(network, dict(same))
    for mine, other in zip(network.parameters(), twin.parameters(), strict=True):
        other.data = mine.data
    return twin.train()


def _on_both(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
