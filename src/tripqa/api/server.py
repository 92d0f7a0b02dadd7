"""Running the HTTP face: uvicorn in the foreground, the encoder loading behind it."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Literal, cast

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.config import LOGGING_CONFIG
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from tripqa.access.key_file import KeyFile
from tripqa.api.access_log import Lines
from tripqa.api.app import create_app
from tripqa.api.connection import Connection
from tripqa.api.following import Follower, Open
from tripqa.api.proxy import FromProxy
from tripqa.errors import AddressUnavailable
from tripqa.generating.writing import Writer
from tripqa.service import QuestionService

# uvicorn's own, with our warnings and errors among its lines; mcp would write one for each request that is refused
_OURS = {"tripqa": {"handlers": ["default"], "level": "INFO"}, "mcp": {"handlers": ["default"], "level": "ERROR"}}
_LOGS = LOGGING_CONFIG | {"loggers": LOGGING_CONFIG["loggers"] | _OURS}
_SWITCH = 0.001  # seconds that a thread may keep others from Python: a short question waits so long at each step
_PATIENCE = 10  # seconds that requests under way have when the server is told to stop


def configure(app: FastAPI, host: str, port: int, trusted_proxy: str = "") -> uvicorn.Config:
    """Return how uvicorn runs an app; a proxy that is trusted says who asks, and by which scheme."""
    return uvicorn.Config(
        _believing(app, trusted_proxy) if trusted_proxy else app,
        host=host,
        port=port,
        log_config=_LOGS,
        timeout_graceful_shutdown=_PATIENCE,
        http=Connection,
        ws="none",
        loop="uvloop",
        access_log=False,
        proxy_headers=False,  # ours stand below what notes who is connected
    )


def _believing(app: FastAPI, proxy: str) -> FromProxy:
    return FromProxy(cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, app), [proxy])), proxy)


def serve(
    load: Callable[[], Open],
    index: Path,
    look_every: float,
    host: str,
    port: int,
    allowed_origins: Sequence[str],
    threads: int,
    root_path: str,
    trusted_proxy: str,
    user_header: str,
    keys: KeyFile | None,
    rates: Mapping[str, str],
    access_log: Literal["off", "metadata", "questions"],
    public_url: str,
    answerer: str,
    writer: Writer | None,
    originals: Path | None,
) -> None:
    """Listen at once, and answer as soon as `load` is done and first questions are; raise what either raised.

    Every so many seconds look whether `index` names another generation, and move to that; 0 means never.
    """
    sys.setswitchinterval(_SWITCH)
    first: Future[QuestionService] = Future()  # it never holds a service, which would be held to the end
    log = None if access_log == "off" else Lines(sys.stderr.buffer, questions=access_log == "questions")
    app = create_app(
        first,
        allowed_origins,
        threads,
        root_path,
        keys,
        rates,
        log,
        user_header,
        index,
        public_url,
        answerer,
        writer,
        originals,
    )
    server, stopped = uvicorn.Server(configure(app, host, port, trusted_proxy)), threading.Event()

    def run() -> None:
        try:
            follower = Follower(app.state.current, index, load())
        except BaseException as error:
            first.set_exception(error)
            server.should_exit = True
            return
        logging.getLogger("uvicorn.error").info("Ready to answer")
        while look_every and not stopped.wait(look_every):
            follower.look()

    threading.Thread(target=run, name="load", daemon=True).start()
    try:
        server.run()
    except SystemExit as exit_:  # uvicorn has logged why it could not listen
        raise AddressUnavailable(host, port) from exit_
    finally:
        stopped.set()
    if first.done() and (error := first.exception()):
        raise error
