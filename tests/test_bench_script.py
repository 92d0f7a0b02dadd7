"""`scripts/bench.py` from its arguments to its tables, and the plain service that it measures beside ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from fastapi.testclient import TestClient

from tests.datasets import make_dataset
from tests.test_local_model import tiny as tiny  # a model of two layers

SCRIPTS = Path(__file__).parent.parent / "scripts"
FEW = [
    *("--reference", "hashing", "--rounds", "1", "--clients", "1", "2", "--questions", "4"),
    *("--starts", "1", "--after", "8", "--encoded", "4"),
]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPTS / "bench.py"), *arguments],
        env={**os.environ, "TRIPQA_ENCODER": "hashing"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def plain() -> ModuleType:
    spec = spec_from_file_location("plain_service", SCRIPTS / "plain_service.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_run_prints_every_bound_and_what_it_is_made_of() -> None:
    done = bench(*FEW, "--markdown", "--strict")

    assert done.returncode == 1, done.stderr  # no encoder is three times as fast as itself
    command, machine, _, title, _, *lines = done.stdout.splitlines()
    assert command == " ".join(["python scripts/bench.py", *FEW, "--markdown", "--strict"])
    assert "cores" in machine
    assert title == "Bounds:"
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    verdicts = {row[0]: row[-1] for row in rows if row[-1] in ("holds", "does not hold")}
    assert len(verdicts) == 9
    assert verdicts["resident after 8 questions"] == "holds"  # no model
    missed = {line.removeprefix("does not hold: ") for line in done.stderr.splitlines() if "does not hold: " in line}
    assert missed == {name for name, verdict in verdicts.items() if verdict == "does not hold"}
    asked = [row for row in rows if row[0].startswith(("tripqa, /v1/", "encode_question"))]
    assert [row[1] for row in asked] == ["1", "2"] * 3
    assert {row[-1] for row in asked} == {"0"}  # failures


def test_growing_prints_a_row_for_each_size(tmp_path: Path) -> None:
    data = str(make_dataset(tmp_path))

    done = bench("growing", "--data", data, "--sizes", "4", "8", "--questions", "5", "--markdown")

    assert done.returncode == 0, done.stderr
    *_, first, second = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert re.match(r"\| 4 \| \d+ \| hashing \|", first)
    assert re.match(r"\| 8 \| \d+ \| hashing \|", second)


def test_what_guards_cost_is_measured_beside_a_server_that_has_none() -> None:
    few = ["--rounds", "1", "--clients", "1", "2", "--questions", "4"]

    done = bench("guards", *few, "--base", str(SCRIPTS.parent), "--markdown")

    assert done.returncode == 0, done.stderr
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()]
    costs = [row for row in rows if row[-1] in ("holds", "does not hold")]
    assert [row[0] for row in costs] == [
        f"{path}, {clients} at a time, to {name}"
        for name in ("base", "bare")
        for path in ("/v1/search", "/v1/ask")
        for clients in (1, 2)
    ]
    assert [row[:2] for row in rows[-6:] if row[0].startswith("/v1/") and len(row) == 5] == [
        [path, clients] for path in ("/v1/search", "/v1/ask") for clients in ("1", "2")
    ]
    assert all("does not hold" in line for line in done.stderr.splitlines() if not line.startswith("asking"))


def test_growing_asks_for_a_folder() -> None:
    done = bench("growing")

    assert done.returncode == 2
    assert "--data" in done.stderr


def test_the_plain_service_is_as_short_as_it_is_plain() -> None:
    assert len((SCRIPTS / "plain_service.py").read_text(encoding="utf-8").splitlines()) <= 40


def test_the_plain_service_answers(plain: ModuleType, tiny: Path) -> None:
    with TestClient(plain.make_app(str(tiny), ["みなと", "やまかわ", "とけい"])) as client:
        hits = client.post("/search", json={"question": "やまかわ", "top_k": 2}).json()["hits"]

    assert len(hits) == 2
    assert hits[0]["score"] >= hits[1]["score"]
