"""Processes: a server that is started, waited for, and ended by its id; and one of its own for each piece of work."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import IO

from tripqa_lab.errors import BenchmarkError

_PAUSE = 0.03  # seconds between two looks: each takes time from what is starting
_PATIENCE = 300  # seconds for a server to be ready
_FAREWELL = 15  # seconds for it to end
_SHOWN = 2000  # bytes of its last words
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Probe:
    """A request that is answered 200 as soon as a server is ready."""

    method: str
    path: str
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready."""

    pid: int
    port: int
    ready: float  # seconds from its start


def apart() -> ProcessPoolExecutor:
    """Return one process, begun afresh, that shares no interpreter and no thread pool with another.

    It does what it is handed, one thing at a time, until it is closed.
    """
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(command: Sequence[str], variables: Mapping[str, str], port: int, probe: Probe) -> Iterator[Running]:
    """Start a server and give it once it is ready; end it after. BenchmarkError holds its last words if it fails."""
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, env={**os.environ, **variables}, stdout=log, stderr=log)  # noqa: S603
        try:
            while not replies(port, probe):
                if process.poll() is not None or time.perf_counter() - started > _PATIENCE:
                    raise BenchmarkError(f"`{' '.join(command)}` did not get ready; it said: {_last_words(log)}")
                time.sleep(_PAUSE)
            yield Running(process.pid, port, time.perf_counter() - started)
        finally:
            _end(process)


def replies(port: int, probe: Probe) -> bool:
    """Tell whether a server answers a probe with 200."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_PATIENCE)
    try:
        body = None if probe.body is None else probe.body.encode()
        connection.request(probe.method, probe.path, body, {"Content-Type": "application/json"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_FAREWELL)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_words(log: IO[bytes]) -> str:
    log.seek(max(0, log.seek(0, os.SEEK_END) - _SHOWN))
    return log.read().decode("utf-8", "replace").strip()
