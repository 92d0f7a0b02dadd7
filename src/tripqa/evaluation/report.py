"""Judged questions through the service: what is found, what is cited, what is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

from tripqa.domain import LANGUAGES, Answered, Citation, Hit, Span
from tripqa.evaluation.questions import Half, JudgedQuestion, Kind, covers
from tripqa.ports import Progress
from tripqa.service import QuestionService, Reply

HALVES: tuple[Half, ...] = ("dev", "test")
UNANSWERABLE: tuple[Kind, ...] = ("foreign", "near_miss", "false_premise")
DEPTH = 5  # hits that are judged
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one question. Of an unanswerable one only `refused` says something."""

    question: JudgedQuestion
    refused: bool
    in_first: bool  # evidence in the first hit
    in_five: bool  # evidence in the first five
    in_citations: bool
    first_characters: int  # shown by the first hit
    five_characters: int  # shown by the first five
    cited_characters: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share of some questions, with how many those were."""

    count: int
    of: int

    def __str__(self) -> str:
        return f"{self.count / self.of:.2f} ({self.count}/{self.of})" if self.of else "-"


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one language and half."""

    language: str
    half: str
    in_first: Share
    in_five: Share
    in_citations: Share
    refused: dict[Kind, Share]
    false_refusals: Share
    first_characters: int  # medians
    five_characters: int
    cited_characters: int


def judge(questions: Sequence[JudgedQuestion], service: QuestionService, progress: Progress) -> list[Judgement]:
    """Ask every question and judge the reply. A refused question cites nothing."""
    judged = []
    for number, question in enumerate(questions, start=1):
        judged.append(_judgement(question, service.ask(question.question, top_k=DEPTH)))
        progress(number, len(questions))
    return judged


def rows(judged: Sequence[Judgement]) -> list[Row]:
    """Return a row for each half and language that was asked in, with all languages together below."""
    groups: dict[tuple[str, str], list[Judgement]] = {key: [] for key in product(HALVES, (*LANGUAGES, _ALL))}
    for one in judged:
        groups[one.question.half, one.question.language].append(one)
        groups[one.question.half, _ALL].append(one)
    return [_row(language, half, group) for (half, language), group in groups.items() if group]


def _judgement(question: JudgedQuestion, reply: Reply) -> Judgement:
    citations = reply.answer.citations if isinstance(reply.answer, Answered) else ()
    return Judgement(
        question=question,
        refused=not isinstance(reply.answer, Answered),
        in_first=covers(question, _passages(reply.hits[:1])),
        in_five=covers(question, _passages(reply.hits)),
        in_citations=covers(question, _quotes(citations)),
        first_characters=_characters(_passages(reply.hits[:1])),
        five_characters=_characters(_passages(reply.hits)),
        cited_characters=_characters(_quotes(citations)),
    )


def _passages(hits: Iterable[Hit]) -> Iterator[tuple[str, Span]]:
    return ((hit.document.id, (hit.passage.start, hit.passage.end)) for hit in hits)


def _quotes(citations: Iterable[Citation]) -> Iterator[tuple[str, Span]]:
    return ((citation.hit.document.id, (citation.start, citation.end)) for citation in citations)


def _characters(spans: Iterable[tuple[str, Span]]) -> int:
    return sum(end - start for _, (start, end) in spans)


def _row(language: str, half: str, judged: Sequence[Judgement]) -> Row:
    answerable = [one for one in judged if one.question.kind == "answerable"]
    answered = [one for one in answerable if not one.refused]
    return Row(
        language=language,
        half=half,
        in_first=_share(one.in_first for one in answerable),
        in_five=_share(one.in_five for one in answerable),
        in_citations=_share(one.in_citations for one in answerable),
        refused={kind: _share(one.refused for one in judged if one.question.kind == kind) for kind in UNANSWERABLE},
        false_refusals=_share(one.refused for one in answerable),
        first_characters=_median(one.first_characters for one in answerable),
        five_characters=_median(one.five_characters for one in answerable),
        cited_characters=_median(one.cited_characters for one in answered),
    )


def _share(flags: Iterable[bool]) -> Share:
    values = list(flags)
    return Share(sum(values), len(values))


def _median(values: Iterable[int]) -> int:
    return round(median(list(values) or [0]))
