"""Answers without a language model: the best one to three sentences of the hits, word for word.

A question that the hits support less than the threshold of its language is not answered (refusing.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tripqa.answerers.refusing import Refusing
from tripqa.domain import Answer, Answered, Citation, Hit, NoAnswer, Question, Ranking, Span

QUOTED = 5  # hits that are quoted from
MOST_SENTENCES = 3
MOST_CHARACTERS = 400  # of all quotes of one answer
CLOSE = 0.06  # of the best sentence's score: farther ones add nothing
PASSAGE_WEIGHT = 0.7  # of the passage's score in a sentence's; the sentence's own cosine has the rest
COVERAGE_WEIGHT = 0.1  # of the passage's coverage beside its cosine


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    span: Span
    hit: Hit


class ExtractiveAnswerer:
    """Quotes the sentences nearest to the question."""

    name = "extractive"

    def __init__(self, refusing: Refusing) -> None:
        self._refusing = refusing

    def answer(self, question: Question, ranking: Ranking) -> Answer:
        """Return one to three quotes in reading order, or NoAnswer."""
        confidence = self._refusing.confidence(question.language, ranking.support)
        if not ranking.hits or self._refusing.refuses(question.language, ranking.support):
            return NoAnswer(confidence)
        chosen = sorted(_choose(ranking.hits[:QUOTED]), key=lambda found: (found.hit.passage.document_id, found.span))
        citations = tuple(_citation(number, found) for number, found in enumerate(chosen, start=1))
        return Answered(
            text="\n".join(f"{citation.quote} [{citation.number}]" for citation in citations),
            confidence=confidence,
            citations=citations,
        )


def _choose(hits: Sequence[Hit]) -> list[_Candidate]:
    candidates = sorted(_candidates(hits), key=lambda found: (-found.score, found.hit.passage.id, found.span))
    chosen: list[_Candidate] = []
    characters = 0
    for found in candidates:
        length = found.span[1] - found.span[0]
        if len(chosen) == MOST_SENTENCES or found.score < candidates[0].score - CLOSE:
            break
        if characters + length <= MOST_CHARACTERS:
            chosen.append(found)
            characters += length
    return chosen


def _candidates(hits: Sequence[Hit]) -> list[_Candidate]:
    return [
        _Candidate(PASSAGE_WEIGHT * _passage_score(hit) + (1 - PASSAGE_WEIGHT) * cosine, span, hit)
        for hit in hits
        for span, cosine in zip(hit.passage.sentences, hit.sentence_scores, strict=True)
    ]


def _passage_score(hit: Hit) -> float:
    return hit.scores.dense + COVERAGE_WEIGHT * hit.scores.lexical


def _citation(number: int, found: _Candidate) -> Citation:
    start, end = found.span
    return Citation(number, found.hit.document.text[start:end], start, end, found.hit)
