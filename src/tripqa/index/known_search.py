"""A search in memory of which is known what it finds: FAISS compares and skims vectors, tantivy looks for terms."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np

from tripqa.index.lexical import in_memory
from tripqa.index.vectors import PassageVectors

_DIMENSION, _ROWS = 8, 64
_TERMS = (("harbour",), ("market", "tower", "bridge"), ("market", "tower", "street"), ("street", "bridge"))


def found_by_vectors() -> list[list[int]]:
    """Return the two rows nearest to the first, by all vectors and by those that are skimmed: 0 and 1 are."""
    angles = np.linspace(0, np.pi / 2, _ROWS, dtype=np.float32)
    vectors = np.zeros((_ROWS, _DIMENSION), np.float32)
    vectors[:, 0], vectors[:, 1] = np.cos(angles), np.sin(angles)
    arms = PassageVectors(vectors, None), PassageVectors.skimming(vectors)
    return [sorted(arm.nearest(vectors[0], 2, None).tolist()) for arm in arms]


def found_by_terms() -> list[int]:
    """Return the two rows that hold most of `market tower`: 1 and 2 do."""
    return sorted(in_memory(_TERMS).coverage(["market", "tower"]).best(2, None).tolist())


def versions() -> str:
    """Name what searches."""
    return f"FAISS {version('faiss-cpu')} and tantivy {version('tantivy')}"
