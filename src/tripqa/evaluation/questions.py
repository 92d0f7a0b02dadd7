"""Judged questions: what is asked, whether the corpus says it, and where, as spans of characters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from tripqa.domain import LANGUAGES, Language, Span
from tripqa.errors import CorpusError

Half = Literal["dev", "test"]
Kind = Literal["answerable", "foreign", "near_miss", "false_premise"]
UNANSWERABLE: tuple[Kind, ...] = ("foreign", "near_miss", "false_premise")


class Evidence(BaseModel):
    """A stretch of a document that holds, or helps to hold, the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    document: str
    start: int
    end: int
    quote: str


class JudgedQuestion(BaseModel):
    """A question with its qrels. `evidence` lists alternatives; the spans of one alternative belong together."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    language: Language
    question: str
    kind: Kind
    style: str = ""
    answers: tuple[str, ...] = ()
    evidence: tuple[tuple[Evidence, ...], ...] = ()

    @field_validator("language")
    @classmethod
    def _is_ours(cls, value: Language) -> Language:
        if value not in LANGUAGES:
            raise ValueError(f"{value!r} is none of {', '.join(LANGUAGES)}")
        return value

    @property
    def half(self) -> Half:
        """Return the half that a hash of the id puts the question in; only `dev` may be tuned on."""
        return "dev" if hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0 else "test"


def read_questions(file: Path) -> list[JudgedQuestion]:
    """Read a .jsonl of judged questions; CorpusError names the line that is wrong."""
    found: list[JudgedQuestion] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(JudgedQuestion.model_validate_json(line))
        except ValidationError as error:
            raise CorpusError(f"{file}, line {number}: {error.errors()[0]['msg']}") from error
    return found


def covers(question: JudgedQuestion, shown: Iterable[tuple[str, Span]]) -> bool:
    """Tell whether at least half of the characters of one alternative lie in the spans shown."""
    seen = {(document, i) for document, (start, end) in shown for i in range(start, end)}
    return any(_covered(alternative, seen) >= 0.5 for alternative in question.evidence)


def _covered(alternative: Sequence[Evidence], seen: set[tuple[str, int]]) -> float:
    wanted = {(span.document, i) for span in alternative for i in range(span.start, span.end)}
    return len(wanted & seen) / len(wanted)
