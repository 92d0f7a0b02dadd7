"""A server on this machine that speaks as OpenAI's does, and whose model says what a test wants, or breaks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
EVENTS = "text/event-stream"


@dataclass
class Says:
    """One reply: pieces of its body, each sent when the one before has left."""

    pieces: Iterable[bytes]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    ends: bool = True  # the body has an end; else the connection is cut


@dataclass
class Scripted:
    """The server: what it was asked, and what it says to that."""

    address: str
    says: Callable[[Json], Says]
    asked: list[Json] = field(default_factory=list)
    heads: list[Mapping[str, str]] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)  # what else was asked for, as a list of models is
    left: threading.Event = field(default_factory=threading.Event)  # a client has hung up on it

    @property
    def told(self) -> str:
        """Return all that the last one who asked has said."""
        return "\n".join(one["content"] for one in self.asked[-1]["messages"])


def event(shape: object) -> bytes:
    return f"data: {json.dumps(shape, ensure_ascii=False)}\n\n".encode()


def chunk(words: str | None, finish: str | None = None) -> bytes:
    delta = {} if words is None else {"content": words}
    return event(
        {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "scripted",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
    )


DONE = b"data: [DONE]\n\n"


def said(*words: str, finish: str | None = "stop") -> Says:
    """Say words, in as many pieces, as OpenAI's server does."""
    return Says([*(chunk(one) for one in words), *([chunk(None, finish), DONE] if finish else [])])


def lines(*statements: str) -> Says:
    """Say statements, a line each."""
    return said(*(f"{one}\n" for one in statements))


def refused(status: int, message: str = "no", **headers: str) -> Says:
    """Refuse as OpenAI's server does."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Says([json.dumps({"error": {"message": message}}).encode()], status, sent)


@contextmanager
def scripted(says: Callable[[Json], Says] | Says) -> Iterator[Scripted]:
    """Run the server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            server.lists.append(self.path)
            self.send(Says([json.dumps({"object": "list", "data": []}).encode()]), "application/json")

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(asked)
            server.heads.append({name.lower(): value for name, value in self.headers.items()})
            reply = server.says(asked)
            self.send(reply, EVENTS if reply.status == 200 else "application/json")

        def send(self, reply: Says, kind: str) -> None:
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Type": kind, "Transfer-Encoding": "chunked", **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                for piece in reply.pieces:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                    self.wfile.flush()
                if reply.ends:
                    self.wfile.write(b"0\r\n\r\n")
            except OSError:
                server.left.set()
            finally:
                if not reply.ends:
                    self.close_connection = True
                with suppress(AttributeError):
                    reply.pieces.close()  # type: ignore[attr-defined]

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = Scripted(f"http://127.0.0.1:{http.server_port}/v1", says if callable(says) else lambda _: says)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
