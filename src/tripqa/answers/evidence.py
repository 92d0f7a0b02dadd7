"""What speaks for each sentence of the hits as the answer to a question, in numbers that can be weighed.

Nothing is weighed here: reader.json says how much each of FEATURES counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tripqa.domain import Hit, Passage, Span, ValueKind
from tripqa.text.asking import Asked
from tripqa.text.contradictions import comparable
from tripqa.text.dates import find_days, find_years
from tripqa.text.folding import Folded, fold, fold_line
from tripqa.text.values import Value, find_values
from tripqa.text.whole import stands_whole

FEATURES = (
    "passage_behind",  # how far its passage's score lies behind the best one's
    "sentence_behind",  # how far its cosine lies behind the best sentence's
    "length",  # logarithm, in sentences of 40 characters
    "opens",  # it is the first of its passage
    "value",  # it states a value of a kind that is asked for
    "no_value",  # it states none, though one is asked for
    "unit",  # it states a number of what is to be counted
)
_USUAL_LENGTH = 40  # characters
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_REMEMBERED = 4096  # sentences whose values are kept: a few kB each


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that a sentence states, or the date that stands above it, where it lies in the document."""

    kind: ValueKind
    folded: str
    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a hit, and what speaks for it."""

    hit: Hit
    span: Span
    values: tuple[Stated, ...]  # all that it states
    asked: tuple[Stated, ...]  # those of a kind that is asked for, and that the question does not name
    features: tuple[float, ...]  # in the order of FEATURES

    def reads_surely(self, value: Stated) -> bool:
        """Tell whether a value of this document can be read without doubt, and without the words around it."""
        document = self.hit.document
        return document.id == value.document_id and stands_whole(document.text, value.start, value.end, value.kind)

    @property
    def label(self) -> str:
        """Return what an itinerary row or the heading of a visit names, without its date; empty of other sentences.

        What stands in brackets is left out, unless there is nothing else: rows and headings differ there.
        """
        passage, (start, end) = self.hit.passage, self.span
        if passage.context:  # its date is above it, or in it, perhaps below a heading
            return _label(self.hit.document.text[max(start, passage.context[1]) : end])
        return _label(passage.section[-1]) if _heads_visit(passage) else ""

    @property
    def date_above(self) -> Span | None:
        """Return where the date above it stands, if it has one that is not part of it."""
        above = self.hit.passage.context
        return above if above and not self.span[0] <= above[0] < self.span[1] else None


def gather(question: str, asked: Asked, hits: Sequence[Hit]) -> list[Evidence]:
    """Return every sentence of the hits, best hit first, for a folded question."""
    if not hits:
        return []
    best_passage = max(hit.score for hit in hits)
    best_sentence = max(cosine for hit in hits for cosine in hit.cosines)
    named = question.casefold()
    return [
        _evidence(hit, number, (best_passage - hit.score, best_sentence - cosine), named, asked)
        for hit in hits
        for number, cosine in enumerate(hit.cosines)
    ]


@dataclass(frozen=True, slots=True)
class AskedDays:
    """The days that a question names, as month and day, and the years."""

    days: frozenset[tuple[int, int]]
    years: frozenset[int]  # empty: any


def asked_days(question: str) -> AskedDays:
    """Return the days that a folded question names."""
    return AskedDays(_named(question), frozenset(find_years(question)))


def of_asked_days(asked: AskedDays, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return what is of one of these days."""
    return [one for one in evidence if asked.days & _days(one, asked.years)] if asked.days else []


def without_brackets(folded: str) -> str:
    """Return a folded text without what stands in brackets."""
    return _IN_BRACKETS.sub("", folded)


def _days(evidence: Evidence, years: frozenset[int]) -> set[tuple[int, int]]:
    """Return the days that a sentence names or is of; none if it is of another year than these."""
    visit = evidence.hit.passage.visit
    if visit and years and visit.date.year not in years:
        return set()
    named = {day for value in evidence.values for day in _named(value.folded)}
    if visit:
        return named | {(visit.date.month, visit.date.day)}
    headings = (_named(fold_line(heading)) for heading in reversed(evidence.hit.passage.section))
    return named | next(filter(None, headings), frozenset())


@lru_cache(_REMEMBERED)
def _named(folded: str) -> frozenset[tuple[int, int]]:
    return frozenset((day.month, day.day) for day in find_days(folded))


def _heads_visit(passage: Passage) -> bool:
    """Tell whether a passage is the heading of a visit with its date line."""
    heading = passage.section[-1] if passage.section else ""
    return (
        bool(heading) and passage.visit is not None and len(passage.sentences) == 1 and passage.text.startswith(heading)
    )


def _evidence(hit: Hit, number: int, behind: tuple[float, float], question: str, asked: Asked) -> Evidence:
    span = hit.passage.sentences[number]
    values = tuple(_values(hit, span))
    answering = tuple(
        value for value in values if value.kind in asked.kinds and value.folded.casefold() not in question
    )
    features = (*behind, math.log((span[1] - span[0]) / _USUAL_LENGTH), float(number == 0))
    return Evidence(hit, span, values, answering, (*features, *_value_features(answering, asked)))


def _value_features(answering: Sequence[Stated], asked: Asked) -> tuple[float, float, float]:
    if not asked.kinds:
        return 0.0, 0.0, 0.0
    counts = (comparable(value.folded, value.kind).unit for value in answering if value.kind == "number")
    counted = asked.unit and asked.unit in counts
    return float(bool(answering)), float(not answering), float(bool(counted))


def _values(hit: Hit, span: Span) -> Iterator[Stated]:
    """Yield what a sentence states; of an itinerary row, the date above it too."""
    text, above = hit.document.text, hit.passage.context
    for start, end in [span] if above is None or span[0] <= above[0] < span[1] else [above, span]:
        folded, values = _found(text[start:end])
        for value in values:
            first, last = folded.origin(value.start, value.end)
            said = folded.text[value.start : value.end]
            yield Stated(value.kind, said, hit.document.id, start + first, start + last)


@lru_cache(_REMEMBERED)
def _label(text: str) -> str:
    named = fold(text).text.strip()
    return without_brackets(named).strip() or named


@lru_cache(_REMEMBERED)
def _found(sentence: str) -> tuple[Folded, tuple[Value, ...]]:
    folded = fold(sentence)
    return folded, tuple(find_values(folded.text))
