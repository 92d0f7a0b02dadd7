"""Public question sets in BEIR form (Thakur et al., 2021): `corpus.jsonl` and `queries.jsonl` in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tripqa.domain import Document

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question of a public set."""

    id: str
    text: str
    language: str


def read_questions_of(folder: Path, language: str) -> list[SetQuestion]:
    """Return the questions of a set that are asked in one language."""
    rows = _rows(folder / "queries.jsonl")
    return [SetQuestion(row["_id"], row["text"], language) for row in rows if row.get("lang") == language]


def read_documents_of(folder: Path, language: str) -> list[Document]:
    """Return the passages of a set as documents, their titles kept."""
    return [
        Document(
            id=row["_id"],
            title=row.get("title", ""),
            publisher="",
            url=None,
            language=language,
            trip=None,
            places=(),
            examples={},
            file="corpus.jsonl",
            text=row["text"],
            sha256="",
            text_sha256="",
        )
        for row in _rows(folder / "corpus.jsonl")
    ]


def evenly(values: Sequence[T], most: int) -> Sequence[T]:
    """Return at most `most` values, spread evenly over the list."""
    step = max(1, -(-len(values) // most))
    return values[::step]


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)
