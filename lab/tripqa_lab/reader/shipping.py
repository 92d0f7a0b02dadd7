"""What was trained, by the names that the product knows it by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tripqa_lab.reader.network import Layer, ReaderNetwork

_HEADS = ("side", "partnered", "weighs", "common", "tokens", "partner", "stands.0", "stands.2")


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


def _of_layer(layer: Layer) -> dict[str, NDArray[np.float32]]:
    state = {name: value.detach().float().numpy() for name, value in layer.named_parameters()}
    named: dict[str, NDArray[np.float32]] = {}
    for kind in ("weight", "bias"):
        for part, value in zip(("query", "key", "value"), np.split(state[f"own.{kind}"], 3), strict=True):
            named[f"attention.self.{part}.{kind}"] = value
        for ours, theirs in (
            ("gathered", "attention.output.dense"),
            ("middle", "attention.output.LayerNorm"),
            ("wide", "intermediate.dense"),
            ("fed", "output.dense"),
            ("out", "output.LayerNorm"),
        ):
            named[f"{theirs}.{kind}"] = state[f"{ours}.{kind}"]
    return named
