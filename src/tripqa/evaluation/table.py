"""The report of an evaluation as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from tripqa.domain import Manifest
from tripqa.evaluation.report import UNANSWERABLE, Row

_COLUMNS = ("half", "language", "in top 1", "chars", "in top 5", "chars", "in citations", "chars", "false refusals")


def described(manifest: Manifest) -> str:
    """Say what was asked: documents, passages, rules and space."""
    return (
        f"documents {manifest.documents_fingerprint[:12]},\n"
        f"{manifest.passages} passages, {manifest.rules}, space {manifest.space}"
    )


def as_table(rows: Sequence[Row]) -> Table:
    """Lay out one line for each row; `chars` is the median number of characters shown for the score before it."""
    table = Table(*_COLUMNS, *(f"refused {kind.replace('_', ' ')}" for kind in UNANSWERABLE))
    for row in rows:
        table.add_row(
            row.half,
            row.language,
            str(row.in_first),
            str(row.first_characters),
            str(row.in_five),
            str(row.five_characters),
            str(row.in_citations),
            str(row.cited_characters),
            str(row.false_refusals),
            *(str(row.refused[kind]) for kind in UNANSWERABLE),
        )
    return table
