"""A network as it is packed, so small that making it takes no time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tripqa.encoders.measured import texts_for
from tripqa.encoders.packed_e5 import Blocks, Header, PackedModel, Tensor


def random_packed() -> PackedModel:
    """Return a network of two layers with random weights, and a piece for each character of the checked texts."""
    random = np.random.default_rng(7)
    texts = "".join([*texts_for("ranges"), *texts_for("checked")])
    pieces = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>", "▁")]
    pieces += [(character, -5.0) for character in sorted(set(texts + "query: passage: ")) if character != " "]
    shape = Header(64, layers=2, heads=2, feed_forward=128, vocabulary=len(pieces), positions=256, token_types=2)

    def weights(*size: int) -> NDArray[np.float32]:
        return random.normal(0, 0.2, size).astype(np.float32).reshape(-1)

    blocks = shape.vocabulary * shape.hidden // 32
    nibbles = random.integers(0, 256, (blocks, 16), dtype=np.uint8)
    nibbles[:, 0] &= 0xF0  # Q4_0 gives the largest number of a block the nibble 0
    tensors: dict[str, Tensor] = {
        "emb.word": Blocks(random.uniform(0.01, 0.02, blocks).astype(np.float16), nibbles),
        "emb.pos": weights(shape.positions, shape.hidden),
        "emb.type": weights(shape.token_types, shape.hidden),
    }
    layers = [f"l{number}" for number in range(shape.layers)]
    for norm in ["emb.ln", *(f"{layer}.{kind}" for layer in layers for kind in ("aln", "oln"))]:
        tensors |= {f"{norm}.w": 1 + weights(shape.hidden), f"{norm}.b": weights(shape.hidden)}
    for layer in layers:
        for kind, (out, into) in {"fi": (128, 64), "fo": (64, 128)}.items():
            tensors |= {f"{layer}.{kind}.w": weights(out, into), f"{layer}.{kind}.b": weights(out)}
        for kind in ("q", "k", "v", "ao"):
            tensors |= {f"{layer}.{kind}.w": weights(64, 64), f"{layer}.{kind}.b": weights(64)}
    return PackedModel(shape, pieces, bos=0, eos=2, pad=1, unk=3, tensors=tensors)
