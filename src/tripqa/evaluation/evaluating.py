"""A dataset through the service -> a report, a run file and an answers file; what was interrupted goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tripqa.errors import EvaluationError
from tripqa.evaluation.asked import judge_reply
from tripqa.evaluation.dataset import Dataset
from tripqa.evaluation.figures import ScoredQuestion, rows, score
from tripqa.evaluation.journal import Journal, working
from tripqa.evaluation.outputs import (
    answer_lines,
    refuse_no_table,
    refuse_unspeakable_ids,
    refuse_unwritable,
    run_lines,
    write_lines,
    write_table,
)
from tripqa.evaluation.places import Ask, Opened, Place
from tripqa.ports import Progress
from tripqa.questions import MOST_HITS
from tripqa.wire.reports import AskedOut, DatasetOut, QuestionOut, ReportOut

_FORM = "2"  # of the journal and what is judged: raise it whenever either changes


@dataclass(frozen=True, slots=True)
class Options:
    """What is wished of an evaluation."""

    limit: int | None  # questions at most
    answers: bool  # False: passages alone
    run_file: Path | None
    answers_file: Path | None
    table_file: Path | None = None  # a row for each question


def evaluate(dataset: Dataset, place: Place, options: Options, cache: Path, progress: Progress) -> ReportOut:
    """Ask what has not been asked yet, write the files, and report.

    What was asked is kept below `cache` until all of it is done.
    """
    _refuse_impossible(dataset, options)
    with working(cache / "evaluations" / _key(dataset, place, options)) as work:
        opened = place.open(work)
        journal = Journal(work / "journal.jsonl")
        _ask_the_rest(dataset, opened.ask, options, journal, progress)
        if options.run_file:
            write_lines(options.run_file, run_lines, journal)
        if options.answers_file:
            write_lines(options.answers_file, answer_lines, journal)
        scored = list(score(journal, dataset.qrels))
        if options.table_file:
            texts = {question.id: question.text for question in dataset.questions()}
            write_table(options.table_file, texts, journal, scored)
        return _report(dataset, opened, options, scored)


def _refuse_impossible(dataset: Dataset, options: Options) -> None:
    files = list(filter(None, (options.run_file, options.answers_file, options.table_file)))
    for file in files:
        refuse_unwritable(file)
        if files.count(file) > 1:
            raise EvaluationError(f"--run, --answers and --csv name {file} twice; name two files")
    if options.table_file:
        refuse_no_table(options.table_file)
    if options.run_file:
        refuse_unspeakable_ids(dataset)


def _key(dataset: Dataset, place: Place, options: Options) -> str:
    """Name the work: whatever could change an answer, or what is kept of it, gives it another name."""
    wished = (options.limit, options.answers, options.answers_file is not None)
    parts = (_FORM, version("tripqa"), dataset.fingerprint, place.key, *map(str, wished))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _ask_the_rest(dataset: Dataset, ask: Ask, options: Options, journal: Journal, progress: Progress) -> None:
    done, keep = {asked.question_id for asked in journal}, options.answers_file is not None
    for question in dataset.questions():
        if question.id not in done:
            reply = ask(question.text)
            journal.add(judge_reply(question, reply, dataset.names, answers=options.answers, keep=keep))
            done.add(question.id)
            progress(len(done), len(dataset.chosen))


def _report(dataset: Dataset, opened: Opened, options: Options, scored: Sequence[ScoredQuestion]) -> ReportOut:
    return ReportOut(
        tripqa=version("tripqa"),
        dataset=DatasetOut(
            name=dataset.name,
            fingerprint=dataset.fingerprint,
            documents=len(dataset.names),
            unknown_documents=dataset.unknown,
            unknown_questions=dataset.not_asked,
        ),
        index=opened.facts,
        settings=opened.settings,
        answers=options.answers,
        top_k=MOST_HITS,
        limit=options.limit,
        questions=AskedOut(
            asked=len(scored),
            not_taken=sum(not one.taken for one in scored),
            not_judged=dataset.not_judged,
            over_limit=dataset.over_limit,
        ),
        rows=rows(scored),
        by_question={one.id: QuestionOut(language=one.language, figures=dict(one.figures)) for one in scored},
        comparison=None,
    )
