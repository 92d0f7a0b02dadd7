"""Layers of BERT as ONNX, in two parts: token ids -> states after the lower layers, and from there on.

The lower part, ids (1, tokens) -> states (1, tokens, hidden), is what encoder and reader share. The upper part of the
encoder ends with its mean-pooled vector (1, hidden), that of the reader with states.

A network is written layer by layer out of weights by the names of BertModel. One text has no padding, so there is no
mask. The table of words stays as it was packed, 4 bits in blocks of 32 with one scale each, which is exact.

int8 has one step for all that goes into a matrix, and a few numbers that are far larger than the others make it coarse.
So what goes in is first made even by factors that its weights take back (Xiao et al., 2023, "SmoothQuant"), and in the
middle of the feed-forward, where single units are larger by a factor of ten, these have float32 to themselves (the idea
of Dettmers et al., 2022, "LLM.int8()"). docs/decisions/0008-light-encoder.md has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tripqa.encoders.bert_weights import BertWeights
from tripqa.encoders.measured import Ranges
from tripqa.encoders.onnx_session import INPUT, OUTPUT, STATES, WORDS
from tripqa.encoders.packed_e5 import BLOCK
from tripqa.encoders.word_table import WordTable

_FUSED = "com.microsoft"
_OPSETS = {"": 21, _FUSED: 1}
_IR_VERSION = 10
_EPSILON = 1e-12
_NUMBERS, _SCALES = "words", "word scales"  # the table
_APART = 8  # units of each feed-forward, the largest, that stay in float32
_FLOAT32 = "float32 "  # begins the name of a node that stays in float32
_EVENED = 0.7  # of a column's range that its factor takes off; the weights get the rest
_LEAST_RANGE = 1e-3

Matrix: TypeAlias = NDArray[np.float32]
Vector: TypeAlias = NDArray[np.float32]
Weights = Mapping[str, NDArray[np.float32]]  # by the names of BertModel


class _Graph:
    """Nodes and constants, in the order they are added to a model. Each node is named by what comes out of it."""

    def __init__(self) -> None:
        self.model = onnx.ModelProto(ir_version=_IR_VERSION, graph=onnx.GraphProto(name="layers of BERT"))
        self.model.opset_import.extend(helper.make_opsetid(domain, version) for domain, version in _OPSETS.items())

    def node(self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.model.graph.node.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def fused(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        return self.node(kind, inputs, output, _FUSED, **attributes)

    def add(self, one: str, other: str) -> str:
        return self.node("Add", [one, other], f"{one} + {other}")

    def matrix(self, values: str, matrix: Matrix, output: str) -> str:
        return self.node("MatMul", [values, self.constant(f"{output} matrix", matrix)], output)

    def linear(self, values: str, matrix: Matrix, bias: Vector, output: str) -> str:
        return self.add(self.matrix(values, matrix, output), self.constant(f"{output} bias", bias))

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name


def write_lower(weights: Weights, layers: int, heads: int, file: Path, ranges: Sequence[Ranges] | None) -> None:
    """Write embedding and the first layers: INPUT -> WORDS (1, tokens, hidden), as in the table, and OUTPUT, states.

    It is in float32; with ranges, one for each layer, it can be put in int8. The table is empty: `put_words` comes
    last, so that what is most of the file goes through no other step.
    """
    graph = _Graph()
    states = _stacked(graph, weights, range(layers), heads, _embed(graph, weights), ranges)
    graph.node("Identity", [states], OUTPUT)
    ids = helper.make_tensor_value_info(INPUT, TensorProto.INT64, [1, "tokens"])
    hidden = weights["embeddings.LayerNorm.bias"].shape[0]
    _save(graph, ids, [_tokens_by(hidden, WORDS), _tokens_by(hidden, OUTPUT)], file)


def put_words(network: Path, weights: BertWeights, file: Path) -> None:
    """Write a network of `write_lower`, or what `write_int8` has made of one, with the table of words."""
    model = onnx.load(network)
    _fill(model.graph, weights.words())
    onnx.save(model, file)


def _fill(graph: onnx.GraphProto, words: WordTable) -> None:
    constants = {constant.name: constant for constant in graph.initializer}
    for name, shape, values in ((_NUMBERS, words.shape, words.numbers), (_SCALES, words.scales.shape, words.scales)):
        constants[name].dims[:] = shape
        constants[name].raw_data = values.tobytes()
        constants[name].data_location = TensorProto.DEFAULT  # which is said of all that has been through a file


def write_upper(
    weights: Weights, numbers: range, heads: int, file: Path, ranges: Sequence[Ranges] | None, *, pooled: bool
) -> None:
    """Write later layers, as `write_lower` does: STATES -> OUTPUT, states or, if `pooled`, a vector of length 1."""
    graph = _Graph()
    hidden = weights[f"encoder.layer.{numbers[0]}.output.LayerNorm.bias"].shape[0]
    states = _stacked(graph, weights, numbers, heads, STATES, ranges)
    if pooled:
        graph.node("ReduceMean", [states, graph.constant("token axis", np.array([1]))], "mean", keepdims=0)
        graph.node("LpNormalization", ["mean"], OUTPUT, axis=1, p=2)
        out = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, hidden])
    else:
        graph.node("Identity", [states], OUTPUT)
        out = _tokens_by(hidden, OUTPUT)
    _save(graph, _tokens_by(hidden, STATES), [out], file)


def _stacked(
    graph: _Graph, weights: Weights, numbers: range, heads: int, states: str, ranges: Sequence[Ranges] | None
) -> str:
    for place, number in enumerate(numbers):
        states = _layer(graph, weights, number, heads, states, ranges[place] if ranges else None)
    return states


def _tokens_by(hidden: int, name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens", hidden])


def _save(graph: _Graph, begin: onnx.ValueInfoProto, ends: Sequence[onnx.ValueInfoProto], file: Path) -> None:
    graph.model.graph.input.append(begin)
    graph.model.graph.output.extend(ends)
    onnx.save(graph.model, file)


def measure_ranges(network: Path, numbers: range, inputs: Sequence[NDArray[np.generic]]) -> list[Ranges]:
    """Run a network that was written without ranges over inputs, and return the ranges of each layer."""
    from onnxruntime import InferenceSession

    places = [place for number in numbers for place in (f"{number}.into", f"{number}.middle", f"{number}.active")]
    model = onnx.load(network)
    model.graph.output.extend(helper.make_empty_tensor_value_info(place) for place in places)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (begin,) = (given.name for given in session.get_inputs())
    largest: list[NDArray[np.float32]] = []
    for given in inputs:
        found = [np.abs(values[0]).max(axis=0) for values in session.run(places, {begin: given})]
        largest = [np.maximum(*pair) for pair in zip(largest, found, strict=True)] if largest else found
    return [Ranges(*largest[first : first + 3]) for first in range(0, len(largest), 3)]


def write_int8(network: Path, file: Path) -> None:
    """Put a network that was written with ranges in int8: one scale for each column of a matrix.

    What goes into a matrix gets its scale as it comes, from the largest number in it.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    kept = [node.name for node in onnx.load(network).graph.node if node.name.startswith(_FLOAT32)]
    quantize_dynamic(
        network,
        file,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Attention"],
        nodes_to_exclude=kept,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def _embed(graph: _Graph, weights: Weights) -> str:
    """Add word, position and the one token type, normalised."""
    hidden = weights["embeddings.LayerNorm.bias"].shape[0]
    graph.model.graph.initializer.append(helper.make_tensor(_NUMBERS, TensorProto.INT4, (0, hidden), b"", raw=True))
    graph.constant(_SCALES, np.zeros((0, hidden // BLOCK), np.float32))
    graph.fused(
        "GatherBlockQuantized",
        [_NUMBERS, INPUT, _SCALES],
        WORDS,
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    graph.constant(
        "positions",
        weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0],
    )
    graph.constant("start", np.array([0]))
    graph.node("Shape", [INPUT], "tokens", start=1, end=2)
    graph.node("Slice", ["positions", "start", "tokens", "start"], "position")
    return _norm(graph, weights, "embeddings.LayerNorm", graph.add(WORDS, "position"), "embedded")


def _layer(graph: _Graph, weights: Weights, number: int, heads: int, states: str, ranges: Ranges | None) -> str:
    prefix = f"encoder.layer.{number}."

    def parts(*modules: str) -> tuple[Matrix, Vector]:
        columns = [weights[f"{prefix}{module}.weight"].T for module in modules]
        return np.concatenate(columns, axis=1), np.concatenate(
            [weights[f"{prefix}{module}.bias"] for module in modules]
        )

    states = graph.node("Identity", [states], f"{number}.into")
    own, own_bias = parts(*(f"attention.self.{kind}" for kind in ("query", "key", "value")))
    even, own = _evened(graph, states, own, ranges.states if ranges else None)
    inputs = [even, graph.constant(f"{number}.own", own), graph.constant(f"{number}.own bias", own_bias)]
    attended = graph.fused("Attention", inputs, f"{number}.attention", num_heads=heads)
    gathered = graph.linear(attended, *parts("attention.output.dense"), f"{number}.gathered")
    middle = _norm(
        graph, weights, f"{prefix}attention.output.LayerNorm", graph.add(gathered, states), f"{number}.middle"
    )
    fed = _feed_forward(graph, number, middle, parts("intermediate.dense"), parts("output.dense"), ranges)
    return _norm(graph, weights, f"{prefix}output.LayerNorm", graph.add(fed, middle), f"{number}.out")


def _feed_forward(
    graph: _Graph,
    number: int,
    middle: str,
    widen: tuple[Matrix, Vector],
    narrow: tuple[Matrix, Vector],
    ranges: Ranges | None,
) -> str:
    """Add the feed-forward of a layer; with ranges, its largest units apart from the others."""
    (wide, wide_bias), (slim, slim_bias) = widen, narrow
    if ranges is None:
        active = graph.node("Gelu", [graph.linear(middle, wide, wide_bias, f"{number}.wide")], f"{number}.active")
        return graph.linear(active, slim, slim_bias, f"{number}.fed")
    order = np.argsort(-ranges.active, kind="stable")
    large, others = np.sort(order[:_APART]), np.sort(order[_APART:])
    even, columns = _evened(graph, middle, wide[:, others], ranges.middle)
    active = graph.node("Gelu", [graph.linear(even, columns, wide_bias[others], f"{number}.wide")], f"{number}.active")
    fed = graph.linear(active, slim[others], slim_bias, f"{number}.fed")
    apart = graph.linear(middle, wide[:, large], wide_bias[large], f"{_FLOAT32}{number}.wide")
    loud = graph.node("Gelu", [apart], f"{number}.loud")
    return graph.add(fed, graph.matrix(loud, slim[large], f"{_FLOAT32}{number}.fed"))


def _evened(graph: _Graph, values: str, matrix: Matrix, largest: Vector | None) -> tuple[str, Matrix]:
    """Return values divided by a factor for each column, at least 1, and the matrix that takes the factors back."""
    if largest is None:
        return values, matrix
    of_values, of_rows = (np.maximum(range_, _LEAST_RANGE) for range_ in (largest, np.abs(matrix).max(axis=1)))
    factors = of_values**_EVENED / of_rows ** (1 - _EVENED)
    factors = np.maximum(factors / np.median(factors), 1).astype(np.float32)
    even = graph.node("Mul", [values, graph.constant(f"{values} factors", 1 / factors)], f"{values} evened")
    return even, matrix * factors[:, None]


def _norm(graph: _Graph, weights: Weights, norm: str, values: str, output: str) -> str:
    scale = graph.constant(f"{output} norm scale", weights[f"{norm}.weight"])
    shift = graph.constant(f"{output} norm shift", weights[f"{norm}.bias"])
    return graph.node("LayerNormalization", [values, scale, shift], output, axis=-1, epsilon=_EPSILON)
