"""The report of a dataset as words and tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from tripqa.evaluation.cells import mean_cell, share_cell, whole_cell
from tripqa.evaluation.figures import AREA, CITED, FALSE_REFUSALS, GOLD, REFUSED, REFUSED_OF
from tripqa.evaluation.measures import RANKING_MEASURES
from tripqa.wire.reports import ChangeOut, ComparisonOut, ReportOut

_ANSWERS = {
    GOLD: "gold answer in citations",
    CITED: "chars cited",
    FALSE_REFUSALS: "false refusals",
    REFUSED: "unanswerable refused",
    AREA: "AUROC of confidence",
}


def words(report: ReportOut) -> list[str]:
    """Say what was asked, of what, and what was left out."""
    asked, index, dataset = report.questions, report.index, report.dataset
    counted = [
        (asked.over_limit, "questions left out by --limit"),
        (asked.not_judged, "questions left out without a relevant document"),
        (asked.not_taken, "questions not taken by the service; they count as finding nothing"),
        (dataset.unknown_documents, "qrels of documents that corpus.jsonl does not hold; they count as not found"),
        (dataset.unknown_questions, "questions of qrels that queries.jsonl does not hold; they are not asked"),
        (index.other_documents, "documents of the index are not of the dataset; they count as not relevant"),
    ]
    return [
        f"{dataset.name} {dataset.fingerprint[:12]}: {asked.asked} questions, {dataset.documents} documents, "
        f"{index.passages} passages",
        f"{index.rules or 'rules of the server'}, space {index.space}",
        *(f"{count} {what}" for count, what in counted if count),
        "in brackets: 95 % intervals over questions",
    ]


def ranking_table(report: ReportOut) -> Table:
    """Lay out the measures of the ranking, each with its 95 % interval."""
    table = _table("language", "questions", *RANKING_MEASURES)
    for row in report.rows:
        judged = row.figures[RANKING_MEASURES[0]].of
        table.add_row(row.language, str(judged), *(mean_cell(row.figures[name]) for name in RANKING_MEASURES))
    return table


def answers_table(report: ReportOut) -> Table:
    """Lay out what the answers were worth: shares with counts and their 95 % intervals."""
    table = _table("language", *_ANSWERS.values())
    for row in report.rows:
        figures = row.figures
        table.add_row(
            row.language,
            share_cell(figures[GOLD]),
            whole_cell(figures[CITED]),
            share_cell(figures[FALSE_REFUSALS]),
            share_cell(figures[REFUSED]),
            mean_cell(figures[AREA]),
        )
    return table


def refusals_table(report: ReportOut) -> Table | None:
    """Lay out what was refused of each kind; None for a dataset that does not name kinds."""
    named = {kind: name for kind, name in REFUSED_OF.items() if name in report.rows[-1].figures}
    if not named:
        return None
    table = _table("language", *(f"{kind.replace('_', ' ')} refused" for kind in named))
    for row in report.rows:
        table.add_row(row.language, *(share_cell(row.figures[name]) for name in named.values()))
    return table


def changes_table(changes: Sequence[ChangeOut]) -> Table:
    """Lay out each change: the difference with its 95 % interval, and what the test says of it."""
    table = _table("language", "figure", "questions", "before", "after", "difference", "p (Holm)", "")
    for one in changes:
        difference = f"{one.difference:+.3f} ({one.low:+.3f} to {one.high:+.3f})"
        numbers = (str(one.questions), f"{one.before:.3f}", f"{one.after:.3f}", difference, f"{one.p_adjusted:.4f}")
        table.add_row(one.language, _ANSWERS.get(one.figure, one.figure), *numbers, one.verdict)
    return table


def comparison_words(comparison: ComparisonOut) -> list[str]:
    """Say what a comparison does not cover."""
    counted = [
        (comparison.only_before, "questions are in the earlier report alone"),
        (comparison.only_after, "questions are in this report alone"),
    ]
    changed = [] if comparison.same_dataset else ["the dataset has changed since: a difference may come from that"]
    return [*changed, *(f"{count} {what}" for count, what in counted if count)]


def _table(first: str, *others: str) -> Table:
    table = Table(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
