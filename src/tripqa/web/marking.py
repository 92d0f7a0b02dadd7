"""Text cut where marks begin and end, so that a page can show them and the characters stay what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tripqa.domain import Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is marked as a whole, or not at all."""

    text: str
    start: int  # in characters of the document
    marked: bool


def runs(text: str, start: int, marks: Iterable[Span]) -> list[Run]:
    """Cut a text that begins at `start` of its document. The runs together are the text; none is empty.

    Marks are spans of the document, in any order; what lies outside the text is left out.
    """
    end = start + len(text)
    inside = [(max(first, start), min(last, end)) for first, last in marks if first < end and last > start]
    bounds = sorted({start, end, *(bound for mark in inside for bound in mark)})
    return [
        Run(text[one - start : two - start], one, any(first <= one and two <= last for first, last in inside))
        for one, two in pairwise(bounds)
    ]
