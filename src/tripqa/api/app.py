"""The HTTP face. `create_app` is handed its world, so importing this starts nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from tripqa.api import pages
from tripqa.api.desk import Desk
from tripqa.api.errors import add_error_handlers
from tripqa.api.guard import Guard
from tripqa.api.limits import BodyLimit
from tripqa.api.metrics import Metrics
from tripqa.api.routes import documents, probes, questions
from tripqa.service import QuestionService


def create_app(service: Future[QuestionService], allowed_origins: Sequence[str], threads: int) -> FastAPI:
    """Return the app for a service that may still be loading.

    Pages of `allowed_origins` may call it from a browser; no others. So many questions are worked on at once as there
    are `threads`; the others wait in the order they came.
    """
    desk = Desk(service, threads)

    @asynccontextmanager
    async def at_work(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    app = FastAPI(
        title="tripqa",
        summary="Questions about official trip reports, answered with passages that anyone can check.",
        version="1",
        docs_url=None,  # these pages load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        lifespan=at_work,
    )
    metrics = Metrics(lambda: desk.taken_in, desk.remembered)
    app.state.desk, app.state.metrics = desk, metrics
    add_error_handlers(app)
    for router in (questions, documents, probes, pages.router):
        app.include_router(router)
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, replied=metrics.replied)
    if allowed_origins:
        app.add_middleware(  # the outermost, so that those pages can read failures too
            CORSMiddleware,
            allow_origins=list(allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type"],
            expose_headers=["Retry-After"],
            allow_private_network=True,
        )
    return app
