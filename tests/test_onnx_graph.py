"""The network that is written: its table of words exact, its vectors those of the reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors import safe_open

from tests.conftest import quiet
from tripqa.domain import Document
from tripqa.encoders.bert_weights import BertWeights
from tripqa.encoders.bundled import PREFIXES, light_folder, packed_model, reference_folder
from tripqa.encoders.local_model import LocalModelEncoder
from tripqa.encoders.lower_layers import LOWER, PIECES
from tripqa.encoders.onnx_graph import put_words, write_lower, write_upper
from tripqa.encoders.onnx_model import UPPER, Facts, OnnxEncoder
from tripqa.encoders.packed_e5 import Blocks, unpacked
from tripqa.encoders.word_table import WordTable
from tripqa.settings import load_settings
from tripqa.text.passages import search_text, split

WORDS = "embeddings.word_embeddings.weight"


@pytest.fixture(scope="module")
def reference() -> Path:
    return reference_folder(load_settings({}).cache, lambda words: None)


@pytest.fixture(scope="module")
def weights() -> BertWeights:
    return BertWeights(packed_model())


def numbers_of(table: WordTable) -> NDArray[np.float32]:
    """Read signed 4-bit numbers, low nibble first, as ONNX lays them out."""
    nibbles = np.stack([table.numbers & 0x0F, table.numbers >> 4], axis=1).reshape(*table.scales.shape, 32)
    signed = np.where(nibbles > 7, nibbles.astype(np.int8) - 16, nibbles.astype(np.int8)).astype(np.float32)
    return (signed * table.scales[:, :, None]).reshape(table.shape)


@st.composite
def q4_blocks(draw: st.DrawFn) -> tuple[float, list[int]]:
    """Draw a block as Q4_0 has them: a scale, and 32 nibbles of which one is 0 (the largest number), or nothing."""
    scale = draw(st.floats(allow_nan=False, allow_infinity=False, width=16))
    nibbles = draw(st.lists(st.integers(0, 15), min_size=32, max_size=32))
    nibbles[draw(st.integers(0, 31))] = 0
    return draw(st.sampled_from([(scale, nibbles), (0.0, nibbles), (scale, [8] * 32)]))


@given(st.lists(q4_blocks(), min_size=1, max_size=8), st.booleans())
@settings(deadline=None)
def test_the_table_of_words_is_laid_out_without_loss(blocks: list[tuple[float, list[int]]], wide: bool) -> None:
    nibbles = np.array([nibbles for _, nibbles in blocks], np.uint8)
    packed = Blocks(np.array([scale for scale, _ in blocks], np.float16), nibbles[:, :16] | nibbles[:, 16:] << 4)
    rows = 1 if wide else len(blocks)

    table = WordTable.of(packed, rows)

    assert table.shape == (rows, 32 * len(blocks) // rows)
    assert (table.numbers.dtype, table.numbers.shape) == (np.uint8, (16 * len(blocks),))
    assert table.scales.dtype == np.float32
    assert np.array_equal(numbers_of(table), unpacked(packed).reshape(table.shape))


def test_the_bundled_table_of_words_is_laid_out_without_loss(weights: BertWeights) -> None:
    assert np.array_equal(numbers_of(weights.words()), weights[WORDS])


def test_weights_are_those_of_bert_by_its_names(reference: Path, weights: BertWeights) -> None:
    with safe_open(reference / "model.safetensors", "numpy") as file:
        theirs = {name for name in file.keys() if not name.startswith("pooler.")}  # noqa: SIM118  # it is no mapping

        assert set(weights) == theirs
        assert len(weights) == len(theirs)
        assert all(np.array_equal(weights[name], file.get_tensor(name)) for name in theirs - {WORDS})


def test_in_float32_the_network_s_vectors_are_the_reference_s(
    reference: Path, weights: BertWeights, report: Document, tmp_path: Path
) -> None:
    write_lower(weights, 5, 12, tmp_path / "without words", ranges=None)
    put_words(tmp_path / "without words", weights, tmp_path / LOWER)
    write_upper(weights, range(5, 12), 12, tmp_path / UPPER, ranges=None, pooled=True)
    light = light_folder(load_settings({}).cache, lambda words: None)
    (tmp_path / PIECES).symlink_to(light / PIECES)
    Facts("float32", 1.0, window=512, dimension=384).write(tmp_path)
    texts = [search_text(report, passage) for passage in split(report)[::4]] + ["x", "あ" * 700]

    ours = OnnxEncoder.load(tmp_path, "ours", PREFIXES, threads=2).encode_passages(texts, quiet)
    theirs = LocalModelEncoder.load(reference, "theirs", PREFIXES).encode_passages(texts, quiet)

    assert (ours * theirs).sum(axis=1).min() >= 0.9999
