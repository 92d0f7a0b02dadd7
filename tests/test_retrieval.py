"""One ranking out of passages and their best sentences."""

from __future__ import annotations

import numpy as np
import pytest

from tests.contracts.test_passage_index import DOCUMENT, TEXT, manifest
from tripqa.domain import Passage
from tripqa.index.memory import MemoryIndex
from tripqa.ports import PassageVectors
from tripqa.retrieval import BEST_SENTENCE, rank

EAST, NORTH = np.eye(2, dtype=np.float32)
BOTH = (EAST + NORTH) / np.float32(2**0.5)


def passage(start: int, sentences: int) -> Passage:
    spans = tuple((start + 2 * i, start + 2 * i + 2) for i in range(sentences))
    end = spans[-1][1]
    return Passage("a", start, end, TEXT[start:end], (), None, None, "", spans)


def test_a_passage_with_the_better_sentence_wins_over_one_as_near() -> None:
    passages = [passage(10, 2), passage(20, 2)]
    vectors = PassageVectors(np.stack([BOTH, BOTH]), np.stack([NORTH, BOTH, NORTH, EAST]))

    hits = rank(MemoryIndex(manifest(2), [DOCUMENT], passages, vectors), EAST, 2)

    assert [hit.passage.start for hit in hits] == [20, 10]
    assert hits[0].score == pytest.approx((1 - BEST_SENTENCE) * 0.5**0.5 + BEST_SENTENCE)
    assert hits[0].sentence_scores == pytest.approx((0, 1))
    assert [hit.rank for hit in hits] == [1, 2]


def test_equal_scores_come_in_passage_id_order() -> None:
    passages = [passage(30, 1), passage(10, 1), passage(20, 1)]
    vectors = PassageVectors(np.stack([EAST] * 3), np.stack([EAST] * 3))

    hits = rank(MemoryIndex(manifest(3), [DOCUMENT], passages, vectors), EAST, 3)

    assert [hit.passage.start for hit in hits] == [10, 20, 30]


def test_the_lexical_arm_that_is_not_there_says_so() -> None:
    vectors = PassageVectors(EAST[None, :], EAST[None, :])

    (hit,) = rank(MemoryIndex(manifest(1), [DOCUMENT], [passage(0, 1)], vectors), EAST, 5)

    assert (hit.scores.dense, hit.scores.lexical, hit.matched) == (1.0, None, ())
