"""An ingest that is killed, or that cannot write, loses nothing: the old generation answers, or the new one."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tripqa.errors import IndexBusy
from tripqa.index.lock import Wait
from tripqa.index.publishing import writing
from tripqa.index.vectors import write_skim
from tripqa_lab.benchmarks.failing import FailingWrites

SCRIPT = Path(__file__).parent.parent / "scripts" / "killtest.py"
MEMORY = Path("/dev/shm")  # what is killed is a process, not the machine: nothing need reach a disk
HOLDING = """
import sys, time
from pathlib import Path
from tripqa.index.publishing import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def killtest(tmp_path: Path, *options: str) -> dict[str, Any]:
    folder = MEMORY if os.access(MEMORY, os.W_OK) else tmp_path
    done = subprocess.run(
        [sys.executable, SCRIPT, "--json", *options],
        env={**os.environ, "TMPDIR": str(folder), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["faults"] == [], done.stderr
    return found


def test_after_two_hundred_kills_an_index_opens_and_answers_and_the_next_ingest_is_a_fresh_one(tmp_path: Path) -> None:
    found = killtest(tmp_path, "--kills", "200", "--no-failing")

    ended = [counts for kind, counts in found["ended"].items() if kind.startswith("killed")]
    assert sum(sum(counts.values()) for counts in ended) == 200
    assert {state for counts in ended for state in counts} == {"old", "new"}
    assert found["next_ingests"] >= 20


def test_whichever_write_fails_an_index_opens_and_answers_and_the_next_ingest_is_a_fresh_one(tmp_path: Path) -> None:
    ended = killtest(tmp_path, "--kills", "0")["ended"]

    assert ended["disk full from write"].keys() <= {"old", "new"}
    assert sum(ended["disk full from write"].values()) > 50
    assert ended["input/output error at write"]["old"] > 50
    assert ended["no file larger than"]["old"] > 10


def held(index: Path, seconds: float) -> subprocess.Popen[str]:
    """Start another process that writes the index, and return it once it does."""
    other = subprocess.Popen([sys.executable, "-c", HOLDING, index, str(seconds)], stdout=subprocess.PIPE, text=True)
    assert other.stdout
    assert other.stdout.readline() == "held\n"
    return other


def test_who_writes_is_named_and_what_a_killed_process_held_is_taken_over_without_words(tmp_path: Path) -> None:
    said: list[str] = []
    with held(tmp_path, 600) as other:
        with pytest.raises(IndexBusy, match=rf"process {other.pid} on \S+, since 20"), writing(tmp_path):
            pass
        other.kill()
        other.wait()
        with writing(tmp_path, Wait(0, said.append)):
            pass

    assert said == []


def test_an_ingest_waits_for_another_one_and_says_for_whom(tmp_path: Path) -> None:
    said: list[str] = []
    with held(tmp_path, 0.5) as other:
        with writing(tmp_path, Wait(60, said.append)):
            pass
        assert [str(other.pid) in words for words in said] == [True]


def test_an_ingest_that_has_waited_long_enough_says_who_still_writes(tmp_path: Path) -> None:
    with writing(tmp_path):
        started = time.monotonic()
        with pytest.raises(IndexBusy, match=f"process {os.getpid()}"), writing(tmp_path, Wait(0.3, lambda _: None)):
            pass
        assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_skim_that_cannot_be_written_is_an_error_and_no_short_file_that_is_believed(
    tmp_path: Path, number: int
) -> None:
    vectors = np.eye(8, dtype=np.float32)

    with FailingWrites(fail_at=1, number=number), pytest.raises(OSError, match=os.strerror(number)):
        write_skim(vectors, tmp_path / "skim")
