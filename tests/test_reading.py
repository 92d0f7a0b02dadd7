"""What the reader says of a passage is its own, in the passage's own characters, and the same as in training."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import texts
from tripqa.encoders.hashing import HashingEncoder
from tripqa.encoders.lower_layers import LowerLayers
from tripqa.errors import EncoderError
from tripqa.models import Models
from tripqa.ports import Reader, Reading
from tripqa.reading.bundled import reader_folders
from tripqa.reading.making import APART, SAME_SPAN
from tripqa.reading.onnx_reader import FACTS, HEADS, NETWORK, OnnxReader, ReaderFacts
from tripqa.reading.spans import LONGEST_ANSWER, best_span, tokens_within
from tripqa.reading.weights import packed, unpacked
from tripqa.settings import load_settings
from tripqa.wiring import load_reader

LIBRARY = (
    ("潮見市立図書館", "利用案内"),
    "開館時間は午前９時から午後８時までです。休館日は毎週月曜日です。電話03-5550-0142",
)
POOL = ("市民プール",), "大人500円、中学生以下250円。水温は28度です。"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(load_settings({}))


def same(one: Reading, other: Reading) -> bool:
    told = [(one.stands, one.nowhere, one.spans), (other.stands, other.nowhere, other.spans)]
    arrays = [(one.begins, other.begins), (one.ends, other.ends)]
    return told[0] == told[1] and all(np.array_equal(*pair) for pair in arrays)


@given(st.lists(texts(5), min_size=1, max_size=5), texts(3), st.data())
@settings(deadline=None, max_examples=15)
def test_what_a_passage_gets_does_not_depend_on_what_is_beside_it(
    reader: Reader, drawn: list[str], question: str, data: st.DataObject
) -> None:
    shown = [(("title",), text) for text in drawn]
    alone = {text: reader.read(question, [(("title",), text)])[0] for text in drawn}

    for some in (shown, data.draw(st.permutations(shown)), shown * 2):
        for (_, text), found in zip(some, reader.read(question, some), strict=True):
            assert same(found, alone[text])


def test_what_is_reranked_takes_no_place_of_a_passage_that_is_remembered() -> None:
    reader = load_reader(load_settings({}))
    assert isinstance(reader, OnnxReader)
    (before,) = reader.read("図書館の電話番号は", [LIBRARY])

    Models(HashingEncoder(), reader).relevance("図書館の電話番号は", [LIBRARY[1], "昼食。" * 150])
    (after,) = reader.read("図書館の電話番号は", [LIBRARY])

    remembered = reader._passage.cache_info()
    assert (remembered.currsize, remembered.misses, remembered.hits) == (1, 1, 1)
    (alone,) = reader.read("図書館の電話番号は", [LIBRARY], once=True)
    assert same(before, after)
    assert same(before, alone)


def test_a_reading_is_the_same_in_any_thread(reader: Reader) -> None:
    (alone,) = reader.read("図書館の電話番号は", [LIBRARY])

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: reader.read("図書館の電話番号は", [POOL, LIBRARY])[1], range(16)))

    assert all(same(one, alone) for one in found)


@pytest.mark.parametrize("layout", ["\u200b", " ", "　"])
def test_what_nobody_sees_changes_nothing(reader: Reader, layout: str) -> None:
    plain, spaced = (reader.read(text, [LIBRARY])[0] for text in ("休館日はいつですか", f"休館日はいつですか{layout}"))

    assert same(plain, spaced)


def test_spans_are_characters_of_the_passage_itself(reader: Reader) -> None:
    _, text = LIBRARY
    (reading,) = reader.read("図書館は何時に開きますか", [LIBRARY])

    assert all(0 <= start < end <= len(text) for start, end in reading.spans)
    assert "".join(text[start:end] for start, end in reading.spans) == text


def test_an_empty_passage_says_nothing(reader: Reader) -> None:
    (reading,) = reader.read("図書館は何時に開きますか", [(("title",), "")])

    assert (reading.spans, len(reading.begins)) == ((), 0)
    assert reading.stands < 0


def test_the_reader_made_here_agrees_with_float32() -> None:
    folder, _ = reader_folders(load_settings({}).cache, lambda words: None)
    facts = ReaderFacts.read(folder)

    assert facts.precision in ("int8", "float32")
    assert facts.same_span >= SAME_SPAN
    assert facts.apart <= APART


@pytest.mark.parametrize("name", [FACTS, HEADS, NETWORK])
def test_a_broken_folder_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    folder, encoder = reader_folders(load_settings({}).cache, lambda words: None)
    lower = LowerLayers.load(encoder)
    for other in {FACTS, HEADS, NETWORK} - {name}:
        (tmp_path / other).symlink_to(folder / other)
    (tmp_path / name).write_bytes(b"\xff{noise")

    with pytest.raises(EncoderError, match=f"{tmp_path} cannot be .*; delete that folder"):
        OnnxReader.load(tmp_path, lower, threads=1)


def reading(begins: Sequence[float], ends: Sequence[float]) -> Reading:
    """Return a reading of tokens of two characters each."""
    spans = tuple((2 * place, 2 * place + 2) for place in range(len(begins)))
    return Reading(0.0, 1.0, spans, np.array(begins), np.array(ends))


def test_the_best_span_begins_before_it_ends() -> None:
    found = best_span(reading([0, 1, 5], [4, 3, 0]))

    assert (found.span, found.score) == ((4, 6), 4.0)  # 5 + 0 - 1; the one from token 2 to 0 is none


def test_the_best_span_within_a_stretch_lies_in_it() -> None:
    found = best_span(reading([9, 1, 0, 9], [9, 0, 2, 9]), (2, 6))

    assert (found.span, found.score) == ((2, 6), 2.0)


def test_a_span_has_a_longest_length() -> None:
    tokens = LONGEST_ANSWER + 20
    found = best_span(reading([9, *[0] * (tokens - 1)], [*[0] * (tokens - 1), 9]))

    assert found.span[1] - found.span[0] <= 2 * (LONGEST_ANSWER + 1)


def test_tokens_within_a_stretch_are_those_that_touch_it() -> None:
    assert tokens_within(reading([0] * 4, [0] * 4), (3, 5)) == (1, 3)
    assert tokens_within(reading([0] * 4, [0] * 4), (20, 25)) == (0, 0)


def test_weights_come_back_within_half_a_step() -> None:
    large = np.random.default_rng(3).normal(0, 1, (400, 300)).astype(np.float32)
    large[7] = 0
    small = np.array([0.5, -2.0], np.float32)

    found = unpacked(packed({"large": large, "small": small}))

    step = np.abs(large).max(axis=1, keepdims=True) / 127
    assert np.array_equal(found["small"], small)
    assert (np.abs(found["large"] - large) <= step / 2 + 1e-6).all()
