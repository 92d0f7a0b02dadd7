"""Running the HTTP face: uvicorn in the foreground, the encoder loading behind it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import uvicorn

from tripqa.api.app import create_app
from tripqa.errors import AddressUnavailable
from tripqa.service import QuestionService

_PATIENCE = 10  # seconds that requests under way have when the server is told to stop


def serve(load: Callable[[], QuestionService], host: str, port: int, allowed_origins: Sequence[str]) -> None:
    """Listen at once, answer as soon as `load` is done; raise what it raised if it fails."""
    service: Future[QuestionService] = Future()
    config = uvicorn.Config(
        create_app(service, allowed_origins), host=host, port=port, timeout_graceful_shutdown=_PATIENCE
    )
    server = uvicorn.Server(config)

    def run() -> None:
        try:
            service.set_result(load())
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
