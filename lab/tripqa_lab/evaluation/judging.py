"""Judged questions through the service -> what was found for each, what was answered, and how sure that was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tripqa.domain import Answered, Citation, Hit, Span, ValueKind
from tripqa.evaluation.asked import holds
from tripqa.evaluation.questions import JudgedQuestion, covers
from tripqa.ports import Progress
from tripqa.service import QuestionService, Reply
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold_question

DEPTH = 10  # hits that are judged
_TOLD_SHORT = frozenset[ValueKind](
    ("person", "date", "time", "place", "number", "money", "duration", "percentage")
)  # what who, when, where and how many ask for


@dataclass(frozen=True, slots=True)
class FoundEvidence:
    """How far up the evidence stands among the hits, and what it took to read until there."""

    in_first: bool  # in the first hit
    in_five: bool  # in the first five
    in_ten: bool
    first_characters: int  # shown by the first hit
    five_characters: int  # shown by the first five


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given, and what it was worth."""

    quotes: tuple[str, ...]
    exact: int  # quotes that stand in their document, character for character, where they say
    cited_characters: int
    characters: int  # of the whole answer, with the marks of its citations
    in_citations: bool  # half of the evidence's characters
    gold: bool  # one of the texts that answer stands in a quote
    short: str | None
    short_right: bool
    conflicts: tuple[tuple[str, ...], ...]  # the values of each


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one question."""

    question: JudgedQuestion
    asks_value: bool  # who, when, where or how many
    found: FoundEvidence
    given: Given | None  # None: refused
    confidence: float
    cosine: float  # of the nearest passage
    removed: int  # citations that were not true, and not sent

    @property
    def answerable(self) -> bool:
        """Tell whether the corpus answers the question."""
        return self.question.kind == "answerable"

    @property
    def refused(self) -> bool:
        """Tell whether no answer was given."""
        return self.given is None

    @property
    def gold(self) -> bool:
        """Tell whether an answer was given that quotes one of the texts that answer."""
        return self.given is not None and self.given.gold


def judge(questions: Sequence[JudgedQuestion], service: QuestionService, progress: Progress) -> list[Judgement]:
    """Ask every question and judge the reply."""
    judged = []
    for number, question in enumerate(questions, start=1):
        judged.append(_judgement(question, service.ask(question.question, top_k=DEPTH)))
        progress(number, len(questions))
    return judged


def asks_value(text: str) -> bool:
    """Tell whether a question asks who, when, where or how many, as far as its words say."""
    asked = what_is_asked(fold_question(text))
    return asked.form in ("value", "open") and bool(asked.kinds & _TOLD_SHORT)


def _judgement(question: JudgedQuestion, reply: Reply) -> Judgement:
    return Judgement(
        question=question,
        asks_value=asks_value(question.question),
        found=_found(question, reply.hits),
        given=_given(question, reply.answer) if isinstance(reply.answer, Answered) else None,
        confidence=reply.answer.confidence,
        cosine=max((hit.scores.dense for hit in reply.hits), default=0.0),
        removed=len(reply.removed),
    )


def _found(question: JudgedQuestion, hits: Sequence[Hit]) -> FoundEvidence:
    return FoundEvidence(
        in_first=covers(question, _passages(hits[:1])),
        in_five=covers(question, _passages(hits[:5])),
        in_ten=covers(question, _passages(hits[:DEPTH])),
        first_characters=_characters(_passages(hits[:1])),
        five_characters=_characters(_passages(hits[:5])),
    )


def _given(question: JudgedQuestion, answer: Answered) -> Given:
    quotes = tuple(citation.quote for citation in answer.citations)
    short = answer.short.text if answer.short else None
    return Given(
        quotes=quotes,
        exact=sum(map(_is_exact, answer.citations)),
        cited_characters=sum(map(len, quotes)),
        characters=len(answer.text),
        in_citations=covers(question, _quoted(answer.citations)),
        gold=holds(quotes, question.answers),
        short=short,
        short_right=short is not None and is_right(short, question.answers),
        conflicts=tuple(tuple(value.text for value in conflict.values) for conflict in answer.conflicts),
    )


def is_right(value: str, answers: Sequence[str]) -> bool:
    """Tell whether a value is an answer, holds one, or is the value of one that says more."""
    return any(holds([value], [answer]) or holds([answer], [value]) for answer in answers)


def _is_exact(citation: Citation) -> bool:
    return citation.hit.document.text[citation.start : citation.end] == citation.quote


def _passages(hits: Iterable[Hit]) -> Iterator[tuple[str, Span]]:
    return ((hit.document.id, (hit.passage.start, hit.passage.end)) for hit in hits)


def _quoted(citations: Iterable[Citation]) -> Iterator[tuple[str, Span]]:
    return ((citation.hit.document.id, (citation.start, citation.end)) for citation in citations)


def _characters(spans: Iterable[tuple[str, Span]]) -> int:
    return sum(end - start for _, (start, end) in spans)
