"""The index on disk: old or new, never a mixture, and never believed when damaged."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import built, quiet
from tripqa.domain import Document
from tripqa.errors import (
    FormatMismatch,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexUnwritable,
    SpaceMismatch,
    TripqaError,
)
from tripqa.index import generations
from tripqa.index.local import LocalIndex
from tripqa.ingest import ingest
from tripqa.ports import EncoderChoice
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder

FILES = ("documents.jsonl", "passages.jsonl", "passages.faiss", "sentences.npy", "manifest.json")


@pytest.fixture
def encoder() -> EncoderChoice:
    return choose_encoder(load_settings({"encoder": "hashing"}))


@pytest.fixture
def index(tmp_path: Path, report: Document) -> Path:
    built(tmp_path / "index", (report,))
    return tmp_path / "index"


def current(index: Path) -> Path:
    return index / (index / "current").read_text(encoding="utf-8").split()[0]


def current_sentences(index: Path, encoder: EncoderChoice) -> int:
    return LocalIndex.open(index, space=encoder.space).manifest.sentences


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def remove(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", [flip, cut_short, remove])
def test_a_damaged_file_is_never_believed(
    index: Path, encoder: EncoderChoice, report: Document, name: str, harm: Callable[[Path], None]
) -> None:
    harm(current(index) / name)

    with pytest.raises(TripqaError, match="tripqa ingest"):
        LocalIndex.open(index, space=encoder.space)
    assert ingest((report,), index, encoder, quiet, rebuild=False).changed
    LocalIndex.open(index, space=encoder.space)


def test_no_index_names_the_command_to_run(tmp_path: Path, encoder: EncoderChoice) -> None:
    with pytest.raises(IndexMissing, match="run `tripqa ingest` first"):
        LocalIndex.open(tmp_path, space=encoder.space)


def test_an_index_of_another_space_is_refused(index: Path, encoder: EncoderChoice) -> None:
    with pytest.raises(SpaceMismatch, match="--rebuild") as caught:
        LocalIndex.open(index, space="another space")

    assert caught.value.built_with == encoder.space
    assert caught.value.asked_for == "another space"


def test_an_index_of_another_format_is_refused_and_rebuilt(
    index: Path, encoder: EncoderChoice, report: Document
) -> None:
    file = current(index) / "manifest.json"
    file.write_text(json.dumps({"format": 99, "unknown": True}), encoding="utf-8")

    with pytest.raises(FormatMismatch, match="has format 99"):
        LocalIndex.open(index, space=encoder.space)
    assert ingest((report,), index, encoder, quiet, rebuild=False).changed


@pytest.mark.parametrize("content", ["", "gone", "gone 0", "../elsewhere 0", "\0 0", "g" * 5000 + " 0"])
def test_a_pointer_to_nothing_is_damage(index: Path, encoder: EncoderChoice, content: str) -> None:
    (index / "current").write_text(content, encoding="utf-8")

    with pytest.raises(IndexDamaged):
        LocalIndex.open(index, space=encoder.space)


@pytest.mark.parametrize("step", ["_facts", "_sync", "_point"])
def test_an_ingest_that_fails_leaves_the_old_index(
    index: Path, encoder: EncoderChoice, report: Document, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = current(index)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(generations, step, fail)
        with pytest.raises(IndexUnwritable, match="the old one is unchanged"):
            ingest((report,), index, encoder, quiet, rebuild=True)

    assert current(index) == before
    LocalIndex.open(index, space=encoder.space)
    assert [path.name for path in index.iterdir() if path.name.startswith(".building")] == []


def test_a_reader_sees_one_generation_while_others_are_built(
    index: Path, encoder: EncoderChoice, report: Document
) -> None:
    seen: list[tuple[str, int]] = []
    before = (report.title, current_sentences(index, encoder))
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            opened = LocalIndex.open(index, space=encoder.space)
            (document,) = opened.documents()
            seen.append((document.title, opened.manifest.sentences))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 8):
        text = "港の調査をしました。\n\n" * number
        changed = replace(report, text=text, title=f"{number} 件")
        ingest((changed,), index, encoder, quiet, rebuild=True)
    stop.set()
    reader.join()

    assert seen
    assert set(seen) <= {before, *((f"{number} 件", number) for number in range(1, 8))}


def test_only_the_current_generation_and_the_one_before_are_kept(
    index: Path, encoder: EncoderChoice, report: Document
) -> None:
    names = [ingest((report,), index, encoder, quiet, rebuild=True).manifest.generation for _ in range(4)]

    assert sorted(path.name for path in index.iterdir() if path.is_dir()) == names[-2:]
    assert current(index).name == names[-1]


def test_two_ingests_at_once_do_not_write_into_each_other(
    index: Path, encoder: EncoderChoice, report: Document
) -> None:
    with generations.writing(index), pytest.raises(IndexBusy, match="another `tripqa ingest`"):
        ingest((report,), index, encoder, quiet, rebuild=True)
