"""The index and its documents: what is amiss is found, and mended by the command that is named."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import quiet
from tests.doctor.looking import (
    REPORTS,
    Doctor,
    Mend,
    amiss,
    current,
    only,
    put,
)
from tripqa.doctor.examining import worst
from tripqa.doctor.mending import quoted
from tripqa.encoders.hashing import HashingEncoder
from tripqa.index.generations import pointers, unnamed
from tripqa.ingesting import ingest
from tripqa.parsing.corpus import read_corpus
from tripqa.ports import EncoderChoice, Progress, Vectors


def pipe(here: Path) -> None:
    (here / "index" / "current").unlink()
    os.mkfifo(here / "index" / "current")


def locked_by_a_folder(here: Path) -> None:
    (here / "index" / ".lock").unlink()
    (here / "index" / ".lock").mkdir()


def no_folder(here: Path) -> None:
    shutil.rmtree(here / "index")
    (here / "index").write_text("in the way", encoding="utf-8")


def other_bytes(here: Path) -> None:
    with (current(here) / "passages.f32").open("r+b") as stream:
        stream.write(b"\xff")


def other_pointer(here: Path) -> None:
    with (here / "index" / "current").open("r+b") as stream:
        stream.write(b"\xff")


def other_format(here: Path) -> None:
    file = current(here) / "manifest.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"format": 7', '"format": 6'), encoding="utf-8")


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (pipe, "is a pipe and not a file"),
        (locked_by_a_folder, "is a folder and not a file"),
        (no_folder, "index is no folder"),
        (other_bytes, "passages.f32 is not what was written"),
        (other_pointer, "is not what was written"),
        (other_format, "has format 6"),
    ],
)
def test_an_index_that_cannot_be_used_is_found(
    here: Path, doctor: Doctor, mend: Mend, plant: Callable[[Path], None], found: str
) -> None:
    plant(here)

    examined = doctor()

    assert amiss(examined)["index"] == "fail"
    assert found in examined["index"][0].found
    mend(examined["index"][0].command)
    left = doctor()
    if plant in (other_pointer, pipe, other_bytes):  # nothing is deleted that may be needed
        assert amiss(left) == {"index": "warn"}
        assert ("cannot be used" if plant is other_bytes else "is in no list") in left["index"][0].found
        mend(left["index"][0].command)
    assert amiss(doctor()) == {}


def test_a_generation_that_is_published_meanwhile_is_no_stray(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(here, "bridge.txt", "橋は長い。")
    listed = Path.iterdir

    def published_meanwhile(folder: Path) -> Iterator[Path]:
        found = list(listed(folder))
        with monkeypatch.context() as only_once:
            only_once.setattr(Path, "iterdir", listed)
            ingested(here, EncoderChoice(HashingEncoder().space, HashingEncoder))
        yield from {*found, *listed(folder)}

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Path, "iterdir", published_meanwhile)

        assert unnamed(here / "index") == []


def test_without_reports_one_goes_back_to_the_generation_before(here: Path, doctor: Doctor, mend: Mend) -> None:
    put(here, "bridge.txt", "橋は長い。")
    mend(f"{quoted(sys.executable)} -m tripqa ingest")
    other_bytes(here)
    shutil.rmtree(here / "corpus")

    (finding,) = doctor()["index"]

    assert str(finding.command).endswith(" index rollback")
    mend(finding.command)
    assert worst(one.state for one in doctor()["index"]) == "warn"  # the damaged one is still there


def test_a_damaged_generation_before_is_found(here: Path, doctor: Doctor, mend: Mend) -> None:
    put(here, "bridge.txt", "橋は長い。")
    mend(f"{quoted(sys.executable)} -m tripqa ingest")
    before = pointers(here / "index")[1].folder
    (before / "terms.zip").unlink()

    finding = only(doctor(), "index", "warn")

    assert finding.found.startswith(f"generation {before.name}, which one may go back to, cannot be used")
    mend(finding.command)
    assert amiss(doctor()) == {}


def test_an_index_of_other_rules_is_found(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("tripqa.ingesting.RULES", "splitter 0, ranking 0")
        ingested(here, EncoderChoice(HashingEncoder().space, HashingEncoder))

    finding = only(doctor(), "index", "warn")

    assert finding.found.startswith("it was built by the rules 'splitter 0, ranking 0', these are")
    mend(finding.command)
    assert amiss(doctor()) == {}


def test_an_index_of_another_encoder_is_found(here: Path, doctor: Doctor, mend: Mend) -> None:
    encoder = HashingEncoder(64)
    ingested(here, EncoderChoice(encoder.space, lambda: encoder))

    examined = doctor()

    assert amiss(examined) == {"index": "fail", "documents": "warn"}
    assert "the index was built with 'hashing bigrams/64'" in examined["index"][0].found
    mend(examined["index"][0].command)
    assert amiss(doctor()) == {}


class Lying(HashingEncoder):
    """An encoder of the same space that makes vectors of nothing."""

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        vectors = np.random.default_rng(7).standard_normal((len(texts), self.dimension)).astype(np.float32)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def test_vectors_of_something_else_are_found_though_every_hash_is_right(here: Path, doctor: Doctor, mend: Mend) -> None:
    lying = Lying()
    ingested(here, EncoderChoice(lying.space, lambda: lying))

    finding = only(doctor(), "documents", "fail")

    assert finding.found == "this encoder makes other vectors than are stored, of harbour, library, market"
    mend(finding.command)
    assert amiss(doctor()) == {}


def test_documents_that_are_not_found_by_their_own_text_are_named(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor()["documents"][0].found == "3 of 3 document(s) were searched for by text of their own and found"
    monkeypatch.setattr("tripqa.doctor.documents._HITS", 0)

    finding = only(doctor(), "documents", "fail")

    assert finding.found.endswith("; not found are harbour, library, market")


def test_of_many_documents_some_are_searched_for_and_it_says_how_many(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tripqa.doctor.documents.MOST", 2)

    found = doctor()

    assert found["documents"][0].found == "2 of 3 document(s) were searched for by text of their own and found"


def test_documents_that_say_the_same_are_found(here: Path, doctor: Doctor, mend: Mend) -> None:
    for number in range(15):
        put(here, f"copy-{number:02}.txt", REPORTS["harbour.txt"])
    mend(doctor()["corpus"][0].command)

    assert amiss(doctor()) == {}


def ingested(here: Path, encoder: EncoderChoice) -> None:
    ingest(read_corpus(here / "corpus").documents, here / "index", encoder, quiet, rebuild=True, kept=1)
