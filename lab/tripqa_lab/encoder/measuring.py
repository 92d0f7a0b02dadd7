"""What the bundled network does in float32, for the package to carry: ranges of its layers, and vectors.

Ranges are of the network as tripqa writes it, run by onnxruntime; `reference_ranges` are the same of
sentence-transformers, which shares neither code nor library with it. Vectors are those of sentence-transformers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentencepiece import SentencePieceProcessor
from torch import Tensor
from torch.nn import Module

from tripqa.encoders.bundled import PREFIXES
from tripqa.encoders.local_model import LocalModelEncoder
from tripqa.encoders.lower_layers import LOWER, PIECES, LowerLayers
from tripqa.encoders.making import halves, write_networks
from tripqa.encoders.measured import Measured, Ranges, checked_vectors, texts_digest, texts_for
from tripqa.encoders.onnx_graph import measure_ranges
from tripqa.encoders.onnx_model import UPPER
from tripqa.encoders.onnx_session import open_network
from tripqa.encoders.packed_e5 import PackedModel
from tripqa.encoders.sentence_pieces import write_pieces
from tripqa.encoders.space import FLOAT32

_PLACES = ("states", "middle", "active")


def measure(packed: PackedModel, reference: Path) -> Measured:
    """Measure packed weights, and a sentence-transformers folder of the same."""
    vectors = checked_vectors(LocalModelEncoder.load(reference, FLOAT32, PREFIXES))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "float32"
        folder.mkdir()
        write_pieces(packed, folder / PIECES)
        write_networks(packed, None, folder)
        pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
        ids = [found[: packed.header.positions] for found in pieces.encode(_texts(), add_bos=True, add_eos=True)]
        lower, (below, above) = LowerLayers(open_network(folder / LOWER), pieces), halves(packed.header)
        ranges = measure_ranges(folder / LOWER, below, [np.array([found]) for found in ids])
        ranges += measure_ranges(folder / UPPER, above, [lower.run(found)[1][None] for found in ids])
    return Measured(tuple(ranges), vectors, texts_digest())


def reference_ranges(reference: Path) -> list[Ranges]:
    """Return the ranges of a sentence-transformers folder with a BertModel, one of each layer, among the same texts."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(reference), device="cpu", local_files_only=True)
    network: Any = model[0].auto_model
    layers = network.encoder.layer
    largest: list[dict[str, Tensor]] = [{} for _ in layers]
    for found, layer in zip(largest, layers, strict=True):
        layer.register_forward_pre_hook(lambda _, given, found=found: _note(found, "states", given[0]))
        layer.attention.register_forward_hook(_noting(found, "middle"))
        layer.intermediate.register_forward_hook(_noting(found, "active"))
    for text in _texts():  # one at a time: padding would count among the numbers
        model.encode(text, show_progress_bar=False)
    return [Ranges(*(found[place].numpy() for place in _PLACES)) for found in largest]


def furthest(some: Sequence[Ranges], others: Sequence[Ranges]) -> float:
    """Return the largest difference between ranges of the same layers, as a share of the larger of both."""
    pairs = [
        (getattr(one, place), getattr(other, place))
        for one, other in zip(some, others, strict=True)
        for place in _PLACES
    ]
    return max(float((np.abs(one - other) / np.maximum(one, other)).max()) for one, other in pairs)


def _texts() -> Sequence[str]:
    """Return what ranges are measured among: each text as a question and as a passage."""
    return [f"{prefix}{text}" for text in texts_for("ranges") for prefix in (PREFIXES.question, PREFIXES.passage)]


def _noting(found: dict[str, Tensor], place: str) -> Callable[[Module, Any, Any], None]:
    return lambda _, given, made: _note(found, place, made[0] if isinstance(made, tuple) else made)


def _note(found: dict[str, Tensor], place: str, values: Tensor) -> None:
    here = values.detach().abs().reshape(-1, values.shape[-1]).amax(0)
    found[place] = torch.maximum(found[place], here) if place in found else here
