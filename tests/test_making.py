"""The light form is made as it was promised: its tokens, its vectors, and float32 where int8 is not exact enough."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import quiet
from tripqa.domain import Document
from tripqa.encoders import making
from tripqa.encoders.bundled import LOWEST_COSINE, PREFIXES, light_folder, reference_folder
from tripqa.encoders.lower_layers import PIECES
from tripqa.encoders.making import make_light
from tripqa.encoders.onnx_model import Facts, OnnxEncoder
from tripqa.encoders.packed_e5 import Header, PackedModel, unpack_q4
from tripqa.errors import EncoderError
from tripqa.evaluation.dataset import read_dataset
from tripqa.ports import Encoder
from tripqa.settings import load_settings
from tripqa.text.folding import fold_question
from tripqa.text.passages import search_text, split
from tripqa.wiring import choose_model
from tripqa_lab.evaluation.agreement import judged_of, measure_agreement

DATA = Path(__file__).parent / "data"
CLEAR = 0.005  # of a cosine, by which a text leads


@pytest.fixture(scope="module")
def passages(report: Document) -> list[str]:
    return [search_text(report, passage) for passage in split(report)]


@pytest.fixture(scope="module")
def questions() -> list[str]:
    lines = (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [fold_question(json.loads(line)["question"]) for line in lines]


@pytest.fixture(scope="module")
def light() -> Encoder:
    return choose_model(load_settings({"encoder": "bundled"})).load()


@pytest.fixture(scope="module")
def reference() -> Encoder:
    return choose_model(load_settings({"encoder": "reference"})).load()


def test_the_light_form_s_vectors_are_close_to_the_reference_s(
    light: Encoder, reference: Encoder, passages: list[str], questions: list[str]
) -> None:
    asked = [np.stack([encoder.encode_question(text) for text in questions]) for encoder in (light, reference)]
    found = [encoder.encode_passages(passages, quiet) for encoder in (light, reference)]

    for ours, theirs in (asked, found):
        assert (ours * theirs).sum(axis=1).min() >= LOWEST_COSINE
    ranked = asked[1] @ found[1].T
    same = (asked[0] @ found[0].T).argmax(axis=1) == ranked.argmax(axis=1)
    lead = np.diff(np.sort(ranked, axis=1)[:, -2:], axis=1)[:, 0]
    assert same.mean() >= 0.8
    assert (lead > CLEAR).sum() > len(questions) / 2
    assert same[lead > CLEAR].all()


def test_the_light_form_finds_as_much_as_the_reference(light: Encoder, reference: Encoder) -> None:
    judged = judged_of(read_dataset(DATA / "townhall", 80))

    found = measure_agreement(judged, reference, light, quiet)

    assert found.questions > 50
    assert min(found.lowest_question, found.lowest_text) >= LOWEST_COSINE
    assert found.same_first >= 0.8
    assert found.other >= found.reference - 0.05


def test_the_light_form_s_tokens_are_the_reference_s(passages: list[str], questions: list[str]) -> None:
    from sentencepiece import SentencePieceProcessor
    from transformers import AutoTokenizer

    cache = load_settings({}).cache
    theirs = AutoTokenizer.from_pretrained(reference_folder(cache, lambda words: None))
    ours = SentencePieceProcessor(model_file=str(light_folder(cache, lambda words: None) / PIECES))
    texts = [PREFIXES.passage + text for text in passages] + [PREFIXES.question + text for text in questions]

    found = ours.encode(texts, add_bos=True, add_eos=True)

    assert found == theirs(texts, truncation=False, verbose=False)["input_ids"]
    assert {(ids[0], ids[-1]) for ids in found} == {(theirs.bos_token_id, theirs.eos_token_id)}
    assert max(map(max, found)) < len(ours) == len(theirs)
    assert not {number for ids in found for number in ids[1:-1]} & {
        theirs.bos_token_id,
        theirs.eos_token_id,
        theirs.pad_token_id,
    }


def random_packed() -> PackedModel:
    """Return a network of two layers with random weights, and a piece for each character of the checked texts."""
    random = np.random.default_rng(7)
    texts = json.loads(files("tripqa.encoders").joinpath("texts.json").read_text(encoding="utf-8"))
    checked = "".join([*texts["ranges"], *texts["checked"]])
    pieces = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>", "▁")]
    pieces += [(character, -5.0) for character in sorted(set(checked + "query: passage: ")) if character != " "]
    shape = Header(64, layers=2, heads=2, feed_forward=128, vocabulary=len(pieces), positions=256, token_types=2)

    def weights(*size: int) -> NDArray[np.float32]:
        return random.normal(0, 0.2, size).astype(np.float32).reshape(-1)

    blocks = shape.vocabulary * shape.hidden // 32
    nibbles = random.integers(0, 256, (blocks, 16), dtype=np.uint8)
    nibbles[:, 0] &= 0xF0  # Q4_0 gives the largest number of a block the nibble 0
    tensors = {
        "emb.word": unpack_q4(random.uniform(0.01, 0.02, blocks).astype(np.float16), nibbles),
        "emb.pos": weights(shape.positions, shape.hidden),
        "emb.type": weights(shape.token_types, shape.hidden),
    }
    layers = [f"l{number}" for number in range(shape.layers)]
    for norm in ["emb.ln", *(f"{layer}.{kind}" for layer in layers for kind in ("aln", "oln"))]:
        tensors |= {f"{norm}.w": 1 + weights(shape.hidden), f"{norm}.b": weights(shape.hidden)}
    for layer in layers:
        for kind, (out, into) in {"fi": (128, 64), "fo": (64, 128)}.items():
            tensors |= {f"{layer}.{kind}.w": weights(out, into), f"{layer}.{kind}.b": weights(out)}
        for kind in ("q", "k", "v", "ao"):
            tensors |= {f"{layer}.{kind}.w": weights(64, 64), f"{layer}.{kind}.b": weights(64)}
    return PackedModel(shape, pieces, bos=0, eos=2, pad=1, unk=3, tensors=tensors)


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], tuple[Path, Facts]]]:
    """Make the light form of a network so small that it takes no time."""
    monkeypatch.setattr(making, "packed_model", random_packed)
    folder = tmp_path / "light"
    folder.mkdir()
    yield lambda lowest: (folder, make_light(folder, lowest))
    assert list(tmp_path.iterdir()) == [folder]  # the reference that was made for the check is gone


def test_int8_is_kept_where_it_is_exact_enough(make: Callable[[float], tuple[Path, Facts]]) -> None:
    _, wanted = make(0)  # what int8 of random weights comes to is the processor's doing
    folder, facts = make(wanted.lowest_cosine - CLEAR)

    assert facts.precision == "int8"
    assert 0.9 < facts.lowest_cosine < 1
    assert (facts.window, facts.dimension) == (256, 64)
    assert Facts.read(folder) == facts
    assert sorted(file.name for file in folder.iterdir()) == ["encoder.json", "lower.onnx", "pieces.spm", "upper.onnx"]


def test_float32_takes_its_place_where_it_is_not(make: Callable[[float], tuple[Path, Facts]]) -> None:
    _, int8 = make(0)
    folder, facts = make((int8.lowest_cosine + 1) / 2)

    assert facts.precision == "float32, onnxruntime"
    assert facts.lowest_cosine > 0.9999
    assert Facts.read(folder) == facts
    assert sorted(file.name for file in folder.iterdir()) == ["encoder.json", "lower.onnx", "pieces.spm", "upper.onnx"]
    vector = OnnxEncoder.load(folder, "float32", PREFIXES, threads=1).encode_question("会議")
    assert vector.shape == (facts.dimension,)


def test_vectors_that_are_wrong_in_float32_too_are_refused(make: Callable[[float], tuple[Path, Facts]]) -> None:
    with pytest.raises(EncoderError, match="wrong on this processor; report it, and set TRIPQA_ENCODER=reference"):
        make(1.1)


def test_int8_is_not_checked_with_what_it_was_fitted_to() -> None:
    texts = json.loads(files("tripqa.encoders").joinpath("texts.json").read_text(encoding="utf-8"))

    assert not set(texts["ranges"]) & set(texts["checked"])
    assert min(map(len, texts.values())) >= 15
