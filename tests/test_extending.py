"""Parts of one's own, each as docs/extending.md shows it; and code is named by who runs a server, by nobody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import tripqa
from tests.test_api import ready
from tests.test_docs import ROOT, text
from tests.test_entry import add, bearer
from tripqa.access.key_file import KeyFile
from tripqa.api.app import create_app
from tripqa.errors import SettingsError
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.wire.answers import AnswerOut

ASKED = "KLIDはどの法律に基づいて設立されましたか"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report, an index of it, and each part in a file."""
    folder = tmp_path_factory.mktemp("extending")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    tripqa.ingest(folder / "corpus", folder / "index", encoder="hashing")
    for program in programs().values():
        (folder / re.findall(r'^"""(\w+\.py): ', program)[0]).write_text(program, encoding="utf-8")
    return folder


def programs() -> dict[str, str]:
    return dict(re.findall(r"```python (\w+)\n(.*?)```", text("docs/extending.md"), re.DOTALL))


def run(folder: Path, *arguments: str, **variables: str) -> list[str]:
    """Return the lines that a program says."""
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "TRIPQA_ENCODER": "hashing", **variables},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_each_part_has_one_file() -> None:
    assert set(programs()) == {"answerer", "encoder", "engine"}


def test_an_answerer_of_one_s_own_answers_and_is_verified(folder: Path) -> None:
    ways = {"PYTHONPATH": f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    ways["TRIPQA_ANSWERER"] = "first_sentence:make"
    (command,) = re.findall(r"^    (PYTHONPATH=.*)$", text("docs/extending.md"), re.MULTILINE)
    assert command == f'PYTHONPATH=. TRIPQA_ANSWERER={ways["TRIPQA_ANSWERER"]} tripqa ask "{ASKED}"'

    said = "\n".join(run(folder, "-m", "tripqa", "ask", ASKED, "--json", **ways))

    reply = AnswerOut.model_validate_json(said)
    assert reply.answerer == "first sentence"
    (citation,) = reply.citations
    assert reply.hits[0].text.startswith(citation.quote)


def test_an_encoder_and_an_engine_of_one_s_own_are_asked(folder: Path) -> None:
    (found,) = run(folder, "letters.py")
    by_words, none = run(folder, "by_words.py")

    assert "KLID" in found
    assert "KLID" in by_words
    assert none == "0"
    assert (folder / "index-of-letters").is_dir()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("nowhere:make", "No module named 'nowhere'"),
        ("tripqa.domain:make", "has no attribute 'make'"),
        ("tripqa.answers.reader:rule", "makes no answerer"),
        ("os", "package.module:factory"),
        ("os:", "package.module:factory"),
        ("os.path:a.b", "package.module:factory"),
    ],
)
def test_what_makes_no_answerer_is_told_before_anything_is_answered(
    folder: Path, monkeypatch: pytest.MonkeyPatch, path: str, says: str
) -> None:
    monkeypatch.setenv("TRIPQA_ANSWERER", path)

    with pytest.raises(SettingsError, match=re.escape(says)):
        tripqa.open(folder / "index", encoder="hashing")


def test_nobody_who_calls_names_code(folder: Path) -> None:
    with pytest.raises(SettingsError, match="TRIPQA_ANSWERER"):
        tripqa.open(folder / "index", encoder="hashing", answerer="first_sentence:make")
    assert load_settings({"answerer": "reader"}).answerer == "reader"


def test_who_administers_is_told_what_answers_and_nobody_else(hashing_service: QuestionService, keys: KeyFile) -> None:
    own = "first_sentence:make"
    closed = TestClient(create_app(ready(hashing_service), [], threads=1, keys=keys, answerer=own))
    opened = TestClient(create_app(ready(hashing_service), [], threads=1, answerer=own))

    def told(**headers: str) -> object:
        return closed.get("/readyz", headers=headers).json()["answerer"]

    assert opened.get("/readyz").json()["answerer"] == own
    assert told(**bearer(add(keys, "admin"))) == own
    assert told(**bearer(add(keys, "ask", "documents", "metrics"))) is None
    assert told(Authorization="Bearer x") is None
    assert told() is None
    keys.file.write_text("{", encoding="utf-8")
    assert closed.get("/readyz").status_code == 200
