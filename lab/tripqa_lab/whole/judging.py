"""Items that a right answer has, and which of them an answer quotes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tripqa.domain import Answered, Document
from tripqa.service import Reply

KINDS = ("day", "list", "comparison", "summary", "name", "follow_up", "unanswerable")
_SAME = 0.5  # share of the shorter of two stretches from which on they are one
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """What a right answer quotes: the `occurrence`-th place of a quote in its document."""

    document: str
    quote: str
    occurrence: int
    essential: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an author."""

    id: str
    kind: str
    language: str
    document: str | None  # None: all
    words: str  # a follow-up as it was written out
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what its answer came to."""

    asked: Asked
    recall: float
    precision: float
    essential: float | None  # of summaries


def read_asked(file: Path) -> list[Asked]:
    """Read the questions of an author."""
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    return [
        Asked(
            row["id"],
            row["kind"],
            row["language"],
            row["document"],
            row["written_out"] or row["question"],
            tuple(
                Item(item["document"], item["quote"], item["occurrence"], bool(item.get("essential")))
                for item in row["items"]
            ),
        )
        for row in rows
    ]


def judge(asked: Asked, reply: Reply, document: Callable[[str], Document]) -> Judged:
    """Compare an answer with the items. The item of a list is a name: wherever the document writes it, it is quoted."""
    answer = reply.answer
    quotes = (
        [(one.hit.document.id, one.start, one.end) for one in answer.citations] if isinstance(answer, Answered) else []
    )
    if not asked.items:
        return Judged(asked, float(not quotes), float(not quotes), None)
    texts = {item.document: document(item.document).text for item in asked.items}
    names = asked.kind == "list"
    pairs = [[_quotes(quote, item, texts, names=names) for quote in quotes] for item in asked.items]
    found, right = [any(row) for row in pairs], [any(column) for column in zip(*pairs, strict=True)]
    essential = [told for told, item in zip(found, asked.items, strict=True) if item.essential]
    return Judged(asked, _mean(found), _mean(right), _mean(essential) if essential else None)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _quotes(quote: Place, item: Item, texts: dict[str, str], *, names: bool) -> bool:
    if quote[0] != item.document:
        return False
    text = texts[item.document]
    if names and item.quote in text[quote[1] : quote[2]]:
        return True
    start = -1
    for _ in range(item.occurrence):
        start = text.index(item.quote, start + 1)
    end = start + len(item.quote)
    shared = min(end, quote[2]) - max(start, quote[1])
    return shared >= _SAME * min(end - start, quote[2] - quote[1])
