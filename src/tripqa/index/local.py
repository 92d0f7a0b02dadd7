"""The default index: FAISS and tantivy in this process, read from one generation whose files stay mapped.

Row r of each part is passage r, in passage-id order, which makes ties come back in that order. Vectors and records are
read when they are looked at; in memory are numbers of every passage (places.py) and the ids of documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from tripqa.domain import Document, Filter, Manifest, Passage, WrittenGroup
from tripqa.errors import IndexDamaged, NotFound, SpaceMismatch
from tripqa.index import writing
from tripqa.index.best import Rows
from tripqa.index.documents import LocalDocuments
from tripqa.index.generations import Generation, read_current
from tripqa.index.lexical import LexicalRows
from tripqa.index.places import Places
from tripqa.index.records import Records, read_all
from tripqa.index.vectors import PassageVectors, cosines, map_vectors
from tripqa.ports import Candidates, Vector, Vectors

_FILTERS = 32  # whose rows are remembered
_PASSAGES_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class LocalParts:
    """What a generation holds beside its manifest."""

    documents: LocalDocuments
    passages: Records[Passage]
    names: Sequence[WrittenGroup]
    places: Places
    vectors: PassageVectors
    sentences: Vectors
    lexical: LexicalRows


class LocalIndex:
    """One generation, searched in this process."""

    def __init__(self, manifest: Manifest, parts: LocalParts) -> None:
        self.manifest, self.parts = manifest, parts
        self._through = lru_cache(_FILTERS)(parts.places.through)

    @classmethod
    def open(cls, index: Path, *, space: str) -> LocalIndex:
        """Open the current generation; SpaceMismatch if it was built by another encoder."""
        return read_current(index, lambda generation: cls.read(generation, space=space))

    @classmethod
    def read(cls, generation: Generation, *, space: str) -> LocalIndex:
        """Read a generation; SpaceMismatch if it was built by another encoder, IndexDamaged if it is not whole."""
        folder, manifest = generation.folder, generation.manifest
        if manifest.space != space:
            raise SpaceMismatch(built_with=manifest.space, asked_for=space)
        count, dimension = manifest.passages, manifest.dimension
        places = Places.read(folder, manifest.sentences)
        parts = LocalParts(
            LocalDocuments(generation, places),
            Records(folder / writing.PASSAGES, writing.PASSAGE, _PASSAGES_REMEMBERED),
            read_all(folder / writing.NAMES, writing.GROUP),
            places,
            PassageVectors.read(folder / writing.PASSAGE_VECTORS, folder / writing.SKIM, count, dimension),
            map_vectors(folder / writing.SENTENCE_VECTORS, manifest.sentences, dimension),
            LexicalRows.read(folder / writing.TERMS),
        )
        if (len(parts.places.documents), len(parts.places), parts.lexical.count) != (manifest.documents, count, count):
            raise IndexDamaged(folder, "holds other counts than its manifest says")
        return cls(manifest, parts)

    def candidates(
        self, vector: Vector, terms: Collection[str], nearest: int, matching: int, where: Filter
    ) -> Candidates:
        """Return the `nearest` passages by cosine and the `matching` ones by coverage, with all their scores."""
        parts, through = self.parts, self._through(where)
        coverage = parts.lexical.coverage(terms)
        rows = np.union1d(parts.vectors.nearest(vector, nearest, through), coverage.best(matching, through))
        sentences, bounds = self._sentences_of(rows)
        return Candidates(
            rows,
            parts.vectors.cosines(rows, vector),
            coverage.of(rows),
            cosines(parts.sentences[sentences], vector),
            bounds,
            coverage.worth,
        )

    def names(self) -> Sequence[WrittenGroup]:
        """Return the names that the corpus knows several writings of."""
        return self.parts.names

    def documents(self) -> Iterator[Document]:
        """Return every document, by id, one at a time."""
        return self.parts.documents.documents()

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        return self.parts.documents.document(document_id)

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""
        number = self.parts.places.number(passage_id)
        if number is None:
            raise NotFound("passage", passage_id)
        return self.passage_at(number)

    def passage_at(self, number: int) -> Passage:
        """Return the passage that has this number."""
        return self.parts.passages.at(self.parts.places.passage(number))

    def _sentences_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """Return the rows of the sentences of passages, one passage after another, and where those of each begin."""
        first = self.parts.places.sentence_bounds[rows]
        counts = self.parts.places.sentence_bounds[rows + 1] - first
        bounds = np.concatenate([[0], np.cumsum(counts)])
        return np.repeat(first - bounds[:-1], counts) + np.arange(bounds[-1]), bounds
