"""Installations to look at, and what looks at them and mends them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest

from tests.doctor.looking import (
    GIGABYTE,
    REPORTS,
    Doctor,
    Mend,
    in_shell,
)
from tripqa.doctor.examining import examine
from tripqa.doctor.finding import Finding
from tripqa.doctor.machine import Machine
from tripqa.settings import PREFIX


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A healthy installation without models, which tests take copies of."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "corpus").mkdir()
    for name, words in REPORTS.items():
        (folder / "corpus" / name).write_text(words, encoding="utf-8")
    environment = os.environ | {"TRIPQA_ENCODER": "hashing"}
    subprocess.run(
        [sys.executable, "-m", "tripqa", "ingest"], cwd=folder, env=environment, check=True, capture_output=True
    )
    return folder


@pytest.fixture
def here(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in which commands run."""
    folder = tmp_path / "installed"
    shutil.copytree(whole, folder, symlinks=True)
    at_home(folder, monkeypatch)
    return folder


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing was ever done."""
    folder = tmp_path / "bare"
    folder.mkdir()
    at_home(folder, monkeypatch)
    return folder


def at_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TRIPQA_ENCODER", "hashing")
    monkeypatch.setenv("TRIPQA_PORT", "0")


@pytest.fixture
def machine() -> Machine:
    """A machine that has enough of everything."""
    free = lambda folder: 50 * GIGABYTE  # noqa: E731
    return Machine("3.12.1", metadata.version, free, 8 * GIGABYTE, datetime.now(UTC))


@pytest.fixture
def doctor(machine: Machine) -> Doctor:
    def examined(**changes: object) -> Mapping[str, Sequence[Finding]]:
        found: dict[str, list[Finding]] = {}
        for name, finding in examine(replace(machine, **changes)):
            found.setdefault(name, []).append(finding)
        return found

    return examined


@pytest.fixture
def mend(monkeypatch: pytest.MonkeyPatch) -> Mend:
    """Run a command in a shell; what it exports and unsets is so from then on."""

    def run(command: str | None) -> None:
        assert command
        done = in_shell(f'{{ {command}\n}} >&2 || echo "it ended with $?" >&2', "env -0")
        print(done.stderr)  # where it comes to nothing, why
        now = dict(line.split("=", 1) for line in done.stdout.split("\0") if line.startswith(PREFIX))
        for name in [name for name in os.environ if name.startswith(PREFIX) and name not in now]:
            monkeypatch.delenv(name)
        for name, value in now.items():
            monkeypatch.setenv(name, value)

    return run
