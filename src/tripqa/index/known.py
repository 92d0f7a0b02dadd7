"""Vectors that a generation holds, by what was encoded: a text that has not changed is not encoded again.

A text is known by 128 bits of its BLAKE2b hash, wherever it stood: a document may be renamed, moved or cut anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tripqa.errors import IndexDamaged
from tripqa.index.generations import Generation
from tripqa.index.vectors import map_vectors
from tripqa.ports import Vectors

KEY = np.dtype([("high", "<u8"), ("low", "<u8")])
Keys = NDArray[Any]  # of KEY


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of some texts, and by which key each is known."""

    vectors: Vectors
    keys: Keys


@dataclass(frozen=True, slots=True)
class Stored:
    """Vectors on disk."""

    vectors: str  # the name of their file
    keys: str  # the name of the file of their keys


@dataclass(frozen=True, slots=True)
class _Pool:
    keys: Keys  # in ascending order of their high halves
    rows: NDArray[np.int64]  # of each key
    vectors: Vectors


class KnownVectors:
    """Vectors of one space that need not be made again."""

    def __init__(self, pools: Sequence[_Pool]) -> None:
        self._pools = pools

    @classmethod
    def read(cls, generation: Generation, stored: Sequence[tuple[Stored, int]]) -> KnownVectors:
        """Map the vectors of a generation, each file with how many it holds; IndexDamaged if it does not."""
        folder, dimension = generation.folder, generation.manifest.dimension
        pools = []
        for names, count in stored:
            keys = _read_keys(folder / names.keys, count)
            rows = np.argsort(keys["high"], kind="stable")
            pools.append(_Pool(keys[rows], rows, map_vectors(folder / names.vectors, count, dimension)))
        return cls(pools)

    def missing(self, keys: Keys) -> NDArray[np.bool_]:
        """Tell of each key whether its vector is not known."""
        unknown = np.ones(len(keys), bool)
        for pool in self._pools:
            unknown &= _found(pool, keys) < 0
        return unknown

    def fill(self, vectors: Vectors, keys: Keys) -> None:
        """Put the known ones among the vectors of these keys into their rows."""
        for pool in self._pools:
            rows = _found(pool, keys)
            vectors[rows >= 0] = pool.vectors[rows[rows >= 0]]


NOTHING_KNOWN = KnownVectors(())


def keys_of(texts: Sequence[str]) -> Keys:
    """Return the key of each text."""
    return np.frombuffer(b"".join(hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts), KEY)


def _found(pool: _Pool, keys: Keys) -> NDArray[np.int64]:
    """Return the row of each key, or -1. Of keys that share a high half, which chance does not make, one is found."""
    if not len(pool.keys):
        return np.full(len(keys), -1)
    places = np.minimum(np.searchsorted(pool.keys["high"], keys["high"]), len(pool.keys) - 1)
    found: NDArray[np.int64] = np.where(pool.keys[places] == keys, pool.rows[places], -1)
    return found


def _read_keys(file: Path, count: int) -> Keys:
    try:
        keys = np.fromfile(file, KEY)
    except OSError as error:
        raise IndexDamaged(file, "cannot be read") from error
    if len(keys) != count:
        raise IndexDamaged(file, "holds another number of keys than its manifest says")
    return keys
