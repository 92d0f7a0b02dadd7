"""A reader without a model: it knows shared words, and values of the kind that is asked for.

It is what the hashing encoder goes with: for tests, for trying the machinery, and for a machine on which no model can
run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tripqa.domain import Span
from tripqa.ports import Reading
from tripqa.text.asking import Asked, what_is_asked
from tripqa.text.contradictions import comparable
from tripqa.text.folding import Folded, fold, fold_question
from tripqa.text.terms import find_terms, weight
from tripqa.text.values import find_values

_HALF = 8.0  # logit of standing where all words of a question are shared; its opposite where none is
_VALUE = 3.0  # how much better a value is than none
_COUNTED = 1.0  # … where it counts what is to be counted


class SharedWordsReader:
    """Finds an answer standing where a question's words stand: a value, if one is asked for. Equal on any machine."""

    def read(
        self, question: str, passages: Sequence[tuple[tuple[str, ...], str]], *, once: bool = False
    ) -> list[Reading]:
        """Read passages, each a text below its title and headings, in the order given."""
        folded = fold_question(question)
        return [_read(folded, what_is_asked(folded), path, text) for path, text in passages]


def _read(question: str, asked: Asked, path: tuple[str, ...], text: str) -> Reading:
    found = list(_found(question, asked, fold(text)))
    between = ((gap, -_VALUE) for gap in _between([span for span, _ in found], len(text)))
    tokens = sorted((*found, *between))
    scores = np.array([score for _, score in tokens], np.float32)
    stands = _HALF * (2 * _shared(question, "\n".join((*path, text))) - 1)
    return Reading(stands, 0.0, tuple(span for span, _ in tokens), scores, scores)


def _found(question: str, asked: Asked, text: Folded) -> Iterator[tuple[Span, float]]:
    """Yield the values that may answer, in order and apart, and how good they are."""
    behind = 0
    for value in find_values(text.text):
        said, (start, end) = text.text[value.start : value.end], text.origin(value.start, value.end)
        if value.kind in asked.kinds and start >= behind and said.casefold() not in question.casefold():
            counts = asked.unit and value.kind == "number" and comparable(said, value.kind).unit == asked.unit
            yield (start, end), _VALUE + _COUNTED * bool(counts)
            behind = end


def _between(spans: Sequence[Span], length: int) -> list[Span]:
    bounds = [0, *(bound for span in spans for bound in span), length]
    return [(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if start < end]


def _shared(question: str, text: str) -> float:
    """Return the share of a question's words that a text holds."""
    asked, said = _words(question), _words(fold(text).text)
    return sum(map(weight, asked & said)) / (sum(map(weight, asked)) or 1)


def _words(folded: str) -> frozenset[str]:
    return frozenset(term.text for term in find_terms(folded))
