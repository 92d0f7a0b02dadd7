"""The files that others read of an evaluation: a TREC run, answers, and a row for each question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tripqa.errors import AnswersError, EvaluationError
from tripqa.evaluation.asked import Asked
from tripqa.evaluation.dataset import Dataset
from tripqa.evaluation.figures import ScoredQuestion
from tripqa.tabular.rows import format_of
from tripqa.tabular.writing import write_rows

_TAG = "tripqa"
_FOUND = 10  # documents of a row
_COLUMNS = (
    "question_id", "question", "language", "answerable", "kind", "taken", "refused", "confidence", "cited_characters",
    "found",
)  # fmt: skip


def run_lines(asked: Asked) -> str:
    """Return `question Q0 document rank score tag` for each document.

    The score is the place from the end, so that no tool finds a tie and puts it in an order of its own.
    """
    return "".join(
        f"{asked.question_id} Q0 {document} {rank} {len(asked.ranking) + 1 - rank} {_TAG}\n"
        for rank, document in enumerate(asked.ranking, start=1)
    )


def answer_lines(asked: Asked) -> str:
    """Return the answer as one line of JSON; nothing where the question was not taken."""
    return f"{asked.line.model_dump_json()}\n" if asked.line else ""


def write_table(
    file: Path, texts: Mapping[str, str], everything: Iterable[Asked], scored: list[ScoredQuestion]
) -> None:
    """Write a row for each question, with its figures, in the format that a file's name says."""
    figures = dict.fromkeys(name for one in scored for name in one.figures if name not in _COLUMNS)
    rows = (_row(texts[one.question_id], one, score) for one, score in zip(everything, scored, strict=True))
    try:
        write_rows(file, [*_COLUMNS, *figures], rows)
    except AnswersError as error:
        raise EvaluationError(str(error)) from error


def _row(text: str, asked: Asked, scored: ScoredQuestion) -> dict[str, object]:
    about = asked.model_dump(include={"question_id", "language", "answerable", "kind", "taken"})
    judged = asked.judged.model_dump(include={"refused", "confidence", "cited_characters"}) if asked.judged else {}
    return {**scored.figures, **about, **judged, "question": text, "found": " ".join(asked.ranking[:_FOUND])}


def write_lines(file: Path, lines: Callable[[Asked], str], everything: Iterable[Asked]) -> None:
    """Write what `lines` makes of each question."""
    try:
        with file.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(map(lines, everything))
    except OSError as error:
        raise EvaluationError(f"{file} cannot be written ({error.strerror}); run this again to write it") from error


def refuse_unwritable(file: Path) -> None:
    """Say before anything is asked that there is no place for a file."""
    if file.is_dir() or not file.parent.is_dir():
        raise EvaluationError(f"{file} cannot be written; name a file in a folder that is there")


def refuse_no_table(file: Path) -> None:
    """Say before anything is asked that a file is of no format that rows are written in."""
    try:
        format_of(file)
    except AnswersError as error:
        raise EvaluationError(str(error)) from error


def refuse_unspeakable_ids(dataset: Dataset) -> None:
    """Say before anything is asked that ids do not fit into a run: its columns stand between spaces."""
    for name in (*dataset.names.values(), *sorted(dataset.chosen)):
        if len(name.split()) != 1 or name != name.strip():
            raise EvaluationError(f"the id {name!r} holds white space, which a TREC run cannot; leave out --run")
