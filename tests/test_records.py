"""Records are read one at a time, where they begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tripqa.errors import IndexDamaged
from tripqa.index.records import Records, RecordsFile

WORDS = TypeAdapter(list[str])
LINES = [["港"], ["a\nb\u2028c", ""], [], ["川", "山"]]


def written(file: Path) -> list[int]:
    with file.open("wb") as stream:
        into = RecordsFile(stream, WORDS)
        return [into.add(line) for line in LINES]


def test_a_record_is_read_where_it_begins_in_any_order(tmp_path: Path) -> None:
    starts = written(tmp_path / "words.jsonl")
    records = Records(tmp_path / "words.jsonl", WORDS, 2)

    assert [records.at(starts[number]) for number in (3, 0, 2, 1, 3)] == [LINES[number] for number in (3, 0, 2, 1, 3)]


def test_records_stay_when_their_file_is_deleted(tmp_path: Path) -> None:
    starts = written(tmp_path / "words.jsonl")
    records = Records(tmp_path / "words.jsonl", WORDS, 2)
    (tmp_path / "words.jsonl").unlink()

    assert [records.at(start) for start in starts] == LINES


@pytest.mark.parametrize("start", [1, 9, 10_000])
def test_a_byte_at_which_no_record_begins_is_damage(tmp_path: Path, start: int) -> None:
    written(tmp_path / "words.jsonl")
    records = Records(tmp_path / "words.jsonl", WORDS, 2)

    with pytest.raises(IndexDamaged, match=rf"holds no record at byte {start}; run `tripqa ingest --rebuild`"):
        records.at(start)


@pytest.mark.parametrize("content", [None, b""])
def test_a_file_that_is_missing_or_empty_is_damage(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "words.jsonl").write_bytes(content)

    with pytest.raises(IndexDamaged, match="cannot be read"):
        Records(tmp_path / "words.jsonl", WORDS, 2)
