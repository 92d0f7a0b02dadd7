"""What every Encoder promises, asked of each that is delivered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.conftest import quiet
from tripqa.encoders.local_model import LocalModelEncoder
from tripqa.ports import Encoder
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, choose_model

TEXTS = [
    "台北市長との面会",
    "g0v는 시빅테크 커뮤니티입니다",
    "Smart city policy",
    "數位治理",
    "",
    "👩‍👩‍👧",
    "あ" * 3000,
]


@pytest.fixture(scope="module", params=["hashing", "bundled model", "bundled", "reference model"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    choose = choose_model if request.param.endswith("model") else choose_encoder
    return choose(load_settings({"encoder": request.param.split()[0]})).load()


def apart(encoder: Encoder) -> float:
    """Return how far vectors of one text may lie apart: PyTorch rounds otherwise where others share the batch."""
    return 1e-5 if isinstance(encoder, LocalModelEncoder) else 0


def test_every_vector_is_float32_of_length_1(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(TEXTS, quiet)

    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    question = encoder.encode_question("面会はいつですか")
    assert (question.shape, question.dtype) == ((encoder.dimension,), np.float32)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)


def test_vectors_come_in_the_order_of_the_texts(encoder: Encoder) -> None:
    together = encoder.encode_passages(TEXTS, quiet)
    alone = np.concatenate([encoder.encode_passages([text], quiet) for text in TEXTS])

    np.testing.assert_allclose(together, alone, rtol=0, atol=apart(encoder))


def test_no_texts_make_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_passages([], quiet).shape == (0, encoder.dimension)


def test_nothing_of_a_long_text_is_cut(encoder: Encoder) -> None:
    start = "台北市政府はデジタル化を進めています。" * 60
    plain, with_end = encoder.encode_passages([start, start + "高雄市の医療データを共有します。" * 30], quiet)

    assert float(plain @ with_end) < 0.999


def test_progress_ends_at_the_number_of_texts(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []

    encoder.encode_passages(["港"] * 70, lambda done, total: seen.append((done, total)))

    assert seen[-1] == (70, 70)
    assert seen == sorted(seen)


def test_questions_may_be_encoded_from_several_threads(encoder: Encoder) -> None:
    questions = [f"{number}番目の質問です" * (1 + number % 5) for number in range(24)]
    alone = [encoder.encode_question(question) for question in questions]

    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(encoder.encode_question, questions))

    np.testing.assert_allclose(at_once, alone, rtol=0, atol=apart(encoder))


def test_the_space_names_the_encoder_before_and_after_it_is_loaded() -> None:
    for name in ("hashing", "bundled", "reference"):
        choice = choose_encoder(load_settings({"encoder": name}))
        assert choice.load().space == choice.space
