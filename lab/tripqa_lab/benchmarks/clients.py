"""Clients that ask a server over HTTP/1.1, each its next question as soon as the last is answered.

All of them live in one thread over plain sockets: an HTTP library would take as much of two cores as the server that
it measures. For a process of its own (`process.apart`).
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import repeat, takewhile

from tripqa_lab.benchmarks.load import Load
from tripqa_lab.benchmarks.process import LOOPBACK
from tripqa_lab.errors import BenchmarkError

_PATIENCE = 300  # seconds without any reply
_ONCE = 65_536  # bytes
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HITS = re.compile(rb'"hits"\s*:\s*\[\s*\{')


@dataclass(frozen=True, slots=True)
class Target:
    """Where questions go."""

    port: int  # of this machine
    path: str
    top_k: int
    asker: str = LOOPBACK  # the address that it is asked from
    key: str = ""  # that is shown; none where it is empty


def ask_all(target: Target, questions: Sequence[str], clients: int) -> Load:
    """Ask every question once, by so many clients, and wait for the last reply."""
    return _ask([request_of(target, question) for question in questions], target, min(clients, len(questions)))


def ask_for(seconds: float, target: Target, question: str, clients: int) -> Load:
    """Ask one question again and again for so long, by so many clients, and wait for the last reply."""
    end = time.perf_counter() + seconds
    return _ask(takewhile(lambda _: time.perf_counter() < end, repeat(request_of(target, question))), target, clients)


def connected(target: Target) -> socket.socket:
    """Return a connection to a server, from the address that it is to be asked from."""
    try:
        return socket.create_connection((LOOPBACK, target.port), _PATIENCE, (target.asker, 0))
    except OSError as error:
        raise BenchmarkError(f"there is no server at port {target.port} any more ({error})") from error


def request_of(target: Target, question: str) -> bytes:
    """Return a question as it is sent."""
    body = json.dumps({"question": question, "top_k": target.top_k}, ensure_ascii=False).encode()
    shown = f"Authorization: Bearer {target.key}\r\n" if target.key else ""
    head = (
        f"POST {target.path} HTTP/1.1\r\nHost: {LOOPBACK}:{target.port}\r\n{shown}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _ask(requests: Iterable[bytes], target: Target, clients: int) -> Load:
    left = iter(requests)
    with selectors.DefaultSelector() as selector:
        waiting = [_Client(target, left, selector) for _ in range(clients)]
        started = time.perf_counter()
        for client in waiting:
            client.ask()
        while selector.get_map():
            ready = selector.select(_PATIENCE)
            if not ready:
                raise BenchmarkError(f"the server at port {target.port} was silent for {_PATIENCE} s")
            for key, _ in ready:
                key.data.read()
        seconds = time.perf_counter() - started
    return Load(
        latencies=tuple(latency for client in waiting for latency in client.latencies),
        failures=tuple(failure for client in waiting for failure in client.failures),
        seconds=seconds,
    )


class _Client:
    """One connection, one question under way on it."""

    def __init__(self, target: Target, requests: Iterator[bytes], selector: selectors.BaseSelector) -> None:
        self.latencies: list[float] = []
        self.failures: list[str] = []
        self._target, self._requests, self._selector = target, requests, selector
        self._connect()

    def ask(self) -> None:
        """Send the next question; hang up if there is none."""
        request = next(self._requests, None)
        if request is None:
            self._hang_up()
            return
        self._reply = b""
        self._asked = time.perf_counter()
        with suppress(OSError):  # then there is nothing to read either, which `read` sees
            self._socket.sendall(request)

    def read(self) -> None:
        """Take what has come; once that is the whole reply, ask on."""
        try:
            part = self._socket.recv(_ONCE)
        except OSError:
            part = b""
        self._reply += part
        if not part:
            self.failures.append("the server hung up")
            self._hang_up()
            self._connect()
            self.ask()
        elif _is_whole(self._reply):
            self._keep(time.perf_counter() - self._asked)
            self.ask()

    def _keep(self, latency: float) -> None:
        line = self._reply.split(b"\r\n", 1)[0].decode("latin-1")
        if " 200 " not in f"{line} ":
            self.failures.append(line)
        elif not _HITS.search(self._reply):
            self.failures.append("a reply without hits")
        else:
            self.latencies.append(latency)

    def _connect(self) -> None:
        self._socket = connected(self._target)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(self._socket, selectors.EVENT_READ, self)

    def _hang_up(self) -> None:
        self._selector.unregister(self._socket)
        self._socket.close()


def _is_whole(reply: bytes) -> bool:
    head, end, body = reply.partition(b"\r\n\r\n")
    if not end:
        return False
    length = _LENGTH.search(head)
    if length is None:
        raise BenchmarkError("the server sends replies without Content-Length, which these clients do not read")
    return len(body) >= int(length[1])
