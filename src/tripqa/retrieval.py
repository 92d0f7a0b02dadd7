"""Question -> ranking: candidates of two arms, one score.

The dense arm finds what means the same, in whatever language: the cosine of the passage and of its best sentence. The
lexical arm finds the same words, names and days. Their scores are added, not their ranks: a question that shares no
word with any passage has coverage near 0 everywhere, so that the lexical arm does not outvote the other across
languages (docs/decisions/0006-two-arms.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import mean
from typing import Literal

from tripqa.domain import EVERYTHING, Document, Filter, Hit, Passage, Ranking, Scored, Scores
from tripqa.ports import Encoder, PassageIndex, Reranker, Vector
from tripqa.text.folding import fold, fold_question
from tripqa.text.matching import matched
from tripqa.text.names import CorpusNames
from tripqa.text.passages import search_text
from tripqa.text.terms import find_terms, question_terms

RANKING = "3"  # raise it whenever scores change
CANDIDATES = 100  # of each arm: twice as many as can be shown
RERANKED = 20  # hits that a reranker reads
_CROWD = 20  # hits among which repeats are looked for
_REPEATED = 0.8  # share of a passage's terms that one higher hit holds: it says nothing new
_REMEMBERED = 1024  # passages whose terms are kept
_REPEAT = 0.05  # taken off the score of what says nothing new
_NEAREST = 5  # hits among which the best sentence is looked for
_NEIGHBOURS = 50  # passages whose sentences tell what a question has in common with everything
_SHARED = 0.4  # of the mean of these that is taken off


Arm = Literal["both", "dense", "lexical"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each score counts for in the one that orders hits."""

    passage: float  # cosine
    best_sentence: float  # cosine
    lexical: float  # coverage


BOTH = Weights(passage=0.7, best_sentence=0.3, lexical=0.3)
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    scores: Scores
    sentences: tuple[float, ...]
    passage: Passage
    document: Document
    reranked: float | None


class Retrieval:
    """Ranks the passages of one index. Safe to call from several threads."""

    def __init__(
        self, index: PassageIndex, encoder: Encoder, reranker: Reranker | None, weights: Weights = BOTH
    ) -> None:
        self._index, self._encoder, self._reranker, self._weights = index, encoder, reranker, weights
        self._names = CorpusNames(index.names())
        self._terms_of = lru_cache(_REMEMBERED)(_terms_of)

    def rank(self, question: str, k: int, where: Filter) -> Ranking:
        """Return at most `k` hits for a question, best first; equal scores in passage-id order.

        What stands out is measured against the whole corpus, whatever the filter lets through.
        """
        sought = self._sought(question)
        everything = self._candidates(sought, EVERYTHING)
        found = everything if where == EVERYTHING else self._candidates(sought, where)
        ordered = self._reordered(sought, self._repeats_lowered(found))[: max(k, 0)]
        hits = tuple(self._hit(place, candidate, sought) for place, candidate in enumerate(ordered, start=1))
        return Ranking(hits, min(_support(found, everything), _support(everything, everything)))

    def _sought(self, question: str) -> _Sought:
        folded = fold_question(question)
        words = self._names.in_corpus_words(folded)
        return _Sought(folded, words, self._encoder.encode_question(words), question_terms(words, self._names))

    def _candidates(self, sought: _Sought, where: Filter) -> list[_Candidate]:
        """Return what either arm finds, with the scores of both, best first."""
        found: list[Scored] = []
        if self._weights.passage:
            found += self._index.nearest(sought.vector, CANDIDATES, where)
        if self._weights.lexical:
            found += self._index.matching(sought.terms, CANDIDATES, where)
        ids = sorted({scored.passage_id for scored in found})
        scores = self._index.scores(sought.vector, sought.terms, ids)
        sentences = self._index.sentence_scores(sought.vector, ids)
        candidates = [self._candidate(*each) for each in zip(ids, scores, sentences, strict=True)]
        return _best_first(candidates)

    def _candidate(self, passage_id: str, scores: Scores, sentences: tuple[float, ...]) -> _Candidate:
        passage = self._index.passage(passage_id)
        return _Candidate(
            score=self._fused(scores, sentences),
            scores=scores,
            sentences=sentences,
            passage=passage,
            document=self._index.document(passage.document_id),
            reranked=None,
        )

    def _fused(self, scores: Scores, sentences: tuple[float, ...]) -> float:
        weights = self._weights
        dense = weights.passage * scores.dense + weights.best_sentence * max(sentences)
        return dense + weights.lexical * scores.lexical

    def _reordered(self, sought: _Sought, found: Sequence[_Candidate]) -> list[_Candidate]:
        """Return candidates with the first of them in the order of the reranker, if there is one."""
        if self._reranker is None:
            return list(found)
        first = found[:RERANKED]
        scores = self._reranker.scores(
            sought.folded, [search_text(candidate.document, candidate.passage) for candidate in first]
        )
        read = [replace(candidate, reranked=score) for candidate, score in zip(first, scores, strict=True)]
        places = sorted(range(len(read)), key=lambda place: -scores[place])
        return [*(read[place] for place in places), *found[RERANKED:]]

    def _repeats_lowered(self, found: Sequence[_Candidate]) -> list[_Candidate]:
        """Lower what only repeats a higher hit, so that the top is not one thing in many forms."""
        said: list[frozenset[str]] = []
        lowered: list[_Candidate] = []
        for candidate in found[:_CROWD]:
            terms = self._terms_of(candidate.passage)
            if terms and any(len(terms & earlier) >= _REPEATED * len(terms) for earlier in said):
                lowered.append(replace(candidate, score=candidate.score - _REPEAT))
            else:
                lowered.append(candidate)
                said.append(terms)
        return _best_first([*lowered, *found[_CROWD:]])

    def _hit(self, place: int, candidate: _Candidate, sought: _Sought) -> Hit:
        passage, document = candidate.passage, candidate.document
        said = [*passage.section, passage.context, passage.text]
        return Hit(
            rank=place,
            score=candidate.score,
            scores=candidate.scores,
            reranked=candidate.reranked,
            sentence_scores=candidate.sentences,
            matched=matched([*said, document.title], sought.terms),
            names=self._names.matches(sought.folded, fold("\n".join(said)).text),
            passage=passage,
            document=document,
        )


def _support(found: Sequence[_Candidate], everything: Sequence[_Candidate]) -> float:
    """Return how far the best of what was found stand out for a question.

    It is the mean of the best score and the best sentence's cosine among the nearest, less a share of the mean cosine
    of all sentences near the question: what it has in common with everything supports nothing (the idea of CSLS,
    Conneau et al., 2018, "Word translation without parallel data").
    """
    if not found:
        return float("-inf")
    best = (found[0].score + max(max(candidate.sentences) for candidate in found[:_NEAREST])) / 2
    return best - _SHARED * mean(score for candidate in everything[:_NEIGHBOURS] for score in candidate.sentences)


def _best_first(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.passage.id))


def _terms_of(passage: Passage) -> frozenset[str]:
    folded = f"{fold_question(passage.context)}\n{fold(passage.text).text}"
    return frozenset(term.text for term in find_terms(folded))
