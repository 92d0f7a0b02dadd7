"""The default index: FAISS and tantivy in this process, read from one generation whose files stay mapped.

Row r of each part is passage r, in passage-id order, which makes ties come back in that order. Vectors and records are
read when they are looked at; in memory are numbers of every passage (places.py, writings.py) and the ids of documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from tripqa.domain import Document, Filter, Passage, WrittenGroup
from tripqa.errors import IndexDamaged, NotFound, SpaceMismatch
from tripqa.index import writing
from tripqa.index.documents import LocalDocuments
from tripqa.index.generations import Generation, read_current
from tripqa.index.lexical import LexicalRows
from tripqa.index.mapped import LocalParts
from tripqa.index.part import LocalPart
from tripqa.index.places import Places
from tripqa.index.records import Records
from tripqa.index.vectors import PassageVectors, map_vectors
from tripqa.index.writings import Writings
from tripqa.manifest import Manifest
from tripqa.ports import Candidates, PassageIndex, Vector, Vectors

_FILTERS = 32  # whose rows are remembered
_PASSAGES_REMEMBERED = 2048


class LocalIndex:
    """One generation, searched in this process."""

    def __init__(self, manifest: Manifest, parts: LocalParts) -> None:
        self.manifest, self.parts = manifest, parts
        self._names = parts.writings.written()
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
            Writings.read(folder),
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
        coverage = self.parts.lexical.coverage(terms)
        return self.parts.candidates(vector, nearest, coverage, matching, self._through(where))

    def names(self) -> Sequence[WrittenGroup]:
        """Return the names that the corpus knows several writings of."""
        return self._names

    def ids(self) -> Sequence[str]:
        """Return the id of every document, in order."""
        return self.parts.documents.ids()

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

    def passages_of(self, document_id: str) -> Sequence[int]:
        """Return the numbers of a document's passages, in reading order."""
        found: list[int] = self.parts.places.numbers_of(document_id).tolist()
        return found

    def sentence_vectors(self, number: int) -> Vectors:
        """Return the vectors of the sentences of the passage that has this number."""
        return self.parts.sentence_vectors(number)

    def part(self, documents: Collection[str]) -> PassageIndex:
        """Return the part of these documents; it reads what this index has mapped."""
        ids = frozenset(documents).intersection(self.ids())
        return self if len(ids) == self.manifest.documents else LocalPart(self.manifest, self.parts, ids)
