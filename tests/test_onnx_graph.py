"""The network that is written: its table of words exact, its vectors those of the reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import load_file

from tests.conftest import quiet
from tripqa.domain import Document
from tripqa.encoders.bundled import PREFIXES, light_folder, reference_folder
from tripqa.encoders.local_model import LocalModelEncoder
from tripqa.encoders.lower_layers import LOWER, PIECES
from tripqa.encoders.onnx_graph import pack_int4, write_lower, write_upper
from tripqa.encoders.onnx_model import UPPER, Facts, OnnxEncoder
from tripqa.encoders.packed_e5 import unpack_q4
from tripqa.settings import load_settings
from tripqa.text.passages import search_text, split

WORDS = "embeddings.word_embeddings.weight"


@pytest.fixture(scope="module")
def reference() -> Path:
    return reference_folder(load_settings({}).cache, lambda words: None)


def unpacked(packed: NDArray[np.uint8], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """Read signed 4-bit numbers, low nibble first, as ONNX lays them out."""
    numbers = np.stack([packed & 0x0F, packed >> 4], axis=1).reshape(*scales.shape, 32).astype(np.int8)
    signed = np.where(numbers > 7, numbers - 16, numbers).astype(np.float32)
    return (signed * scales[:, :, None]).reshape(scales.shape[0], -1)


@st.composite
def q4_blocks(draw: st.DrawFn) -> tuple[float, list[int]]:
    """Draw a block as Q4_0 has them: a scale, and 32 nibbles of which one is 0 (the largest number), or nothing."""
    scale = draw(st.floats(allow_nan=False, allow_infinity=False, width=16))
    nibbles = draw(st.lists(st.integers(0, 15), min_size=32, max_size=32))
    nibbles[draw(st.integers(0, 31))] = 0
    return draw(st.sampled_from([(scale, nibbles), (0.0, nibbles), (scale, [8] * 32)]))


@given(st.lists(q4_blocks(), min_size=1, max_size=8), st.booleans())
@settings(deadline=None)
def test_a_table_unpacked_from_q4_is_packed_without_loss(blocks: list[tuple[float, list[int]]], wide: bool) -> None:
    numbers = np.array([nibbles for _, nibbles in blocks], np.uint8)
    weights = unpack_q4(np.array([scale for scale, _ in blocks], np.float16), numbers[:, :16] | numbers[:, 16:] << 4)
    table = weights.reshape((1, -1) if wide else (-1, 32))

    packed, scales = pack_int4(table)

    assert (packed.dtype, packed.shape) == (np.uint8, (table.size // 2,))
    assert (scales.dtype, scales.shape) == (np.float32, (table.shape[0], table.shape[1] // 32))
    assert np.array_equal(unpacked(packed, scales), table)


def test_the_bundled_table_of_words_is_packed_without_loss(reference: Path) -> None:
    with safe_open(reference / "model.safetensors", "numpy") as file:
        table = file.get_slice(WORDS)[:20_000]

    assert np.array_equal(unpacked(*pack_int4(table)), table)


def test_in_float32_the_network_s_vectors_are_the_reference_s(
    reference: Path, report: Document, tmp_path: Path
) -> None:
    weights = load_file(reference / "model.safetensors")
    write_lower(weights, 5, 12, tmp_path / LOWER, ranges=None)
    write_upper(weights, range(5, 12), 12, tmp_path / UPPER, ranges=None, pooled=True)
    light = light_folder(load_settings({}).cache, lambda words: None)
    (tmp_path / PIECES).symlink_to(light / PIECES)
    Facts("float32", 1.0, window=512, dimension=384).write(tmp_path)
    texts = [search_text(report, passage) for passage in split(report)[::4]] + ["x", "あ" * 700]

    ours = OnnxEncoder.load(tmp_path, "ours", PREFIXES, threads=2).encode_passages(texts, quiet)
    theirs = LocalModelEncoder.load(reference, "theirs", PREFIXES).encode_passages(texts, quiet)

    assert (ours * theirs).sum(axis=1).min() >= 0.9999
