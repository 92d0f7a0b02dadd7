"""An encoder without a model: character bigrams hashed into buckets (Weinberger et al., 2009).

It finds shared words and nothing else. It is for tests, for trying the machinery at scale, and for a machine on
which no model can run.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from tripqa.ports import Progress, Vector, Vectors


class HashingEncoder:
    """Counts of hashed character bigrams, scaled to length 1. Equal texts have equal vectors on any machine."""

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.space = f"hashing bigrams/{dimension}"

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Return float32 (len(texts), dimension), each row of length 1, in the order given."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for i, text in enumerate(texts):
            vectors[i] = self.encode_question(text)
        progress(len(texts), len(texts))
        return vectors

    def encode_question(self, text: str) -> Vector:
        """Return float32 (dimension,) of length 1."""
        vector = np.zeros(self.dimension, np.float32)
        padded = f"\n{text.casefold()}\n"
        for i in range(len(padded) - 1):
            bucket = crc32(padded[i : i + 2].encode("utf-8", "surrogatepass"))
            vector[bucket % self.dimension] += 1 if bucket & 0x8000_0000 else -1
        length = float(np.linalg.norm(vector))
        if length == 0:  # every bigram was cancelled by another
            vector[0] = length = 1.0
        return vector / np.float32(length)
