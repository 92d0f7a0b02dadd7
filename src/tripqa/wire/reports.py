"""What an evaluation found, as JSON: the report, and how it compares with an earlier one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tripqa.wire.answers import AnswerOut
from tripqa.wire.documents import Wire

ALL = "all"  # the row of every language together
Verdict = Literal["better", "worse", "no difference shown"]


class AnswerLine(AnswerOut):
    """A line of an answers file: what `ask` returns, and which question of the dataset it was."""

    question_id: str


class DatasetOut(Wire):
    """What was asked of."""

    name: str
    fingerprint: str = Field(description="SHA-256 over the dataset's files.")
    documents: int
    unknown_documents: int = Field(description="Qrels of documents that the corpus does not hold.")
    unknown_questions: int = Field(0, description="Questions of qrels that queries.jsonl does not hold.")


class IndexFactsOut(Wire):
    """The index that was asked, as far as it says."""

    space: str
    rules: str | None = Field(description="null: a server does not say.")
    passages: int
    documents_fingerprint: str | None = Field(description="null: a server does not say.")
    other_documents: int = Field(description="Documents of the index that are not of the dataset.")


class AskedOut(Wire):
    """Questions, counted."""

    asked: int
    not_taken: int = Field(description="Of these, questions that the service refused to take, as too long.")
    not_judged: int = Field(description="Left out: without a relevant document, and not said to be unanswerable.")
    over_limit: int = Field(description="Left out to ask no more than was wished.")


class FigureOut(Wire):
    """A figure with its 95 % interval."""

    value: float | None = Field(description="null: there was no question to take it of.")
    low: float | None
    high: float | None
    of: int = Field(description="How many questions it is of.")
    count: int | None = Field(description="Of a share, how many of these; null for a mean.")


class RowOut(Wire):
    """The figures of one question language, or of all."""

    language: str
    asked: int
    figures: dict[str, FigureOut]


class QuestionOut(Wire):
    """The figures of one question: what a comparison pairs."""

    language: str
    figures: dict[str, float]


class ChangeOut(Wire):
    """How one figure differs from an earlier report's, on the questions that both hold."""

    language: str
    figure: str
    questions: int
    before: float
    after: float
    difference: float
    low: float = Field(description="Of the 95 % interval of the difference.")
    high: float
    p: float = Field(description="Two-sided, by flipping the signs of the differences at random.")
    p_adjusted: float = Field(description="After Holm, over every change of the comparison.")
    verdict: Verdict


class ComparisonOut(Wire):
    """How a report differs from an earlier one."""

    same_dataset: bool = Field(description="false: the dataset's files have changed in between.")
    only_before: int = Field(description="Questions that only the earlier report holds.")
    only_after: int
    changes: list[ChangeOut]


class ReportOut(Wire):
    """What an evaluation found. The same questions of the same index give the same report."""

    tripqa: str = Field(description="Version.")
    dataset: DatasetOut
    index: IndexFactsOut
    settings: dict[str, str | None] = Field(
        description="Those that the figures depend on; empty where a server has its own."
    )
    answers: bool = Field(description="Whether answers were asked for, or passages alone.")
    top_k: int
    limit: int | None
    questions: AskedOut
    rows: list[RowOut]
    by_question: dict[str, QuestionOut]
    comparison: ComparisonOut | None
