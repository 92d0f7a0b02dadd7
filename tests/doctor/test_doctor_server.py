"""Keys, port and proxy: what is amiss is found, and mended by the command that is named."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.doctor.looking import (
    Doctor,
    Mend,
    amiss,
    in_shell,
    only,
)
from tests.serving import served
from tripqa.doctor.examining import worst
from tripqa.doctor.finding import State
from tripqa.doctor.machine import Machine
from tripqa.doctor.mending import quoted
from tripqa.index.generations import pointers


@pytest.mark.parametrize(
    ("environment", "state", "found"),
    [
        ({"PUBLIC_URL": "https://a.example/t", "TRUSTED_PROXY": "127.0.0.1"}, "fail", "one of both leads nowhere"),
        (
            {"PUBLIC_URL": "https://a.example", "ROOT_PATH": "/t", "TRUSTED_PROXY": "127.0.0.1"},
            "fail",
            "one of both leads nowhere",
        ),
        (
            {"ROOT_PATH": "/v1/t", "PUBLIC_URL": "https://a.example/v1/t", "TRUSTED_PROXY": "127.0.0.1"},
            "fail",
            "begins like an address of the server itself",
        ),
        ({"PUBLIC_URL": "http://localhost", "HOST": "0.0.0.0", "OPEN": "1"}, "warn", "to their own machine"),
        ({"ROOT_PATH": "/t"}, "warn", "all users are one client"),
        ({"PUBLIC_URL": "https://a.example"}, "warn", "all users are one client"),
        ({"TRUSTED_PROXY": "0.0.0.0/0"}, "fail", "has everyone believed"),
        ({"TRUSTED_PROXY": "10.0.0.0/8"}, "fail", "nothing connects from 10.0.0.0/8"),
        ({"TRUSTED_PROXY": "127.0.0.1", "HOST": "::1"}, "fail", "nothing connects from 127.0.0.1"),
        (
            {"ALLOWED_ORIGINS": "https://b.example", "PUBLIC_URL": "http://a.example"},
            "warn",
            "browsers let no page of https://b.example ask http://a.example",
        ),
    ],
)
def test_what_is_said_of_a_proxy_and_cannot_be_so_is_found(
    here: Path,
    doctor: Doctor,
    mend: Mend,
    monkeypatch: pytest.MonkeyPatch,
    environment: Mapping[str, str],
    state: State,
    found: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"TRIPQA_{name}", value)

    (finding,) = doctor()["proxy"]

    assert finding.state == state
    assert found in finding.found
    mend(finding.command)
    assert [one for one in doctor()["proxy"] if one.found == finding.found] == []
    assert worst(one.state for one in doctor()["proxy"]) in ("pass", "warn")


def test_users_whom_the_proxy_names_need_a_header_a_key_and_one_address(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPQA_TRUSTED_PROXY", "127.0.0.0/8")
    monkeypatch.setenv("TRIPQA_USER_HEADER", "Cookie")

    found = doctor()

    assert "holds none" in found["keys"][0].found
    mend(found["proxy"][0].command)
    (finding,) = doctor()["proxy"]
    assert "whatever connects from 127.0.0.0/8 can name any user" in finding.found
    mend(finding.command)
    assert amiss(doctor()) == {}
    monkeypatch.setenv("TRIPQA_USER_HEADER", "X-Other-User")
    finding = only(doctor(), "proxy", "fail")
    assert "no key is named X-Other-User" in finding.found
    mend(finding.command)
    assert amiss(doctor()) == {}


def test_an_origin_without_a_key_is_found_where_there_are_keys(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPQA_ALLOWED_ORIGINS", "https://Intra.example:443")
    assert amiss(doctor()) == {}
    mend(f"{quoted(sys.executable)} -m tripqa key create --name somebody")

    finding = only(doctor(), "proxy", "warn")

    assert finding.found == "no key is named https://intra.example, so that pages from there are not let in"
    mend(finding.command)
    assert amiss(doctor()) == {}


@pytest.fixture
def keys(here: Path) -> Path:
    in_shell(f"{quoted(sys.executable)} -m tripqa key create --name somebody")
    return here / "keys.json"


@pytest.mark.parametrize(("rights", "state"), [(0o644, "warn"), (0o640, "warn"), (0o660, "fail"), (0o602, "fail")])
def test_keys_that_others_can_read_or_write_are_found(
    keys: Path, doctor: Doctor, mend: Mend, rights: int, state: State
) -> None:
    assert amiss(doctor()) == {}
    keys.chmod(rights)

    finding = only(doctor(), "keys", state)

    assert f"(rights {rights:o})" in finding.found
    mend(finding.command)
    assert amiss(doctor()) == {}


def test_keys_that_anyone_can_replace_are_found(keys: Path, doctor: Doctor, mend: Mend) -> None:
    keys.parent.chmod(0o777)

    mend(only(doctor(), "keys", "fail").command)

    assert amiss(doctor()) == {}


@pytest.mark.parametrize("written", [b"{", b'{"format": 9, "keys": []}'])
def test_keys_that_are_damaged_are_found(keys: Path, doctor: Doctor, mend: Mend, written: bytes) -> None:
    keys.write_bytes(written)

    mend(only(doctor(), "keys", "fail").command)

    assert amiss(doctor()) == {}
    assert (keys.parent / "keys.json.aside").read_bytes() == written


def test_a_link_to_no_keys_is_found(here: Path, doctor: Doctor, mend: Mend) -> None:
    (here / "keys.json").symlink_to("nowhere.json")

    mend(only(doctor(), "keys", "fail").command)

    assert amiss(doctor()) == {}


def test_keys_that_let_nobody_in_are_found(keys: Path, doctor: Doctor, machine: Machine, mend: Mend) -> None:
    later = machine.now + timedelta(days=91)

    finding = only(doctor(now=later), "keys", "warn")

    assert "the time of every key is over in keys.json" in finding.found
    mend(str(finding.command) + " --expires never")
    assert amiss(doctor(now=later)) == {}


@pytest.mark.parametrize("with_keys", [True, False])
def test_settings_with_which_no_server_starts_are_found(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch, with_keys: bool
) -> None:
    if with_keys:
        mend(f"{quoted(sys.executable)} -m tripqa key create --name somebody")
        monkeypatch.setenv("TRIPQA_OPEN", "1")
    monkeypatch.setenv("TRIPQA_HOST", "0.0.0.0")

    finding = only(doctor(), "keys", "fail")

    assert ("keep one of both" if with_keys else "can be reached from other machines") in finding.found
    mend(finding.command)
    assert amiss(doctor()) == {}


class _Other(BaseHTTPRequestHandler):
    """Another program, which answers everything alike."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status": "alive", "info": {"title": "other"}}')

    def log_message(self, format: str, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def other() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Other) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_port_that_another_program_has_is_found(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch, other: int
) -> None:
    monkeypatch.setenv("TRIPQA_PORT", str(other))

    finding = only(doctor(), "port", "fail")

    assert finding.found == f"127.0.0.1:{other} is taken by another program"
    mend(finding.command)
    assert os.environ["TRIPQA_PORT"] != str(other)
    assert [one.found for one in doctor()["port"]] != [finding.found]
    monkeypatch.setenv("TRIPQA_PORT", "0")  # the one that was named may have been taken since
    assert amiss(doctor()) == {}


