"""What a very large document costs others: clients that leave while it is made, and clients that never read it."""

from __future__ import annotations

import http.client
import select
import socket
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path

from tripqa_lab.benchmarks.clients import Target, ask_all, connected
from tripqa_lab.benchmarks.growing import HASHING
from tripqa_lab.benchmarks.machine import resident
from tripqa_lab.benchmarks.process import LOOPBACK, Running
from tripqa_lab.benchmarks.services import build_index, our_service
from tripqa_lab.benchmarks.table import Sheet
from tripqa_lab.errors import BenchmarkError

_ID = "large"
_QUESTION = "第7節の訪問先はどこですか"
_SETTINGS = {"TRIPQA_ENCODER": HASHING}  # what encodes makes no difference here
_PATIENCE = 600  # seconds for a document
_LOOK = 0.5  # seconds between two looks at the memory
_PAUSE = 0.3  # seconds: those who leave have then been taken in
_SMALL = 4096  # bytes that who does not read takes all the same
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard it is tried."""

    characters: int  # of the document
    gone: int  # clients that ask for it and are gone at once
    unread: int  # … and then read nothing
    stays: float  # seconds for which those stay


@dataclass(frozen=True, slots=True)
class Burden:
    """What it came to at one server."""

    name: str
    question: float  # seconds, while the document is made for nobody
    read: float  # seconds of the next who wants it, to its last byte
    again: float  # … and of the one after
    sent: int  # bytes
    before: int  # bytes in memory: of a server that has just started
    after: int  # … that has sent the document
    beside: int  # … at most, while it is not read
    question_beside: float  # seconds, while it is not read
    open: int  # connections of those who do not read, at last


def burden_all(codes: Sequence[Path | None], plan: Plan) -> list[Burden]:
    """Burden the server of each checkout in turn, or this one's (None)."""
    return [_burden_one(code, plan) for code in codes]


def burden_sheet(burdens: Sequence[Burden], plan: Plan) -> Sheet:
    """Return what was seen as a table."""
    rows: list[tuple[str, Callable[[Burden], str]]] = [
        (f"a question after {plan.gone} that left, s", lambda one: f"{one.question:.2f}"),
        ("the document after these, s", lambda one: f"{one.read:.1f}"),
        ("the document once more, s", lambda one: f"{one.again:.2f}"),
        ("the document as it is sent, MB", lambda one: f"{one.sent / _MB:.0f}"),
        ("memory at the start, MB", lambda one: f"{one.before / _MB:.0f}"),
        ("… after these, MB", lambda one: f"{one.after / _MB:.0f}"),
        (f"… beside {plan.unread} that do not read, at most, MB", lambda one: f"{one.beside / _MB:.0f}"),
        ("a question beside these, s", lambda one: f"{one.question_beside:.2f}"),
        (f"… connections open after {plan.stays:.0f} s", lambda one: str(one.open)),
    ]
    return Sheet(
        f"What a document of {plan.characters:,} characters costs others",
        ("", *(one.name for one in burdens)),
        tuple((name, *(write(one) for one in burdens)) for name, write in rows),
    )


def write_large(characters: int, corpus: Path) -> None:
    """Write a report of so many characters, at most, in short sections."""
    section = "第{0}節 視察の記録\n\n第{0}節では、第{0}埠頭を訪問し、担当者から整備計画と費用について説明を受けた。\n\n"
    left = characters

    def fits(text: str) -> bool:
        nonlocal left
        left -= len(text)
        return left >= 0

    corpus.mkdir()
    text = "".join(takewhile(fits, (section.format(number) for number in count(1))))
    (corpus / f"{_ID}.txt").write_text(text, encoding="utf-8")


def _burden_one(code: Path | None, plan: Plan) -> Burden:
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        write_large(plan.characters, corpus)
        build_index(corpus, index, code, _SETTINGS)
        service = our_service(index, remembers=False, code=code, settings=_SETTINGS)
        with service.start() as server:
            return burden(str(code) if code else "here", server, plan)


def burden(name: str, server: Running, plan: Plan) -> Burden:
    """Burden a running server that has the large document."""
    target, before = Target(server.port, "/v1/ask", 5), resident(server.pid)
    for _ in range(plan.gone):
        with connected(target) as gone:
            gone.sendall(_request(server.port))
    time.sleep(_PAUSE)
    question, (read, sent), (again, _) = _asked(target), _read(server.port), _read(server.port)
    after = resident(server.pid)
    with ExitStack() as connections:
        unread = [connections.enter_context(_not_reading(server.port)) for _ in range(plan.unread)]
        question_beside, beside = _asked(target), _most_resident(server.pid, plan.stays)
        return Burden(
            name, question, read, again, sent, before, after, beside, question_beside, sum(map(_is_open, unread))
        )


def _request(port: int) -> bytes:
    return f"GET /v1/documents/{_ID} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\n\r\n".encode()


def _asked(target: Target) -> float:
    done = ask_all(target, [_QUESTION], 1)
    if not done.latencies:
        raise BenchmarkError(f"a question was not answered: {done.failures[0]}")
    return done.latencies[0]


def _read(port: int) -> tuple[float, int]:
    """Return the seconds that the document takes, and its bytes."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_PATIENCE)
    try:
        connection.request("GET", f"/v1/documents/{_ID}")
        reply = connection.getresponse()
        body = reply.read()
    finally:
        connection.close()
    if reply.status != http.HTTPStatus.OK:
        raise BenchmarkError(f"the document was not sent: {reply.status} {body[:200].decode('utf-8', 'replace')}")
    return time.perf_counter() - began, len(body)


def _not_reading(port: int) -> socket.socket:
    caller = socket.socket()
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
    caller.connect((LOOPBACK, port))
    caller.sendall(_request(port))
    return caller


def _most_resident(pid: int, seconds: float) -> int:
    end, most = time.perf_counter() + seconds, resident(pid)
    while time.perf_counter() < end:
        time.sleep(_LOOK)
        most = max(most, resident(pid))
    return most


def _is_open(caller: socket.socket) -> bool:
    """Tell whether the server still holds a connection of which nothing was read."""
    looked = select.poll()
    looked.register(caller, select.POLLRDHUP)
    return not looked.poll(0)
