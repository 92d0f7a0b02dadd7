"""The answers to look at first: those that are wrong, with where they went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tripqa.evaluation.questions import Kind
from tripqa_lab.evaluation.judging import Judgement

Reason = Literal["answered though unanswerable", "retrieval", "choosing", "refused"]
_SHOWN = 70  # characters of a text, in the list for people
_WORDS: dict[Reason, str] = {
    "answered though unanswerable": "answered, though the documents do not say",
    "retrieval": "retrieval: the evidence is not in the first ten hits",
    "choosing": "choosing: the evidence is in the hits, the value is not quoted",
    "refused": "refused, though the documents say",
}


@dataclass(frozen=True, slots=True)
class Worst:
    """A question that was answered wrongly, or not at all."""

    question_id: str
    kind: Kind
    question: str
    expected: tuple[str, ...]  # texts one of which answers; none: no answer
    quoted: tuple[str, ...]
    confidence: float
    reason: Reason


def worst(judged: Sequence[Judgement]) -> list[Worst]:
    """Return what went wrong: wrong answers before refusals, and of each those that were surest to be right to give."""
    wrong = [_worst(one, reason) for one in judged if (reason := _reason(one))]
    return sorted(wrong, key=_badness)


def as_list(found: Sequence[Worst]) -> str:
    """Write a numbered list, which is Markdown too; long texts are cut."""
    return "\n".join(_item(number, one) for number, one in enumerate(found, start=1))


def _reason(one: Judgement) -> Reason | None:
    if not one.answerable:
        return None if one.refused else "answered though unanswerable"
    if one.refused:
        return "refused"
    if one.gold:
        return None
    return "choosing" if one.found.in_ten else "retrieval"


def _worst(one: Judgement, reason: Reason) -> Worst:
    return Worst(
        question_id=one.question.id,
        kind=one.question.kind,
        question=one.question.question,
        expected=one.question.answers,
        quoted=one.given.quotes if one.given else (),
        confidence=one.confidence,
        reason=reason,
    )


def _badness(one: Worst) -> tuple[bool, float]:
    """Order wrong answers by how sure they were, then refusals by how sure those were."""
    refused = one.reason == "refused"
    return refused, one.confidence if refused else -one.confidence


def _item(number: int, one: Worst) -> str:
    kind = "" if one.kind == "answerable" else f", {one.kind.replace('_', ' ')}"
    lines = (
        f"{number}. {one.question_id}{kind}, confidence {one.confidence:.2f}: {_WORDS[one.reason]}",
        f"asked: {one.question}",
        f"expected: {' | '.join(map(_line, one.expected)) or 'no answer'}",
        f"quoted: {' | '.join(map(_line, one.quoted)) or '-'}",
    )
    return "\n    - ".join(lines)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
