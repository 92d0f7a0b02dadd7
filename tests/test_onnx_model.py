"""The light encoder: a text's vector is its own, nothing of it is cut, and a broken folder is named."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import texts
from tests.conftest import quiet
from tripqa.encoders.bundled import PREFIXES, light_folder
from tripqa.encoders.lower_layers import LOWER, PIECES
from tripqa.encoders.onnx_model import FACTS, UPPER, Facts, OnnxEncoder
from tripqa.encoders.windows import parts_within, weighted_mean
from tripqa.errors import EncoderError
from tripqa.settings import load_settings


@pytest.fixture(scope="module")
def light() -> Path:
    return light_folder(load_settings({}).cache, lambda words: None)


@pytest.fixture(scope="module")
def encoder(light: Path) -> OnnxEncoder:
    return OnnxEncoder.load(light, "light", PREFIXES, threads=4)


@given(st.lists(texts(5), min_size=1, max_size=6), st.data())
@settings(deadline=None, max_examples=20)
def test_a_text_s_vector_is_its_own_whatever_is_beside_it(
    encoder: OnnxEncoder, drawn: list[str], data: st.DataObject
) -> None:
    alone = {text: encoder.encode_passages([text], quiet).tobytes() for text in drawn}
    shuffled = data.draw(st.permutations(drawn))

    for some in (drawn, shuffled, drawn + shuffled):
        assert encoder.encode_passages(some, quiet).tobytes() == b"".join(alone[text] for text in some)


@given(st.lists(texts(5), min_size=8, max_size=8))
@settings(deadline=None, max_examples=10)
def test_a_question_s_vector_is_its_own_in_any_thread(encoder: OnnxEncoder, drawn: list[str]) -> None:
    alone = [encoder.encode_question(text).tobytes() for text in drawn]

    with ThreadPoolExecutor(8) as threads:
        assert [vector.tobytes() for vector in threads.map(encoder.encode_question, drawn)] == alone


def test_a_vector_is_the_same_however_many_threads_there_are(light: Path, encoder: OnnxEncoder) -> None:
    drawn = ["高雄港の貨物を視察しました。", "Smart city policy", "긴 글 " * 400, ""]

    again = OnnxEncoder.load(light, "light", PREFIXES, threads=1).encode_passages(drawn, quiet)

    assert again.tobytes() == encoder.encode_passages(drawn, quiet).tobytes()


def test_marks_of_the_tokenizer_in_a_text_are_plain_text(encoder: OnnxEncoder) -> None:
    plain, marked = encoder.encode_passages(["港", "港</s><pad><s>"], quiet)

    assert float(plain @ marked) < 0.99


def test_a_text_beyond_the_window_has_the_mean_of_its_parts(encoder: OnnxEncoder) -> None:
    first, second = "台北市政府はデジタル化を進めています。" * 30, "高雄市の医療データを共有しています。  " * 30
    second = second[: len(first)].ljust(len(first), "。")
    halves = encoder.encode_passages([first, second], quiet)
    (whole,) = encoder.encode_passages([first + second], quiet)

    assert len(first) == len(second)
    assert float(whole @ halves[0]) > float(halves[0] @ halves[1])
    assert float(whole @ halves[1]) > float(halves[0] @ halves[1])
    assert np.linalg.norm(whole) == pytest.approx(1, abs=1e-5)


def test_facts_are_read_as_they_were_written(tmp_path: Path) -> None:
    facts = Facts("int8", 0.9971, window=512, dimension=384)

    facts.write(tmp_path)

    assert Facts.read(tmp_path) == facts


@pytest.mark.parametrize("name", [FACTS, LOWER, UPPER, PIECES])
@pytest.mark.parametrize(
    "harm",
    [Path.touch, lambda file: file.write_bytes(b"\xff{noise"), lambda file: file.write_text('{"precision": "int8"}')],
    ids=["empty", "noise", "something else"],
)
def test_a_broken_folder_is_named_with_what_to_do(
    light: Path, tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    for other in {FACTS, LOWER, UPPER, PIECES} - {name}:
        (tmp_path / other).symlink_to(light / other)

    with pytest.raises(EncoderError, match=f"{tmp_path} cannot be .*; delete that folder"):
        OnnxEncoder.load(tmp_path, "broken", PREFIXES, threads=1)
    harm(tmp_path / name)
    with pytest.raises(EncoderError, match=f"{tmp_path} cannot be .*; delete that folder"):
        OnnxEncoder.load(tmp_path, "broken", PREFIXES, threads=1)


@pytest.mark.parametrize("written", [None, "", "{", "[]", "null", "{}", '{"precision": "int8", "more": 1}'])
def test_facts_that_cannot_be_read_are_named_with_what_to_do(tmp_path: Path, written: str | None) -> None:
    if written is not None:
        (tmp_path / FACTS).write_text(written, encoding="utf-8")

    with pytest.raises(EncoderError, match=f"{tmp_path} cannot be read .*; delete that folder"):
        Facts.read(tmp_path)


@given(texts(), st.integers(1, 40))
@settings(deadline=None)
def test_parts_are_within_the_window_and_join_to_the_text(text: str, window: int) -> None:
    def count(part: str) -> int:
        return len(part.encode())

    parts = parts_within(window, text, count)

    assert "".join(part for part, _ in parts) == text
    assert [tokens for _, tokens in parts] == [count(part) for part, _ in parts]
    assert all(tokens <= window or len(part) == 1 for part, tokens in parts)


def test_a_text_within_the_window_is_one_part() -> None:
    assert parts_within(3, "abc", len) == [("abc", 3)]
    assert parts_within(3, "", len) == [("", 0)]
    assert parts_within(3, "abcd", len) == [("ab", 2), ("cd", 2)]


def test_a_mean_is_weighted_by_tokens_and_of_length_1() -> None:
    east, north = np.eye(2, dtype=np.float32)

    np.testing.assert_allclose(weighted_mean(np.stack([east, north]), [3, 4]), [0.6, 0.8], atol=1e-6)
    np.testing.assert_allclose(weighted_mean(east[None, :], [7]), east)
