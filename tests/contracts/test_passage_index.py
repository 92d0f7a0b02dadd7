"""What every PassageIndex promises, asked of each: the one on disk and the one that compares everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tripqa.domain import Document, Manifest, Passage
from tripqa.errors import NotFound
from tripqa.index.generations import FORMAT, writing
from tripqa.index.local import LocalIndex, write_local
from tripqa.index.memory import MemoryIndex
from tripqa.ports import PassageIndex, PassageVectors, Vectors

TEXT = "港。市。川。山。" * 30
DOCUMENT = Document("a", "題", "都", None, "ja", None, (), {}, "a.txt", TEXT, "0" * 64, "1" * 64)
EAST, NORTH = np.eye(2, dtype=np.float32)
Build = Callable[[Vectors], PassageIndex]


def passages(count: int) -> list[Passage]:
    spans = [(2 * i, 2 * i + 2) for i in range(count)]
    found = [Passage("a", *span, TEXT[slice(*span)], (), None, None, "", (span,)) for span in spans]
    return sorted(found, key=lambda passage: passage.id)


def manifest(count: int) -> Manifest:
    return Manifest(FORMAT, f"g{count}", "2026-11-23", "east-north", 2, "1", "d", "p", 1, count, count, {}, {})


@pytest.fixture(params=["local", "memory"])
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Build:
    made = iter(range(1000))

    def local(vectors: Vectors) -> PassageIndex:
        count, folder = len(vectors), tmp_path / str(next(made))
        with writing(folder):
            write_local(folder, manifest(count), [DOCUMENT], passages(count), PassageVectors(vectors, vectors))
        return LocalIndex.open(folder, space="east-north")

    def memory(vectors: Vectors) -> PassageIndex:
        count = len(vectors)
        return MemoryIndex(manifest(count), [DOCUMENT], passages(count), PassageVectors(vectors, vectors))

    return local if request.param == "local" else memory


def test_the_nearest_passage_comes_first(build: Build) -> None:
    index = build(np.stack([NORTH, EAST]))

    assert [found.score for found in index.nearest(EAST, 2)] == [1.0, 0.0]
    assert index.nearest(EAST, 2)[0].passage_id == passages(2)[1].id


def test_asking_for_more_than_there_is_returns_what_there_is(build: Build) -> None:
    index = build(np.stack([EAST, NORTH]))

    assert len(index.nearest(EAST, 10)) == 2


@pytest.mark.parametrize("k", [0, -1])
def test_asking_for_nothing_returns_nothing(build: Build, k: int) -> None:
    assert build(EAST[None, :]).nearest(EAST, k) == []


def test_equal_scores_come_back_in_passage_id_order_however_many_tie(build: Build) -> None:
    index = build(np.repeat(EAST[None, :], 100, axis=0))

    found = [scored.passage_id for scored in index.nearest(EAST, 7)]

    assert found == sorted(passage.id for passage in passages(100))[:7]


def test_a_sentence_has_the_cosine_of_its_own_vector(build: Build) -> None:
    index = build(np.stack([EAST, NORTH]))
    first, second = (passage.id for passage in passages(2))

    assert index.sentence_scores(NORTH, [second, first]) == [(1.0,), (0.0,)]


def test_what_is_not_there_is_named_in_the_error(build: Build) -> None:
    index = build(EAST[None, :])

    with pytest.raises(NotFound, match="no document 'b'"):
        index.document("b")
    with pytest.raises(NotFound, match="no passage 'a:5-9'"):
        index.passage("a:5-9")


def test_documents_and_passages_come_back_as_they_went_in(build: Build) -> None:
    index = build(np.stack([EAST, NORTH]))

    assert index.documents() == [DOCUMENT]
    assert [index.passage(passage.id) for passage in passages(2)] == passages(2)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 60), k=st.integers(1, 70))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_on_disk_ranks_as_the_one_that_compares_everything(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int, k: int
) -> None:
    raw = np.random.default_rng(seed).integers(-2, 3, (count + 1, 2)).astype(np.float32) + np.float32(0.5)
    vectors = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    folder = tmp_path_factory.mktemp("index")
    both = PassageVectors(vectors[1:], vectors[1:])
    with writing(folder):
        write_local(folder, manifest(count), [DOCUMENT], passages(count), both)

    on_disk = LocalIndex.open(folder, space="east-north").nearest(vectors[0], k)
    compared = MemoryIndex(manifest(count), [DOCUMENT], passages(count), both).nearest(vectors[0], k)

    np.testing.assert_allclose([a.score for a in on_disk], [b.score for b in compared], atol=1e-6)
    exact = {scored.passage_id: scored.score for scored in MemoryIndex(
        manifest(count), [DOCUMENT], passages(count), both
    ).nearest(vectors[0], count)}  # fmt: skip
    np.testing.assert_allclose([exact[a.passage_id] for a in on_disk], [a.score for a in on_disk], atol=1e-6)
    assert len({a.passage_id for a in on_disk}) == min(k, count)
