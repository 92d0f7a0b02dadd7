"""Files of real programs: what is read of them keeps to the bar, and the figures say what they seem to say."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import document

from tripqa_lab.files import bar
from tripqa_lab.files.measuring import Share, measure
from tripqa_lab.files.truth import Truth

FILES = Path(__file__).parent.parent / "data" / "files"
WRITTEN = """= 使用料

額は{2,400円}とする。

| 施設 | 平日 |
| 公民館 | {900} |
| ^ | {650} |
"""
SEEN = "■使用料\n\n額は2,400円とする。\n\n施設\t平日\n公民館\t900\n\t650"


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    file = tmp_path / "truth.txt"
    file.write_text(WRITTEN, encoding="utf-8")
    return Truth.read(file)


def test_what_is_read_of_files_of_real_programs_keeps_to_the_bar() -> None:
    found = bar.read_all(FILES)

    missed = [name for name, reads in bar.by_kind(found).items() if not bar.holds(bar.total(reads))]
    assert (missed, len(found) >= 60) == ([], True)


def test_a_truth_is_what_is_seen_in_order(truth: Truth) -> None:
    assert truth.pieces == ["使用料", "額は2,400円とする。", "施設", "平日", "公民館", "900", "650"]
    assert truth.values == ["2,400円", "900", "650"]


def test_what_is_read_whole_misses_nothing(truth: Truth) -> None:
    read = measure(truth, document(SEEN.replace("■", "")))

    assert (read.lost, read.ordered.of_one, read.aligned, read.values) == (0, 1, Share(5, 5), Share(3, 3))


@pytest.mark.parametrize(
    ("seen", "figure"),
    [
        (SEEN.replace("とする", ""), "kept"),
        (SEEN.replace("使用料", "").replace("■", "") + "\n使用料", "ordered"),
        (SEEN.replace("\t650", "650"), "aligned"),
        (SEEN.replace("2,400円", "2,4\n\n00円"), "values"),
    ],
)
def test_what_is_lost_moved_shifted_or_broken_shows(truth: Truth, seen: str, figure: str) -> None:
    read = measure(truth, document(seen))

    worse = [name for name in ("kept", "ordered", "aligned", "values") if getattr(read, name).of_one < 1]
    assert worse == [figure]
