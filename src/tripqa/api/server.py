"""Running the HTTP face: uvicorn in the foreground, the encoder loading behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import uvicorn

from tripqa.api.app import create_app
from tripqa.errors import TripqaError
from tripqa.service import QuestionService


def serve(load: Callable[[], QuestionService], host: str, port: int, allowed_origins: Sequence[str]) -> None:
    """Listen at once, answer as soon as `load` is done; raise what it raised if it fails."""
    service: Future[QuestionService] = Future()
    config = uvicorn.Config(create_app(service, allowed_origins), host=host, port=port, log_level="info")
    server = uvicorn.Server(config)

    def run() -> None:
        try:
            service.set_result(load())
        except BaseException as error:
            service.set_exception(error)
            server.should_exit = True

    threading.Thread(target=run, name="load", daemon=True).start()
    try:
        server.run()
    except SystemExit as exit_:  # uvicorn has logged why it could not listen
        raise TripqaError(f"the server could not listen on {host}:{port}") from exit_
    if service.done() and (error := service.exception()):
        raise error
