"""The packed weights by the names of BertModel, each unpacked whenever it is asked for: all at once take 470 MB.

The table of words, which is most of them, need not be unpacked at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from tripqa.encoders.packed_e5 import Blocks, Header, PackedModel, unpacked
from tripqa.encoders.word_table import WordTable

_WORDS = "embeddings.word_embeddings.weight"
_EMBEDDINGS = {
    _WORDS: "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm.weight": "emb.ln.w",
    "embeddings.LayerNorm.bias": "emb.ln.b",
}
_LAYER_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


class BertWeights(Mapping[str, NDArray[np.float32]]):
    """Every weight of BertModel but its pooler's, which mean pooling leaves unused."""

    def __init__(self, packed: PackedModel) -> None:
        self._packed = packed
        self._shapes = dict(_shapes(packed.header))

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        return unpacked(self._packed.tensors[_packed_name(name)]).reshape(self._shapes[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._shapes)

    def __len__(self) -> int:
        return len(self._shapes)

    def words(self) -> WordTable:
        """Return the table of words as it is packed."""
        blocks = self._packed.tensors[_EMBEDDINGS[_WORDS]]
        assert isinstance(blocks, Blocks)
        return WordTable.of(blocks, self._packed.header.vocabulary)


def _shapes(header: Header) -> Iterator[tuple[str, tuple[int, ...]]]:
    hidden, wide = header.hidden, header.feed_forward
    rows = (header.vocabulary, header.positions, header.token_types)
    yield from zip(_EMBEDDINGS, [*((count, hidden) for count in rows), (hidden,), (hidden,)], strict=True)
    for number in range(header.layers):
        for part in _LAYER_PARTS:
            name = f"encoder.layer.{number}.{part}"
            out, into = {"intermediate.dense": (wide, hidden), "output.dense": (hidden, wide)}.get(
                part, (hidden, hidden)
            )
            yield f"{name}.weight", (out,) if part.endswith("LayerNorm") else (out, into)
            yield f"{name}.bias", (out,)


def _packed_name(name: str) -> str:
    """Translate `encoder.layer.3.output.dense.bias` into `l3.fo.b`."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    number, part = name.removeprefix("encoder.layer.").split(".", 1)
    module, kind = part.rsplit(".", 1)
    return f"l{number}.{_LAYER_PARTS[module]}.{kind[0]}"
