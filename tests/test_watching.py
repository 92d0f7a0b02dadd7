"""A folder that is followed is ingested after each change, once that has come to rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tripqa.errors import CorpusError, IndexBusy
from tripqa.index.generations import pointers, read_manifest
from tripqa.watching import AGAIN, Snapshot, Watch, look, watch

OLD: Snapshot = {"a.txt": (1, 10, 100, 100)}
HALF: Snapshot = OLD | {"b.txt": (2, 5, 200, 200)}
WHOLE: Snapshot = OLD | {"b.txt": (2, 9, 201, 201)}


@pytest.mark.parametrize(
    ("looks", "due"),
    [
        ([OLD, OLD, OLD], [False, False, False]),
        ([WHOLE, WHOLE, WHOLE], [False, True, False]),
        ([HALF, WHOLE, WHOLE, WHOLE], [False, False, True, False]),
        ([HALF, OLD, OLD], [False, False, False]),  # what came has gone again
        ([{}, {}, OLD, OLD], [False, True, False, True]),
        ([WHOLE, WHOLE, OLD, WHOLE, WHOLE], [False, True, False, False, False]),
    ],
    ids=["nothing changes", "a file comes", "a file is still copied", "a file comes and goes", "all goes", "a glimpse"],
)
def test_a_folder_is_due_when_a_change_has_come_to_rest(looks: list[Snapshot], due: list[bool]) -> None:
    seen = Watch(OLD)

    assert [seen.is_due(one) for one in looks] == due


def test_what_is_to_be_tried_again_is_due_after_a_while_and_once() -> None:
    seen = Watch(OLD)
    seen.try_again()

    assert [seen.is_due(OLD) for _ in range(3 * AGAIN)].index(True) == AGAIN - 1
    assert not any(seen.is_due(OLD) for _ in range(3 * AGAIN))


def test_what_is_to_be_tried_again_waits_until_the_folder_is_at_rest() -> None:
    seen = Watch(OLD)
    seen.try_again()
    for number in range(AGAIN + 5):
        assert not seen.is_due({"a.txt": (1, number, number, number)})

    assert seen.is_due({"a.txt": (1, AGAIN + 4, AGAIN + 4, AGAIN + 4)})


def test_a_change_is_due_before_what_is_to_be_tried_again() -> None:
    seen = Watch(OLD)
    seen.try_again()

    assert [seen.is_due(WHOLE), seen.is_due(WHOLE)] == [False, True]
    assert not any(seen.is_due(WHOLE) for _ in range(3 * AGAIN))


def written(folder: Path) -> None:
    (folder / "a.txt").write_text("ab", encoding="utf-8")


def replaced(folder: Path) -> None:
    facts = (folder / "a.txt").stat()
    (folder / ".a").write_text("b", encoding="utf-8")
    os.utime(folder / ".a", ns=(facts.st_atime_ns, facts.st_mtime_ns))  # as long and as old as what it replaces
    (folder / ".a").replace(folder / "a.txt")


def renamed(folder: Path) -> None:
    (folder / "a.txt").rename(folder / "b.txt")


def described(folder: Path) -> None:
    (folder / "a.toml").write_text('title = "a"', encoding="utf-8")


def put_below(folder: Path) -> None:
    (folder / "of" / "2026").mkdir(parents=True)
    (folder / "of" / "2026" / "b.txt").write_text("b", encoding="utf-8")


def removed(folder: Path) -> None:
    (folder / "a.txt").unlink()


@pytest.mark.parametrize("change", [written, replaced, renamed, described, put_below, removed])
def test_every_change_that_matters_is_seen(tmp_path: Path, change: Callable[[Path], None]) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    before = look(tmp_path)
    assert look(tmp_path) == before

    change(tmp_path)

    assert look(tmp_path) != before


def test_what_is_hidden_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("a", encoding="utf-8")
    (tmp_path / ".a.txt.part").write_text("a", encoding="utf-8")

    assert look(tmp_path) == {}
    assert look(tmp_path / "nowhere") == {}


def a_link_to_nothing(place: Path) -> None:
    place.symlink_to("nowhere")


def a_link_to_itself(place: Path) -> None:
    place.symlink_to(place.name)


@pytest.mark.parametrize("make", [a_link_to_nothing, a_link_to_itself, Path.mkdir, os.mkfifo])
def test_whatever_stands_where_a_file_should_is_seen_to_come_and_to_go(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    (tmp_path / "corpus").mkdir()
    before = look(tmp_path / "corpus")

    make(tmp_path / "corpus" / "aliases.toml")

    assert look(tmp_path / "corpus") == look(tmp_path / "corpus") != before
    (tmp_path / "corpus" / "aliases.toml").rename(tmp_path / "elsewhere")
    assert look(tmp_path / "corpus") == before


def test_what_comes_into_a_folder_and_is_hidden_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    before = look(tmp_path)

    (tmp_path / "more" / ".a.txt.part").write_text("a", encoding="utf-8")

    assert look(tmp_path) == before


def test_errors_are_said_and_the_watch_goes_on_until_it_is_told_to_stop(tmp_path: Path) -> None:
    happens: list[Exception | None] = [CorpusError("a.txt is not UTF-8"), None, IndexBusy("index", "process 7"), None]
    rounds, said, waits = 0, [], 0

    def ingest() -> None:
        nonlocal rounds
        rounds += 1
        if error := happens[rounds - 1]:
            raise error

    def wait(seconds: float) -> None:
        nonlocal waits
        waits += 1
        assert seconds == 2
        if waits in (3, 10):
            (tmp_path / f"{waits}.txt").write_text("a", encoding="utf-8")
        if rounds == len(happens):
            raise KeyboardInterrupt

    watch(tmp_path, 2, ingest, said.append, wait)

    assert rounds == 4
    assert [words.split(";")[0] for words in said] == [
        "error: a.txt is not UTF-8",
        "error: another `tripqa ingest` is writing index (process 7)",
    ]
    assert waits == 12 + AGAIN  # each change is at rest one look after it was seen


def test_a_bug_ends_the_watch(tmp_path: Path) -> None:
    def ingest() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        watch(tmp_path, 2, ingest, print)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_command_follows_a_folder_until_it_is_told_to_stop(tmp_path: Path, end: signal.Signals) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("港の話です。", encoding="utf-8")
    variables = os.environ | {"TRIPQA_ENCODER": "hashing"}
    command = ["ingest", "--watch", "--every", "0.1", "--corpus", str(corpus), "--index", str(index)]
    started = subprocess.Popen(
        [sys.executable, "-m", "tripqa", *command],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # which a shell's background jobs ignore
    )
    assert started.stdout

    def heard(words: str) -> bool:
        return any(words in line for line in started.stdout)

    try:
        assert heard("indexed 1 document(s)")
        (corpus / "b.txt").write_bytes(b"\xff\xff\xff")
        assert heard("failed  b.txt")
        (corpus / "b.txt").write_text("山の話です。", encoding="utf-8")
        assert heard("indexed 2 document(s)")
        assert read_manifest(pointers(index)[0]).documents == 2
        started.send_signal(end)
        assert started.wait(timeout=30) == 0
        assert "Traceback" not in started.stdout.read()
    finally:
        started.kill()
        started.wait()
        started.stdout.close()


def test_a_watch_builds_nothing_anew(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tripqa", "ingest", "--watch", "--rebuild"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "exclude each other" in done.stderr
