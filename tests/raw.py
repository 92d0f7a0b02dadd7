"""A server as it is run, and requests written byte for byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tripqa.api.server import configure


@contextmanager
def serving(app: FastAPI, trusted_proxy: str = "") -> Iterator[int]:
    """Run an app as `tripqa serve` does, and give its port."""
    server = uvicorn.Server(configure(app, "127.0.0.1", 0, trusted_proxy))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def asked(port: int, request: bytes) -> bytes:
    """Send a request that ends its connection, and return all that comes back."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
        caller.sendall(request)
        while piece := caller.recv(65536):
            heard += piece
    return heard
