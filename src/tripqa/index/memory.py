"""The index to check others against: every passage compared with every question, in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from tripqa.domain import Document, Manifest, Passage, Scored
from tripqa.errors import NotFound
from tripqa.ports import PassageVectors, Vector


class MemoryIndex:
    """A generation that was never on disk."""

    def __init__(
        self,
        manifest: Manifest,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        vectors: PassageVectors,
    ) -> None:
        self.manifest = manifest
        self._documents, self._passages, self._vectors = list(documents), list(passages), vectors
        starts = accumulate((len(passage.sentences) for passage in passages), initial=0)
        self._rows = {passage.id: (passage, start) for passage, start in zip(passages, starts, strict=False)}

    def nearest(self, vector: Vector, k: int) -> list[Scored]:
        """Return at most k passages by cosine, best first; equal scores in passage-id order."""
        scores = (self._vectors.passages @ vector).astype(np.float32).tolist()
        found = [Scored(passage.id, score) for passage, score in zip(self._passages, scores, strict=True)]
        return sorted(found, key=lambda scored: (-scored.score, scored.passage_id))[: max(k, 0)]

    def sentence_scores(self, vector: Vector, passage_ids: Sequence[str]) -> list[tuple[float, ...]]:
        """Return for each passage the cosine of each of its sentences, in reading order."""
        return [self._sentence_scores(vector, *self._rows[passage_id]) for passage_id in passage_ids]

    def documents(self) -> list[Document]:
        """Return every document, by id."""
        return sorted(self._documents, key=lambda document: document.id)

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        for document in self._documents:
            if document.id == document_id:
                return document
        raise NotFound("document", document_id)

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""
        if passage_id not in self._rows:
            raise NotFound("passage", passage_id)
        return self._rows[passage_id][0]

    def _sentence_scores(self, vector: Vector, passage: Passage, start: int) -> tuple[float, ...]:
        return tuple((self._vectors.sentences[start : start + len(passage.sentences)] @ vector).tolist())
