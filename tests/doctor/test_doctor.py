"""`tripqa doctor`: nothing amiss in a healthy installation; it changes nothing, and each check stands alone."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.doctor.looking import (
    BROKEN,
    Doctor,
    Mend,
    amiss,
    in_shell,
    only,
    tree,
)
from tests.test_docs import text
from tripqa.doctor import examining
from tripqa.doctor.examining import CHECKS, worst
from tripqa.doctor.finding import Finding
from tripqa.doctor.mending import aside, quoted
from tripqa.wire.doctor import DoctorOut

MODEL = "http://127.0.0.1:9/v1"


def test_a_healthy_installation_has_nothing_amiss(here: Path, doctor: Doctor) -> None:
    found = doctor()

    assert amiss(found) == {}
    assert list(found) == list(CHECKS)
    assert all(finding.command is None for some in found.values() for finding in some)


def test_the_command_says_so_with_status_0_and_a_line_for_each_check(here: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "tripqa", "doctor"], capture_output=True, text=True, check=False)

    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "0 failed, 0 to look at\n")
    assert [line.split()[:2] for line in lines] == [["pass", name] for name in CHECKS]
    assert "\x1b" not in done.stdout


def test_json_has_the_shape_that_the_documentation_shows(here: Path) -> None:
    shown = re.search(r"\n( {4}\{\n(?: {4}.*\n)+)", text("docs/operations.md"))
    assert shown
    told = DoctorOut.model_validate_json(shown[1])
    (here / "corpus" / "harbour.txt").write_bytes(BROKEN)

    done = subprocess.run(
        [sys.executable, "-m", "tripqa", "doctor", "--json"], capture_output=True, text=True, check=False
    )

    said = DoctorOut.model_validate_json(done.stdout)
    assert (done.returncode, said.state) == (1, "fail")
    assert [one.name for one in said.checks] == list(CHECKS)
    assert {one.name for one in told.checks} <= set(CHECKS)
    assert told.state == worst(one.state for one in told.checks)


def test_every_check_is_told_of_in_the_documentation() -> None:
    assert re.findall(r"^\| `([a-z]+)` \| .* \| .* \|$", text("docs/operations.md"), re.MULTILINE) == list(CHECKS)


def test_where_nothing_was_ever_done_each_check_says_what_to_do(bare: Path, doctor: Doctor, mend: Mend) -> None:
    found = doctor()

    assert amiss(found) == {"index": "fail", "documents": "warn", "corpus": "fail", "names": "warn"}
    assert found["documents"][0].found.startswith("not checked: there is no index in index")
    assert found["corpus"][0].command == "mkdir -p -- corpus"
    mend("mkdir -p -- corpus")
    assert doctor()["corpus"][0].found.startswith("there is no report in corpus yet")
    (bare / "corpus" / "a.txt").write_text("港は広い。", encoding="utf-8")
    mend(doctor()["index"][0].command)
    assert amiss(doctor()) == {}


@pytest.mark.parametrize("encoder", ["hashing", "bundled", "reference", "nowhere/at/all"])
def test_nothing_is_changed(
    here: Path, bare: Path, tmp_path: Path, encoder: str, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPQA_ENCODER", encoder)
    monkeypatch.setenv("TRIPQA_CACHE", str(tmp_path / "cache"))
    (here / "corpus" / "table.csv").write_text("place,depth\nharbour,12\n", encoding="utf-8")
    before = tree(tmp_path)

    for folder in (here, bare):
        monkeypatch.chdir(folder)
        doctor()

    assert tree(tmp_path) == before


def test_a_check_that_raises_fails_and_hides_no_other(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raises(installation: object) -> Iterable[Finding]:
        yield Finding("warn", "a thing", None)
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(examining, "CHECKS", {**CHECKS, "engine": raises})

    found = doctor()

    assert amiss(found) == {"engine": "fail"}
    assert [one.found for one in found["engine"]] == [
        "a thing",
        "the check itself failed, ZeroDivisionError: by nought",
    ]


def test_a_package_that_cannot_be_loaded_is_named(here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(installation: object) -> Iterable[Finding]:
        raise ImportError("libgomp.so.1: cannot open shared object file", name="faiss._swigfaiss")

    monkeypatch.setattr(examining, "CHECKS", {**CHECKS, "engine": fails})

    finding = only(doctor(), "engine", "fail")

    assert "libgomp" in finding.found
    assert finding.command
    assert finding.command.endswith(" -m pip install --force-reinstall --no-deps faiss-cpu")


def test_what_the_engine_finds_wrongly_is_a_failure(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tripqa.index.known_search.found_by_terms", lambda: [0, 3])

    finding = only(doctor(), "engine", "fail")

    assert finding.command
    assert finding.command.endswith(" tantivy")


@pytest.mark.parametrize(
    ("environment", "file", "found", "command"),
    [
        ({"TRIPQA_PORT": "eighty"}, "", "the setting 'port' is 'eighty'", "unset TRIPQA_PORT"),
        ({"tripqa_threads": "-1"}, "", "the setting 'threads' is '-1'", "unset tripqa_threads"),
        ({"TRIPQA_PROT": "80"}, "", "there is no setting TRIPQA_PROT", "unset TRIPQA_PROT"),
        ({}, "threads = 1\nlimit_ask = 'often'\n", "the setting 'limit_ask' is 'often'", "sed -i"),
        ({}, "threads = 1\nprot = 80\n", "there is no setting 'prot', which tripqa.toml has", "sed -i"),
        ({}, "allowed_origins = [\n'here',\n]\n", "'here' is not an origin", "mv -n -- tripqa.toml tripqa.toml.aside"),
        ({}, "threads = = 1\n", "tripqa.toml cannot be read", "mv -n -- tripqa.toml tripqa.toml.aside"),
        ({"TRIPQA_USER_HEADER": "X-User"}, "", "name the proxy in TRIPQA_TRUSTED_PROXY", "unset TRIPQA_USER_HEADER"),
        ({"TRIPQA_RERANKER": "nowhere"}, "", "nowhere is no folder of a CrossEncoder", "unset TRIPQA_RERANKER"),
        ({"TRIPQA_ANSWERER": "no_such:thing"}, "", "cannot be loaded", "unset TRIPQA_ANSWERER"),
        ({}, "llm_key = 'sk-1'\n", "tripqa.toml holds 'llm_key'", "sed -i"),
        ({"TRIPQA_LLM_KEY": "k"}, "llm_key = 'sk-1'\n", "tripqa.toml holds 'llm_key'", "sed -i"),
        ({"TRIPQA_LLM_URL": MODEL}, "", "name the model in TRIPQA_LLM_MODEL", "unset TRIPQA_LLM_URL"),
        ({"TRIPQA_LLM_MODEL": "m"}, "", "at TRIPQA_LLM_URL, which is not set", "unset TRIPQA_LLM_MODEL"),
        ({"TRIPQA_ANSWERER": "generated"}, "", "at TRIPQA_LLM_URL, which is not set", "unset TRIPQA_ANSWERER"),
        (
            {"TRIPQA_ANSWERER": "generated", "TRIPQA_LLM_URL": MODEL},
            "",
            "name the model in TRIPQA_LLM_MODEL",
            "unset TRIPQA_LLM_URL && unset TRIPQA_ANSWERER",
        ),
        (
            {"TRIPQA_ANSWERER": "generated"},
            "llm_model = '''\nm'''\n",
            "at TRIPQA_LLM_URL, which is not set",
            "unset TRIPQA_ANSWERER && mv -n -- tripqa.toml",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_found_and_hides_nothing(
    here: Path,
    doctor: Doctor,
    mend: Mend,
    monkeypatch: pytest.MonkeyPatch,
    environment: Mapping[str, str],
    file: str,
    found: str,
    command: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if file:
        (here / "tripqa.toml").write_text(file, encoding="utf-8")
    monkeypatch.setenv("TRIPQA_HOST", "127.0.0.1")

    examined = doctor()

    (finding,) = examined["settings"]
    assert found in finding.found
    assert str(finding.command).startswith(command)
    assert set(amiss(examined)) <= {"settings", "port"}  # whose default may be taken on this machine
    monkeypatch.delenv("tripqa_threads", raising=False) if "tripqa_threads" in environment else mend(finding.command)
    if "TRIPQA_PORT" not in environment:
        assert amiss(doctor()) == {}


def test_a_model_that_can_be_asked_is_no_fault_and_is_not_asked(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openai")
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        monkeypatch.setenv("TRIPQA_LLM_URL", f"http://127.0.0.1:{server.getsockname()[1]}/v1")
        monkeypatch.setenv("TRIPQA_LLM_MODEL", "m")
        for answerer in ("reader", "generated"):
            monkeypatch.setenv("TRIPQA_ANSWERER", answerer)

            assert amiss(doctor()) == {}

        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_model_without_what_asks_it_is_found(here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPQA_LLM_URL", MODEL)
    monkeypatch.setenv("TRIPQA_LLM_MODEL", "m")
    monkeypatch.setattr("tripqa.wiring.find_spec", lambda name: None)

    finding = only(doctor(), "settings", "fail")

    assert "needs the extra `llm`" in finding.found
    assert str(finding.command).endswith(" -m pip install 'tripqa[llm]'")


@pytest.mark.parametrize("name", ["TRIPQA_X;echo hi", "TRIPQA_$(id)", "TRIPQA_É", "TRIPQA_A B", "TRIPQA_X\n"])
def test_a_variable_that_a_shell_cannot_unset_has_no_command(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")

    finding = only(doctor(), "settings", "fail")

    assert finding.found.startswith(f"there is no setting {name}, ")
    assert finding.command is None


def test_what_is_set_aside_takes_the_place_of_nothing(here: Path, mend: Mend) -> None:
    thing = here / "a thing"
    (here / "a thing.aside").mkdir()
    (here / "a thing.aside2").symlink_to("nowhere")
    thing.write_text("set aside", encoding="utf-8")
    command = aside(thing)

    mend(command)

    assert (here / "a thing.aside3").read_text(encoding="utf-8") == "set aside"
    thing.write_text("later", encoding="utf-8")
    in_shell(f"{command} || true")  # as if it had come there meanwhile
    assert (here / "a thing.aside3").read_text(encoding="utf-8") == "set aside"
    assert list((here / "a thing.aside").iterdir()) == []


def test_a_user_without_a_home_is_told_to_name_a_cache(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)

    finding = only(doctor(), "settings", "fail")

    assert "set TRIPQA_CACHE" in finding.found
    mend(finding.command)
    assert amiss(doctor()) == {}


def test_what_a_file_says_beside_what_cannot_be_used_counts(here: Path, doctor: Doctor) -> None:
    (here / "tripqa.toml").write_text("prot = 80\nindex = 'elsewhere'\n", encoding="utf-8")

    found = doctor()

    assert amiss(found)["settings"] == "fail"
    assert found["index"][0].found == "nothing is ingested yet: there is no index in elsewhere"


def test_a_word_of_a_command_is_one_word_for_the_shell() -> None:
    for word in ("plain", "it's", "two words", "-x", "a\nb", "\x1b[31m", "港湾", "\udcff", "$HOME", "a\\'\nb"):
        data = word.encode("utf-8", "surrogateescape")

        said = subprocess.run(["bash", "-c", f"printf %s {quoted(word)}"], capture_output=True, check=True)

        assert said.stdout == data
