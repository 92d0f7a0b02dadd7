"""Question -> hits: one ranking out of the cosine of each passage and that of its best sentence.

A passage is found by what it is about, a sentence by what it says; together they rank better than either
(docs/decisions/0004-ranking.md).
"""

from __future__ import annotations

from tripqa.domain import Hit, Scored, Scores
from tripqa.ports import PassageIndex, Vector

RANKING = "2"  # raise it whenever scores change, here or in answerers/refusing.py
CANDIDATES = 100  # passages that are compared sentence by sentence: twice as many as can be shown
BEST_SENTENCE = 0.3  # its weight; the passage has the rest
READ = 50  # hits that an answerer is given, whatever number is shown


def rank(index: PassageIndex, vector: Vector, top_k: int) -> list[Hit]:
    """Return at most `top_k` hits for a question's vector, best first; equal scores in passage-id order."""
    candidates = index.nearest(vector, CANDIDATES)
    sentences = index.sentence_scores(vector, [found.passage_id for found in candidates])
    fused = [(_fused(found, inside), found, inside) for found, inside in zip(candidates, sentences, strict=True)]
    fused.sort(key=lambda entry: (-entry[0], entry[1].passage_id))
    return [
        _hit(index, place, score, found, inside) for place, (score, found, inside) in enumerate(fused[:top_k], start=1)
    ]


def _fused(found: Scored, sentences: tuple[float, ...]) -> float:
    return (1 - BEST_SENTENCE) * found.score + BEST_SENTENCE * max(sentences)


def _hit(index: PassageIndex, place: int, score: float, found: Scored, sentences: tuple[float, ...]) -> Hit:
    passage = index.passage(found.passage_id)
    return Hit(
        rank=place,
        score=score,
        scores=Scores(dense=found.score, lexical=None),
        sentence_scores=sentences,
        matched=(),
        passage=passage,
        document=index.document(passage.document_id),
    )
