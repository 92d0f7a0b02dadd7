"""What every face calls: search, ask and verify, over one index, one encoder and one answerer."""

from __future__ import annotations

import datetime
import logging
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from tripqa.answers.missing import refused
from tripqa.answers.whole.answering import WholeAnswerer
from tripqa.citations.verify import Removed, Standing, StoredCitation, faults, standings, verified
from tripqa.conversation import Turn, Understood
from tripqa.domain import (
    EVERYTHING,
    Answer,
    Answered,
    Document,
    Filter,
    Gloss,
    Hit,
    Language,
    Passage,
    Question,
    Ranking,
    Section,
    WrittenGroup,
)
from tripqa.following import Following
from tripqa.index.filtering import days_of
from tripqa.index.visible import matching_ids
from tripqa.languages.shapes import About
from tripqa.languages.tables import tables
from tripqa.manifest import Manifest
from tripqa.models import Models
from tripqa.ports import Answerer, PassageIndex
from tripqa.questions import DEFAULT_HITS, LONGEST_QUESTION, check_turns, question_of
from tripqa.remembering import Once, remembering
from tripqa.retrieval import Remembered, Retrieval
from tripqa.text.folding import fold_question
from tripqa.text.glossing import glosses
from tripqa.text.language import ours
from tripqa.text.passages import sections

