"""An encoder whose questions are turned towards the passages that answer them.

A small multilingual encoder puts a question near what is like it, which is not always what answers it, and in another
language seldom is. One matrix that was learnt from questions and the passages that answer them turns questions and
leaves passages where they are (an adapter of questions alone: Yoon et al., 2024, "Search-Adaptor: Embedding
Customization for Information Retrieval"). What it gains was measured: docs/decisions/0019-adapter.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tripqa.ports import Encoder, Progress, Vector, Vectors

FILE = "adapter.npy"
Matrix = NDArray[np.float32]


def packed_adapter() -> Matrix:
    """Return the matrix (dimension, dimension) that the package carries, learnt over what `background.json` centres."""
    with files("tripqa.encoders").joinpath(FILE).open("rb") as file:
        matrix: Matrix = np.load(file).astype(np.float32)
    return matrix


def adapted_space(space: str, matrix: Matrix) -> str:
    """Name the space of an encoder whose questions are turned by a matrix."""
    return f"{space}; questions turned by {hashlib.sha256(matrix.tobytes()).hexdigest()[:8]}"


class AdaptedEncoder:
    """Another encoder, its questions turned by a matrix and scaled to length 1."""

    def __init__(self, inner: Encoder, matrix: Matrix) -> None:
        self.space, self.dimension = adapted_space(inner.space, matrix), inner.dimension
        self._inner, self._matrix = inner, matrix

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Return float32 (len(texts), dimension), each row of length 1, in the order given."""
        return self._inner.encode_passages(texts, progress)

    def encode_question(self, text: str) -> Vector:
        """Return float32 (dimension,) of length 1."""
        turned = self._matrix @ self._inner.encode_question(text)
        unit: Vector = turned / np.linalg.norm(turned)
        return unit
