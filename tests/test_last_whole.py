"""A command that answers does as the server at its start: the last whole generation answers, and stderr says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.test_live import Published, flipped
from tripqa.cli import app, run


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    monkeypatch.setenv("TRIPQA_ENCODER", "hashing")
    return Published(tmp_path)


def said(published: Published, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--index", str(published.index), "--json"], catch_exceptions=False)


def stored(folder: Path) -> str:
    file = folder / "answers.jsonl"
    file.write_text('{"citations": []}\n', encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("command", ["ask", "search", "verify"])
def test_a_command_answers_from_the_last_whole_generation_and_says_so(
    published: Published, tmp_path: Path, command: str
) -> None:
    about = stored(tmp_path) if command == "verify" else "港"
    quiet = said(published, command, about)
    whole = published.current.service().generation
    broken = published.publish(1)
    flipped(broken)

    done = said(published, command, about)

    assert (quiet.exit_code, quiet.stderr) == (done.exit_code, "") == (0, "")
    assert json.loads(done.stdout)["index"]["generation"] == whole
    assert done.stderr.startswith(f"generation {broken.name} is refused, {whole} answers: the index is damaged")
    assert "run `tripqa ingest --rebuild`" in done.stderr


@pytest.mark.parametrize("command", ["ask", "search", "verify"])
def test_a_command_that_finds_no_whole_generation_says_what_is_wrong_with_the_current_one(
    published: Published, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    about = stored(tmp_path) if command == "verify" else "港"
    folders = [published.index / published.current.service().generation, published.publish(1)]
    for folder in folders:
        flipped(folder)

    with pytest.raises(SystemExit) as left:
        run(lambda: said(published, command, about))

    assert left.value.code == 1
    assert str(folders[1]) in capsys.readouterr().err
