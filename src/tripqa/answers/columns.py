"""Which rows of a table a question asks for, by the cells that it names, and which of their cells, by their heads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tripqa.answers.evidence import Evidence
from tripqa.domain import Span
from tripqa.text.folding import fold
from tripqa.text.tables import Row, row_at

_IN_BRACKETS = re.compile(r"[(\[〔【][^()\[\]〔〕【】]*[)\]〕】]|\s")
_SHORTEST = 2  # characters of a head that a question can name


def asked_cells(question: str, evidence: Evidence) -> list[Span]:
    """Return the cells that stand below what a folded question names; none where that tells no column from others.

    A cell that the question names itself is no answer to it.
    """
    heads, row = _heads(evidence), _row(evidence, evidence.span)
    if not heads:
        return []
    text, asked = evidence.hit.document.text, _bare(question)
    cells = [(i, cell) for i, cell in enumerate(row.cells) if _bare(text[slice(*cell)]) not in asked]
    named = {cell: _named(asked, [_head_of(text, head, i) for head in heads]) for i, cell in cells if cell[0] < cell[1]}
    most, least = max(named.values(), default=0), min(named.values(), default=0)
    return [cell for cell, count in named.items() if count == most] if most > least or len(named) == 1 else []


def of_named_rows(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out each row of a table of which a folded question names less than of another: it is of something else."""
    asked = _bare(question)
    named = [_names(asked, one) for one in evidence]
    best = {(table, cells) for table, cells in named if table}
    return [
        one
        for one, (table, cells) in zip(evidence, named, strict=True)
        if not any(table == other and cells < more for other, more in best)
    ]


def _names(asked: str, evidence: Evidence) -> tuple[tuple[str, Span] | None, frozenset[str]]:
    """Return the table of a row, by the heads above it, and which of the row's words a question names."""
    heads = _heads(evidence)
    if not heads:
        return None, frozenset()
    hit = evidence.hit
    words = [_bare(hit.document.text[slice(*cell)]) for cell in _row(evidence, evidence.span).filled + _keys(evidence)]
    named = frozenset(said for said in words if len(said) >= _SHORTEST and said in asked)
    return (hit.document.id, hit.passage.above[_place_of_heads(evidence)]), named


def _keys(evidence: Evidence) -> tuple[Span, ...]:
    """Return what stands above a row behind its heads: its group, and the key that is not repeated."""
    return evidence.hit.passage.above[_place_of_heads(evidence) + 1 :]


def _place_of_heads(evidence: Evidence) -> int:
    text = evidence.hit.document.text
    return next(i for i, span in enumerate(evidence.hit.passage.above) if "\t" in text[slice(*span)])


def _heads(evidence: Evidence) -> list[Row]:
    """Return the rows that name the columns of a row: above it, they are what has as many cells or more than one."""
    text = evidence.hit.document.text
    spans = [span for span in evidence.hit.passage.above if "\t" in text[slice(*span)]]
    return [row_at(text, *line) for span in spans for line in _lines(text, span)]


def _lines(text: str, span: Span) -> list[Span]:
    start, end = span
    return [(start + found.start(), start + found.end()) for found in re.finditer(r"[^\r\n]+", text[start:end])]


def _row(evidence: Evidence, span: Span) -> Row:
    return row_at(evidence.hit.document.text, *span)


def _head_of(text: str, head: Row, column: int) -> str:
    """Return the head of a column: that of a column to the left where it spans several, and its own place is empty."""
    filled = [cell for cell in head.cells[: column + 1] if cell[0] < cell[1]]
    return _bare(text[slice(*filled[-1])]) if filled else ""


def _named(asked: str, heads: Sequence[str]) -> int:
    """Return how many characters of heads a question names."""
    return sum(len(head) for head in dict.fromkeys(heads) if len(head) >= _SHORTEST and head in asked)


def _bare(words: str) -> str:
    folded = fold(words).text.casefold()
    return _IN_BRACKETS.sub("", folded) or folded.strip()
