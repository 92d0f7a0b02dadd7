"""What was trained, by the names that the product knows it by, and back: shipped weights are a run's beginning too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file

from tripqa.reading.weights import unpacked
from tripqa_lab.reader.network import Layer, ReaderNetwork

_HEADS = (
    "side",
    "partnered",
    "weighs",
    "common",
    "tokens",
    "partner",
    "contradicted",
    "against",
    "stands.0",
    "stands.2",
)
_OWN = ("query", "key", "value")
_PARTS = {
    "gathered": "attention.output.dense",
    "middle": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "fed": "output.dense",
    "out": "output.LayerNorm",
}
_KINDS = ("weight", "bias")
Arrays = Mapping[str, NDArray[np.float32]]


def shipped(network: ReaderNetwork) -> dict[str, NDArray[np.float32]]:
    """Return the trained layers by the names of BertModel, and the heads."""
    found = {
        name: value.detach().float().numpy().reshape(value.shape or (1,))
        for name, value in (*network.named_parameters(), *network.named_buffers())
        if name.removesuffix(".weight").removesuffix(".bias") in _HEADS
    }
    for place, layer in enumerate(network.upper):
        assert isinstance(layer, Layer)
        prefix = f"encoder.layer.{network.meet + place}."
        found |= {prefix + name: value for name, value in _of_layer(layer).items()}
    return found


def begin_with_shipped(network: ReaderNetwork, file: Path) -> None:
    """Give a network the weights that a package carries."""
    weights = unpacked(load_file(file))
    state = {name: value for name, value in weights.items() if not name.startswith("encoder.layer.")}
    for place in range(len(network.upper)):
        named = _to_layer(weights, f"encoder.layer.{network.meet + place}.")
        state |= {f"upper.{place}.{name}": value for name, value in named.items()}
    trained = network.trained()
    tensors = {name: torch.from_numpy(value) for name, value in state.items() if name in trained}
    network.load_state_dict({name: value.reshape(trained[name].shape) for name, value in tensors.items()}, strict=False)


def _of_layer(layer: Layer) -> dict[str, NDArray[np.float32]]:
    state = {name: value.detach().float().numpy() for name, value in layer.named_parameters()}
    named: dict[str, NDArray[np.float32]] = {}
    for kind in _KINDS:
        for part, value in zip(_OWN, np.split(state[f"own.{kind}"], len(_OWN)), strict=True):
            named[f"attention.self.{part}.{kind}"] = value
        named |= {f"{theirs}.{kind}": state[f"{ours}.{kind}"] for ours, theirs in _PARTS.items()}
    return named


def _to_layer(weights: Arrays, prefix: str) -> dict[str, NDArray[np.float32]]:
    named: dict[str, NDArray[np.float32]] = {}
    for kind in _KINDS:
        named[f"own.{kind}"] = np.concatenate([weights[f"{prefix}attention.self.{part}.{kind}"] for part in _OWN])
        named |= {f"{ours}.{kind}": weights[f"{prefix}{theirs}.{kind}"] for ours, theirs in _PARTS.items()}
    return named
