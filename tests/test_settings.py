"""Flags over variables over tripqa.toml over defaults; a typing error is told, not ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tripqa.api.origins import Origin
from tripqa.errors import SettingsError
from tripqa.settings import load_settings


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_nearer_source_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings({}).port == 8000
    (tmp_path / "tripqa.toml").write_text("port = 8001\n", encoding="utf-8")
    assert load_settings({}).port == 8001
    monkeypatch.setenv("TRIPQA_PORT", "8002")
    assert load_settings({"port": None}).port == 8002
    assert load_settings({"port": 8003}).port == 8003


@pytest.mark.parametrize("origin", ["http://[::1]:8000", "http://127.0.0.1", "https://My_Host.example:8443"])
def test_any_origin_of_a_web_server_is_taken(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("TRIPQA_ALLOWED_ORIGINS", origin)

    (allowed,) = load_settings({}).allowed_origins

    assert str(Origin.read(allowed)) == origin.lower()


def test_origins_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPQA_ALLOWED_ORIGINS", "https://a.example, http://b.example:8080")

    assert load_settings({}).allowed_origins == ("https://a.example", "http://b.example:8080")


@pytest.mark.parametrize(
    "origin",
    [
        "*", "null", "a.example", "https://a.example/", "https://a.example/page", "https://a.example:", "https://a:b",
        "https://a:1:2", "https://user@a.example", "https://[::1", "https://*.example", "https://例.example",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("TRIPQA_ALLOWED_ORIGINS", origin)

    with pytest.raises(SettingsError, match="is not an origin: write scheme, host and port only"):
        load_settings({})


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TRIPQA_PROT", "8000", "unknown variable TRIPQA_PROT; there are TRIPQA_ACCESS_LOG"),
        ("TRIPQA_PORT", "eight", "the setting 'port' is 'eight'"),
        ("TRIPQA_PORT", "70000", "less than or equal to 65535"),
        ("TRIPQA_ENCODER", "", "the setting 'encoder' is ''"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=says):
        load_settings({})


@pytest.mark.parametrize(
    ("content", "says"),
    [("prot = 1", "unknown setting 'prot'; there are corpus, index"), ("port = ", "tripqa.toml cannot be read")],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "tripqa.toml").write_text(content, encoding="utf-8")

    with pytest.raises(SettingsError, match=says):
        load_settings({})
