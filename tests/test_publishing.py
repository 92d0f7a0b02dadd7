"""Generations are checked before they become current, kept, gone back to and deleted; none is ever there in part."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.builders import document
from tests.conftest import quiet
from tripqa.encoders.hashing import HashingEncoder
from tripqa.errors import GenerationMissing, IndexDamaged, IndexMissing, IndexUnwritable
from tripqa.index import publishing, vectors, writing
from tripqa.index.checking import faults_of
from tripqa.index.generations import generations, pointer_to, pointers
from tripqa.index.local import LocalIndex
from tripqa.index.publishing import prune, roll_back
from tripqa.ingesting import ingest
from tripqa.ports import EncoderChoice, Progress, Vectors

HASHING = EncoderChoice(HashingEncoder().space, HashingEncoder)


def made(index: Path, *texts: str, kept: int = 9, encoder: EncoderChoice = HASHING) -> list[str]:
    """Index one document after another; return the names of their generations."""
    return [
        ingest((document(text),), index, encoder, quiet, rebuild=True, kept=kept).manifest.generation for text in texts
    ]


def there(index: Path) -> list[str]:
    """Return the names of the generations that lie in an index, and of whatever else does."""
    return sorted(path.name for path in index.iterdir() if path.name not in ("current", ".lock"))


def text_of(index: Path) -> str:
    (only,) = LocalIndex.open(index, space=HASHING.space).documents()
    return only.text


def test_the_generations_are_listed_newest_first_with_what_they_hold(tmp_path: Path) -> None:
    first, second = made(tmp_path, "港の話です。", "山の話です。\n\n川の話です。")

    newer, older = generations(tmp_path)
    assert [(one.name, one.current, one.fault) for one in (newer, older)] == [
        (second, True, None),
        (first, False, None),
    ]
    assert newer.manifest
    assert newer.manifest.documents == 1
    assert newer.bytes == sum(file.stat().st_size for file in (tmp_path / second).iterdir())


def test_a_manifest_that_was_changed_after_it_was_published_is_not_believed_of_an_older_generation_either(
    tmp_path: Path,
) -> None:
    first, second = made(tmp_path, "港の話です。", "山の話です。")
    manifest = tmp_path / first / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"documents": 1', '"documents": 2'), encoding="utf-8")

    assert [one.fault is None for one in generations(tmp_path)] == [True, False]
    with pytest.raises(IndexDamaged, match=r"manifest\.json is not what was written"):
        roll_back(tmp_path)
    assert pointers(tmp_path)[0].folder.name == second


def test_rolling_back_opens_the_generation_before_and_again_the_one_before_that(tmp_path: Path) -> None:
    made(tmp_path, "港の話です。", "山の話です。", "川の話です。")

    seen = [text_of(tmp_path)]
    for _ in range(2):
        roll_back(tmp_path)
        seen.append(text_of(tmp_path))

    assert seen == ["川の話です。", "山の話です。", "港の話です。"]
    with pytest.raises(GenerationMissing, match="before"):
        roll_back(tmp_path)
    assert len(generations(tmp_path)) == 3


def test_a_generation_can_be_gone_back_to_by_name_and_forth_again(tmp_path: Path) -> None:
    first, _, third = made(tmp_path, "港の話です。", "山の話です。", "川の話です。")

    roll_back(tmp_path, first)
    assert text_of(tmp_path) == "港の話です。"
    roll_back(tmp_path, third)
    assert text_of(tmp_path) == "川の話です。"
    with pytest.raises(GenerationMissing, match="'none'"):
        roll_back(tmp_path, "none")


def test_a_damaged_generation_is_not_gone_back_to(tmp_path: Path) -> None:
    first, _ = made(tmp_path, "港の話です。", "山の話です。")
    (tmp_path / first / "passages.f32").write_bytes(b"")

    with pytest.raises(IndexDamaged, match=r"passages\.f32"):
        roll_back(tmp_path)
    assert text_of(tmp_path) == "山の話です。"


def test_after_a_rollback_an_ingest_keeps_both_what_was_in_use_and_what_was_rolled_back_from(tmp_path: Path) -> None:
    first, second = made(tmp_path, "港の話です。", "山の話です。", kept=2)
    roll_back(tmp_path)

    (third,) = made(tmp_path, "川の話です。", kept=2)
    assert there(tmp_path) == [first, second, third]
    roll_back(tmp_path)
    assert text_of(tmp_path) == "港の話です。"  # which was in use, and not the one that was rolled back from

    roll_back(tmp_path, third)
    (fourth,) = made(tmp_path, "海の話です。", kept=2)
    assert there(tmp_path) == [third, fourth]


@pytest.mark.parametrize("kept", [1, 3])
def test_as_many_generations_are_kept_as_the_settings_say(tmp_path: Path, kept: int) -> None:
    names = made(tmp_path, "港", "山", "川", "海", kept=kept)

    assert there(tmp_path) == names[-kept:]


def test_pruning_keeps_the_newest_and_the_current_one(tmp_path: Path) -> None:
    names = made(tmp_path, "港", "山", "川", "海")
    roll_back(tmp_path, names[1])

    assert prune(tmp_path, 1) == [names[0], names[2]]
    assert there(tmp_path) == [names[1], names[3]]
    assert [one.name for one in generations(tmp_path)] == [names[3], names[1]]
    assert text_of(tmp_path) == "山"


def test_pruning_needs_no_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = made(tmp_path, "港", "山")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(Path, "rename", full)
    assert prune(tmp_path, 1) == names[:1]
    assert there(tmp_path) == names[1:]


@pytest.mark.parametrize("act", [generations, roll_back, lambda index: prune(index, 1)])
def test_where_there_is_no_index_none_is_made(tmp_path: Path, act: Callable[[Path], object]) -> None:
    with pytest.raises(IndexMissing, match="tripqa ingest"):
        act(tmp_path / "index")

    assert not (tmp_path / "index").exists()


def test_what_an_interrupted_run_left_is_removed_by_the_next_that_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = made(tmp_path, "港")
    with monkeypatch.context() as killed:  # once the new one is in place, and before it is current
        killed.setattr(publishing, "_sweep", lambda index: None)
        killed.setattr(publishing, "_point", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            made(tmp_path, "山")
    (tmp_path / ".building-x" / "y").mkdir(parents=True)
    (tmp_path / ".current").write_text("half", encoding="utf-8")
    assert len(there(tmp_path)) == 5  # what it was built in, too

    with publishing.writing(tmp_path):
        assert there(tmp_path) == [name]


def test_nothing_is_deleted_that_was_never_named(tmp_path: Path) -> None:
    for name in ("reports", "20991231T000000000000Z-00000000", "20991231T000000000000Z-00000000.copy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}", encoding="utf-8")

    (made_now,) = made(tmp_path, "港", kept=1)

    assert there(tmp_path) == [
        made_now,
        "20991231T000000000000Z-00000000",
        "20991231T000000000000Z-00000000.copy",
        "reports",
    ]
    listed = tripqa(tmp_path, "list")
    assert "20991231T000000000000Z-00000000 is in no list of generations and is never deleted" in listed.stderr
    assert listed.stdout.split()[1] == made_now


def test_generations_are_not_deleted_while_it_is_not_known_which_there_are(tmp_path: Path) -> None:
    names = made(tmp_path, "港", "山")
    (tmp_path / "current").unlink()

    with publishing.writing(tmp_path):
        assert there(tmp_path) == names


def test_a_pointer_that_may_not_outlast_a_power_cut_is_not_said_to_be_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "港の話です。")
    real = publishing._sync

    def fail_at_the_end(*paths: Path) -> None:
        if paths == (tmp_path,) and len(pointers(tmp_path)) > 1:
            raise OSError(5, "Input/output error")
        real(*paths)

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "_sync", fail_at_the_end)
        with pytest.raises(IndexUnwritable, match="is current, but may not outlast a power cut"):
            made(tmp_path, "山の話です。")
    assert text_of(tmp_path) == "山の話です。"


@pytest.mark.parametrize("name", ["passages.f32", "terms.zip", "labels.json"])
def test_a_check_names_each_damaged_file(tmp_path: Path, name: str) -> None:
    (only,) = made(tmp_path, "港の話です。")
    (tmp_path / only / name).write_bytes(b"")
    (tmp_path / only / "names.jsonl").unlink()

    assert list(faults_of(pointer_to(tmp_path, only))) == sorted(
        [
            f"{tmp_path / only / 'names.jsonl'} is missing or cannot be read",
            f"{tmp_path / only / name} is not what was written",
        ],
        key=lambda words: Path(words.split()[0]).name,
    )


class Nowhere(HashingEncoder):
    """An encoder whose vectors find nothing."""

    def encode_passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        return np.full((len(texts), self.dimension), np.nan, np.float32)


def no_terms(*_: object) -> frozenset[str]:
    return frozenset({"nothing"})


def other_skim(found: Vectors, file: Path) -> None:
    REAL_SKIM(np.ascontiguousarray(found[::-1]), file)


REAL_SKIM = vectors.write_skim
TWO = "■港\n\n" + "港の視察をしました。" * 50 + "\n\n■山\n\n" + "山と川の話です。" * 50


@pytest.mark.parametrize(
    ("breaks", "encoder", "fault"),
    [
        (None, EncoderChoice(HASHING.space, Nowhere), "is not found by its own vector"),
        (("tripqa.ingesting.passage_terms", no_terms), HASHING, "is not found by the terms of its passage"),
        (("tripqa.index.writing.write_skim", other_skim), HASHING, "what skims the vectors is of other vectors"),
    ],
)
def test_a_generation_that_does_not_find_what_it_holds_never_becomes_current(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    breaks: tuple[str, object] | None,
    encoder: EncoderChoice,
    fault: str,
) -> None:
    monkeypatch.setitem(writing.writing_parts.__wrapped__.__kwdefaults__, "exact_up_to", 0)
    (before,) = made(tmp_path, TWO)
    if breaks:
        monkeypatch.setattr(*breaks)

    with pytest.raises(IndexUnwritable, match=f"{fault}.*the old one is unchanged"):
        made(tmp_path, TWO, encoder=encoder)
    assert there(tmp_path) == [before]


def test_every_document_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tripqa.index.checking._AT_ONCE", 2)
    owners = [document(f"第{number}回の視察です。", id=f"d{number}") for number in range(7)]
    ingest([*owners, replace(owners[0], id="empty", text="")], tmp_path, HASHING, quiet, rebuild=False)
    seen: list[int] = []
    real = vectors.PassageVectors.highest

    def highest(self: vectors.PassageVectors, rows: vectors.Rows) -> vectors.Vector:
        seen.extend(rows.tolist())
        return real(self, rows)

    monkeypatch.setattr(vectors.PassageVectors, "highest", highest)

    assert list(faults_of(pointers(tmp_path)[0])) == []
    assert seen == list(range(7))


def tripqa(index: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tripqa", "index", *words, "--index", str(index)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_command_lists_checks_rolls_back_and_prunes(tmp_path: Path) -> None:
    first, second = made(tmp_path, "港の話です。", "山の話です。")

    assert [line.split()[0] for line in tripqa(tmp_path, "list").stdout.splitlines()] == ["*", first]
    listed = json.loads(tripqa(tmp_path, "list", "--json").stdout)["generations"]
    assert [(one["generation"], one["current"], one["documents"]) for one in listed] == [
        (second, True, 1),
        (first, False, 1),
    ]
    assert tripqa(tmp_path, "check").returncode == 0
    assert json.loads(tripqa(tmp_path, "rollback", "--json").stdout) == {"before": second, "current": first}
    assert text_of(tmp_path) == "港の話です。"
    (tmp_path / second / "labels.json").unlink()
    checked = tripqa(tmp_path, "check", second)
    assert checked.returncode == 1
    assert checked.stdout == f"{tmp_path / second / 'labels.json'} is missing or cannot be read\n"
    assert json.loads(tripqa(tmp_path, "prune", "--keep", "1", "--json").stdout) == {"deleted": []}
    roll_back(tmp_path, first)
    missing = tripqa(tmp_path, "rollback", "none")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "tripqa index list" in missing.stderr
