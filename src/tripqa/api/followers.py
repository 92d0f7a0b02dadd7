"""What a browser's search box and a feed reader ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tripqa.api.current import Current
from tripqa.api.desk import Desk
from tripqa.api.seen import addresses_of
from tripqa.errors import NotFound
from tripqa.index.history import last_first
from tripqa.questions import LONGEST_QUESTION
from tripqa.service import QuestionService
from tripqa.web import following
from tripqa.web.following import Entry
from tripqa.web.shelf import Shelved

Shelf = Callable[[QuestionService], Sequence[Shelved]]
_PRIVATE = {"Cache-Control": "private, no-cache"}  # what one may see is not for another
OPENSEARCH, SUGGEST, FEED = "/opensearch.xml", "/suggest", "/feed.xml"


class Followers:
    """The answers of one server to programs that follow it for people. Without an index folder its feed is empty."""

    def __init__(self, current: Current, desk: Desk, index: Path | None, shelf: Shelf) -> None:
        self._current, self._desk, self._index, self._shelf = current, desk, index, shelf

    def routes(self) -> list[BaseRoute]:
        """Return a route for each."""
        return [Route(OPENSEARCH, self.describe), Route(SUGGEST, self.suggest), Route(FEED, self.feed)]

    async def describe(self, request: Request) -> Response:
        """Tell a browser how to search here."""
        written = following.description(addresses_of(request))
        return Response(written, media_type="application/opensearchdescription+xml")

    async def suggest(self, request: Request) -> Response:
        """Suggest questions to one who types."""
        text = request.query_params.get("q", "")[:LONGEST_QUESTION]
        return await self._read(
            request, following.SUGGESTIONS, lambda service: following.suggestions(text, self._shelf(service))
        )

    async def feed(self, request: Request) -> Response:
        """Tell which documents came or changed, of those that who asks may see."""

        def write(service: QuestionService) -> bytes:
            entries = islice(self._entries(service), following.MOST_ENTRIES)
            return following.feed(addresses_of(request), entries)

        return await self._read(request, "application/atom+xml", write)

    def _entries(self, service: QuestionService) -> Iterator[Entry]:
        for noted in last_first(self._index) if self._index else ():
            with suppress(NotFound):  # removed since, or not for who asks
                yield Entry(service.document(noted.document_id), noted)

    async def _read(self, request: Request, kind: str, write: Callable[[QuestionService], bytes]) -> Response:
        """Have something written of what who asks may see, by the threads that answer no questions."""
        written = await self._desk.work(request, self._current.service(), lambda seen: seen, write)
        return Response(written, media_type=kind, headers=_PRIVATE)
