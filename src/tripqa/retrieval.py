"""Question -> ranking: candidates of two arms, one score.

The dense arm finds what means the same, in whatever language: the cosine of the passage and of its best sentence. The
lexical arm finds the same words, names and days. Their scores are added, not their ranks: a question that shares no
word with any passage has coverage near 0 everywhere, so that the lexical arm does not outvote the other across
languages (docs/decisions/0006-two-arms.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tripqa.conversation import Near, Understood
from tripqa.domain import EVERYTHING, Document, Filter, Hit, Passage, Ranking, Scores
from tripqa.ports import Candidates, Encoder, PassageIndex, Reranker, Vector
from tripqa.remembering import remembering
from tripqa.scoring import Found, Places, best_first, coverage, fused, only
from tripqa.text.folding import fold, fold_line, fold_question, fold_typed
from tripqa.text.matching import Wording
from tripqa.text.names import CorpusNames, Named
from tripqa.text.passages import above_of, search_text
from tripqa.text.phrases import find_phrases, holds_all
from tripqa.text.terms import find_terms, question_terms

RANKING = "6"  # raise it whenever scores change
CANDIDATES = 100  # of each arm: twice as many as can be shown
_QUOTED = 1000  # of the lexical arm, where a phrase is quoted: all that hold it are among those with most of its terms
RERANKED = 20  # hits that a reranker reads
_CROWD = 20  # hits among which repeats are looked for
_REPEATED = 0.8  # share of a passage's terms that one higher hit holds: it says nothing new
_REMEMBERED = 512  # passages whose terms are kept: some 60 kB each
_PAIRS = 1 << 16  # of passages of which is kept whether one repeats the other
_REPEAT = 0.05  # taken off the score of what says nothing new
_NEAR = 0.05  # added to what stands where its thing was last spoken of
_LOOKED_AT = 10  # hits for a text that is no question
_NEARBY = 40  # hits among which that is looked for


Arm = Literal["both", "dense", "lexical"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each score counts for in the one that orders hits."""

    passage: float  # cosine
    best_sentence: float  # cosine
    lexical: float  # coverage


BOTH = Weights(passage=0.5, best_sentence=0.5, lexical=0.5)
ARMS: Mapping[Arm, Weights] = {  # one arm alone is for measuring what both are worth
    "both": BOTH,
    "dense": replace(BOTH, lexical=0),
    "lexical": Weights(passage=0, best_sentence=0, lexical=1),
}


@dataclass(frozen=True, slots=True)
class _Sought:
    """A question as the two arms look for it."""

    folded: str
    words: str  # folded, names as the documents write them
    vector: Vector
    terms: frozenset[str]
    named: Named
    phrases: frozenset[str]  # that must stand in what is found


@dataclass(frozen=True, slots=True)
class _Order:
    """What a question comes to before its hits are made: numbers alone, so that many can be remembered."""

    sought: _Sought
    found: Found
    read: Mapping[int, float]  # what the reranker says, by place
    places: Sequence[int]  # of the candidates, best first


@dataclass(frozen=True, slots=True)
class Remembered:
    """How often questions were asked that were remembered, and how often others."""

    again: int
    anew: int


@dataclass(frozen=True, slots=True)
class _Said:
    """What a passage says, ready to be compared with questions."""

    passage: Passage
    document: Document
    wording: Wording
    named: Named


