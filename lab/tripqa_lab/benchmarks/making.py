"""What a first start makes, on an empty cache: encoder, reader, and all of it until the first answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tripqa
from tripqa.progress import Show
from tripqa_lab.benchmarks.bounds import Bound
from tripqa_lab.benchmarks.rounds import Spread
from tripqa_lab.benchmarks.services import build_index, code_of
from tripqa_lab.benchmarks.table import Sheet
from tripqa_lab.errors import BenchmarkError

ENCODER, READER = "encoder", "reader"
_TIME, _MEMORY = 0.25, 0.2  # of what the base takes, at most
# A process counts what its parent had as its own peak, so the one that looks on is small.
_CODE = """
import json, resource, sys, time
from importlib import import_module
from pathlib import Path
begun, (module, function, cache) = time.perf_counter(), sys.argv[1:]
getattr(import_module(module), function)(Path(cache), lambda words: None)
print(json.dumps([time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024]))
"""
_MAKERS = {ENCODER: ("encoders", "light_folder"), READER: ("reading", "reader_folders")}


@dataclass(frozen=True, slots=True)
class Made:
    """What one part took to make."""

    seconds: float
    peak: int  # bytes, of the process that made it


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What a version took from an empty cache on."""

    parts: Mapping[str, Made]
    answered: float  # seconds from the start of `tripqa ingest` to the end of the first `tripqa ask`


@dataclass(frozen=True, slots=True)
class FirstStarts:
    """How much is measured."""

    corpus: Path
    question: str
    codes: tuple[Path | None, ...]  # checkouts, the base second; None is this one
    rounds: int


def measure_making(plan: FirstStarts, show: Show) -> list[tuple[FirstStart, ...]]:
    """Return rounds of first starts, one of each checkout; they take turns at being the first."""
    found = []
    progress = show("starting", "rounds of first starts")
    for number in range(plan.rounds):
        starts = {code: _first_start(code, plan) for code in plan.codes[:: 1 - 2 * (number % 2)]}
        found.append(tuple(starts[code] for code in plan.codes))
        progress(number + 1, plan.rounds)
    return found


def making_bounds(rounds: Sequence[tuple[FirstStart, ...]]) -> list[Bound]:
    """Return what making the encoder may take of the time and the memory of the base; nothing where there is none."""
    pairs = [(start[0].parts[ENCODER], start[1].parts[ENCODER]) for start in rounds if len(start) > 1]
    if not pairs:
        return []
    seconds, peak = ([of(ours, base) for ours, base in pairs] for of in (_of_seconds, _of_peak))
    return [
        Bound("time of making the encoder / base's", Spread.of(seconds), _TIME, "at most"),
        Bound("memory of making the encoder / base's", Spread.of(peak), _MEMORY, "at most"),
    ]


def making_sheet(rounds: Sequence[tuple[FirstStart, ...]]) -> Sheet:
    """Lay out first starts, medians over rounds with the least and the most."""
    rows = []
    for name, starts in zip(("here", "base"), zip(*rounds, strict=True), strict=False):
        for part in _MAKERS:
            made = [start.parts[part] for start in starts if part in start.parts]
            if made:
                peak = Spread.of([one.peak / 1e6 for one in made])
                rows.append((f"{name}, {part}", _written([one.seconds for one in made]), f"{peak.middle:.0f}"))
        rows.append((f"{name}, ingest to first answer", _written([start.answered for start in starts]), ""))
    return Sheet("Made on an empty cache", ("what", "s", "MB at most"), tuple(rows))


def _first_start(code: Path | None, plan: FirstStarts) -> FirstStart:
    with tempfile.TemporaryDirectory() as folder:
        known = [part for part, (room, _) in _MAKERS.items() if (_source(code) / room / "bundled.py").exists()]
        parts = {part: _make(part, Path(folder), code) for part in known}
    with tempfile.TemporaryDirectory() as folder:
        index, cache = Path(folder) / "index", {"TRIPQA_CACHE": str(Path(folder) / "cache")}
        begun = time.perf_counter()
        build_index(plan.corpus, index, code, cache)
        _run(["-m", "tripqa", "ask", plan.question, "--index", str(index), "--json"], {**code_of(code), **cache})
        return FirstStart(parts, time.perf_counter() - begun)


def _make(part: str, cache: Path, code: Path | None) -> Made:
    room, function = _MAKERS[part]
    seconds, peak = json.loads(_run(["-c", _CODE, f"tripqa.{room}.bundled", function, str(cache)], code_of(code)))
    return Made(seconds, peak)


def _run(arguments: Sequence[str], variables: Mapping[str, str]) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BenchmarkError(f"`{' '.join(command[1:4])}` failed: {done.stderr.strip()}")
    return done.stdout


def _source(code: Path | None) -> Path:
    return code / "src/tripqa" if code else Path(tripqa.__file__).parent


def _of_seconds(ours: Made, base: Made) -> float:
    return ours.seconds / base.seconds


def _of_peak(ours: Made, base: Made) -> float:
    return ours.peak / base.peak


def _written(seconds: Sequence[float]) -> str:
    spread = Spread.of(seconds)
    return f"{spread.middle:.1f} ({spread.least:.1f} to {spread.most:.1f})"
