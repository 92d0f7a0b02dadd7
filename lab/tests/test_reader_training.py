"""A network of random weights learns, goes on where it was stopped, and reads each pair for itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tripqa_lab.reader.batches import Apart, Pair, batch_of
from tripqa_lab.reader.network import LAYERS, ReaderNetwork
from tripqa_lab.reader.reading import read_pairs
from tripqa_lab.reader.tokens import Tokenized
from tripqa_lab.reader.training import Drawn, Run, Schedule, Told, load

MEET = LAYERS - 1  # one layer to train


def pair(question: int, passage: tuple[int, ...], answer: int | None, contradicted: bool = False) -> Pair:
    read = Tokenized((0, 3, *passage, 2), 2, tuple((place, place + 1) for place in range(len(passage))))
    otherwise = (1,) if contradicted else () if answer is not None else None
    return Pair((0, question, 2), read, () if answer is None else ((2 + answer, 2 + answer),), otherwise)


PAIRS = [pair(10 + number, (30, 31, 20 + number, 33), 2) for number in range(4)] + [
    pair(10 + number, (30, 31, 32, 33, 34), None) for number in range(4)
]


def run(encoder: Path, steps: int) -> Run:
    torch.manual_seed(1)
    return Run(
        ReaderNetwork(encoder, MEET),
        [Drawn([PAIRS[:4], PAIRS[4:]], 1)],
        Schedule(steps, pairs=8, rate=1e-3, tokens=4000),
        1 << 20,
    )


def test_training_finds_what_is_there_to_find(encoder: Path) -> None:
    learning, told = run(encoder, 60), list[Told]()

    learning.go(60, told.append, every=10)

    assert told[-1].span < told[0].span / 2
    said = read_pairs(learning.network, PAIRS)
    assert [(one.start, one.end) for one in said[:4]] == [(2, 3)] * 4
    assert min(one.stands for one in said[:4]) > max(one.stands for one in said[4:])


@torch.no_grad()
def told_against(network: ReaderNetwork, one: Pair) -> float:
    """Return what the network says against the question's own token."""
    batch = batch_of([one], Apart(network, 0))
    _, _, contradicted = network(batch.ids, batch.states, batch.mask, batch.question, batch.candidates)
    return float(contradicted[0, 1])


def test_training_tells_which_word_of_a_question_a_passage_contradicts(encoder: Path) -> None:
    torch.manual_seed(1)
    true = [pair(10 + number, (30, 20 + number, 33), 1) for number in range(4)]
    false = [pair(10 + number, (30, 21 + (number + 1) % 4, 33), None, contradicted=True) for number in range(4)]
    learning = Run(ReaderNetwork(encoder, MEET), [Drawn([[*true, *false]], 1)], Schedule(60, 8, 1e-3), 1 << 20)

    learning.go(60, lambda told: None)

    network = learning.network.eval()
    assert max(told_against(network, one) for one in true) < min(told_against(network, one) for one in false)


def test_what_is_known_of_no_token_teaches_nothing_of_tokens(encoder: Path) -> None:
    network = run(encoder, 1).network

    judged = batch_of([PAIRS[0], PAIRS[4]], Apart(network, 0)).judged

    assert judged.sum(1).tolist() == [3, 0]


def test_a_run_goes_on_as_if_it_had_not_stopped(encoder: Path, tmp_path: Path) -> None:
    whole = run(encoder, 6)
    whole.go(6, lambda told: None)
    first, second = run(encoder, 6), run(encoder, 6)
    first.go(3, lambda told: None)
    first.save(tmp_path / "run.pt")

    second.resume(tmp_path / "run.pt")
    second.go(6, lambda told: None)

    assert second.step == 6
    for name, value in whole.network.trained().items():
        assert torch.allclose(value, second.network.trained()[name], atol=1e-5), name


def test_weights_late_in_a_run_are_averaged(encoder: Path, tmp_path: Path) -> None:
    learning, kept = run(encoder, 60), list[torch.Tensor]()
    for step in (20, 40, 60):
        learning.go(step, lambda told: None)
        kept.append(learning.network.trained()["tokens.weight"].detach().clone())
        learning.save(tmp_path / "run.pt")
        second = run(encoder, 60)
        second.resume(tmp_path / "run.pt")
        learning = second
    shown = run(encoder, 60).network

    load(shown, tmp_path / "run.pt")

    torch.testing.assert_close(shown.trained()["tokens.weight"].detach(), (kept[1] + kept[2]) / 2)


def test_a_run_can_begin_with_what_another_has_learnt(encoder: Path, tmp_path: Path) -> None:
    learnt = run(encoder, 3)
    learnt.go(3, lambda told: None)
    learnt.save(tmp_path / "learnt.pt")
    other = run(encoder, 3).network

    assert load(other, tmp_path / "learnt.pt") == 3

    for name, value in learnt.network.trained().items():
        assert torch.equal(value, other.trained()[name]), name


def test_only_the_layers_above_the_meeting_are_trained(encoder: Path) -> None:
    learning = run(encoder, 3)
    before = {name: value.clone() for name, value in learning.network.named_parameters()}

    learning.go(3, lambda told: None)

    moved = {name for name, value in learning.network.named_parameters() if not torch.equal(value, before[name])}
    assert not [name for name in moved if name.startswith(("lower.", "embedded."))]
    assert any(name.startswith("upper.") for name in moved)


def test_what_is_said_of_a_pair_does_not_depend_on_the_others(encoder: Path) -> None:
    network = run(encoder, 1).network

    together, alone = read_pairs(network, PAIRS), [read_pairs(network, [one])[0] for one in PAIRS]

    for one, other in zip(together, alone, strict=True):
        assert (one.start, one.end) == (other.start, other.end)
        assert one.stands == pytest.approx(other.stands, abs=1e-4)
        assert one.margin == pytest.approx(other.margin, abs=1e-3)
