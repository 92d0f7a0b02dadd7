"""Some documents of a generation on disk, as an index of their own.

It looks into what the whole has mapped, through a mask of its passages, and weighs and counts what the mask lets
through and nothing else. In memory it takes a byte for each passage of the whole and eight for each of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from tripqa.domain import Document, Filter, Passage, WrittenGroup
from tripqa.errors import NotFound
from tripqa.index.best import Mask
from tripqa.index.mapped import LocalParts
from tripqa.index.visible import part_manifest
from tripqa.manifest import Manifest
from tripqa.ports import Candidates, PassageIndex, Vector, Vectors
from tripqa.remembering import remembering

_FILTERS = 8  # whose rows are remembered


class LocalPart:
    """These documents of a generation, and no other. Row r of it is the r-th row of the whole that it shows."""

    def __init__(self, whole: Manifest, parts: LocalParts, ids: frozenset[str]) -> None:
        self._whole, self._parts, self._ids = whole, parts, ids
        self._visible = parts.places.passages_of(ids)
        self._rows = np.flatnonzero(self._visible)
        self._names = parts.writings.written(self._visible)
        self._lexical = parts.lexical.part(self._visible)
        self._through = remembering(self._let_through, _FILTERS)
        sentences = int(np.diff(parts.places.sentence_bounds)[self._rows].sum())
        self.manifest = part_manifest(whole, documents=len(ids), passages=len(self._rows), sentences=sentences)

    def candidates(
        self, vector: Vector, terms: Collection[str], nearest: int, matching: int, where: Filter
    ) -> Candidates:
        """Return the `nearest` passages by cosine and the `matching` ones by coverage, with all their scores."""
        coverage = self._lexical.coverage(terms)
        found = self._parts.candidates(vector, nearest, coverage, matching, self._through(where))
        return replace(found, numbers=np.searchsorted(self._rows, found.numbers))

    def names(self) -> Sequence[WrittenGroup]:
        """Return the names that the corpus knows, with the writings of these documents."""
        return self._names

    def ids(self) -> Sequence[str]:
        """Return the id of every document, in order."""
        return sorted(self._ids)

    def documents(self) -> Iterator[Document]:
        """Return every document, by id, one at a time."""
        return map(self.document, self.ids())

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        if document_id not in self._ids:
            raise NotFound("document", document_id)
        return self._parts.documents.document(document_id)

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""
        row = self._parts.places.number(passage_id)
        if row is None or not self._visible[row]:
            raise NotFound("passage", passage_id)
        return self._at(row)

    def passage_at(self, number: int) -> Passage:
        """Return the passage that has this number."""
        return self._at(int(self._rows[number]))

    def passages_of(self, document_id: str) -> Sequence[int]:
        """Return the numbers of a document's passages, in reading order."""
        rows = self._parts.places.numbers_of(document_id) if document_id in self._ids else self._rows[:0]
        found: list[int] = np.searchsorted(self._rows, rows).tolist()
        return found

    def sentence_vectors(self, number: int) -> Vectors:
        """Return the vectors of the sentences of the passage that has this number."""
        return self._parts.sentence_vectors(int(self._rows[number]))

    def part(self, documents: Collection[str]) -> PassageIndex:
        """Return the part of those of these documents that are here."""
        ids = self._ids.intersection(documents)
        return self if ids == self._ids else LocalPart(self._whole, self._parts, ids)

    def _at(self, row: int) -> Passage:
        return self._parts.passages.at(self._parts.places.passage(row))

    def _let_through(self, where: Filter) -> Mask:
        through = self._parts.places.through(where)
        return self._visible if through is None else self._visible & through
