"""What is shipped says what was trained: the product's arithmetic and names are the network's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from tripqa.reading.heads import Apart, Heads
from tripqa.reading.tokens import Tokenized
from tripqa.reading.weights import packed
from tripqa_lab.reader.network import HIDDEN, LAYERS, ReaderNetwork
from tripqa_lab.reader.shipping import begin_with_shipped, shipped

QUESTION, PASSAGE = (0, 7, 8, 9, 2), Tokenized((0, 11, 8, 13, 14, 9, 2), 2, tuple((at, at + 1) for at in range(4)))


@pytest.fixture(scope="module")
def network(encoder: Path) -> ReaderNetwork:
    torch.manual_seed(1)
    made = ReaderNetwork(encoder, LAYERS - 1).eval()
    for _, value in made.named_parameters():
        if value.requires_grad:
            value.data += torch.randn_like(value) / 20
    return made


def apart(network: ReaderNetwork, heads: Heads, ids: tuple[int, ...]) -> Apart:
    row = torch.tensor([ids])
    states = network.apart(row, torch.ones_like(row, dtype=torch.bool))[0]
    return heads.apart(network.words[list(ids)].numpy(), states.numpy())


@torch.no_grad()
def test_the_product_says_of_a_pair_what_the_network_says(network: ReaderNetwork) -> None:
    heads = Heads(shipped(network))
    asked, passage = (apart(network, heads, ids) for ids in (QUESTION, PASSAGE.ids))
    count = len(QUESTION) + len(PASSAGE.ids)
    question, candidates = torch.zeros(2, 1, count, dtype=torch.bool)
    question[0, : len(QUESTION)] = True
    first = len(QUESTION) + PASSAGE.first
    candidates[0, first : first + len(PASSAGE.spans)] = True
    states = torch.from_numpy(np.concatenate([asked.states, passage.states])).float()[None]
    everything = torch.ones(1, count, dtype=torch.bool)
    scores, stands, _ = network(torch.tensor([[*QUESTION, *PASSAGE.ids]]), states, everything, question, candidates)

    upper = torch.from_numpy(heads.joined(asked, passage))[None]
    for layer in network.upper:
        upper = layer(upper, torch.zeros(1, 1, 1, count))
    reading = heads.reading(upper[0].numpy(), len(QUESTION), PASSAGE)

    assert reading.stands == pytest.approx(float(stands[0]), abs=1e-3)
    assert reading.nowhere == pytest.approx(float(scores[0, 0, :2].sum()), abs=1e-3)
    for told, column in ((reading.begins, 0), (reading.ends, 1)):
        np.testing.assert_allclose(told, scores[0, first : first + len(PASSAGE.spans), column].numpy(), atol=1e-3)


def test_the_trained_layers_have_the_names_of_bert(network: ReaderNetwork) -> None:
    found = shipped(network)
    number = LAYERS - 1

    assert found[f"encoder.layer.{number}.attention.self.key.weight"].shape == (HIDDEN, HIDDEN)
    assert found[f"encoder.layer.{number}.intermediate.dense.weight"].shape == (4 * HIDDEN, HIDDEN)
    assert found["weighs"].shape == (1,)
    assert not [name for name in found if name.startswith("encoder.layer.") and f".{number}." not in name]
    own = network.upper[0].own.weight.detach().numpy()
    parts = [found[f"encoder.layer.{number}.attention.self.{part}.weight"] for part in ("query", "key", "value")]
    assert np.array_equal(np.concatenate(parts), own)


def test_a_run_can_begin_with_what_was_shipped(network: ReaderNetwork, encoder: Path, tmp_path: Path) -> None:
    save_file(packed(shipped(network)), tmp_path / "reader.safetensors")
    again = ReaderNetwork(encoder, LAYERS - 1)

    begin_with_shipped(again, tmp_path / "reader.safetensors")

    for name, value in network.trained().items():
        step = float(value.detach().abs().max()) / 127
        torch.testing.assert_close(again.trained()[name], value, atol=step, rtol=0.01)
