"""The dense arm of many passages: skimmed, then compared exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tripqa.errors import IndexDamaged
from tripqa.index.vectors import PassageVectors, add_vectors, write_skim
from tripqa.ports import Vectors

COUNT, DIMENSION, QUESTIONS = 5000, 128, 100


def unit(rows: np.ndarray) -> Vectors:
    found: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


@pytest.fixture(scope="module")
def clustered() -> tuple[Vectors, Vectors]:
    """Vectors as an encoder makes them, in a narrow cone and in clusters, and questions near some."""
    random = np.random.default_rng(0)
    cone = random.normal(size=DIMENSION)
    centres = cone + 0.6 * random.normal(size=(50, DIMENSION))
    vectors = unit(centres[random.integers(50, size=COUNT)] + 0.4 * random.normal(size=(COUNT, DIMENSION)))
    near = vectors[random.integers(COUNT, size=QUESTIONS)]
    return vectors, unit(near + 0.05 * random.normal(size=near.shape))


def written(folder: Path, vectors: Vectors, *, skimmed: bool) -> PassageVectors:
    file, skim = folder / "vectors.f32", folder / "vectors.faiss"
    with file.open("wb") as stream:
        for start in range(0, len(vectors), 999):
            add_vectors(stream, vectors[start : start + 999])
    if skimmed:
        write_skim(vectors, skim)
    return PassageVectors.read(file, skim, *vectors.shape)


@pytest.mark.parametrize("skimmed", [False, True], ids=["compared", "skimmed"])
def test_vectors_written_in_slices_come_back_as_they_were(
    tmp_path: Path, clustered: tuple[Vectors, Vectors], skimmed: bool
) -> None:
    found = written(tmp_path, clustered[0], skimmed=skimmed)

    assert np.array_equal(found.vectors, clustered[0])
    assert (found.skim is not None) == skimmed


@pytest.mark.parametrize("k", [10, 100])
def test_what_is_skimmed_is_nearly_all_that_is_nearest(
    tmp_path: Path, clustered: tuple[Vectors, Vectors], k: int
) -> None:
    vectors, questions = clustered
    skimmed = written(tmp_path, vectors, skimmed=True)
    exact = PassageVectors(vectors, None)

    recalls = [len(np.intersect1d(skimmed.nearest(q, k, None), exact.nearest(q, k, None))) / k for q in questions]

    assert np.mean(recalls) >= 0.98


def test_rows_have_exact_cosines_however_they_were_found(tmp_path: Path, clustered: tuple[Vectors, Vectors]) -> None:
    vectors, questions = clustered
    skimmed = written(tmp_path, vectors, skimmed=True)

    for question in questions:
        rows = skimmed.nearest(question, 10, None)
        np.testing.assert_allclose(skimmed.cosines(rows, question), vectors[rows] @ question, atol=1e-6)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.9])
@pytest.mark.parametrize("skimmed", [False, True], ids=["compared", "skimmed"])
def test_of_what_a_filter_lets_through_the_nearest_are_found_exactly(
    tmp_path: Path, clustered: tuple[Vectors, Vectors], share: float, skimmed: bool
) -> None:
    vectors, questions = clustered
    index = written(tmp_path, vectors, skimmed=skimmed)
    through = np.random.default_rng(1).random(COUNT) < share

    for question in questions[:20]:
        expected = np.where(through, index.cosines(np.arange(COUNT), question), -2)
        best = np.sort(expected)[::-1][: min(10, np.count_nonzero(through))]
        found = np.sort(expected[index.nearest(question, 10, through)])[::-1]
        np.testing.assert_allclose(found, best, atol=1e-6)


def test_an_index_that_cannot_be_written_is_an_error_of_the_system(
    tmp_path: Path, clustered: tuple[Vectors, Vectors]
) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_skim(clustered[0][:100], tmp_path / "nowhere" / "vectors.faiss")


def test_an_index_that_skims_other_vectors_is_damage(tmp_path: Path, clustered: tuple[Vectors, Vectors]) -> None:
    written(tmp_path, clustered[0], skimmed=False)
    write_skim(clustered[0][:100], tmp_path / "vectors.faiss")

    with pytest.raises(IndexDamaged, match="other vectors"):
        PassageVectors.read(tmp_path / "vectors.f32", tmp_path / "vectors.faiss", COUNT, DIMENSION)


@pytest.mark.parametrize("name", ["vectors.f32", "vectors.faiss"])
def test_a_file_that_holds_no_vectors_is_damage(tmp_path: Path, clustered: tuple[Vectors, Vectors], name: str) -> None:
    written(tmp_path, clustered[0][:50], skimmed=True)
    (tmp_path / name).write_bytes(b"no vector")

    with pytest.raises(IndexDamaged, match=r"cannot be read|another number"):
        PassageVectors.read(tmp_path / "vectors.f32", tmp_path / "vectors.faiss", 50, DIMENSION)
