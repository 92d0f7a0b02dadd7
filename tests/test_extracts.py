"""Extracts are a memory and no more: whatever becomes of them, nothing is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.files import bytes_of
from tripqa.errors import IndexUnwritable
from tripqa.parsing.extract import Extract
from tripqa.parsing.extracts import Extracts
from tripqa.parsing.limits import Limits
from tripqa.parsing.worker import Worker

REPORT = bytes_of("report.docx")


class Counting(Worker):
    """A worker that counts what it is asked for."""

    asked = 0

    def extract(self, data: bytes, ending: str) -> Extract:
        self.asked += 1
        return super().extract(data, ending)


@pytest.fixture
def worker() -> Iterator[Counting]:
    with Counting(Limits()) as worker:
        yield worker


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_is_parsed_once_by_whoever_comes(tmp_path: Path, worker: Counting) -> None:
    first = Extracts(worker, tmp_path).of(REPORT, ".docx")

    assert Extracts(worker, tmp_path).of(REPORT, ".docx") == first
    assert worker.asked == 1


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


@pytest.mark.parametrize("spoil", [cut, Path.unlink])
def test_an_extract_that_is_not_what_was_written_is_made_anew(
    tmp_path: Path, worker: Counting, spoil: Callable[[Path], None]
) -> None:
    kept = Extracts(worker, tmp_path)
    first = kept.of(REPORT, ".docx")
    spoil(next(tmp_path.iterdir()))

    assert kept.of(REPORT, ".docx") == first
    assert kept.of(REPORT, ".docx") == first
    assert worker.asked == 2


def test_only_what_was_asked_for_is_left_and_nothing_half_written(tmp_path: Path, worker: Counting) -> None:
    (tmp_path / "old.docx.1.json").touch()
    (tmp_path / ".tmp-of-one-that-was-killed").touch()
    kept = Extracts(worker, tmp_path)
    kept.of(REPORT, ".docx")
    (only,) = {*names(tmp_path)} - {"old.docx.1.json", ".tmp-of-one-that-was-killed"}

    kept.prune()

    assert names(tmp_path) == [only]


def test_a_disk_that_is_full_is_told_and_not_filled_further(
    tmp_path: Path, worker: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)

    with pytest.raises(IndexUnwritable, match="No space left on device"):
        Extracts(worker, tmp_path).of(REPORT, ".docx")
    assert names(tmp_path) == []


def test_an_ingest_that_clears_up_beside_costs_no_file(
    tmp_path: Path, worker: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def late(one: str, other: Path) -> None:
        Extracts(worker, tmp_path).prune()
        replace(one, other)

    monkeypatch.setattr(os, "replace", late)

    assert Extracts(worker, tmp_path).of(REPORT, ".docx").text
    assert names(tmp_path) == []
