"""The pages for people, and the files that these load. A page that fails says so in words."""

from __future__ import annotations

import json
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlencode
from weakref import WeakKeyDictionary

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles

from tripqa import web
from tripqa.api.access_log import note_of
from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.errors import RETRY_AFTER, again, status_of
from tripqa.api.forms import Fields, read_form
from tripqa.api.library import Library
from tripqa.api.metrics import Metrics
from tripqa.api.pieces import Pieces
from tripqa.domain import LANGUAGES, Language
from tripqa.errors import NotFound, TripqaError
from tripqa.questions import LONGEST_QUESTION, MOST_TURNS
from tripqa.service import QuestionService, Reply
from tripqa.web import pages
from tripqa.web.addresses import Addresses, Asked, read_place, read_span
from tripqa.web.pages import Frame, Page
from tripqa.web.shelf import Shelved, Wanted
from tripqa.web.words import choose_language
from tripqa.wire.asking import Asking, question_body
from tripqa.written import GENERATED

_FILES = StaticFiles(directory=Path(web.__file__).parent / "static")
_OPEN_TO_ALL = {"Cross-Origin-Resource-Policy": "cross-origin"}  # even to pages that isolate themselves (COEP)
_HEADERS: Mapping[str, Mapping[str, str]] = {"page.css": {}, "page.js": {}, "icon.svg": {}, "widget.js": _OPEN_TO_ALL}
_COOKIE = "tripqa_language"
_HEAD = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
_LONGEST_FORM = 65_536  # bytes, which no body may have more of
_LONGEST_THREAD = 6000  # characters of the questions before one: written in a form, they may take nine times as much
_YEAR = 365 * 24 * 60 * 60  # seconds
_COMPRESSED = [Middleware(GZipMiddleware, minimum_size=1024), Middleware(Pieces)]  # one piece after the other
T = TypeVar("T")


class Pages:
    """The pages of one server."""

    def __init__(self, current: Current, desk: Desk, library: Library, metrics: Metrics, *, writes: bool) -> None:
        """Take what the pages are made of, and whether a model writes about answers that are shown."""
        self._current, self._desk, self._library, self._metrics = current, desk, library, metrics
        self._writes = writes
        self._shelf = _Shelf()

    def routes(self) -> list[BaseRoute]:
        """Return a route for each page and each file."""
        shown = {
            "/documents": self.documents,
            "/documents/{document_id}": self.document,
            "/widget": self.widget,
        }
        return [
            Route("/", _in_words(self.home), methods=["GET", "POST"], middleware=_COMPRESSED),
            *(Route(path, _in_words(page), middleware=_COMPRESSED) for path, page in shown.items()),
            *(Route(f"/{name}", _file(name), middleware=_COMPRESSED) for name in _HEADERS),
        ]

    def shelf(self, service: QuestionService) -> Sequence[Shelved]:
        """Return the documents of a service without their texts, newest trip first."""
        return self._shelf.of(service)

    async def home(self, request: Request) -> Page:
        """Return an answer, or the start where nothing is asked. What is too long for an address comes by POST."""
        if request.method == "POST":
            request.state.form = await read_form(request, _LONGEST_FORM)
        frame, asked, service = frame_of(request), asked_of(request), self._current.service()
        if not asked.question.strip():
            return await self._read(
                request, service, lambda service: pages.start(service, self._shelf.of(service), frame, asked)
            )

        note = note_of(request)
        note.question = asked.question

        def work(seen: QuestionService) -> tuple[Reply, QuestionService]:
            reply = seen.ask(asked.question, where=asked.where, previous=asked.turns, shown_in=frame.language)
            self._metrics.replied_with(reply)
            note.replied(reply)
            return reply, seen

        def write(answered: tuple[Reply, QuestionService]) -> Page:
            return pages.answer(*answered, frame, asked, _to_write(asked, frame) if self._writes else None)

        if asked.opened is None:
            return await self._desk.work(request, service, work, write)
        reply, _ = await self._desk.work(request, service, work, _as_it_is)
        return await self._read(request, service, lambda seen: write((reply, seen)))

    async def document(self, request: Request) -> Page:
        """Return a report to read."""
        frame, document_id = frame_of(request), request.path_params["document_id"]
        text = request.query_params.get("span", "")
        span = read_span(text)
        cut_short = bool(text) and span is None
        return await self._read(
            request,
            self._current.service(),
            lambda service: pages.document(service, frame, document_id, span, cut_short=cut_short),
        )

    async def documents(self, request: Request) -> Page:
        """Return a page of the list of reports."""
        values = request.query_params
        frame, number, wanted = frame_of(request), values.get("page", "1"), _wanted(values)
        if not number.isascii() or not number.isdigit() or len(number) > 9:
            raise NotFound("page", number)
        return await self._read(
            request,
            self._current.service(),
            lambda service: pages.documents(self._shelf.of(service), frame, int(number), wanted),
        )

    async def widget(self, request: Request) -> Page:
        """Return how to put the search box on another page."""
        return pages.widget(frame_of(request), f"{request.url.scheme}://{request.url.netloc}")

    async def _read(self, request: Request, service: QuestionService, write: Callable[[QuestionService], Page]) -> Page:
        """Have a page with documents written by the threads that answer no questions."""
        return await self._library.desk.work(request, service, _as_it_is, write)


