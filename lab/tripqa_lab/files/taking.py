"""How long ingest takes, beside another checkout: the same files, in turn, with the encoder that weighs nothing."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tripqa_lab.errors import BenchmarkError

MOST = 1.2  # times the other checkout's


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of processor time that both took: what else runs lengthens these less."""

    ours: float
    theirs: float


def compare(files: Sequence[Path], here: Path, other: Path, rounds: int) -> list[Round]:
    """Ingest files with the code of two checkouts in turn; who goes first changes from round to round."""
    with tempfile.TemporaryDirectory() as room:
        corpus = Path(room, "corpus")
        corpus.mkdir()
        for file in files:
            shutil.copy(file, corpus / f"{file.parent.name}-{file.name}")
        found = []
        for number in range(rounds + 1):
            sides = [here, other] if number % 2 else [other, here]
            taken = {side: _ingest(corpus, Path(room, f"index-{number}-{side.name}"), side) for side in sides}
            found.append(Round(taken[here], taken[other]))
    return found[1:]  # in the first one files and modules are read from the disk


def ratio(rounds: Sequence[Round]) -> float:
    """Return the median of how many times as long ours took."""
    return statistics.median(one.ours / one.theirs for one in rounds)


def _ingest(corpus: Path, index: Path, code: Path) -> float:
    command = [sys.executable, "-m", "tripqa", "ingest", "--corpus", str(corpus), "--index", str(index)]
    variables = {**os.environ, "PYTHONPATH": str(code.resolve() / "src"), "TRIPQA_ENCODER": "hashing"}
    before = _used()
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)  # noqa: S603
    taken = _used() - before
    if not (index / "current").exists():
        raise BenchmarkError(f"`tripqa ingest` failed: {done.stderr.strip()}")
    shutil.rmtree(index)
    return taken


def _used() -> float:
    """Return the seconds that processes which have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
