"""The HTTP face. `create_app` is handed its world, so importing this starts nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from tripqa.access.key_file import KeyFile
from tripqa.api.access_log import AccessLog, Lines
from tripqa.api.answering import Answerer, Answering
from tripqa.api.assistants import Assistants
from tripqa.api.batch import Batches
from tripqa.api.by_models import ByModels
from tripqa.api.completions import Completions
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.entering import Entering
from tripqa.api.entry import Entry
from tripqa.api.errors import add_error_handlers
from tripqa.api.exported import Exports
from tripqa.api.followers import Followers
from tripqa.api.guard import Bugs, Guard
from tripqa.api.library import Library
from tripqa.api.limits import BodyLimit
from tripqa.api.metrics import Metrics
from tripqa.api.originals import files
from tripqa.api.origins import Origin, Origins, Sharing
from tripqa.api.pages import Pages
from tripqa.api.pieces import Pieces
from tripqa.api.quotas import Quotas
from tripqa.api.request_ids import RequestIds
from tripqa.api.rewriting import Heads, Prefix
from tripqa.api.routes import GUARDED, documents, probes, questions
from tripqa.api.templates import Templates
from tripqa.generating.writing import Writer
from tripqa.parsing.originals import Originals
from tripqa.service import QuestionService
from tripqa.written import GENERATED, READER


def create_app(
    service: Future[QuestionService],
    allowed_origins: Sequence[str],
    threads: int,
    root_path: str = "",
    keys: KeyFile | None = None,
    rates: Mapping[str, str] | None = None,
    log: Lines | None = None,
    user_header: str = "",
    index: Path | None = None,
    public_url: str = "",
    answerer: str = READER,
    writer: Writer | None = None,
    originals: Path | None = None,
) -> FastAPI:
    """Return the app for a service that may still be loading; `app.state.current` is where another takes its place.

    Pages of `allowed_origins` may call it from a browser, as its own do; no others. So many questions are worked on at
    once as there are `threads`; the others wait, clients taking turns. A proxy may show it below `root_path`.
    Where there are `keys`, who shows none of them is not answered, unless a proxy names them in `user_header`. `rates`
    say how often a client may ask what. Each request gets a line in the `log`. The feed tells what came to `index`.
    Links in replies begin with `public_url` or, without one, with where a request came to. Who administers is told
    which `answerer` there is. A `writer` has a model write statements, where that is asked for.
    The files of the folder `originals` can be had as they are.
    """
    current = Current(service)
    desk, library = Desk("question", threads), Library()

    @asynccontextmanager
    async def at_work(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()
        library.close()
        if writer:
            await writer.model.close()

    app = FastAPI(
        title="tripqa",
        summary="Questions about official trip reports, answered with passages that anyone can check.",
        version="1",
        docs_url=None,  # these pages load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        lifespan=at_work,
    )
    metrics = Metrics(lambda: desk.taken_in, current)
    app.state.current, app.state.desk, app.state.library, app.state.metrics = current, desk, library, metrics
    default: Answerer = "generated" if answerer == GENERATED else "reader"
    app.state.writer, app.state.answering = writer, Answering(current, desk, metrics, writer, default)
    app.state.batches = Batches(current, desk, metrics, threads)
    add_error_handlers(app)
    app.state.originals = Originals(originals) if originals else None
    for router in (questions, documents, files):
        app.include_router(router, **(GUARDED if keys else {}))
    app.include_router(probes)
    pages = Pages(current, desk, library, metrics, writes=writer is not None and default == GENERATED)
    app.router.routes.extend([*pages.routes(), *Exports(current, desk, metrics).routes()])
    app.router.routes.extend(Completions(current, desk, metrics).routes())
    app.router.routes.extend(ByModels(current, desk).routes())
    app.router.routes.extend(Followers(current, library.desk, index, pages.shelf).routes())
    allowed = [Origin.read(origin) for origin in allowed_origins]
    assistants = Assistants(current, desk, library.desk, metrics, public_url, allowed)
    app.router.routes.extend(assistants.routes())
    app.state.is_open, app.state.public_url, app.state.answerer = keys is None, public_url, answerer
    if keys:
        app.router.routes.extend([*Entering(keys).routes(), *assistants.entrances()])
    templates = Templates([*questions.routes, *documents.routes, *files.routes, *probes.routes, *app.routes])
    _surround(app, allowed, root_path, keys, user_header, rates, log, templates)
    return app


def _surround(
    app: FastAPI,
    allowed: Sequence[Origin],
    root_path: str,
    keys: KeyFile | None,
    user_header: str,
    rates: Mapping[str, str] | None,
    log: Lines | None,
    templates: Templates,
) -> None:
    """Put around the routes what every request goes through, the innermost first."""
    app.add_middleware(Pieces)
    app.add_middleware(Heads)
    app.add_middleware(BodyLimit)
    if rates:
        app.add_middleware(Quotas, rates=rates, templates=templates)
    if keys:
        app.add_middleware(Entry, keys=keys, allowed=allowed, user_header=user_header)
    app.add_middleware(Bugs)
    if root_path:
        app.add_middleware(Prefix, root_path=root_path)
    if allowed:
        app.add_middleware(Sharing, allowed=allowed)  # around all that fails, so that those pages can read failures too
    app.add_middleware(Origins, allowed=allowed)
    app.add_middleware(Guard, replied=app.state.metrics.replied)
    if log:
        app.add_middleware(AccessLog, lines=log, templates=templates, root_path=root_path)
    app.add_middleware(RequestIds)
