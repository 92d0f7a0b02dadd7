"""Whether the server can listen where it is told to, or does so already."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from typing import Any

from tripqa.doctor.finding import Finding, broken, doubtful, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import chosen, tripqa, unsaid
from tripqa.settings import Settings

_PATIENCE = 3  # seconds
_LARGEST = 1_000_000  # bytes of a reply
_NO_REPLY = (OSError, HTTPException, ValueError)
_TRIED = 100  # ports above the one that is taken
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # where what listens everywhere is reached
_FREE = 8000  # the first port that anyone may listen on and that people know


def check_port(installation: Installation) -> Iterator[Finding]:
    """Take the address for a moment, without listening; ask who is there if it is taken."""
    settings = installation.settings
    host, port = settings.host, settings.port
    failed = _refusal(host, port)
    if failed is None:
        yield well(f"{host}:{port} is free" if port else f"any free port of {host} will be taken")
    elif failed.errno == errno.EADDRINUSE:
        yield from _taken(settings)
    elif isinstance(failed, socket.gaierror) or failed.errno == errno.EADDRNOTAVAIL:
        yield broken(f"{host} is no address of this machine ({failed.strerror})", unsaid("host"))
    else:
        yield broken(f"the server may not listen on {host}:{port} ({failed.strerror})", _another(host, _FREE))


def answers_here(settings: Settings) -> bool:
    """Tell whether a tripqa server answers where this one would listen. Nobody is asked where the address is free."""
    failed = _refusal(settings.host, settings.port) if settings.port else None
    if failed is None or failed.errno != errno.EADDRINUSE:
        return False
    return bool(_asked(settings, "/openapi.json").get("info", {}).get("title") == "tripqa")


def _taken(settings: Settings) -> Iterator[Finding]:
    where = f"{settings.host}:{settings.port}"
    if not answers_here(settings):
        yield broken(f"{where} is taken by another program", _another(settings.host, settings.port + 1))
        return
    ready = _asked(settings, "/readyz")
    if refused := ready.get("refused"):
        yield doubtful(
            f"the tripqa server on {where} refuses the generation {refused['generation']}: {refused['why']}",
            tripqa("ingest", "--rebuild"),
        )
    state = f"answers from generation {ready['generation']}" if "generation" in ready else "is not ready yet"
    yield well(f"a tripqa server listens on {where} and {state}")


def _refusal(host: str, port: int) -> OSError | None:
    """Return why an address cannot be taken as the server takes it; None if it can."""
    try:
        family, kind, protocol, address = _place(host, port)
        with socket.socket(family, kind, protocol) as taking:
            taking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taking.bind(address)
    except OSError as error:
        return error
    return None


def _place(host: str, port: int) -> tuple[int, int, int, Any]:
    """Return family, kind, protocol and address of the first place that a host names; OSError if it names none."""
    (family, kind, protocol, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return family, kind, protocol, address


def _another(host: str, first: int) -> str:
    """Return the command that chooses the first port from there on that is free."""
    ports = range(min(first, 65535), min(first + _TRIED, 65536))
    free = next((port for port in ports if _refusal(host, port) is None), 0)
    return chosen("port", free)


def _asked(settings: Settings, path: str) -> dict[str, Any]:
    """Return the object that a server there replies; nothing if it replies something else.

    Asked is the one address that was found taken, which is of this machine: a name may have others elsewhere.
    """
    *_, (host, *_) = _place(settings.host, settings.port)
    host = _EVERYWHERE.get(host, host)
    said: object = None
    with closing(HTTPConnection(host, settings.port, timeout=_PATIENCE)) as asking, suppress(*_NO_REPLY):
        asking.request("GET", path)
        said = json.loads(asking.getresponse().read(_LARGEST))
    return said if isinstance(said, dict) else {}
