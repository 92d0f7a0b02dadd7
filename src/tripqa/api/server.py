"""Running the HTTP face: uvicorn in the foreground, the encoder loading behind it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from tripqa.api.app import create_app
from tripqa.api.connection import Connection
from tripqa.errors import AddressUnavailable
from tripqa.service import QuestionService

# uvicorn's own, with our warnings and errors among its lines
_LOGS = LOGGING_CONFIG | {"loggers": LOGGING_CONFIG["loggers"] | {"tripqa": {"handlers": ["default"], "level": "INFO"}}}
_PATIENCE = 10  # seconds that requests under way have when the server is told to stop


def configure(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    """Return how uvicorn runs an app."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=_LOGS,
        timeout_graceful_shutdown=_PATIENCE,
        http=Connection,
        ws="none",
        loop="uvloop",
        access_log=False,
    )


def serve(
    load: Callable[[], QuestionService],
    host: str,
    port: int,
    allowed_origins: Sequence[str],
    threads: int,
    root_path: str,
) -> None:
    """Listen at once, answer as soon as `load` is done and first questions are; raise what `load` raised."""
    service: Future[QuestionService] = Future()
    app = create_app(service, allowed_origins, threads, root_path)
    server = uvicorn.Server(configure(app, host, port))

    def run() -> None:
        try:
            loaded = load()
            loaded.warm_up()
            service.set_result(loaded)
            logging.getLogger("uvicorn.error").info("Ready to answer")
        except BaseException as error:
            service.set_exception(error)
            server.should_exit = True

    threading.Thread(target=run, name="load", daemon=True).start()
    try:
        server.run()
    except SystemExit as exit_:  # uvicorn has logged why it could not listen
        raise AddressUnavailable(host, port) from exit_
    if service.done() and (error := service.exception()):
        raise error
