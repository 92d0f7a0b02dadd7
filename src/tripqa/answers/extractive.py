"""Answers without a language model: the sentences of the hits that are likeliest to answer, word for word.

Evidence is gathered for every sentence (evidence.py) and weighed (calibration.py); what is asked for says how many are
quoted (choosing.py). A question whose quotes are too unlikely to answer it is not answered (refusing.py). The value
that was asked for is pointed out (short.py), and where the hits contradict what is quoted, both are (conflicts.py).
"""

from __future__ import annotations

from tripqa.answers.calibration import shares, weighed
from tripqa.answers.evidence import FEATURES
from tripqa.answers.missing import refused, unmeasured
from tripqa.answers.refusing import Refusing
from tripqa.answers.short import short_answer
from tripqa.answers.weighing import Weighed, choose_quotes, quote, seek
from tripqa.domain import Answer, Question, Ranking

DOUBTFUL = 0.5  # confidence below which an answer shows its doubt


class ExtractiveAnswerer:
    """Quotes the sentences that are likeliest to answer."""

    name = "extractive"

    def __init__(self, refusing: Refusing) -> None:
        self._refusing = refusing

    def answer(self, question: Question, ranking: Ranking) -> Answer:
        """Return quotes in reading order, or NoAnswer."""
        if refusal := unmeasured(question, ranking.hits):
            return refusal
        found = self.weigh(question, ranking)
        if not found.cited or self._refusing.refuses(question.language, ranking.support, found.confidence):
            return refused(question, ranking.hits, found.confidence)
        sought = found.chosen.sought
        short = short_answer(sought.folded, sought.asked, found.cited, self._refusing.calibration)
        return quote(found, short, doubtful=found.confidence < DOUBTFUL)

    def weigh(self, question: Question, ranking: Ranking) -> Weighed:
        """Return what would be quoted, and how sure that is."""
        sought, refusing = seek(question, ranking), self._refusing
        weights = refusing.calibration.sentence
        chosen = choose_quotes(sought, shares([weighed(one.features, FEATURES, weights) for one in sought.sentences]))
        if not chosen.cited:
            return Weighed(chosen, (), 0.0)
        features = refusing.features(question.language, ranking.support, chosen.cited)
        return Weighed(chosen, features, refusing.confidence(question.language, features))
