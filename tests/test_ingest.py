"""Documents to an index: once, and again only when something has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import quiet
from tripqa.domain import Document
from tripqa.encoders.hashing import HashingEncoder
from tripqa.errors import CorpusError
from tripqa.index.local import LocalIndex
from tripqa.ingest import ingest
from tripqa.ports import Encoder, EncoderChoice


class Loads:
    """An encoder choice that counts how often it is loaded."""

    def __init__(self) -> None:
        self.count = 0
        self.choice = EncoderChoice(HashingEncoder().space, self._load)

    def _load(self) -> Encoder:
        self.count += 1
        return HashingEncoder()


@pytest.fixture
def loads() -> Loads:
    return Loads()


def test_a_second_run_changes_nothing_and_loads_no_encoder(tmp_path: Path, report: Document, loads: Loads) -> None:
    first = ingest((report,), tmp_path, loads.choice, quiet, rebuild=False)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    second = ingest((report,), tmp_path, loads.choice, quiet, rebuild=False)

    assert (first.changed, second.changed) == (True, False)
    assert first.manifest.generation == second.manifest.generation
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == files
    assert loads.count == 1


@pytest.mark.parametrize("change", [{"text": "別の文章です。"}, {"title": "別の題"}, {"url": "https://example.org/"}])
def test_a_changed_document_is_indexed_anew(
    tmp_path: Path, report: Document, loads: Loads, change: dict[str, str]
) -> None:
    ingest((report,), tmp_path, loads.choice, quiet, rebuild=False)

    assert ingest((replace(report, **change),), tmp_path, loads.choice, quiet, rebuild=False).changed


def test_indexing_the_same_text_again_never_renames_a_passage(tmp_path: Path, report: Document, loads: Loads) -> None:
    first = ingest((report,), tmp_path, loads.choice, quiet, rebuild=False).manifest
    second = ingest((report,), tmp_path, loads.choice, quiet, rebuild=True).manifest

    assert first.passages_fingerprint == second.passages_fingerprint


def test_the_order_of_documents_does_not_matter(tmp_path: Path, report: Document, loads: Loads) -> None:
    other = replace(report, id="other", text="港の視察をしました。")

    ingest((report, other), tmp_path, loads.choice, quiet, rebuild=False)

    assert not ingest((other, report), tmp_path, loads.choice, quiet, rebuild=False).changed
    opened = LocalIndex.open(tmp_path, space=loads.choice.space)
    assert [document.id for document in opened.documents()] == [report.id, "other"]


@pytest.mark.parametrize("text", ["", " \n\t\n\u3000"])
def test_a_corpus_without_text_is_an_error_that_says_what_to_do(
    tmp_path: Path, report: Document, loads: Loads, text: str
) -> None:
    with pytest.raises(CorpusError, match="holds no text"):
        ingest((replace(report, text=text),), tmp_path, loads.choice, quiet, rebuild=False)


def test_progress_counts_passages_and_sentences_to_the_end(tmp_path: Path, report: Document, loads: Loads) -> None:
    seen: list[tuple[int, int]] = []

    manifest = ingest(
        (report,), tmp_path, loads.choice, lambda done, total: seen.append((done, total)), rebuild=False
    ).manifest

    assert seen[-1] == (manifest.passages + manifest.sentences,) * 2
