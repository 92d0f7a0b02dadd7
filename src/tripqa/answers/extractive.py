"""Answers without a language model: the sentences of the hits that are likeliest to answer, word for word.

Evidence is gathered for every sentence (evidence.py) and weighed (calibration.py); what is asked for says how many are
quoted (choosing.py). A question whose quotes are too unlikely to answer it is not answered (refusing.py). The value
that was asked for is pointed out (short.py), and where the hits contradict what is quoted, both are (conflicts.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tripqa.answers.calibration import shares, weighed
from tripqa.answers.choosing import MOST_CHARACTERS, MOST_CHARACTERS_OF_SEVERAL, Share, choose, choose_rows, extent_of
from tripqa.answers.conflicts import Said, find_conflicts
from tripqa.answers.evidence import FEATURES, Evidence, asked_days, gather, of_asked_days
from tripqa.answers.quoting import answered, quotes_of, quotes_of_said
from tripqa.answers.refusing import Refusing
from tripqa.answers.short import short_answer
from tripqa.domain import Answer, Answered, NoAnswer, Question, Ranking, ValueKind
from tripqa.text.asking import Asked, Form, what_is_asked
from tripqa.text.folding import fold_question

SEVERAL: frozenset[Form] = frozenset(("list", "comparison"))
PLACED = frozenset[ValueKind](("organisation", "place", "name"))  # what a day of an itinerary may hold several of


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question with the sentences that could answer it, and which of them are quoted."""

    folded: str
    asked: Asked
    evidence: Sequence[Evidence]
    cited: Sequence[Share]  # each with its probability to be the one that answers, the likeliest first
    names_day: bool  # the question does, and what is quoted is of that day
    characters: int  # that all quotes together may have
    features: Sequence[float]  # CONFIDENCE_FEATURES; empty where there is no evidence
    confidence: float


class ExtractiveAnswerer:
    """Quotes the sentences that are likeliest to answer."""

    name = "extractive"

    def __init__(self, refusing: Refusing) -> None:
        self._refusing = refusing

    def answer(self, question: Question, ranking: Ranking) -> Answer:
        """Return quotes in reading order, or NoAnswer."""
        found = self.weigh(question, ranking)
        if not found.cited or self._refusing.refuses(question.language, ranking.support, found.confidence):
            return NoAnswer(found.confidence)
        return self._answered(found)

    def weigh(self, question: Question, ranking: Ranking) -> Weighed:
        """Return what speaks for each sentence of the hits, what would be quoted, and how sure that is."""
        folded = fold_question(question.text)
        asked = what_is_asked(folded)
        extent, refusing = extent_of(asked), self._refusing
        days = asked_days(folded)
        evidence = gather(folded, asked, ranking.hits if days.days else ranking.hits[: extent.hits])
        of_days = of_asked_days(days, evidence)
        sentences = of_days or evidence
        likely = shares([weighed(one.features, FEATURES, refusing.calibration.sentence) for one in sentences])
        several = asked.form == "list" or bool(of_days and asked.kinds & PLACED)
        rows = choose_rows(sentences, likely, all_of_them=bool(of_days)) if several else []
        cited = rows or choose(sentences, likely, extent)
        features = refusing.features(question.language, ranking.support, cited) if cited else ()
        confidence = refusing.confidence(question.language, features) if cited else 0.0
        most = MOST_CHARACTERS_OF_SEVERAL if rows or asked.form in SEVERAL else MOST_CHARACTERS
        return Weighed(folded, asked, evidence, cited, bool(of_days), most, features, confidence)

    def _answered(self, found: Weighed) -> Answered:
        best, *others = sentences = [evidence for evidence, _ in found.cited]
        conflicts = [pair for pair in find_conflicts(found.evidence, sentences) if matters(pair, found)]
        dated = "date" in found.asked.kinds
        contradicting = (quote for pair in conflicts for said in pair for quote in quotes_of_said(said))
        less = (quote for one in others for quote in quotes_of(one, date=dated))
        short = short_answer(found.folded, found.asked, found.cited, self._refusing.calibration)
        quotes = [*quotes_of(best, date=dated), *contradicting, *less]
        return answered(quotes, found.characters, short, conflicts, found.confidence)


def matters(pair: tuple[Said, Said], found: Weighed) -> bool:
    """Tell whether a question is about what two values are of: it asks for their kind, or for no kind at all."""
    kind, asked = pair[0][1].kind, found.asked
    when = kind == "date" and "time" in asked.kinds
    whatever = not asked.kinds and asked.form != "explanation"
    return kind in asked.kinds or when or whatever or asked.form in SEVERAL or found.names_day
