"""The reader's network, made and checked: `python -m tripqa.reading.making FOLDER ENCODER`, two folders of the cache.

int8 results differ between processors. So what was made here is asked here, and held against float32 over the same
lower layers, which are the encoder's and were checked when that was made; where it differs too much, it is float32.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from tripqa.encoders.lower_layers import LowerLayers
from tripqa.encoders.onnx_graph import measure_ranges, write_int8, write_upper
from tripqa.encoders.onnx_session import STATES, open_network
from tripqa.errors import EncoderError
from tripqa.ports import Reading, Vectors
from tripqa.reading.heads import Heads
from tripqa.reading.known import Pair, own_pairs, sure
from tripqa.reading.onnx_reader import HEADS, NETWORK, ReaderFacts
from tripqa.reading.spans import best_span
from tripqa.reading.tokens import Tokenized, Tokens
from tripqa.reading.weights import Weights, packed_weights

INT8, FLOAT32 = "int8", "float32"
SAME_SPAN, APART = 0.99, 0.03  # what int8 has to come to
_UPPER, _ATTENTION_HEADS = range(6, 12), 12


@dataclass(frozen=True, slots=True)
class _Joined:
    """What question and passage come to below the reader's own layers."""

    states: Vectors  # (tokens, hidden) of both
    asked: int  # tokens of the question
    passage: Tokenized


def make_reader(folder: Path, encoder: Path, weights: Weights) -> ReaderFacts:
    """Fill an empty folder with the network and its heads, and return what it says of itself."""
    layers, heads = _parted(weights)
    np.savez(folder / HEADS, **heads.weights)  # type: ignore[arg-type]  # which takes `allow_pickle` for one of them
    join = _joining(LowerLayers.load(encoder), heads)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        exact = Path(made) / NETWORK
        write_upper(layers, _UPPER, _ATTENTION_HEADS, exact, ranges=None, pooled=False)
        ranges = measure_ranges(exact, _UPPER, [join(pair).states[None] for pair in own_pairs("ranges")])
        write_upper(layers, _UPPER, _ATTENTION_HEADS, Path(made) / "even.onnx", ranges, pooled=False)
        write_int8(Path(made) / "even.onnx", folder / NETWORK)
        facts = _close_enough(join, heads, folder / NETWORK, exact)
        if facts is None:
            exact.replace(folder / NETWORK)
            facts = ReaderFacts(FLOAT32, 1.0, 0.0)
    facts.write(folder)
    return facts


def reader_holds(folder: Path, encoder: Path, weights: Weights) -> bool:
    """Tell whether a reader that was made elsewhere is close enough to float32 on this processor."""
    if ReaderFacts.read(folder).precision == FLOAT32:
        return True
    layers, heads = _parted(weights)
    with tempfile.TemporaryDirectory() as made:
        exact = Path(made) / NETWORK
        write_upper(layers, _UPPER, _ATTENTION_HEADS, exact, ranges=None, pooled=False)
        return _close_enough(_joining(LowerLayers.load(encoder), heads), heads, folder / NETWORK, exact) is not None


def _parted(weights: Weights) -> tuple[Weights, Heads]:
    layers = {name: value for name, value in weights.items() if name.startswith("encoder.layer.")}
    return layers, Heads({name: value for name, value in weights.items() if name not in layers})


def _joining(lower: LowerLayers, heads: Heads) -> Callable[[Pair], _Joined]:
    return partial(_joined, lower, Tokens(lower.pieces), heads)


def _joined(lower: LowerLayers, tokens: Tokens, heads: Heads, pair: Pair) -> _Joined:
    passage = tokens.passage(pair.path, pair.text)
    asked, read = (heads.apart(*lower.run(ids)) for ids in (tokens.question(pair.question), passage.ids))
    return _Joined(heads.joined(asked, read), len(asked.states), passage)


def _close_enough(join: Callable[[Pair], _Joined], heads: Heads, *networks: Path) -> ReaderFacts | None:
    """Hold int8, the first network, against the other; None as soon as it cannot be close enough any more."""
    sessions, pairs = [open_network(file) for file in networks], own_pairs("checked")

    def both(pair: Pair) -> tuple[Reading, Reading]:
        joined = join(pair)
        one, other = (session.run(None, {STATES: joined.states[None]})[0][0] for session in sessions)
        return heads.reading(one, joined.asked, joined.passage), heads.reading(other, joined.asked, joined.passage)

    apart, differ = [], 0
    threads = ThreadPoolExecutor(len(os.sched_getaffinity(0)))
    try:
        for got, wanted in threads.map(both, pairs):
            apart.append(abs(sure(got) - sure(wanted)))
            differ += best_span(got).span != best_span(wanted).span
            if 1 - differ / len(pairs) < SAME_SPAN:
                return None
    finally:
        threads.shutdown(cancel_futures=True)
    facts = ReaderFacts(INT8, round(1 - differ / len(pairs), 4), round(float(np.quantile(apart, 0.95)), 4))
    return facts if facts.apart <= APART else None


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # the quantiser's advice, which does not concern this network
    try:
        make_reader(Path(sys.argv[1]), Path(sys.argv[2]), packed_weights())
    except (EncoderError, OSError, MemoryError) as error:
        sys.exit(str(error) or type(error).__name__)
