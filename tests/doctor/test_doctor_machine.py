"""Python, packages, disk, memory and clock: what is amiss is found and, where a command can, mended."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

import pytest

from tests.doctor.looking import (
    Doctor,
    Mend,
    amiss,
    in_shell,
    only,
    put,
    taken,
)
from tripqa.doctor import room
from tripqa.doctor.machine import Machine
from tripqa.doctor.mending import quoted


def test_an_old_python_and_packages_of_other_versions_are_found(here: Path, doctor: Doctor) -> None:
    versions = {"numpy": "1.26.4", "typer": "0.1"}

    def version(name: str) -> str:
        if name == "uvicorn":
            raise metadata.PackageNotFoundError
        return versions.get(name) or metadata.version(name)

    old, packages = doctor(python="3.10.14", version=version)["python"]

    assert old.found == "Python 3.10.14 is too old: tripqa needs 3.11 or newer"
    assert "numpy is 1.26.4, needed is >=2" in packages.found
    assert "uvicorn is not installed" in packages.found
    assert packages.command
    assert re.search(r"-m pip install 'numpy>=2' 'typer>=0.\d+' 'uvicorn>=0.\d+'$", packages.command)


def test_a_disk_without_room_for_a_second_generation_is_found(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LEAST_DISK", 0)
    put(here, "bridge.txt", "橋は長い。")
    mend(f"{quoted(sys.executable)} -m tripqa ingest")
    size = taken(here / "index") + max(taken(folder) for folder in (here / "index").glob("2*"))

    def free(folder: Path) -> int:
        return size - taken(here / "index")

    finding = only(doctor(free=free), "disk", "fail")

    assert finding.command
    assert finding.command.endswith(" index prune --keep 1")
    mend(finding.command)
    assert amiss(doctor(free=free)) == {}


def test_what_fills_a_disk_is_shown_where_nothing_can_be_deleted(here: Path, doctor: Doctor) -> None:
    finding = only(doctor(free=lambda folder: 10), "disk", "fail")

    assert finding.command == f"du -xh --max-depth=2 -- {here / 'index'} | sort -h | tail"
    assert "index" in in_shell(finding.command).stdout
    assert only(doctor(free=lambda folder: 50_000_000), "disk", "warn")


def test_little_memory_is_found(here: Path, doctor: Doctor) -> None:
    finding = only(doctor(memory=100_000_000), "memory", "fail")

    assert finding.found.startswith("100.0 MB of memory available")
    assert finding.command
    assert "RSS" in in_shell(finding.command).stdout
    assert only(doctor(memory=None), "memory", "warn").found.startswith("not checked")


def test_a_clock_that_cannot_be_right_is_found(here: Path, doctor: Doctor, machine: Machine, mend: Mend) -> None:
    before, later = machine.now - timedelta(days=1), datetime(2020, 1, 1, tzinfo=UTC)

    assert "and the index was made at" in only(doctor(now=before), "clock", "warn").found
    released, made = doctor(now=later)["clock"]
    assert released.found.startswith("the clock shows 2020-01-01, before this version was made")
    assert released.command == made.command == "sudo timedatectl set-ntp true"


def test_the_clock_of_the_release_is_not_ahead() -> None:
    from tripqa.doctor.clock import RELEASED

    assert datetime.now(UTC) > RELEASED
