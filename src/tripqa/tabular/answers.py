"""What a question of a file was replied with, as the columns that are put beside its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tripqa.tabular.rows import Row, Rows
from tripqa.wire.answers import AnswerOut, CitationOut
from tripqa.wire.batches import BatchLineOut

_COLUMNS = ("status", "answer", "short_answer", "confidence", "doubtful", "documents", "places", "error")
_OURS = "tripqa_"  # before a name that the file has already


def columns_beside(columns: Sequence[str], *, whole: bool) -> dict[str, str]:
    """Return what the columns of an answer are called; with `whole`, one that has all of it too."""
    wanted = (*_COLUMNS, "reply") if whole else _COLUMNS
    return {name: f"{_OURS}{name}" if name in columns else name for name in wanted}


def answered_rows(
    asked: Rows, replies: Mapping[str, BatchLineOut], names: Mapping[str, str]
) -> Iterator[Mapping[str, Any]]:
    """Return each row as it was, with its answer beside it; one that asks nothing has none."""
    for row in asked.rows:
        beside = _beside(row, replies.get(row.name) if row.question else None)
        yield {**row.values, **{called: beside[name] for name, called in names.items()}}


def _beside(row: Row, line: BatchLineOut | None) -> Mapping[str, Any]:
    reply = line.reply if line else None
    error = line.error.message if line and line.error else None
    if reply is None:
        return dict.fromkeys((*_COLUMNS, "reply")) | {"error": error}
    return {**_told(reply), "error": None, "reply": reply.model_dump(mode="json")}


def _told(reply: AnswerOut) -> Mapping[str, Any]:
    return {
        "status": reply.status,
        "answer": reply.answer,
        "short_answer": reply.short_answer,
        "confidence": reply.confidence,
        "doubtful": reply.doubtful,
        "documents": "\n".join(dict.fromkeys(citation.document.title for citation in reply.citations)),
        "places": "\n".join(map(_place, reply.citations)),
    }


def _place(citation: CitationOut) -> str:
    page = "" if citation.page is None else f" (page {citation.page})"
    return f"[{citation.number}] {citation.document.id}:{citation.start}-{citation.end}{page}"
