"""What came of one question of a dataset: a line of the journal, out of which every figure is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tripqa.evaluation.dataset import DatasetQuestion
from tripqa.questions import DEFAULT_HITS
from tripqa.text.folding import fold_line
from tripqa.wire.answers import AnswerOut, HitOut, SearchOut
from tripqa.wire.documents import Wire
from tripqa.wire.reports import AnswerLine


class Judged(Wire):
    """What an answer was worth."""

    refused: bool
    gold_in_citations: bool | None  # None: the dataset gives no answer to look for
    cited_characters: int
    confidence: float | None


class Asked(Wire):
    """What came of one question."""

    question_id: str
    language: str
    answerable: bool
    kind: str  # whatever the dataset calls it; empty where it does not say
    taken: bool  # False: the service refused the question as one that cannot be asked
    ranking: tuple[str, ...]  # BEIR ids, each once, at the place of its best passage
    judged: Judged | None  # None: passages alone were asked for
    line: AnswerLine | None  # for the answers file, if there is to be one


def judge_reply(
    question: DatasetQuestion,
    reply: AnswerOut | SearchOut | None,
    names: Mapping[str, str],
    *,
    answers: bool,
    keep: bool,
) -> Asked:
    """Judge a reply; None is a question that was not taken: it finds nothing, and nothing is answered."""
    answer = reply if isinstance(reply, AnswerOut) else None
    return Asked(
        question_id=question.id,
        language=question.language,
        answerable=question.answerable,
        kind=question.kind,
        taken=reply is not None,
        ranking=documents_of(reply.hits if reply else (), names),
        judged=_judged(question, answer) if answers else None,
        line=_line(question, answer) if answer and keep else None,
    )


def documents_of(hits: Iterable[HitOut], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the BEIR ids of the documents of hits, each once, at its best passage."""
    return tuple(dict.fromkeys(names.get(hit.document.id, hit.document.id) for hit in hits))


def holds(quotes: Iterable[str], answers: Iterable[str]) -> bool:
    """Tell whether a quote holds an answer, whatever its width, case and white space."""
    wanted = list(filter(None, map(_bare, answers)))
    return any(answer in quote for quote in map(_bare, quotes) for answer in wanted)


def _judged(question: DatasetQuestion, answer: AnswerOut | None) -> Judged:
    quotes = [citation.quote for citation in answer.citations] if answer else []
    looked_for = question.answerable and any(map(_bare, question.answers))
    return Judged(
        refused=answer is None or answer.status == "no_answer",
        gold_in_citations=holds(quotes, question.answers) if looked_for else None,
        cited_characters=sum(map(len, quotes)),
        confidence=answer.confidence if answer else None,
    )


def _line(question: DatasetQuestion, answer: AnswerOut) -> AnswerLine:
    fields = dict(answer) | {"hits": answer.hits[:DEFAULT_HITS], "question_id": question.id}
    return AnswerLine.model_validate(fields)


def _bare(text: str) -> str:
    return "".join(fold_line(text).casefold().split())
