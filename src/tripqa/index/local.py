"""The default index: FAISS in this process, exact inner products, read into memory from one generation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import faiss
import numpy as np
from pydantic import TypeAdapter

from tripqa.domain import Document, Manifest, Passage, Scored
from tripqa.errors import IndexDamaged, NotFound, SpaceMismatch
from tripqa.index.generations import Generation, add_generation, read_current
from tripqa.ports import PassageVectors, Vector, Vectors

_DOCUMENTS, _PASSAGES = "documents.jsonl", "passages.jsonl"
_PASSAGE_VECTORS, _SENTENCE_VECTORS = "passages.faiss", "sentences.npy"
_DOCUMENT, _PASSAGE = TypeAdapter(Document), TypeAdapter(Passage)
_MORE = 16  # rows asked for beyond k, so that a tie at the end is seen whole
T = TypeVar("T")


class LocalIndex:
    """One generation in memory. Row r of the FAISS index is passage r, in passage-id order."""

    def __init__(
        self,
        manifest: Manifest,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        rows: faiss.Index,
        sentences: Vectors,
    ) -> None:
        self.manifest = manifest
        self._documents = {document.id: document for document in documents}
        self._passages = {passage.id: passage for passage in passages}
        self._ids = list(self._passages)
        self._rows = rows
        ends = np.cumsum([len(passage.sentences) for passage in passages], dtype=int).tolist()
        self._sentences = {
            passage.id: sentences[end - len(passage.sentences) : end]
            for passage, end in zip(passages, ends, strict=True)
        }

    @classmethod
    def open(cls, index: Path, *, space: str) -> LocalIndex:
        """Open the current generation; SpaceMismatch if it was built by another encoder."""
        return read_current(index, lambda generation: cls._read(generation, space))

    @classmethod
    def _read(cls, generation: Generation, space: str) -> LocalIndex:
        folder, manifest = generation.folder, generation.manifest
        if manifest.space != space:
            raise SpaceMismatch(built_with=manifest.space, asked_for=space)
        documents = _read_lines(folder / _DOCUMENTS, _DOCUMENT)
        passages = _read_lines(folder / _PASSAGES, _PASSAGE)
        rows = _read_rows(folder / _PASSAGE_VECTORS)
        sentences = _read_array(folder / _SENTENCE_VECTORS)
        found = (len(documents), len(passages), rows.ntotal, rows.d, sentences.shape)
        noted = manifest.documents, manifest.passages, manifest.passages, manifest.dimension
        if found != (*noted, (manifest.sentences, manifest.dimension)):
            raise IndexDamaged(folder, "holds other counts than its manifest says")
        return cls(manifest, documents, passages, rows, sentences)

    def nearest(self, vector: Vector, k: int) -> list[Scored]:
        """Return at most k passages by cosine, best first; equal scores in passage-id order."""
        total = len(self._ids)
        wanted = min(k, total)
        if wanted < 1:
            return []
        asked = min(wanted + _MORE, total)
        while True:
            scores, rows = self._rows.search(vector[None, :], asked)
            tie_goes_on = scores[0, -1] == scores[0, wanted - 1]
            if asked == total or not tie_goes_on:
                break
            asked = min(2 * asked, total)
        found = sorted(zip((-scores[0]).tolist(), rows[0].tolist(), strict=True))
        return [Scored(self._ids[row], -negative) for negative, row in found[:wanted]]

    def sentence_scores(self, vector: Vector, passage_ids: Sequence[str]) -> list[tuple[float, ...]]:
        """Return for each passage the cosine of each of its sentences, in reading order."""
        return [tuple((self._sentences[passage_id] @ vector).tolist()) for passage_id in passage_ids]

    def documents(self) -> list[Document]:
        """Return every document, by id."""
        return list(self._documents.values())

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        return _find(self._documents, "document", document_id)

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""
        return _find(self._passages, "passage", passage_id)


def write_local(
    index: Path,
    manifest: Manifest,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    vectors: PassageVectors,
) -> Manifest:
    """Write a generation and make it current. `passages` come in passage-id order, as do their vectors."""

    def write(folder: Path) -> None:
        _write_lines(folder / _DOCUMENTS, _DOCUMENT, documents)
        _write_lines(folder / _PASSAGES, _PASSAGE, passages)
        rows = faiss.IndexFlatIP(manifest.dimension)
        rows.add(vectors.passages)
        (folder / _PASSAGE_VECTORS).write_bytes(faiss.serialize_index(rows).tobytes())
        np.save(folder / _SENTENCE_VECTORS, vectors.sentences)

    return add_generation(index, manifest, write)


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


def _read_rows(file: Path) -> faiss.Index:
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
