"""The dense arm on disk: the vectors of all passages, mapped, and from some size on an index by which FAISS skims them.

Up to EXACT_UP_TO numbers every vector is compared. Beyond, FAISS compares vectors of one byte for each of their numbers
and the best of those are compared exactly: of 100,000 passages that takes 7.6 ms in place of 11. A filtered question is
always compared exactly with all that the filter lets through. What was measured: docs/decisions/0009-growing.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import faiss
import numpy as np

from tripqa.errors import IndexDamaged
from tripqa.index.best import Mask, Rows, RowScores, best_rows
from tripqa.ports import Vector, Vectors

_FAISS: Any = faiss  # whose stubs know C++ signatures, not what Python makes of them
EXACT_UP_TO = 40_000 * 384  # numbers, passages times dimension: comparing so many takes 3 ms of one core, as a question
_FLOAT = np.dtype("<f4")
_SLICE = 8192  # vectors that are added at once
_ONE_BYTE = 1 / 64  # of the spread of all numbers: four times the step of the byte that skims them
_SKIMMED = 2  # times as many as are wanted are taken from the index that skims


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vectors of passages, by row. Safe to call from several threads."""

    vectors: Vectors
    skim: faiss.Index | None  # None: all are compared

    @classmethod
    def read(cls, vectors: Path, skim: Path, count: int, dimension: int) -> PassageVectors:
        """Read what was written; IndexDamaged if it is not so many vectors of so many numbers."""
        index = _read_index(skim) if skim.exists() else None
        if index and (index.ntotal, index.d) != (count, dimension):
            raise IndexDamaged(skim, "is of other vectors")
        return cls(map_vectors(vectors, count, dimension), index)

    @classmethod
    def skimming(cls, vectors: Vectors) -> PassageVectors:
        """Return vectors that are skimmed, however few they are."""
        return cls(vectors, _skim(vectors))

    def nearest(self, vector: Vector, k: int, through: Mask | None) -> Rows:
        """Return the k nearest rows of those let through, of equal ones the first, in no order."""
        count = len(self.vectors) if through is None else int(np.count_nonzero(through))
        if k >= count:
            return np.arange(count) if through is None else np.flatnonzero(through)
        vector = np.ascontiguousarray(vector, np.float32)
        faiss.omp_set_num_threads(1)  # holds for this thread alone: questions are spread over threads, not cut up
        return best_rows(self._ask(vector, through), k, count)[0]

    def cosines(self, rows: Rows, vector: Vector) -> Vector:
        """Return the cosine of each of these rows."""
        return cosines(self.vectors[rows], vector)

    def highest(self, rows: Rows) -> Vector:
        """Return the highest cosine that the vector of each of these rows finds among all that are compared exactly."""
        found, _ = _FAISS.knn(self.vectors[rows], self.vectors, 1, metric=faiss.METRIC_INNER_PRODUCT)
        highest: Vector = found[:, 0]
        return highest

    def skims_rightly(self) -> bool:
        """Tell whether what skims holds these vectors, each as nearly as it can."""
        if self.skim is None:
            return True
        spread = np.ptp(self.vectors, axis=0).max()
        for start in range(0, len(self.vectors), _SLICE):
            own = self.vectors[start : start + _SLICE]
            if not np.all(np.abs(self.skim.reconstruct_n(start, len(own)) - own) <= spread * _ONE_BYTE):
                return False
        return True

    def _ask(self, vector: Vector, through: Mask | None) -> Callable[[int], tuple[Rows, RowScores]]:
        if through is None and self.skim is not None:
            return partial(self._skimmed, vector, self.skim)
        only = None if through is None else _FAISS.IDSelectorBitmap(np.packbits(through, bitorder="little"))
        return partial(self._compared, vector, only)

    def _compared(self, vector: Vector, only: faiss.IDSelector | None, wanted: int) -> tuple[Rows, RowScores]:
        scores, rows = np.empty(wanted, np.float32), np.empty(wanted, np.int64)
        asked, vectors, into_scores, into_rows = map(_FAISS.swig_ptr, (vector, self.vectors, scores, rows))
        count, dimension = self.vectors.shape
        _FAISS.knn_inner_product(asked, vectors, dimension, 1, count, wanted, into_scores, into_rows, only)
        return rows, scores.astype(np.float64)

    def _skimmed(self, vector: Vector, skim: faiss.Index, wanted: int) -> tuple[Rows, RowScores]:
        _, found = skim.search(vector[None, :], min(_SKIMMED * wanted, len(self.vectors)))
        rows = found[0].astype(np.int64)
        scores = self.cosines(rows, vector).astype(np.float64)
        best = np.lexsort((rows, -scores))[:wanted]
        return rows[best], scores[best]


def cosines(vectors: Vectors, vector: Vector) -> Vector:
    """Return the cosine of each row. Equal rows have equal ones, which a product of matrices does not promise."""
    found: Vector = np.einsum("ij,j->i", vectors, vector)
    return found


def map_vectors(file: Path, count: int, dimension: int) -> Vectors:
    """Map vectors into memory; they stay when the file's name is gone. IndexDamaged if it holds not so many."""
    try:
        found = np.memmap(file, _FLOAT, "r")
    except (OSError, ValueError) as error:
        raise IndexDamaged(file, "cannot be read") from error
    if len(found) != count * dimension:
        raise IndexDamaged(file, "holds another number of vectors than its manifest says")
    vectors: Vectors = np.asarray(found).reshape(count, dimension)
    return vectors


def add_vectors(stream: BinaryIO, vectors: Vectors) -> None:
    """Write vectors behind those written before: nothing but their numbers, for np.load is not safe in threads.

    It reads its header with `ast`, which fails at times where two threads use it (SystemError in CPython 3.11).
    """
    stream.write(np.ascontiguousarray(vectors, _FLOAT).data)


def write_skim(vectors: Vectors, file: Path) -> None:
    """Write the index that skims vectors; OSError if it cannot be written.

    FAISS hands over its bytes: where it writes a file itself, what fails when that is closed is not told.
    """
    with file.open("wb") as stream:
        failed: list[OSError] = []

        def write(data: bytes) -> int:
            try:
                return stream.write(data)
            except OSError as error:
                failed.append(error)
                raise

        try:
            _FAISS.write_index(_skim(vectors), _FAISS.PyCallbackIOWriter(write))
        except RuntimeError as error:  # which is how FAISS says that `write` has raised
            raise failed[0] if failed else OSError(str(error)) from error


def _skim(vectors: Vectors) -> faiss.Index:
    """Return the index that skims vectors: one byte for each number, between the least and the most of its column."""
    skim = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    skim.train(vectors)
    for start in range(0, len(vectors), _SLICE):
        skim.add(vectors[start : start + _SLICE])
    return skim


def _read_index(file: Path) -> faiss.Index:
    try:
        return faiss.read_index(str(file))
    except RuntimeError as error:
        raise IndexDamaged(file, "cannot be read") from error
