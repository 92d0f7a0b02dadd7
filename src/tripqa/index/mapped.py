"""What a generation on disk holds beside its manifest, mapped, and how passages are found in it by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tripqa.domain import Passage
from tripqa.index.best import Mask, Rows
from tripqa.index.documents import LocalDocuments
from tripqa.index.lexical import Coverage, LexicalRows
from tripqa.index.places import Places
from tripqa.index.records import Records
from tripqa.index.vectors import PassageVectors, cosines
from tripqa.index.writings import Writings
from tripqa.ports import Candidates, Vector, Vectors


@dataclass(frozen=True, slots=True)
class LocalParts:
    """What a generation holds beside its manifest."""

    documents: LocalDocuments
    passages: Records[Passage]
    writings: Writings
    places: Places
    vectors: PassageVectors
    sentences: Vectors
    lexical: LexicalRows

    def candidates(
        self, vector: Vector, nearest: int, coverage: Coverage, matching: int, through: Mask | None
    ) -> Candidates:
        """Return the `nearest` passages and the `matching` ones of those let through, with all their scores."""
        rows = np.union1d(self.vectors.nearest(vector, nearest, through), coverage.best(matching, through))
        sentences, bounds = self._sentences_of(rows)
        return Candidates(
            rows,
            self.vectors.cosines(rows, vector),
            coverage.of(rows),
            cosines(self.sentences[sentences], vector),
            bounds,
            coverage.worth,
        )

    def sentence_vectors(self, row: int) -> Vectors:
        """Return the vectors of the sentences of the passage in that row."""
        first, last = self.places.sentence_bounds[row : row + 2]
        return self.sentences[first:last]

    def _sentences_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """Return the rows of the sentences of passages, one passage after another, and where those of each begin."""
        first = self.places.sentence_bounds[rows]
        counts = self.places.sentence_bounds[rows + 1] - first
        bounds = np.concatenate([[0], np.cumsum(counts)])
        return np.repeat(first - bounds[:-1], counts) + np.arange(bounds[-1]), bounds
