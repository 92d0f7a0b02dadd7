"""tripqa as a library: the service over an index, in the shapes that every face sends."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self, Unpack

from rich.console import Console

from tripqa.domain import EVERYTHING, Filter
from tripqa.errors import NotFound, QuestionRefused
from tripqa.index.lock import NO_WAIT
from tripqa.ingest_command import ingest_corpus, ingest_out
from tripqa.questions import DEFAULT_HITS
from tripqa.service import QuestionService, Sort
from tripqa.settings import Settings, load_settings
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.asking import Asking, Before, turns_of
from tripqa.wire.batches import BatchLineOut
from tripqa.wire.documents import DocumentOut, FullDocumentOut, PassageOut
from tripqa.wire.failures import ErrorBody
from tripqa.wire.ingests import IngestOut
from tripqa.wire.verification import StoredAnswerIn, VerificationOut, citations_of, stored_answers
from tripqa.wiring import Say, open_service

_AHEAD = 2  # questions for each thread that are taken before the first of them is returned
_LOG = logging.getLogger(__name__)


class Opened:
    """An index that answers. Safe to call from several threads. What has been closed raises ValueError."""

    def __init__(self, service: QuestionService, threads: int = 1) -> None:
        """Take a service, which answers so many questions of `ask_all` at once."""
        self._kept: QuestionService | None = service
        self._threads = threads

    @classmethod
    def of(cls, settings: Settings, say: Say = _LOG.warning) -> Self:
        """Open what the settings name: the current generation or, if it is damaged, the last whole one, and say so."""
        return cls(open_service(settings, say), settings.working_threads)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        """Return the generation that answers."""
        return f"Opened({self._kept.generation!r})" if self._kept else "Opened(closed)"

    def close(self) -> None:
        """Let the index go, and the memory that it takes."""
        self._kept = None

    def ask(
        self,
        question: str,
        *,
        top_k: int = DEFAULT_HITS,
        language: str | None = None,
        where: Filter = EVERYTHING,
        previous: Sequence[Before] = (),
        shown_in: str | None = None,
    ) -> AnswerOut:
        """Answer a question out of the corpus, or say that it does not.

        `shown_in` is the reader's language, BCP 47, in which days and names are given too; else the question's.
        QuestionRefused says what is wrong with the question; NotFound names a document of `where` that is not there.
        """
        reply = self._service.ask(
            question, top_k=top_k, language=language, where=where, previous=turns_of(previous), shown_in=shown_in
        )
        return AnswerOut.of(reply)

    def ask_all(self, questions: Mapping[str, str], **how: Unpack[Asking]) -> Iterator[BatchLineOut]:
        """Answer many questions, each by a name of your own, in their order: `custom_id` of a line is that name.

        A question that is refused is a line with an `error`.
        """
        threads = ThreadPoolExecutor(self._threads, thread_name_prefix="question")
        under_way = deque[Future[BatchLineOut]]()
        try:
            for number, (name, question) in enumerate(questions.items(), start=1):
                under_way.append(threads.submit(self._line, number, name, question, how))
                if len(under_way) >= _AHEAD * self._threads:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)

    def search(
        self,
        question: str,
        *,
        top_k: int = DEFAULT_HITS,
        language: str | None = None,
        where: Filter = EVERYTHING,
        previous: Sequence[Before] = (),
        sort: Sort = "score",
        shown_in: str | None = None,
    ) -> SearchOut:
        """Return the passages nearest to a question, best first or, if so sorted, newest first. Fails as `ask` does."""
        found = self._service.search(
            question,
            top_k=top_k,
            language=language,
            where=where,
            previous=turns_of(previous),
            sort=sort,
            shown_in=shown_in,
        )
        return SearchOut.of(found)

    def verify(self, *answers: AnswerOut | StoredAnswerIn | Mapping[str, object]) -> VerificationOut:
        """Tell of each citation of stored answers whether it holds, has moved or is gone."""
        stored = stored_answers(answers)
        return VerificationOut.of(stored, self._service.verify(citations_of(stored)))

    def documents(self) -> list[DocumentOut]:
        """Return every document, by id, without its text."""
        return [DocumentOut.of(document) for document in self._service.documents()]

    def document(self, document_id: str) -> FullDocumentOut:
        """Return a document with its sections and its whole text; NotFound if there is none of that id."""
        document = self._service.document(document_id)
        return FullDocumentOut.whole(document, self._service.sections(document))

    def passage(self, passage_id: str) -> PassageOut:
        """Return a passage by the id that hits and citations carry; NotFound if there is none."""
        passage = self._service.passage(passage_id)
        return PassageOut.of(passage, self._service.document(passage.document_id))

    def _line(self, number: int, name: str, question: str, how: Asking) -> BatchLineOut:
        try:
            reply, error = self.ask(question, **how), None
        except (QuestionRefused, NotFound) as refused:
            reply, error = None, ErrorBody(code=refused.code, message=str(refused), request_id="")
        return BatchLineOut(line=number, custom_id=name, reply=reply, error=error)

    @property
    def _service(self) -> QuestionService:
        if self._kept is None:
            raise ValueError("this index is closed; open it again")
        return self._kept


def ingested(flags: Mapping[str, object], *, rebuild: bool, strict: bool) -> IngestOut:
    """Bring an index up to date with its corpus, without a word, and return what has changed."""
    quiet = Console(quiet=True, force_terminal=False)
    return ingest_out(ingest_corpus(load_settings(flags), quiet, rebuild=rebuild, strict=strict, wait=NO_WAIT))
