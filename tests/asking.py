"""An index asked arm by arm, its passages named by id, so that a test can say what each arm finds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from tripqa.domain import EVERYTHING, Filter, Scores
from tripqa.ports import Candidates, PassageIndex, Vector


@dataclass(frozen=True)
class Scored:
    """A passage that an arm found."""

    passage_id: str
    score: float


def nearest(index: PassageIndex, vector: Vector, k: int, where: Filter = EVERYTHING) -> list[Scored]:
    """Return the nearest passages by cosine, best first."""
    found = index.candidates(vector, (), k, 0, where)
    return _best_first(index, found, found.dense.tolist())


def matching(index: PassageIndex, terms: Collection[str], k: int, where: Filter = EVERYTHING) -> list[Scored]:
    """Return the best passages by coverage, best first."""
    found = index.candidates(_any_vector(index), terms, 0, k, where)
    return _best_first(index, found, found.lexical.tolist())


def scores(index: PassageIndex, vector: Vector, terms: Collection[str], passage_ids: Sequence[str]) -> list[Scores]:
    """Return both scores of these passages."""
    found = index.candidates(vector, terms, index.manifest.passages, 0, EVERYTHING)
    both = map(Scores, found.dense.tolist(), found.lexical.tolist())
    by_id = dict(zip(_ids(index, found), both, strict=True))
    return [by_id[passage_id] for passage_id in passage_ids]


def sentence_scores(index: PassageIndex, vector: Vector, passage_ids: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the cosine of each sentence of these passages."""
    found = index.candidates(vector, (), index.manifest.passages, 0, EVERYTHING)
    by_id = {id: tuple(found.sentences_of(place).tolist()) for place, id in enumerate(_ids(index, found))}
    return [by_id[passage_id] for passage_id in passage_ids]


def _any_vector(index: PassageIndex) -> Vector:
    return np.eye(1, index.manifest.dimension, dtype=np.float32)[0]


def _ids(index: PassageIndex, found: Candidates) -> list[str]:
    return [index.passage_at(number).id for number in found.numbers.tolist()]


def _best_first(index: PassageIndex, found: Candidates, by: Sequence[float]) -> list[Scored]:
    assert found.numbers.tolist() == sorted(set(found.numbers.tolist()))
    assert len(found.bounds) == len(found.numbers) + 1
    scored = map(Scored, _ids(index, found), by)
    return sorted(scored, key=lambda one: (-one.score, one.passage_id))
