"""The index to check others against: every passage compared with every question, in numpy and sets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from tripqa.domain import Document, Filter, NameGroup, Passage, WrittenGroup
from tripqa.errors import NotFound
from tripqa.index.coverage import DIGITS, shares
from tripqa.index.filtering import passes
from tripqa.index.visible import part_manifest
from tripqa.manifest import Manifest
from tripqa.ports import Candidates, PassageIndex, Vector, Vectors
from tripqa.text.names import Names, written_groups
from tripqa.text.passages import search_text


@dataclass(frozen=True, slots=True)
class Searchable:
    """What passages are found by: a vector and the terms of each, and a vector of each sentence of each, in order."""

    passages: Vectors
    sentences: Vectors
    terms: Iterable[frozenset[str]]  # read once: all of them at once would outweigh the vectors


class MemoryIndex:
    """A generation that was never on disk."""

    def __init__(
        self,
        manifest: Manifest,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        found_by: Searchable,
        groups: Sequence[NameGroup] = (),
    ) -> None:
        self.manifest = manifest
        self._documents = {document.id: document for document in documents}
        self._found_by, self._groups, self._terms = found_by, groups, list(found_by.terms)
        self._passages = list(passages)
        self._names = self._written()
        self._ends = list(accumulate(len(passage.sentences) for passage in passages))

    def candidates(
        self, vector: Vector, terms: Collection[str], nearest: int, matching: int, where: Filter
    ) -> Candidates:
        """Return the `nearest` passages by cosine and the `matching` ones by coverage, with all their scores."""
        dense = (self._found_by.passages @ vector).astype(np.float32)
        worth = shares(terms, len(self._terms), lambda term: sum(term in row for row in self._terms))
        coverage = [round(sum(share for term, share in worth.items() if term in row), DIGITS) for row in self._terms]
        through = [number for number, passage in enumerate(self._passages) if self._passes(where, passage)]
        near = _best(through, dense.tolist(), nearest)
        numbers = sorted({*near, *_best([number for number in through if coverage[number]], coverage, matching)})
        sentences = [self._sentences(vector, number) for number in numbers]
        return Candidates(
            np.array(numbers, np.int64),
            dense[numbers],
            np.array([coverage[number] for number in numbers]),
            np.concatenate(sentences) if sentences else np.empty(0, np.float32),
            np.cumsum([0, *map(len, sentences)]),
            worth,
        )

    def names(self) -> Sequence[WrittenGroup]:
        """Return the names that the corpus knows several writings of."""
        return self._names

    def ids(self) -> Sequence[str]:
        """Return the id of every document, in order."""
        return sorted(self._documents)

    def documents(self) -> Iterator[Document]:
        """Return every document, by id, one at a time."""
        return (self._documents[id] for id in self.ids())

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        if document_id not in self._documents:
            raise NotFound("document", document_id)
        return self._documents[document_id]

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""
        for passage in self._passages:
            if passage.id == passage_id:
                return passage
        raise NotFound("passage", passage_id)

    def passage_at(self, number: int) -> Passage:
        """Return the passage that has this number."""
        return self._passages[number]

    def passages_of(self, document_id: str) -> Sequence[int]:
        """Return the numbers of a document's passages, in reading order."""
        numbers = (number for number, one in enumerate(self._passages) if one.document_id == document_id)
        return sorted(numbers, key=lambda number: self._passages[number].start)

    def sentence_vectors(self, number: int) -> Vectors:
        """Return the vectors of the sentences of the passage that has this number."""
        rows = self._sentence_rows(number)
        return self._found_by.sentences[rows.start : rows.stop]

    def part(self, documents: Collection[str]) -> PassageIndex:
        """Return an index that is built of what this one holds of these documents."""
        shown = [document for id, document in self._documents.items() if id in documents]
        if len(shown) == len(self._documents):
            return self
        kept = [number for number, passage in enumerate(self._passages) if passage.document_id in documents]
        passages = [self._passages[number] for number in kept]
        sentences = [self._sentence_rows(number) for number in kept]
        found_by = Searchable(
            self._found_by.passages[kept],
            self._found_by.sentences[[row for rows in sentences for row in rows]],
            [self._terms[number] for number in kept],
        )
        manifest = part_manifest(
            self.manifest, documents=len(shown), passages=len(kept), sentences=sum(map(len, sentences))
        )
        return MemoryIndex(manifest, shown, passages, found_by, self._groups)

    def _written(self) -> Sequence[WrittenGroup]:
        names = Names(self._groups)
        texts = (search_text(self._documents[passage.document_id], passage) for passage in self._passages)
        return written_groups(self._groups, ((writing, 1) for text in texts for writing in names.writings(text)))

    def _passes(self, where: Filter, passage: Passage) -> bool:
        return passes(where, self._documents[passage.document_id], passage)

    def _sentences(self, vector: Vector, number: int) -> Vector:
        rows = self._sentence_rows(number)
        found: Vector = self._found_by.sentences[rows.start : rows.stop] @ vector
        return found

    def _sentence_rows(self, number: int) -> range:
        end = self._ends[number]
        return range(end - len(self._passages[number].sentences), end)


def _best(numbers: Sequence[int], scores: Sequence[float], k: int) -> list[int]:
    return sorted(numbers, key=lambda number: (-scores[number], number))[: max(k, 0)]
