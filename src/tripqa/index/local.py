"""The default index: FAISS and tantivy in this process, exact, read from one generation.

Row r of each is passage r, in passage-id order, which makes ties come back in that order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from tripqa.domain import EVERYTHING, Document, Filter, Manifest, Passage, Scored, Scores, WrittenGroup
from tripqa.errors import IndexDamaged, NotFound, SpaceMismatch
from tripqa.index.filtering import passes
from tripqa.index.generations import Generation, read_current
from tripqa.index.lexical import LexicalRows, write_rows
from tripqa.ports import Searchable, Vector, Vectors

_DOCUMENTS, _PASSAGES, _NAMES = "documents.jsonl", "passages.jsonl", "names.jsonl"
_PASSAGE_VECTORS, _SENTENCE_VECTORS, _TERMS = "passages.faiss", "sentences.npy", "terms.zip"
_DOCUMENT, _PASSAGE, _GROUP = TypeAdapter(Document), TypeAdapter(Passage), TypeAdapter(WrittenGroup)
_MORE = 16  # rows asked for beyond k, so that a tie at the end is seen whole
_FILTERS = 32  # whose rows are remembered
T = TypeVar("T")
Rows = NDArray[np.int64]


class LocalIndex:
    """One generation, searched in this process."""

    def __init__(
        self,
        manifest: Manifest,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        names: Sequence[WrittenGroup],
        vectors: faiss.Index,
        sentences: Vectors,
        lexical: LexicalRows,
    ) -> None:
        self.manifest = manifest
        self._documents = {document.id: document for document in documents}
        self._passages = {passage.id: passage for passage in passages}
        self._names = names
        self._ids = list(self._passages)
        self._row_of = {id: row for row, id in enumerate(self._ids)}
        self._vectors, self._lexical = vectors, lexical
        ends = np.cumsum([len(passage.sentences) for passage in passages], dtype=int).tolist()
        self._sentences = {
            passage.id: sentences[end - len(passage.sentences) : end]
            for passage, end in zip(passages, ends, strict=True)
        }
        self._rows_of = lru_cache(_FILTERS)(self._rows_let_through)

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
        documents = _read_lines(folder / _DOCUMENTS, _DOCUMENT)
        passages = _read_lines(folder / _PASSAGES, _PASSAGE)
        names = _read_lines(folder / _NAMES, _GROUP)
        vectors = _read_vectors(folder / _PASSAGE_VECTORS)
        sentences = _read_array(folder / _SENTENCE_VECTORS)
        lexical = LexicalRows.read(folder / _TERMS)
        found = (len(documents), len(passages), vectors.ntotal, lexical.count, vectors.d, sentences.shape)
        count, dimension = manifest.passages, manifest.dimension
        if found != (manifest.documents, count, count, count, dimension, (manifest.sentences, dimension)):
            raise IndexDamaged(folder, "holds other counts than its manifest says")
        return cls(manifest, documents, passages, names, vectors, sentences, lexical)

    def nearest(self, vector: Vector, k: int, where: Filter) -> list[Scored]:
        """Return at most k passages by cosine, best first; equal scores in passage-id order."""
        rows = self._rows_of(where)
        if rows is None:
            return self._nearest_of_all(vector, k)
        cosines = self._cosines(vector, rows)
        best = np.lexsort((rows, -cosines))[: max(k, 0)]
        return [Scored(self._ids[rows[i]], float(cosines[i])) for i in best]

    def matching(self, terms: Collection[str], k: int, where: Filter) -> list[Scored]:
        """Return at most k passages by lexical score, best first; those that hold no term are left out."""
        rows = self._rows_of(where)
        found = self._lexical.matching(terms, k, None if rows is None else rows.tolist())
        return [Scored(self._ids[row], score) for row, score in found]

    def scores(self, vector: Vector, terms: Collection[str], passage_ids: Sequence[str]) -> list[Scores]:
        """Return both scores of each of these passages."""
        rows = [self._row_of[passage_id] for passage_id in passage_ids]
        coverage = self._lexical.coverage(terms, rows)
        cosines = self._cosines(vector, np.array(rows, np.int64)).tolist()
        return [Scores(cosine, coverage[row]) for row, cosine in zip(rows, cosines, strict=True)]

    def sentence_scores(self, vector: Vector, passage_ids: Sequence[str]) -> list[tuple[float, ...]]:
        """Return for each passage the cosine of each of its sentences, in reading order."""
        return [tuple((self._sentences[passage_id] @ vector).tolist()) for passage_id in passage_ids]

    def names(self) -> Sequence[WrittenGroup]:
        """Return the names that the corpus knows several writings of."""
        return self._names

    def documents(self) -> list[Document]:
        """Return every document, by id."""
        return list(self._documents.values())

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        return _find(self._documents, "document", document_id)

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""
        return _find(self._passages, "passage", passage_id)

    def _nearest_of_all(self, vector: Vector, k: int) -> list[Scored]:
        total = len(self._ids)
        wanted = min(k, total)
        if wanted < 1:
            return []
        asked = min(wanted + _MORE, total)
        while True:
            scores, rows = self._vectors.search(vector[None, :], asked)
            tie_goes_on = scores[0, -1] == scores[0, wanted - 1]
            if asked == total or not tie_goes_on:
                break
            asked = min(2 * asked, total)
        found = sorted(zip((-scores[0]).tolist(), rows[0].tolist(), strict=True))
        return [Scored(self._ids[row], -negative) for negative, row in found[:wanted]]

    def _cosines(self, vector: Vector, rows: Rows) -> Vector:
        found: Vector = self._vectors.reconstruct_batch(rows) @ vector if len(rows) else np.empty(0, np.float32)
        return found

    def _rows_let_through(self, where: Filter) -> Rows | None:
        """Return the rows of the passages that a filter lets through, in order; None for all of them."""
        if where == EVERYTHING:
            return None
        found = (
            row
            for row, passage in enumerate(self._passages.values())
            if passes(where, self._documents[passage.document_id], passage)
        )
        rows = np.fromiter(found, np.int64)
        return None if len(rows) == len(self._ids) else rows


def write_parts(
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    found_by: Searchable,
    names: Sequence[WrittenGroup],
) -> None:
    """Write what a generation holds beside its manifest. `passages` come in passage-id order, as does the rest."""
    _write_lines(folder / _DOCUMENTS, _DOCUMENT, documents)
    _write_lines(folder / _PASSAGES, _PASSAGE, passages)
    _write_lines(folder / _NAMES, _GROUP, names)
    vectors = faiss.IndexFlatIP(found_by.passages.shape[1])
    vectors.add(found_by.passages)
    (folder / _PASSAGE_VECTORS).write_bytes(faiss.serialize_index(vectors).tobytes())
    np.save(folder / _SENTENCE_VECTORS, found_by.sentences)
    write_rows(folder / _TERMS, found_by.terms)


def _find(table: Mapping[str, T], kind: str, wanted: str) -> T:
    try:
        return table[wanted]
    except KeyError:
        raise NotFound(kind, wanted) from None


def _write_lines(file: Path, adapter: TypeAdapter[T], values: Sequence[T]) -> None:
    with file.open("wb") as stream:
        stream.writelines(adapter.dump_json(value) + b"\n" for value in values)


def _read_lines(file: Path, adapter: TypeAdapter[T]) -> list[T]:
    try:
        with file.open("rb") as stream:
            return [adapter.validate_json(line) for line in stream]
    except (OSError, ValueError) as error:
        raise IndexDamaged(file, "cannot be read") from error


def _read_vectors(file: Path) -> faiss.Index:
    try:
        return faiss.deserialize_index(np.frombuffer(file.read_bytes(), np.uint8))
    except (OSError, RuntimeError) as error:
        raise IndexDamaged(file, "cannot be read") from error


def _read_array(file: Path) -> Vectors:
    try:
        found: Vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise IndexDamaged(file, "cannot be read") from error
    return found
