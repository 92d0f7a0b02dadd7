"""The index to check others against: every passage compared with every question, in numpy and sets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np

from tripqa.domain import Document, Filter, Manifest, Passage, Scored, Scores, WrittenGroup
from tripqa.errors import NotFound
from tripqa.index.coverage import DIGITS, shares
from tripqa.index.filtering import passes
from tripqa.ports import Searchable, Vector


class MemoryIndex:
    """A generation that was never on disk."""

    def __init__(
        self,
        manifest: Manifest,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        found_by: Searchable,
        names: Sequence[WrittenGroup] = (),
    ) -> None:
        self.manifest = manifest
        self._documents = {document.id: document for document in documents}
        self._found_by, self._names, self._terms = found_by, names, list(found_by.terms)
        starts = accumulate((len(passage.sentences) for passage in passages), initial=0)
        self._rows = {
            passage.id: (passage, row, start)
            for row, (passage, start) in enumerate(zip(passages, starts, strict=False))
        }

    def nearest(self, vector: Vector, k: int, where: Filter) -> list[Scored]:
        """Return at most k passages by cosine, best first; equal scores in passage-id order."""
        ids = self._let_through(where)
        dense = [Scored(id, both.dense) for id, both in zip(ids, self.scores(vector, (), ids), strict=True)]
        return _best(dense, k)

    def matching(self, terms: Collection[str], k: int, where: Filter) -> list[Scored]:
        """Return at most k passages by lexical score, best first; those that hold no term are left out."""
        coverage = self._coverage(terms)
        found = [Scored(id, coverage[self._rows[id][1]]) for id in self._let_through(where)]
        return _best([scored for scored in found if scored.score], k)

    def scores(self, vector: Vector, terms: Collection[str], passage_ids: Sequence[str]) -> list[Scores]:
        """Return both scores of each of these passages."""
        dense = (self._found_by.passages @ vector).astype(np.float32).tolist()
        coverage = self._coverage(terms)
        return [Scores(dense[self._rows[id][1]], coverage[self._rows[id][1]]) for id in passage_ids]

    def sentence_scores(self, vector: Vector, passage_ids: Sequence[str]) -> list[tuple[float, ...]]:
        """Return for each passage the cosine of each of its sentences, in reading order."""
        return [self._sentence_scores(vector, passage_id) for passage_id in passage_ids]

    def names(self) -> Sequence[WrittenGroup]:
        """Return the names that the corpus knows several writings of."""
        return self._names

    def documents(self) -> list[Document]:
        """Return every document, by id."""
        return [self._documents[id] for id in sorted(self._documents)]

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        if document_id not in self._documents:
            raise NotFound("document", document_id)
        return self._documents[document_id]

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""
        if passage_id not in self._rows:
            raise NotFound("passage", passage_id)
        return self._rows[passage_id][0]

    def _let_through(self, where: Filter) -> list[str]:
        return [id for id, (passage, *_) in self._rows.items() if passes(where, self._owner(passage), passage)]

    def _owner(self, passage: Passage) -> Document:
        return self._documents[passage.document_id]

    def _coverage(self, terms: Collection[str]) -> list[float]:
        held = self._terms
        share = shares(terms, len(held), lambda term: sum(term in row for row in held))
        return [round(sum(worth for term, worth in share.items() if term in row), DIGITS) for row in held]

    def _sentence_scores(self, vector: Vector, passage_id: str) -> tuple[float, ...]:
        passage, _, start = self._rows[passage_id]
        rows = self._found_by.sentences[start : start + len(passage.sentences)]
        return tuple((rows @ vector).tolist())


def _best(found: list[Scored], k: int) -> list[Scored]:
    return sorted(found, key=lambda scored: (-scored.score, scored.passage_id))[: max(k, 0)]
