"""Questions are turned towards what answers them; passages, and every other encoder, stay as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tripqa.encoders.adapted import AdaptedEncoder, adapted_space, packed_adapter
from tripqa.encoders.hashing import HashingEncoder
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, choose_model

TEXTS = ["港の病院", "山の学校"]


@pytest.fixture
def matrix() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(HashingEncoder().dimension,) * 2).astype(np.float32)


def test_a_question_is_turned_by_the_matrix_and_has_length_1(matrix: np.ndarray) -> None:
    plain, adapted = HashingEncoder(), AdaptedEncoder(HashingEncoder(), matrix)
    turned = matrix @ plain.encode_question(TEXTS[0])

    found = adapted.encode_question(TEXTS[0])

    np.testing.assert_allclose(found, turned / np.linalg.norm(turned), rtol=1e-5)
    assert np.linalg.norm(found) == pytest.approx(1)


def test_passages_stay_where_they_are(matrix: np.ndarray) -> None:
    plain, adapted = HashingEncoder(), AdaptedEncoder(HashingEncoder(), matrix)

    both = [encoder.encode_passages(TEXTS, lambda *_: None) for encoder in (plain, adapted)]

    assert np.array_equal(*both)


def test_another_matrix_is_another_space(matrix: np.ndarray) -> None:
    assert len({adapted_space("s", matrix), adapted_space("s", 2 * matrix), "s"}) == 3


def test_the_package_carries_a_matrix_for_the_bundled_encoder() -> None:
    choice = choose_encoder(load_settings({}))

    assert "questions turned by" in choice.space
    assert packed_adapter().shape == (choice.load().dimension,) * 2


def test_an_encoder_that_nobody_measured_is_left_alone(tmp_path: Path) -> None:
    settings = load_settings({"encoder": "hashing"})

    assert choose_encoder(settings).space == choose_model(settings).space