class _Shelf:
    """The documents of each service without their texts, read once, and kept as long as it is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: WeakKeyDictionary[QuestionService, Sequence[Shelved]] = WeakKeyDictionary()

    def of(self, service: QuestionService) -> Sequence[Shelved]:
        with self._lock:
            if service not in self._kept:
                self._kept[service] = pages.read_shelf(service)
            return self._kept[service]


def _to_write(asked: Asked, frame: Frame) -> str:
    """Return what `/v1/ask` is sent for statements about the answer that a page shows."""
    how: Asking = {"where": asked.where, "previous": asked.turns, "shown_in": frame.language}
    return json.dumps(question_body(asked.question, how, answerer=GENERATED), ensure_ascii=False)


def _as_it_is(found: T) -> T:
    return found


def _in_words(page: Callable[[Request], Awaitable[Page]]) -> Callable[[Request], Awaitable[Response]]:
    """Send a page as HTML; a failure of ours as one too, and a choice of language back to where it was made."""

    async def shown(request: Request) -> Response:
        if (chosen := _language(request.query_params.get("lang"))) is not None:
            return _remember(request, chosen)
        try:
            made = await page(request)
        except TripqaError as error:
            return failed_page(request, error)
        return HTMLResponse(made.html, made.status, _HEAD)

    return shown


def failed_page(request: Request, error: TripqaError) -> Response:
    """Return a page that says what went wrong; it opens again by itself where that is soon worth it."""
    status = status_of(error)
    again_in = RETRY_AFTER if status == 503 else None
    made = pages.failure(frame_of(request), error, status, asked_of(request), again_in)
    return HTMLResponse(made.html, made.status, {**_HEAD, **again(error)})


def asks(request: Request) -> bool:
    """Tell whether a request for the start page asks a question."""
    return request.method == "POST" or bool(asked_of(request).question.strip())


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def file(request: Request) -> Response:
        found = await _FILES.get_response(name, request.scope)
        found.headers.update({"Cache-Control": "no-cache", **_HEADERS[name]})
        return found

    return file


def _remember(request: Request, language: Language) -> Response:
    reply = RedirectResponse(_here(request), 303)
    path = request.scope.get("root_path") or "/"
    reply.set_cookie(_COOKIE, language, max_age=_YEAR, path=path, httponly=True, samesite="lax")
    return reply


def frame_of(request: Request) -> Frame:
    """Return what a page is told of its reader."""
    chosen = _language(request.cookies.get(_COOKIE))
    language = chosen or choose_language(request.headers.get("Accept-Language", ""))
    to = Addresses(request.scope.get("root_path", ""))
    here = to.home(asked_of(request)) if _sent(request) else _here(request)
    return Frame(language, to, here, opens_files=request.app.state.originals is not None)


def _here(request: Request) -> str:
    """Return the address of a page, from the root of its host on, without the choice of a language."""
    values = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    path = quote(request.scope["path"])
    return f"{path}?{urlencode(values)}" if values else path


def asked_of(request: Request) -> Asked:
    """Return what an address or a form asks."""
    values = _sent(request) or request.query_params
    question, before = values.get("q", ""), _last(values.getlist("before"))
    return Asked(
        question,
        values.get("document") or None,
        values.get("section") or None,
        read_place(values.get("open", "")),
        before[:-1] if before[-1:] == (question,) else before,  # asked once more
    )


def _wanted(values: Mapping[str, str]) -> Wanted:
    year, place, publisher = (values.get(name, "") for name in ("year", "place", "publisher"))
    return Wanted(year, place, publisher, oldest=values.get("sort") == "oldest")


def _sent(request: Request) -> Fields | None:
    """Return what was sent by POST."""
    sent: Fields | None = getattr(request.state, "form", None)
    return sent


def _last(before: Sequence[str]) -> tuple[str, ...]:
    """Return the last questions before one that can be heeded."""
    kept: list[str] = []
    asked = [one for one in before if len(one) <= LONGEST_QUESTION and any(map(str.isalnum, one))]
    for question in reversed(asked[-MOST_TURNS:]):
        if sum(map(len, kept)) + len(question) > _LONGEST_THREAD:
            break
        kept.insert(0, question)
    return tuple(kept)


def _language(text: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == text), None)
