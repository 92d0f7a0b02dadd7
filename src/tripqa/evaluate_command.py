"""What `tripqa evaluate` does between its options and its output."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tripqa.errors import EvaluationError
from tripqa.evaluation.comparison import compare, read_report
from tripqa.evaluation.dataset import Dataset, read_dataset
from tripqa.evaluation.dataset_tables import (
    answers_table,
    changes_table,
    comparison_words,
    ranking_table,
    refusals_table,
    words,
)
from tripqa.evaluation.evaluating import Options, evaluate
from tripqa.evaluation.places import Here, Place, here
from tripqa.evaluation.server import server
from tripqa.progress import Show, progress_on
from tripqa.service import QuestionService
from tripqa.settings import Settings
from tripqa.wire.reports import ReportOut
from tripqa.wiring import choose_encoder

_WIDE = 160  # characters: the width of tables that go to no terminal
Serve = Callable[[Settings], QuestionService]


@dataclass(frozen=True, slots=True)
class Wished:
    """What the command line asks for."""

    dataset: Path
    options: Options
    url: str | None
    compare_with: Path | None
    split: str | None = None  # of the qrels


def evaluate_dataset(wished: Wished, settings: Settings, serve: Serve, console: Console) -> ReportOut:
    """Evaluate, here or on a server, and compare with an earlier report if there is one. Words go to `console`."""
    earlier = read_report(wished.compare_with) if wished.compare_with else None
    dataset = read_dataset(wished.dataset, wished.options.limit, wished.split)
    if earlier and not earlier.by_question.keys() & dataset.chosen:
        raise EvaluationError(
            f"{wished.compare_with} has no question of {dataset.name}; compare reports of one dataset"
        )
    with progress_on(console) as show, _place(wished, dataset, settings, serve, show) as place:
        try:
            report = evaluate(dataset, place, wished.options, settings.cache, show("asking", "questions"))
        except KeyboardInterrupt:
            console.print("interrupted; run the same command again to go on")
            raise
    return report.model_copy(update={"comparison": compare(earlier, report)}) if earlier else report


def print_report(report: ReportOut, console: Console) -> None:
    """Print a report for people. Tables are not broken where no terminal bounds them."""
    tables = Console(highlight=False, width=None if console.is_terminal else _WIDE)
    for line in words(report):
        console.print(Text(line))
    tables.print(ranking_table(report))
    if report.answers:
        tables.print(answers_table(report))
        if refusals := refusals_table(report):
            tables.print(refusals)
    if report.comparison:
        for line in comparison_words(report.comparison):
            console.print(Text(line))
        tables.print(changes_table(report.comparison.changes))


def _place(
    wished: Wished, dataset: Dataset, settings: Settings, serve: Serve, show: Show
) -> AbstractContextManager[Place]:
    if wished.url:
        return server(wished.url, dataset, answers=wished.options.answers)

    def serve_from(index: Path) -> QuestionService:
        return serve(settings.model_copy(update={"index": index}))

    parts = Here(settings, choose_encoder(settings), serve_from, show("encoding", "texts"))
    return nullcontext(here(dataset, parts, answers=wished.options.answers))