def test_a_program_that_says_nothing_is_another_one(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tripqa.doctor.port._PATIENCE", 0.1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("TRIPQA_PORT", str(silent.getsockname()[1]))

        assert "another program" in only(doctor(), "port", "fail").found


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_found(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("TRIPQA_HOST", host)
    monkeypatch.setenv("TRIPQA_OPEN", "1")

    mend(only(doctor(), "port", "fail").command)

    assert amiss(doctor()) == {}


@pytest.mark.parametrize("host", ["192.0.2.1", "127.0.0.1"])
def test_nobody_is_asked_where_the_address_is_of_another_machine_or_free(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    asked = []
    monkeypatch.setattr("tripqa.doctor.port._asked", lambda settings, path: asked.append(path) or {})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("TRIPQA_PORT", str(free.getsockname()[1]))
    monkeypatch.setenv("TRIPQA_HOST", host)

    assert doctor(memory=1000)["memory"][0].state == "fail"
    assert asked == []


def test_of_a_name_with_several_addresses_the_one_that_is_taken_is_asked(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, other: int
) -> None:
    real, connected = socket.getaddrinfo, []

    def several(host: str, port: int, *kind: Any, **more: Any) -> list[Any]:
        if host != "several.invalid":
            connected.append(host)
            return real(host, port, *kind, **more)
        return [*real("127.0.0.1", port, *kind, **more), *real("192.0.2.1", port, *kind, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", several)
    monkeypatch.setenv("TRIPQA_HOST", "several.invalid")
    monkeypatch.setenv("TRIPQA_PORT", str(other))

    (finding,) = doctor()["port"]

    assert finding.found == f"several.invalid:{other} is taken by another program"
    assert set(connected) == {"127.0.0.1"}


def test_a_server_of_ours_on_the_port_is_no_fault(
    here: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with served(os.environ, tmp_path / "serve.log") as (_, client):
        monkeypatch.setenv("TRIPQA_PORT", str(client.base_url.port))

        found = doctor()

        assert amiss(found) == {}
        generation = pointers(here / "index")[0].folder.name
        assert found["port"][0].found.startswith("a tripqa server listens on 127.0.0.1:")
        assert found["port"][0].found.endswith(f" and answers from generation {generation}")
        assert "beside the server that runs" in only(doctor(memory=1000), "memory", "warn").found
