"""The index on disk: old or new, never a mixture, and never believed when damaged."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.asking import matching
from tests.builders import document, embedded
from tests.conftest import built, quiet
from tripqa.domain import EVERYTHING, Document, NameGroup
from tripqa.errors import (
    FormatMismatch,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexUnwritable,
    SpaceMismatch,
    TripqaError,
)
from tripqa.index import generations, publishing
from tripqa.index.local import LocalIndex
from tripqa.index.writing import SKIM, Counts, writing_parts
from tripqa.ingesting import ingest
from tripqa.manifest import Manifest
from tripqa.ports import EncoderChoice
from tripqa.settings import load_settings
from tripqa.text.passages import split
from tripqa.wiring import choose_encoder

FILES = (
    "documents.jsonl", "passages.jsonl", "names.jsonl", "writings.jsonl", "writings.rows", "places.rows",
    "labels.json", "passages.f32", "passages.keys", "sentences.f32", "sentences.keys", "terms.zip", "manifest.json",
)  # fmt: skip
NAME = "20991231T000000000000Z-00000000"
TAIPEI = NameGroup("place", ("台北", "Taipei"))


@pytest.fixture
def encoder() -> EncoderChoice:
    return choose_encoder(load_settings({"encoder": "hashing"}))


@pytest.fixture(scope="module")
def short() -> Document:
    """A document that is indexed in no time."""
    return document("台北市の調査をしました。\n\nＫＬＩＤは9月8日に訪問しました。\n\n山と川があります。")


@pytest.fixture
def index(tmp_path: Path, short: Document) -> Path:
    built(tmp_path / "index", (short,), (TAIPEI,))
    return tmp_path / "index"


def current(index: Path) -> Path:
    return generations.pointers(index)[0].folder


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
    index: Path, encoder: EncoderChoice, short: Document, name: str, harm: Callable[[Path], None]
) -> None:
    harm(current(index) / name)

    with pytest.raises(TripqaError, match="tripqa ingest"):
        LocalIndex.open(index, space=encoder.space)
    assert ingest((short,), index, encoder, quiet, rebuild=False).changed
    LocalIndex.open(index, space=encoder.space)


def test_a_generation_consists_of_these_files_and_no_others(index: Path) -> None:
    assert {file.name for file in current(index).iterdir()} == set(FILES)


def test_no_index_names_the_command_to_run(tmp_path: Path, encoder: EncoderChoice) -> None:
    with pytest.raises(IndexMissing, match="run `tripqa ingest` first"):
        LocalIndex.open(tmp_path, space=encoder.space)


def test_an_index_of_another_space_is_refused(index: Path, encoder: EncoderChoice) -> None:
    with pytest.raises(SpaceMismatch, match="--rebuild") as caught:
        LocalIndex.open(index, space="another space")

    assert caught.value.built_with == encoder.space
    assert caught.value.asked_for == "another space"


def test_an_index_of_another_format_is_refused_and_rebuilt(
    index: Path, encoder: EncoderChoice, short: Document
) -> None:
    file = current(index) / "manifest.json"
    file.write_text(json.dumps({"format": 99, "unknown": True}), encoding="utf-8")

    with pytest.raises(FormatMismatch, match="has format 99"):
        LocalIndex.open(index, space=encoder.space)
    assert ingest((short,), index, encoder, quiet, rebuild=False).changed


@pytest.mark.parametrize("content", ["", "gone", "gone 0", "../elsewhere 0", "\0 0", "g" * 5000 + " 0"])
def test_a_pointer_to_nothing_is_damage(index: Path, encoder: EncoderChoice, content: str) -> None:
    (index / "current").write_text(content, encoding="utf-8")

    with pytest.raises(IndexDamaged):
        LocalIndex.open(index, space=encoder.space)


@pytest.mark.parametrize("step", ["_facts", "_sync", "_write", "_point"])
def test_an_ingest_that_fails_leaves_the_old_index(
    index: Path, encoder: EncoderChoice, short: Document, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = current(index)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(publishing, step, fail)
        with pytest.raises(IndexUnwritable, match="the old one is unchanged"):
            ingest((short,), index, encoder, quiet, rebuild=True)

    assert current(index) == before
    LocalIndex.open(index, space=encoder.space)
    assert [path.name for path in index.iterdir() if path.name.startswith(".building")] == []


def test_a_reader_sees_one_generation_while_others_are_built(
    index: Path, encoder: EncoderChoice, short: Document
) -> None:
    seen: list[tuple[str, int]] = []
    before = (short.title, current_sentences(index, encoder))
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
        changed = replace(short, text=text, title=f"{number} 件")
        ingest((changed,), index, encoder, quiet, rebuild=True)
    stop.set()
    reader.join()

    assert seen
    assert set(seen) <= {before, *((f"{number} 件", number) for number in range(1, 8))}


def test_only_the_current_generation_and_the_one_before_are_kept(
    index: Path, encoder: EncoderChoice, short: Document
) -> None:
    names = [ingest((short,), index, encoder, quiet, rebuild=True).manifest.generation for _ in range(4)]

    assert sorted(path.name for path in index.iterdir() if path.is_dir()) == names[-2:]
    assert current(index).name == names[-1]


def test_two_ingests_at_once_do_not_write_into_each_other(index: Path, encoder: EncoderChoice, short: Document) -> None:
    with publishing.writing(index), pytest.raises(IndexBusy, match="another `tripqa ingest`"):
        ingest((short,), index, encoder, quiet, rebuild=True)


def described(index: Path) -> Manifest:
    return generations.read_current(index, lambda generation: generation.manifest)


def files(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Return what would change if anything below a folder were written."""
    return {
        path: (facts.st_mtime_ns, facts.st_ctime_ns, facts.st_size)
        for path in (folder, *folder.rglob("*"))
        for facts in [path.stat()]
    }


