"""The client of a program that waits for each reply."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx2
from pydantic import BaseModel

from tripqa.client import batch, calls
from tripqa.client.batch import Batch
from tripqa.client.calls import Call, Stored
from tripqa.client.patience import Outcome, Patience
from tripqa.client.replies import address_of, failure, headers_of, made_id, read
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.asking import Answering, Asking, Searching
from tripqa.wire.batches import BatchLineOut
from tripqa.wire.documents import DocumentOut, FullDocumentOut, PassageOut
from tripqa.wire.verification import VerificationOut

T = TypeVar("T", bound=BaseModel)


class Client:
    """Asks a running tripqa. Safe to call from several threads.

    Every call raises what the library would (`tripqa.errors`), with the `request_id` that the server's log has;
    KeyRefused where a key is wanted; ServerError where no tripqa replies.
    """

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        timeout: float = 60,
        retries: int = 3,
        longest_pause: float = 60,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Take a server's address, with the path below which a proxy shows it; ServerError if it is none.

        `timeout` is in seconds, for each try; `ask_all` waits 120 for each line instead. What may pass (429, 503, a
        connection that fails) is tried so many times more as `retries` says, after as many seconds as the server says,
        up to `longest_pause`.
        """
        self._url, self._patience = address_of(url), Patience(retries, longest_pause)
        self._http = httpx2.Client(base_url=self._url, headers=headers_of(key), timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        """Return whom it asks; a key is not told."""
        return f"Client({str(self._url)!r})"

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def ask(self, question: str, **how: Unpack[Answering]) -> AnswerOut:
        """Answer a question, or say that the documents do not; `how` as the library takes it.

        `answerer="generated"` has a model that the server knows write statements from the quotes besides.
        """
        return self._send(calls.ask(question, how))

    def ask_all(self, questions: Mapping[str, str], **how: Unpack[Asking]) -> Iterator[BatchLineOut]:
        """Answer many questions, each by a name of your own, in their order: `custom_id` of a line is that name.

        A question that is refused is a line with an `error`. What is cut off is asked on from there. QuestionRefused
        names a question that is not valid Unicode, before any is sent.
        """
        for some in batch.batches(questions, how):
            yield from self._stream(some)

    def search(self, question: str, **how: Unpack[Searching]) -> SearchOut:
        """Return the passages nearest to a question."""
        return self._send(calls.search(question, how))

    def verify(self, *answers: Stored) -> VerificationOut:
        """Tell of each citation of stored answers whether it holds, has moved or is gone."""
        return self._send(calls.verify(answers))

    def documents(self) -> list[DocumentOut]:
        """Return every document that the key may see, without its text."""
        return self._send(calls.documents()).documents

    def document(self, document_id: str) -> FullDocumentOut:
        """Return a document with its sections and its whole text; NotFound if there is none of that id."""
        return self._send(calls.document(document_id))

    def passage(self, passage_id: str) -> PassageOut:
        """Return a passage by the id that hits and citations carry; NotFound if there is none."""
        return self._send(calls.passage(passage_id))

    def _send(self, call: Call[T]) -> T:
        """Send a call under one id until it is replied to, or is not worth trying again."""
        id, sent = made_id(), 1
        while (pause := self._patience.pause(sent, outcome := self._once(call, id))) is not None:
            time.sleep(pause)
            sent += 1
        return read(call, outcome, self._url)

    def _stream(self, some: Batch) -> Iterator[BatchLineOut]:
        """Send a batch until all of it is replied to; a try that brings a reply is counted as the first."""
        id, sent = made_id(), 0
        while True:
            outcome: Outcome = httpx2.RemoteProtocolError("the reply was cut off")
            try:
                with self._http.stream(
                    "POST",
                    batch.CALL.path,
                    content=some.body(),
                    headers={"X-Request-Id": id, **batch.HEADERS},
                    timeout=batch.PATIENCE,
                ) as response:
                    if response.status_code != 200:
                        response.read()
                        outcome = response
                    else:
                        for piece in response.iter_bytes():
                            yield from some.take(piece)
            except httpx2.TransportError as error:
                outcome = error
            if some.done:
                return
            sent = 1 if some.brought else sent + 1
            if (pause := self._patience.pause(sent, outcome)) is None:
                raise failure(batch.CALL, outcome, self._url)
            time.sleep(pause)

    def _once(self, call: Call[T], id: str) -> Outcome:
        try:
            return self._http.request(call.method, call.path, json=call.body, headers={"X-Request-Id": id})
        except httpx2.TransportError as error:
            return error
