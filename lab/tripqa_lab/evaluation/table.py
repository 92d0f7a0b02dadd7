"""The report on our own questions as tables for people, which are Markdown too."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import MARKDOWN
from rich.table import Table

from tripqa.evaluation.cells import NONE, count_cell, mean_cell, share_cell, whole_cell
from tripqa.evaluation.questions import UNANSWERABLE
from tripqa.wire.reports import ALL, IndexFactsOut
from tripqa_lab.evaluation.report import Areas, Row, ShownConflict


def described(index: IndexFactsOut) -> str:
    """Say what was asked: documents, passages, rules and space."""
    documents = (index.documents_fingerprint or "")[:12]
    return f"documents {documents},\n{index.passages} passages, {index.rules}, space {index.space}"


def finding_table(rows: Sequence[Row]) -> Table:
    """Lay out what was found; `chars` is the median number of characters shown for the score before it."""
    table = _table("in top 1", "chars", "in top 5", "chars")
    for row in rows:
        found = row.finding
        cells = (share_cell(found.in_first), whole_cell(found.first_characters))
        table.add_row(row.half, row.language, *cells, share_cell(found.in_five), whole_cell(found.five_characters))
    return table


def answers_table(rows: Sequence[Row]) -> Table:
    """Lay out what answers were worth; `chars` is the median number of characters cited."""
    table = _table("gold value in citations", "chars", "in citations", "quotes exact",
                   "chars of a value answer", "short given", "short right", "show a conflict")  # fmt: skip
    for row in rows:
        answers = row.answers
        table.add_row(
            row.half,
            row.language,
            share_cell(answers.gold),
            whole_cell(answers.cited_characters),
            count_cell(answers.in_citations),
            NONE if answers.exact.value is None else f"{answers.exact.value:.3f} ({answers.exact.of})",
            whole_cell(answers.value_characters),
            count_cell(answers.short_given),
            count_cell(answers.short_right),
            count_cell(answers.conflicting),
        )
    return table


def refusing_table(rows: Sequence[Row]) -> Table:
    """Lay out what was refused, and how well confidence and cosine tell near misses from answerable questions."""
    kinds = (f"{kind.replace('_', ' ')} refused" for kind in UNANSWERABLE)
    table = _table("false refusals", *kinds, "near miss AUROC", "of cosine", "mean of languages")
    for row in rows:
        refusing = row.refusing
        table.add_row(
            row.half,
            row.language,
            share_cell(refusing.false_refusals),
            *(share_cell(refusing.refused[kind]) for kind in UNANSWERABLE),
            mean_cell(refusing.near_misses.confidence),
            mean_cell(refusing.near_misses.cosine),
            _means(refusing.near_misses_by_language) if row.language == ALL else "",
        )
    return table


def conflict_words(conflicts: Sequence[ShownConflict]) -> list[str]:
    """Say which answers show that the documents disagree, and about which values."""
    return [f"{one.question_id} shows a conflict: {' / '.join(one.values)}" for one in conflicts]


def _means(areas: Areas) -> str:
    if areas.confidence.value is None or areas.cosine.value is None:
        return NONE
    return f"{areas.confidence.value:.3f}, cosine {areas.cosine.value:.3f} ({areas.confidence.of})"


def _table(*names: str) -> Table:
    table = Table("half", "language", box=MARKDOWN)
    for name in names:
        table.add_column(name, justify="right")
    return table
