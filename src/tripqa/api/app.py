"""The HTTP face. `create_app` is handed its world, so importing this starts nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future

from fastapi import FastAPI, Request, Response
from starlette.middleware.cors import CORSMiddleware

from tripqa.api import pages
from tripqa.api.errors import add_error_handlers, bug
from tripqa.api.limits import BodyLimit
from tripqa.api.routes import documents, probes, questions
from tripqa.service import QuestionService

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_SECURITY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(service: Future[QuestionService], allowed_origins: Sequence[str]) -> FastAPI:
    """Return the app for a service that may still be loading.

    Pages of `allowed_origins` may call it from a browser; no others.
    """
    app = FastAPI(
        title="tripqa",
        summary="Questions about official trip reports, answered with passages that anyone can check.",
        version="1",
        docs_url=None,  # these pages load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service, app.state.waiting = service, 0
    add_error_handlers(app)
    for router in (questions, documents, probes, pages.router):
        app.include_router(router)
    app.add_middleware(BodyLimit)

    @app.middleware("http")
    async def secure(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            response = await proceed(request)
        except Exception as error:
            response = bug(request, error)
        response.headers.update(_SECURITY)
        return response

    if allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type"],
            allow_private_network=True,
        )
    return app