def test_a_generation_is_what_was_written_into_the_folder_and_the_manifest_knows_its_files(index: Path) -> None:
    before = described(index)

    def write(folder: Path) -> Manifest:
        assert described(index) == before
        (folder / "words.txt").write_bytes(b"words")
        return replace(before, generation="made here")

    with publishing.writing(index):
        made = publishing.add_generation(index, NAME, write)

    assert made == described(index)
    assert (made.generation, list(made.files), made.files["words.txt"].bytes) == ("made here", ["words.txt"], 5)
    assert (
        generations.read_current(index, lambda generation: (generation.folder / "words.txt").read_bytes()) == b"words"
    )


@pytest.mark.parametrize(
    ("error", "seen"), [(OSError(28, "No space left on device"), IndexUnwritable), (ValueError("a bug"), ValueError)]
)
def test_a_generation_that_cannot_be_written_leaves_the_old_one_and_nothing_half_built(
    index: Path, error: Exception, seen: type[Exception]
) -> None:
    before = files(index)

    def write(folder: Path) -> Manifest:
        (folder / "half.txt").write_bytes(b"half")
        raise error

    with publishing.writing(index), pytest.raises(seen):
        publishing.add_generation(index, NAME, write)

    after = files(index)
    assert after.keys() == before.keys()
    assert all(after[path] == before[path] for path in before if path not in (index, index / ".lock"))


@pytest.mark.parametrize(("exact_up_to", "skimmed"), [(40, False), (39, True)])
def test_vectors_are_skimmed_by_how_many_numbers_they_hold(tmp_path: Path, exact_up_to: int, skimmed: bool) -> None:
    owner = document("港", id="d")
    (passage,) = split(owner)
    with writing_parts(tmp_path, Counts(1, 1, 40), exact_up_to=exact_up_to) as parts:
        parts.add_document(owner)
        parts.add_passage(owner, passage, {"港"}, [])
        parts.add_vectors(embedded(np.ones((1, 40), np.float32)), embedded(np.ones((1, 40), np.float32)))
        parts.add_names([])

    assert (tmp_path / SKIM).exists() == skimmed


def test_why_writing_failed_is_not_hidden_by_what_was_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()

    def write() -> None:
        with writing_parts(folder, Counts(1, 1, 1)):
            shutil.rmtree(folder)  # nothing more can be written
            raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        write()


@pytest.fixture
def sealed(index: Path) -> Iterator[Path]:
    """An index that nobody may write to, as one that was built elsewhere and is mounted read-only."""
    paths = [index, *index.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield index
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_an_index_that_nobody_may_write_to_is_opened_and_searched_and_nothing_is_written(
    sealed: Path, encoder: EncoderChoice, short: Document
) -> None:
    before = files(sealed)  # root may write what nobody may, so this is looked at too

    opened = LocalIndex.open(sealed, space=encoder.space)

    assert [found.score for found in matching(opened, ["klid"], 5, EVERYTHING)] == [pytest.approx(1)]
    assert list(opened.documents()) == [short]
    assert files(sealed) == before


def test_what_was_opened_stays_when_its_generation_is_replaced_and_deleted(
    index: Path, encoder: EncoderChoice, short: Document
) -> None:
    opened = LocalIndex.open(index, space=encoder.space)
    asked = (["klid", "山", "@9-8"], 5, EVERYTHING)
    before = matching(opened, *asked)

    for number in range(3):
        ingest((replace(short, text=f"{number}番の文書です。"),), index, encoder, quiet, rebuild=True)

    assert not (index / opened.manifest.generation).exists()
    assert matching(opened, *asked) == before
    assert before
    assert list(opened.documents()) == [short]
    assert [opened.passage(found.passage_id).id for found in before] == [found.passage_id for found in before]


def test_an_opened_index_leaves_no_files_behind(
    index: Path, encoder: EncoderChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))

    for _ in range(20):
        LocalIndex.open(index, space=encoder.space)

    assert list(aside.iterdir()) == []
