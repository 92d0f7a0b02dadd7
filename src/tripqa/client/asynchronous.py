"""The client for asyncio: the same calls, awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
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


class AsyncClient:
    """Asks a running tripqa from a program on asyncio. Every call fails as those of `Client` do."""

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        timeout: float = 60,
        retries: int = 3,
        longest_pause: float = 60,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Take a server's address, with the path below which a proxy shows it; ServerError if it is none.

        `timeout` is in seconds, for each try; `ask_all` waits 120 for each line instead. What may pass (429, 503, a
        connection that fails) is tried so many times more as `retries` says, after as many seconds as the server says,
        up to `longest_pause`.
        """
        self._url, self._patience = address_of(url), Patience(retries, longest_pause)
        self._http = httpx2.AsyncClient(
            base_url=self._url, headers=headers_of(key), timeout=timeout, transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        """Return whom it asks; a key is not told."""
        return f"AsyncClient({str(self._url)!r})"

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def ask(self, question: str, **how: Unpack[Answering]) -> AnswerOut:
        """Answer a question, or say that the documents do not; `how` as the library takes it.

        `answerer="generated"` has a model that the server knows write statements from the quotes besides.
        """
        return await self._send(calls.ask(question, how))

    async def ask_all(self, questions: Mapping[str, str], **how: Unpack[Asking]) -> AsyncIterator[BatchLineOut]:
        """Answer many questions, each by a name of your own, in their order: `custom_id` of a line is that name.

        A question that is refused is a line with an `error`. What is cut off is asked on from there. QuestionRefused
        names a question that is not valid Unicode, before any is sent.
        """
        for some in batch.batches(questions, how):
            async for line in self._stream(some):
                yield line

    async def search(self, question: str, **how: Unpack[Searching]) -> SearchOut:
        """Return the passages nearest to a question."""
        return await self._send(calls.search(question, how))

    async def verify(self, *answers: Stored) -> VerificationOut:
        """Tell of each citation of stored answers whether it holds, has moved or is gone."""
        return await self._send(calls.verify(answers))

    async def documents(self) -> list[DocumentOut]:
        """Return every document that the key may see, without its text."""
        return (await self._send(calls.documents())).documents

    async def document(self, document_id: str) -> FullDocumentOut:
        """Return a document with its sections and its whole text; NotFound if there is none of that id."""
        return await self._send(calls.document(document_id))

    async def passage(self, passage_id: str) -> PassageOut:
        """Return a passage by the id that hits and citations carry; NotFound if there is none."""
        return await self._send(calls.passage(passage_id))

    async def _send(self, call: Call[T]) -> T:
        """Send a call under one id until it is replied to, or is not worth trying again."""
        id, sent = made_id(), 1
        while (pause := self._patience.pause(sent, outcome := await self._once(call, id))) is not None:
            await asyncio.sleep(pause)
            sent += 1
        return read(call, outcome, self._url)

    async def _stream(self, some: Batch) -> AsyncIterator[BatchLineOut]:
        """Send a batch until all of it is replied to; a try that brings a reply is counted as the first."""
        id, sent = made_id(), 0
        while True:
            outcome: Outcome = httpx2.RemoteProtocolError("the reply was cut off")
            try:
                async with self._http.stream(
                    "POST",
                    batch.CALL.path,
                    content=some.body(),
                    headers={"X-Request-Id": id, **batch.HEADERS},
                    timeout=batch.PATIENCE,
                ) as response:
                    if response.status_code != 200:
                        await response.aread()
                        outcome = response
                    else:
                        async for piece in response.aiter_bytes():
                            for line in some.take(piece):
                                yield line
            except httpx2.TransportError as error:
                outcome = error
            if some.done:
                return
            sent = 1 if some.brought else sent + 1
            if (pause := self._patience.pause(sent, outcome)) is None:
                raise failure(batch.CALL, outcome, self._url)
            await asyncio.sleep(pause)

    async def _once(self, call: Call[T], id: str) -> Outcome:
        try:
            return await self._http.request(call.method, call.path, json=call.body, headers={"X-Request-Id": id})
        except httpx2.TransportError as error:
            return error