Sort = Literal["score", "newest"]
_MOST_OUTLINED = 64  # documents whose sections are kept
READ = 20  # hits that an answerer is given, whatever number is shown
_PARTS = 8  # that are remembered: with what each remembers of passages it grows to some 60 MB
_PATTERNS = 64  # sets of them whose ids are remembered
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """The hits for a question."""

    question: Question
    understood_as: str | None  # the question with what it takes from those before it; None where it stands alone
    hits: tuple[Hit, ...]
    manifest: Manifest
    took_ms: float
    shown_in: Language | None = None  # the reader's language: names and days are given in it too


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a question, with its nearest passages."""

    id: str
    question: Question
    understood_as: str | None  # the question with what it takes from those before it; None where it stands alone
    answer: Answer  # each of its citations was verified
    removed: tuple[Removed, ...]  # citations of the answerer that were not true
    hits: tuple[Hit, ...]
    answerer: str
    manifest: Manifest
    took_ms: float
    shown_in: Language | None = None  # the reader's language: names and days are given in it too
    glosses: Mapping[int, tuple[Gloss, ...]] = field(default_factory=dict)  # of names in quotes, by citation number


@dataclass(frozen=True, slots=True)
class Verification:
    """What has become of stored citations, in the order given."""

    standings: tuple[Standing, ...]
    manifest: Manifest
    took_ms: float


Over = Callable[[PassageIndex], "QuestionService"]  # makes a service of the same models over another index


class QuestionService:
    """Answers questions from one generation of the index. Safe to call from several threads."""

    def __init__(
        self, index: PassageIndex, retrieval: Retrieval, answerer: Answerer, models: Models, over: Over
    ) -> None:
        """Take an index, what ranks it, what answers, and what makes the same over another index."""
        self._index, self._retrieval, self._answerer, self._over = index, retrieval, answerer, over
        self.models = models
        self._whole = WholeAnswerer(index)
        self._fault, self._following = faults(index), Following(index, retrieval)
        self._matching = remembering(self._ids_matching, _PATTERNS)
        self._parts = remembering(self._made_part, _PARTS)
        self._sections: Once[list[Section]] = Once(_MOST_OUTLINED)

    def search(
        self,
        text: str,
        *,
        top_k: int = DEFAULT_HITS,
        language: str | None = None,
        where: Filter = EVERYTHING,
        previous: Sequence[Turn] = (),
        sort: Sort = "score",
        shown_in: str | None = None,
    ) -> Found:
        """Return the passages nearest to a question, best first, of those that `where` lets through.

        `previous` are the questions before it, the last one last; they matter where it goes on from them.
        `sort` orders the hits, and changes nothing of which are found. `shown_in` is the reader's language, BCP 47;
        where it is left out, that of the question.
        QuestionRefused says what is wrong with the question; NotFound names a document that is not there.
        """
        started = time.perf_counter()
        question = question_of(text, language, top_k)
        understood = self._understood(question, previous, where)
        hits = self._rank(question, top_k, where, understood).hits
        hits = _newest_first(hits) if sort == "newest" else hits
        return Found(
            question,
            _text_of(understood),
            hits,
            self._index.manifest,
            _milliseconds_since(started),
            ours(shown_in or question.language),
        )

    def ask(
        self,
        text: str,
        *,
        top_k: int = DEFAULT_HITS,
        language: str | None = None,
        where: Filter = EVERYTHING,
        previous: Sequence[Turn] = (),
        shown_in: str | None = None,
    ) -> Reply:
        """Answer a question out of the corpus, or say that it does not. Fails as `search` does.

        A citation that is not true, character for character, is removed and logged.
        """
        started = time.perf_counter()
        question = question_of(text, language, top_k)
        understood = self._understood(question, previous, where)
        meant = replace(question, text=understood.text) if understood else question
        ranking = self._rank(question, max(READ, top_k), where, understood)
        read = partial(self._read, language=meant.language, where=where)
        whole = self._whole.answer(meant, where, ranking, partial(self._retrieval.looked_for, where=where), read)
        made = whole or self._answerer.answer(meant, replace(ranking, hits=ranking.hits[:READ]))
        answer, removed = verified(made, self._fault)
        if answer and not whole:  # only what is true can be completed: the rest may be of no document
            answer, more = verified(self._whole.completed(meant, answer), self._fault)
            removed += more
        _log(removed)
        language = ours(shown_in or question.language)
        glossed = self._glosses(answer, language)
        return Reply(
            uuid.uuid4().hex,
            question,
            _text_of(understood),
            answer or refused(meant, ranking.hits, made.confidence),
            removed,
            ranking.hits[:top_k],
            self._whole.name if whole else self._answerer.name,
            self._index.manifest,
            _milliseconds_since(started),
            language,
            glossed,
        )

    def _glosses(self, answer: Answer | None, language: Language | None) -> dict[int, tuple[Gloss, ...]]:
        citations = answer.citations if isinstance(answer, Answered) else ()
        names = self._retrieval.names
        return {one.number: glosses(one.quote, one.hit.document.language, names, language) for one in citations}

    def _read(self, text: str, language: str, where: Filter) -> Answer:
        return self._answerer.answer(Question(text, language), self._retrieval.rank(text, READ, where))

    def verify(self, citations: Sequence[StoredCitation]) -> Verification:
        """Tell of stored citations whether they still hold."""
        started = time.perf_counter()
        found = tuple(standings(citations, self._index))
        return Verification(found, self._index.manifest, _milliseconds_since(started))

    def matching(self, patterns: Collection[str]) -> QuestionService:
        """Return what answers from the documents whose ids match one of these patterns, such as `2025-*`."""
        return self._of(self._matching(frozenset(patterns)))

    def part(self, documents: Collection[str]) -> QuestionService:
        """Return what answers from these documents alone, as if there were no others: PassageIndex.part.

        It shares the models; the last few sets are remembered. Of all documents it is this service itself.
        """
        return self._of(frozenset(documents).intersection(self._index.ids()))

    def warm_up(self) -> None:
        """Ask a question in each language, so that the first one of a user is as quick as the others."""
        for language, about in tables(About).items():
            question = Question(about.first_question, language)
            self._answerer.answer(question, self._retrieval.rank(question.text, READ, EVERYTHING))
        self._retrieval.forget()

    @property
    def generation(self) -> str:
        """Return the name of the generation that answers."""
        return self._index.manifest.generation

    def remembered(self) -> Remembered:
        """Return how often questions were asked that were remembered."""
        return self._retrieval.remembered()

    def names(self) -> Sequence[WrittenGroup]:
        """Return the names that the corpus knows several writings of."""
        return self._index.names()

    def ids(self) -> Sequence[str]:
        """Return the id of every document, in order."""
        return self._index.ids()

    def documents(self) -> Iterator[Document]:
        """Return every document, by id, one at a time."""
        return self._index.documents()

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        return self._index.document(document_id)

    def sections(self, document: Document) -> list[Section]:
        """Return the sections of a document of this generation, in reading order."""
        return self._sections.get(document.id, lambda: sections(document))

    def passage(self, passage_id: str) -> Passage:
        """Return that passage; NotFound if there is none."""
        return self._index.passage(passage_id)

    def _ids_matching(self, patterns: frozenset[str]) -> frozenset[str]:
        return matching_ids(patterns, self._index.ids())

    def _of(self, shown: frozenset[str]) -> QuestionService:
        return self if len(shown) == self._index.manifest.documents else self._parts(shown)

    def _made_part(self, shown: frozenset[str]) -> QuestionService:
        return self._over(self._index.part(shown))

    def _rank(self, question: Question, k: int, where: Filter, understood: Understood | None) -> Ranking:
        return self._retrieval.rank(question.text, k, where, understood)

    def _understood(self, question: Question, previous: Sequence[Turn], where: Filter) -> Understood | None:
        """Return how a question is understood by those before it, if that differs; refuse what cannot be looked for."""
        for document_id in where.documents or ():
            self._index.document(document_id)
        check_turns(previous)
        understood = self._following.understood(question.text, previous, where)
        return understood if understood and len(fold_question(understood.text)) <= LONGEST_QUESTION else None


def _newest_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return hits by the day of their visit or, without one, the last of the trip; those of no day last."""
    ordered = sorted(hits, key=_day_of, reverse=True)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1))


def _day_of(hit: Hit) -> datetime.date:
    days = days_of(hit.document, hit.passage)
    return days[1] if days else datetime.date.min


def _text_of(understood: Understood | None) -> str | None:
    return understood.text if understood else None


def _log(removed: Sequence[Removed]) -> None:
    for citation, fault in ((one.citation, one.fault) for one in removed):
        place = f"{citation.hit.document.id}:{citation.start}-{citation.end}"
        _LOG.warning("a citation was removed before it was sent: %r: %s", place, fault)


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
