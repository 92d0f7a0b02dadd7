"""The reader's network, made and checked: `python -m tripqa.reading.making FOLDER ENCODER`, two folders of the cache.

int8 results differ between processors. So what was made here is asked here, and held against float32 over the same
lower layers, which are the encoder's and were checked when that was made; where it differs too much, it is float32.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tripqa.encoders.lower_layers import LowerLayers
from tripqa.encoders.onnx_graph import measure_ranges, write_int8, write_upper
from tripqa.encoders.onnx_session import open_network
from tripqa.errors import EncoderError
from tripqa.ports import Reading
from tripqa.reading.heads import Heads
from tripqa.reading.known import own_pairs, sure
from tripqa.reading.onnx_reader import HEADS, NETWORK, OnnxReader, ReaderFacts
from tripqa.reading.spans import best_span
from tripqa.reading.tokens import Tokens
from tripqa.reading.weights import Weights, packed_weights

INT8, FLOAT32 = "int8", "float32"
SAME_SPAN, APART = 0.99, 0.03  # what int8 has to come to
_UPPER, _ATTENTION_HEADS = range(6, 12), 12


def make_reader(folder: Path, encoder: Path, weights: Weights) -> ReaderFacts:
    """Fill an empty folder with the network and its heads, and return what it says of itself."""
    layers = {name: value for name, value in weights.items() if name.startswith("encoder.layer.")}
    heads = {name: value for name, value in weights.items() if name not in layers}
    np.savez(folder / HEADS, **heads)  # type: ignore[arg-type]  # which takes `allow_pickle` for one of them
    lower = LowerLayers.load(encoder)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        aside = Path(made)
        write_upper(layers, _UPPER, _ATTENTION_HEADS, aside / NETWORK, ranges=None, pooled=False)
        _write_int8(layers, lower, Heads(heads), aside, folder / NETWORK)
        wanted = _checked(OnnxReader(lower, open_network(aside / NETWORK), heads, threads=1))
        facts = _facts(INT8, _checked(OnnxReader(lower, open_network(folder / NETWORK), heads, threads=1)), wanted)
        if facts.same_span < SAME_SPAN or facts.apart > APART:
            (aside / NETWORK).replace(folder / NETWORK)
            facts = ReaderFacts(FLOAT32, 1.0, 0.0)
    facts.write(folder)
    return facts


def _write_int8(layers: Weights, lower: LowerLayers, heads: Heads, aside: Path, file: Path) -> None:
    """Write the layers in int8, by what goes through them in float32."""
    tokens, inputs = Tokens(lower.pieces), []
    for one in own_pairs("ranges"):
        both = tokens.question(one.question), tokens.passage(one.path, one.text).ids
        inputs.append(heads.joined(*(heads.apart(*lower.run(ids)) for ids in both))[None])
    ranges = measure_ranges(aside / NETWORK, _UPPER, inputs)
    write_upper(layers, _UPPER, _ATTENTION_HEADS, aside / "even.onnx", ranges, pooled=False)
    write_int8(aside / "even.onnx", file)


def _facts(precision: str, got: Sequence[Reading], wanted: Sequence[Reading]) -> ReaderFacts:
    same = [best_span(one).span == best_span(other).span for one, other in zip(got, wanted, strict=True)]
    apart = [abs(sure(one) - sure(other)) for one, other in zip(got, wanted, strict=True)]
    return ReaderFacts(precision, round(float(np.mean(same)), 4), round(float(np.quantile(apart, 0.95)), 4))


def _checked(reader: OnnxReader) -> list[Reading]:
    return [reader.read(one.question, [(one.path, one.text)])[0] for one in own_pairs("checked")]


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # the quantiser's advice, which does not concern this network
    try:
        make_reader(Path(sys.argv[1]), Path(sys.argv[2]), packed_weights())
    except (EncoderError, OSError, MemoryError) as error:
        sys.exit(str(error) or type(error).__name__)
