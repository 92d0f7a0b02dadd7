"""Every task of docs/tasks.md can be done with what stands there: its commands run, and print what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import tripqa
from tests.serving import served
from tests.test_docs import READMES, ROOT, text

TASKS = dict(re.findall(r"^## \d+\. ([^\n]+)\n(.*?)(?=^## |\Z)", text("docs/tasks.md"), re.MULTILINE | re.DOTALL))
HERE = "http://127.0.0.1:8000"
ENCODER = os.environ.get("TASKS_ENCODER", "hashing")  # `bundled` is what a user has


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tasks") / "index"
    tripqa.ingest(ROOT / "corpus", folder, encoder=ENCODER)
    return folder


@pytest.fixture
def folder(tmp_path: Path, index: Path) -> Path:
    """What a user has who has run `./scripts/serve` once."""
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    shutil.copytree(index, tmp_path / "index")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    return tmp_path


def steps(task: str) -> Iterator[tuple[str, str]]:
    """Yield what is to be done for a task: kind and lines."""
    yield from re.findall(r"^```(sh serve|sh|python)\n(.*?)^```", TASKS[task], re.MULTILINE | re.DOTALL)


def variables(folder: Path, words: str = "") -> dict[str, str]:
    """Return the environment of a command, with what stands before it."""
    given = dict(re.findall(r"(TRIPQA_\w+)=(\S+)", words.split("tripqa ")[0]))
    return {**os.environ, "TRIPQA_ENCODER": ENCODER, "PYTHONUTF8": "1", **given}


def done(kind: str, lines: str, folder: Path) -> str:
    command = [sys.executable, "-c", lines]
    if kind == "sh":
        command = ["bash", "-ec", f'tripqa() {{ "{sys.executable}" -m tripqa "$@"; }}\n{lines}']
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder, env=variables(folder))
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("task", TASKS)
def test_a_task_is_done_by_its_commands(task: str, folder: Path) -> None:
    if "curl" in TASKS[task] and not shutil.which("curl"):
        pytest.skip("there is no curl on this machine")
    (promised,) = re.findall(r"^It prints `([^`]+)`", TASKS[task], re.MULTILINE)
    printed, url = "", HERE
    with ExitStack() as running:
        for kind, lines in steps(task):
            if kind == "sh serve":
                here = {"TRIPQA_INDEX": str(folder / "index"), "TRIPQA_KEYS": str(folder / "keys.json")}
                server = served({**variables(folder, lines), **here}, folder / "said.txt")
                url = str(running.enter_context(server)[1].base_url).rstrip("/")
            else:
                printed += done(kind, lines.replace(HERE, url), folder)

    assert promised in printed, printed[-2000:]


def test_there_are_ten_tasks_and_both_readmes_lead_to_them() -> None:
    assert len(TASKS) == 10
    assert all("](docs/tasks.md)" in text(name) for name in READMES)


def test_every_task_says_where_to_read_more() -> None:
    assert all(re.search(r"\[More\]\([a-z]+\.md(#[a-z-]+)?\)\s*\Z", words) for words in TASKS.values())