class Retrieval:
    """Ranks the passages of one index. Safe to call from several threads.

    What is made of a passage alone is remembered for some time, so that a question costs little beside its encoding.
    """

    def __init__(
        self,
        index: PassageIndex,
        encoder: Encoder,
        reranker: Reranker | None,
        weights: Weights = BOTH,
        remembered: int = 0,
    ) -> None:
        self._index, self._encoder, self._reranker, self._weights = index, encoder, reranker, weights
        self._names = CorpusNames(index.names())
        self._terms = remembering(self._terms_of, _REMEMBERED)
        self._repeats = remembering(self._says_nothing_new, _PAIRS)
        self._said = remembering(self._read, _REMEMBERED)
        self._order = remembering(self._ordered, remembered)

    @property
    def names(self) -> CorpusNames:
        """Return the names that the corpus knows."""
        return self._names

    def rank(self, question: str, k: int, where: Filter, understood: Understood | None = None) -> Ranking:
        """Return at most `k` hits for a question, best first; equal scores in passage-id order.

        The ranking of a question that goes on from others is fused from those of what it is written out to, and of
        itself.
        """
        order = self._order(question, where, understood)
        hits = (self._hit(rank, place, order) for rank, place in enumerate(order.places[: max(k, 0)], start=1))
        return Ranking(tuple(hits))

    def looked_for(self, text: str, where: Filter) -> tuple[Vector, tuple[Hit, ...]]:
        """Return the vector of a text, and the first hits for it."""
        order = self._order(text, where, None)
        hits = (self._hit(rank, place, order) for rank, place in enumerate(order.places[:_LOOKED_AT], start=1))
        return order.sought.vector, tuple(hits)

    def behind(self, question: str, near: Near, where: Filter) -> float:
        """Return how far the best passage of these sections lies behind the best of all; inf if none is near."""
        found = self._order(question, where, None).found
        places = [place for place in found.places[:_NEARBY].tolist() if self._is_near(found, place, near)]
        return float(found.scores[found.places[0]] - found.scores[places[0]]) if places else float("inf")

    def importance(self, texts: Sequence[str]) -> list[float]:
        """Return the share of what all texts say that each does, by the rarity of its terms in the corpus.

        Historical query expansion takes its words by that (Lin et al., 2021, "Multi-stage conversational passage
        retrieval: an approach to fusing term importance estimation and neural query rewriting").
        """
        terms = [question_terms(text, self._names) for text in texts]
        worth = self._index.candidates(self._nowhere(), frozenset().union(*terms), 0, 0, EVERYTHING).worth
        return [coverage(one, worth) for one in terms]

    def remembered(self) -> Remembered:
        """Return how often a question was asked whose order was kept, and how often another."""
        counted = self._order.cache_info()
        return Remembered(counted.hits, counted.misses)

    def forget(self) -> None:
        """Forget every question, and how often they were asked."""
        self._order.cache_clear()

    def _ordered(self, question: str, where: Filter, understood: Understood | None) -> _Order:
        sought = self._sought(understood.text if understood else question)
        found = self._found(sought, where)
        if understood:
            found = self._fused(found, self._order(question, where, None).found, understood.near)
        lowered = self._repeats_lowered(found)
        read = self._reranked(sought, lowered)
        places = [*sorted(read, key=lambda place: -read[place]), *lowered.places[len(read) :].tolist()]
        return _Order(sought, lowered, read, places)

    def _sought(self, question: str) -> _Sought:
        folded = fold_question(question)
        words = self._names.in_corpus_words(folded)
        return _Sought(
            folded,
            words,
            self._encoder.encode_question(words),
            question_terms(words, self._names),
            self._names.named(fold_typed(question)),
            find_phrases(question),
        )

    def _found(self, sought: _Sought, where: Filter) -> Found:
        """Return what either arm finds, with the scores of both."""
        weights = self._weights
        found = self._index.candidates(
            sought.vector,
            sought.terms,
            CANDIDATES if weights.passage else 0,
            (_QUOTED if sought.phrases else CANDIDATES) if weights.lexical else 0,
            where,
        )
        if sought.phrases:
            found = only(found, self._quoting(found, sought.phrases))
        best = np.maximum.reduceat(found.sentences, found.bounds[:-1]).astype(np.float64)
        dense = weights.passage * found.dense.astype(np.float64) + weights.best_sentence * best
        scores = dense + weights.lexical * found.lexical
        return Found(found, scores, best_first(scores))

    def _fused(self, found: Found, bare: Found, near: Near) -> Found:
        """Return what was found for a question written out, heeding how it was typed, and what is near."""
        both = fused(found, bare)
        scores = both.scores.copy()
        for place in both.places[:_NEARBY].tolist():
            scores[place] += _NEAR * self._is_near(both, place, near)
        return replace(both, scores=scores, places=best_first(scores))

    def _is_near(self, found: Found, place: int, near: Near) -> bool:
        passage = self._index.passage_at(int(found.candidates.numbers[place]))
        return (passage.document_id, passage.section) in near

    def _nowhere(self) -> Vector:
        return np.zeros(self._index.manifest.dimension, np.float32)

    def _quoting(self, found: Candidates, phrases: frozenset[str]) -> Places:
        """Return the places of the candidates that hold these phrases, in their text or in what stands above it."""
        passages = (self._index.passage_at(number) for number in found.numbers.tolist())
        held = [
            holds_all(phrases, (one.text, *above_of(self._index.document(one.document_id), one))) for one in passages
        ]
        return np.flatnonzero(np.array(held, bool))

    def _reranked(self, sought: _Sought, found: Found) -> dict[int, float]:
        """Return what the reranker, if there is one, says of the first candidates, by place."""
        if self._reranker is None:
            return {}
        first = found.places[:RERANKED].tolist()
        said = [self._said(int(found.candidates.numbers[place])) for place in first]
        texts = [search_text(one.document, one.passage) for one in said]
        return dict(zip(first, self._reranker.scores(sought.folded, texts), strict=True))

    def _repeats_lowered(self, found: Found) -> Found:
        """Lower what only repeats a higher hit, so that the top is not one thing in many forms."""
        new: list[int] = []
        scores = found.scores.copy()
        crowd = found.places[:_CROWD]
        for place, number in zip(crowd.tolist(), found.candidates.numbers[crowd].tolist(), strict=True):
            if any(self._repeats(number, earlier) for earlier in new):
                scores[place] -= _REPEAT
            else:
                new.append(number)
        return replace(found, scores=scores, places=best_first(scores))

    def _says_nothing_new(self, number: int, earlier: int) -> bool:
        terms, others = self._terms(number), self._terms(earlier)
        least = _REPEATED * len(terms)
        return 0 < least <= len(others) and len(terms & others) >= least

    def _terms_of(self, number: int) -> frozenset[str]:
        """Return the terms of what a passage says without its headings."""
        passage = self._index.passage_at(number)
        context = self._index.document(passage.document_id).text[slice(*passage.context)] if passage.context else ""
        folded = f"{fold_line(context)}\n{fold(passage.text).text}"
        return frozenset(term.text for term in find_terms(folded))

    def _read(self, number: int) -> _Said:
        passage = self._index.passage_at(number)
        document = self._index.document(passage.document_id)
        said = [*above_of(document, passage), passage.text]
        named = self._names.named(fold("\n".join(said)).text)
        return _Said(passage, document, Wording([*said, document.title]), named)

    def _hit(self, rank: int, place: int, order: _Order) -> Hit:
        found, sought = order.found, order.sought
        candidates = found.candidates
        said = self._said(int(candidates.numbers[place]))
        return Hit(
            rank=rank,
            score=float(found.scores[place]),
            scores=Scores(float(candidates.dense[place]), float(candidates.lexical[place])),
            reranked=order.read.get(place),
            cosines=tuple(candidates.sentences_of(place).tolist()),
            matched=said.wording.matched(sought.terms),
            names=self._names.matches(sought.named, said.named),
            passage=said.passage,
            document=said.document,
        )
