"""How well a list or a section is what a question means.

Its head and its lines are compared with the question by meaning, in whatever language; that the first hits lie in it,
and that question and head share words or the kind of section that both name, speak for it too. The weights were chosen
by hand on the documents of two authors: between half and twice each they matter little.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tripqa.answers.whole.blocks import Block
from tripqa.answers.whole.outline import Line
from tripqa.domain import Hit
from tripqa.ports import Vector
from tripqa.text.section_kinds import find_kinds, kinds_of_heading
from tripqa.text.terms import find_terms

_HEAD, _LINES = 6.0, 8.0  # cosines of the question with the head, and with the lines in the mean
_HITS, _MOST_HITS = 1.5, 1.5  # first hits that lie in it, each by its rank
_KIND, _WORDS = 3.0, 1.0  # the kind of section; the share of the head's terms that the question has
_CHAPTERS, _ALONE = -1.0, -0.5  # its lines are headings themselves; it has but one line
_LIKE, _SHARED = 0.35, 0.5  # cosine, and share of terms, from which on a question names a heading
_LOOKED_AT = 10  # hits
_REMEMBERED = 4096

VectorOf = Callable[[Line], Vector]


@dataclass(frozen=True, slots=True)
class Sought:
    """A question, ready to be compared."""

    vector: Vector
    terms: frozenset[str]
    kinds: frozenset[str]
    ranks: Mapping[str, int]  # of the first hits, by passage

    @classmethod
    def of(cls, folded: str, vector: Vector, hits: Sequence[Hit]) -> Sought:
        """Return a folded question with what was found for it."""
        kinds = frozenset(kind for kind, *_ in find_kinds(folded))
        return cls(vector, _terms(folded), kinds, {hit.passage.id: hit.rank for hit in hits[:_LOOKED_AT]})

    def likeness(self, line: Line, vector_of: VectorOf) -> float:
        """Return the cosine of the question with a line."""
        return float(self.vector @ vector_of(line))

    def score(self, block: Block, vector_of: VectorOf, *, kind: bool = True) -> float:
        """Return how well a block is what is meant: right ones mostly lie above 4, and some above others."""
        lines = float(np.mean([self.likeness(line, vector_of) for line in block.lines]))
        heads = [self.likeness(block.outlined.lines[place], vector_of) for place in block.heads]
        passages = {line.passage.id for line in block.lines}
        hits = sum(1 / rank for passage, rank in self.ranks.items() if passage in passages)
        terms = _terms(block.words)
        return (
            _HEAD * max(heads, default=lines)
            + _LINES * lines
            + _HITS * min(hits, _MOST_HITS)
            + _KIND * (kind and self.calls(block))
            + _WORDS * len(terms & self.terms) / max(1, len(terms))
            + _CHAPTERS * block.chapters
            + _ALONE * (len(block.lines) == 1)
        )

    def calls(self, block: Block) -> bool:
        """Tell whether a question and a heading name one kind of section."""
        return bool(self.kinds & kinds_of_heading(block.words))

    def names(self, block: Block, vector_of: VectorOf) -> bool:
        """Tell whether a question surely calls a section by what its heading says."""
        like = max((self.likeness(block.outlined.lines[place], vector_of) for place in block.heads), default=0.0)
        terms = _terms(block.words)
        shared = len(terms & self.terms) / max(1, len(terms))
        return like >= _LIKE or shared >= _SHARED or self.calls(block)


@lru_cache(_REMEMBERED)
def _terms(folded: str) -> frozenset[str]:
    return frozenset(term.text for term in find_terms(folded))
