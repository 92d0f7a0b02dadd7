"""The table of words as it was packed, laid out as ONNX reads it: 4 bits a number, never unpacked on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tripqa.encoders.packed_e5 import BLOCK, Blocks

_OFFSET = 0x88  # Q4_0 counts both numbers of a byte from 0, ONNX from -8: the highest bit of each turns
_AT_ONCE = 1 << 16  # blocks: what lies in between takes memory too


@dataclass(frozen=True, slots=True)
class WordTable:
    """A row for each word: signed 4-bit numbers, two in a byte, low nibble first, and a scale for each 32 of a row."""

    numbers: NDArray[np.uint8]  # (rows * columns / 2,)
    scales: NDArray[np.float32]  # (rows, columns / 32)

    @classmethod
    def of(cls, blocks: Blocks, rows: int) -> WordTable:
        """Lay out packed blocks, which hold weight j beside weight j + 16, as rows of weights beside the next."""
        numbers = np.empty_like(blocks.nibbles)
        for start in range(0, len(numbers), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            numbers[part] = _laid_out(blocks.nibbles[part])
        return cls(numbers.reshape(-1), blocks.scales.astype(np.float32).reshape(rows, -1))

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many words there are, and how many numbers each has."""
        return self.scales.shape[0], self.scales.shape[1] * BLOCK


def _laid_out(nibbles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    numbers = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1)
    laid_out: NDArray[np.uint8] = (numbers[:, 0::2] | numbers[:, 1::2] << 4) ^ _OFFSET
    return laid_out
