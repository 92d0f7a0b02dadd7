"""A key lets in who holds it, for what it was made, as long as it was made for; nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from tripqa.access.key_file import KeyFile
from tripqa.access.keys import ACTIONS, Action, Made, find_key, make_key
from tripqa.cli import app
from tripqa.errors import KeysUnusable

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def made(actions: Sequence[Action] = ("ask",), documents: Sequence[str] = ("2025-*",)) -> Made:
    return make_key("Taipei office", actions, documents, NOW, NOW + timedelta(days=90))


def key(*arguments: str, file: Path) -> Result:
    return CliRunner().invoke(app, ["key", *arguments, "--keys", str(file)], catch_exceptions=False)


def test_what_is_shown_finds_its_key_and_is_not_kept() -> None:
    one, other = made(), made()

    assert find_key(one.shown, [other.key, one.key]) == one.key
    assert find_key(one.shown, [other.key]) is None
    secret = one.shown.split("_", 2)[2]
    assert len(secret) >= 43  # 256 bits in base64
    assert one.shown not in repr(one.key)


@given(st.text())
def test_no_other_words_find_a_key(words: str) -> None:
    one = made()

    for tried in (words, f"tripqa_{one.key.id}_{words}", one.shown + words[:1] if words else "", one.shown[:-1]):
        assert find_key(tried, [one.key]) is None or tried == one.shown


def test_a_key_may_do_what_it_was_made_for() -> None:
    assert [action for action in ACTIONS if made(["ask", "search"]).key.may(action)] == ["ask", "search"]
    assert all(made(["admin"]).key.may(action) for action in ACTIONS)


def test_a_key_is_over_when_its_time_is() -> None:
    one = made().key

    assert not one.is_over(NOW + timedelta(days=89))
    assert one.is_over(NOW + timedelta(days=90))


def test_a_change_of_the_file_is_seen_at_the_next_look(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys.json")
    one, other = made().key, made().key
    file.change(lambda before: [*before, one])
    assert file.read() == (one,)

    KeyFile(tmp_path / "keys.json").change(lambda before: [*before, other])

    assert file.read() == (one, other)


def test_nobody_but_its_owner_reads_the_file_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    KeyFile(tmp_path / "keys.json").change(lambda before: [made().key])

    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    assert {file.name for file in tmp_path.iterdir()} == {"keys.json", ".keys.json.lock"}


@pytest.mark.parametrize("held", ["", "{}", "[]", '{"format": 2, "keys": []}', '{"format": 1, "keys": [{"id": "a"}]}'])
def test_a_damaged_file_lets_nobody_in_and_is_not_written_over(tmp_path: Path, held: str) -> None:
    (tmp_path / "keys.json").write_text(held, encoding="utf-8")
    file = KeyFile(tmp_path / "keys.json")

    with pytest.raises(KeysUnusable):
        file.read()
    with pytest.raises(KeysUnusable):
        file.change(lambda before: [made().key])
    assert (tmp_path / "keys.json").read_text(encoding="utf-8") == held


def test_a_file_that_goes_away_lets_nobody_in(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys.json")
    file.change(lambda before: [made().key])
    assert file.read()

    (tmp_path / "keys.json").unlink()

    with pytest.raises(KeysUnusable):
        file.read()


def test_the_command_creates_lists_and_revokes(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"

    created = key("create", "--name", "首爾 분석팀", "--actions", "ask,metrics", "--documents", "2025-*", file=file)

    shown = created.stdout.strip()
    held = find_key(shown, KeyFile(file).read())
    assert held is not None
    assert (held.name, held.actions, held.documents) == ("首爾 분석팀", ("ask", "metrics"), ("2025-*",))
    assert held.expires is not None
    assert held.expires - held.created == timedelta(days=90)
    listed = key("list", "--json", file=file).stdout
    assert json.loads(listed)["keys"][0]["name"] == "首爾 분석팀"
    assert held.sha256 not in listed
    assert shown not in file.read_text(encoding="utf-8")

    assert key("revoke", held.id, file=file).exit_code == 0
    assert KeyFile(file).read() == ()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--actions", "ask,fly", "no action 'fly'"),
        ("--expires", "soon", "12h"),
        ("--documents", " , ", "2025-*"),
        ("--name", " ", "1 to 80"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_writes_nothing(tmp_path: Path, option: str, value: str, said: str) -> None:
    arguments = {"--name": "x"} | {option: value}

    refused = key("create", *(part for pair in arguments.items() for part in pair), file=tmp_path / "keys.json")

    assert refused.exit_code == 2
    assert said in refused.output.replace("\n", " ")
    assert not (tmp_path / "keys.json").exists()
