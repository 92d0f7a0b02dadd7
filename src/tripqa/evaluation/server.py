"""A running tripqa as the place where questions are asked, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from tripqa.errors import ServerError
from tripqa.evaluation.dataset import Dataset
from tripqa.evaluation.places import Opened, Place, Reply
from tripqa.parsing.beir import read_rows
from tripqa.questions import MOST_HITS
from tripqa.wire.answers import AnswerOut, IndexOut, SearchOut
from tripqa.wire.failures import ErrorOut
from tripqa.wire.reports import IndexFactsOut

if TYPE_CHECKING:
    import httpx2

_TIMEOUT = 60.0  # seconds for a reply
_PATIENCE = 300.0  # seconds in which a server may say that it is not ready, busy, or asked too often
_PAUSE, _LONGEST_PAUSE = 2.0, 30.0  # seconds before asking again
_FIRST = "何ですか"  # asked to see which index replies
_NOT_TAKEN = (413, 422)
_LATER = (429, 503)
_ASK: tuple[str, type[Reply]] = ("/v1/ask", AnswerOut)
_SEARCH: tuple[str, type[Reply]] = ("/v1/search", SearchOut)
T = TypeVar("T", bound=BaseModel)


class _Listed(BaseModel):
    """What is needed of a document that a server lists."""

    id: str
    text_sha256: str


class _List(BaseModel):
    documents: list[_Listed]


@contextmanager
def server(url: str, dataset: Dataset, *, answers: bool) -> Iterator[Place]:
    """Return a server as a place, if it serves the dataset's documents."""
    import httpx2

    try:
        client = httpx2.Client(base_url=url, timeout=_TIMEOUT)
    except (httpx2.InvalidURL, ValueError) as error:
        raise ServerError(f"{url!r} is no address; name one such as http://127.0.0.1:8000") from error
    with client:
        asked = _Server(client, answers=answers)
        index = asked.first_index()
        others = _others(asked.documents(), dataset, url)
        facts = IndexFactsOut(
            space=index.space, rules=None, passages=index.passages, documents_fingerprint=None, other_documents=others
        )
        opened = Opened(facts, {}, lambda text: asked.ask(text, index.generation))
        yield Place(f"{url} {index.generation}", lambda _: opened)


class _Server:
    """What is said to a server, and what it says back."""

    def __init__(self, client: httpx2.Client, *, answers: bool) -> None:
        self._client, self._answers = client, answers

    def first_index(self) -> IndexOut:
        """Return which index replies."""
        return _read(self._send("POST", "/v1/search", {"question": _FIRST, "top_k": MOST_HITS}), SearchOut).index

    def documents(self) -> Mapping[str, str]:
        """Return the hash of each document's text, by id."""
        listed = _read(self._send("GET", "/v1/documents"), _List)
        return {document.id: document.text_sha256 for document in listed.documents}

    def ask(self, text: str, generation: str) -> Reply | None:
        """Ask a question of that generation; None if it is not taken."""
        path, shape = _ASK if self._answers else _SEARCH
        response = self._send("POST", path, {"question": text, "top_k": MOST_HITS})
        if response.status_code in _NOT_TAKEN:
            return None
        reply = _read(response, shape)
        if reply.index.generation != generation:
            raise ServerError(
                f"the server has changed its index from {generation} to {reply.index.generation} while it was asked; "
                "run this again, and everything is asked anew"
            )
        return reply

    def _send(self, method: str, path: str, body: Mapping[str, object] | None = None) -> httpx2.Response:
        """Return the response, however long the server says that it is busy or asked too often, within bounds."""
        import httpx2

        waited = 0.0
        while True:
            try:
                response = self._client.request(method, path, json=body)
            except httpx2.HTTPError as error:
                raise ServerError(
                    f"no server replies at {self._client.base_url} ({error}); see that it runs, and run the same "
                    "command again to go on"
                ) from error
            if response.status_code not in _LATER or waited >= _PATIENCE:
                return response
            pause = _pause(response.headers.get("Retry-After"))
            time.sleep(pause)
            waited += pause or 1.0


def _read(response: httpx2.Response, shape: type[T]) -> T:
    """Return what a response holds; ServerError if that is a failure, or not what this version of tripqa sends."""
    if response.status_code != 200:
        raise ServerError(f"{response.url} replied {response.status_code}: {_message(response)}")
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as error:
        raise ServerError(f"{response.url} is not a tripqa of this version; start the server anew with it") from error


def _message(response: httpx2.Response) -> str:
    try:
        return ErrorOut.model_validate_json(response.content).error.message
    except ValidationError:
        return "this is no tripqa, or something stands before it"


def _pause(said: str | None) -> float:
    """Return the seconds that `Retry-After` says, within bounds."""
    return min(float(said), _LONGEST_PAUSE) if said and said.isdecimal() else _PAUSE


def _others(served: Mapping[str, str], dataset: Dataset, url: str) -> int:
    """Return how many documents are served that the dataset does not hold; ServerError if one that it holds is not."""
    held = 0
    for document in read_rows(dataset.source):
        if served.get(document.id) != document.text_sha256:
            what = "has another text for" if document.id in served else "does not hold"
            raise ServerError(
                f"the server at {url} {what} the document {document.id!r} of this dataset; ingest "
                f"{dataset.source.path} there, start it anew, or leave out --url"
            )
        held += 1
    return len(served) - held
