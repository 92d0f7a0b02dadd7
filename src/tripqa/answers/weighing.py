"""What stands around the weights of an answerer: what is looked at, what of it is quoted, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tripqa.answers.articles import names_article, of_asked_articles
from tripqa.answers.choosing import MOST_CHARACTERS, MOST_CHARACTERS_OF_SEVERAL, Share, choose, choose_rows, extent_of
from tripqa.answers.columns import of_named_rows
from tripqa.answers.conflicts import Said, find_conflicts
from tripqa.answers.evidence import Evidence, Stated, asked_days, gather, of_asked_days
from tripqa.answers.quoting import answered, quotes_of, quotes_of_said
from tripqa.domain import Answered, Question, Ranking, ValueKind
from tripqa.text.asking import Asked, Form, what_is_asked
from tripqa.text.folding import fold_question

SEVERAL: frozenset[Form] = frozenset(("list", "comparison"))
_PLACED = frozenset[ValueKind](("organisation", "place", "name"))  # what a day of an itinerary may hold several of


@dataclass(frozen=True, slots=True)
class Sought:
    """A question with the sentences that could answer it."""

    folded: str
    asked: Asked
    evidence: Sequence[Evidence]  # all that is looked at
    of_days: Sequence[Evidence]  # what of it is of a day that the question names

    @property
    def sentences(self) -> Sequence[Evidence]:
        """Return those that can be quoted."""
        return self.of_days or self.evidence


@dataclass(frozen=True, slots=True)
class Chosen:
    """What would be quoted."""

    sought: Sought
    cited: Sequence[Share]  # each with its probability to be the one that answers, the likeliest first
    characters: int  # that all quotes together may have


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would be quoted, and how sure it is to answer."""

    chosen: Chosen
    features: Sequence[float]  # of the confidence; empty where there is no evidence
    confidence: float

    @property
    def cited(self) -> Sequence[Share]:
        """Return the sentences that would be quoted, the likeliest first."""
        return self.chosen.cited


def seek(question: Question, ranking: Ranking) -> Sought:
    """Return what of the hits is looked at: more where a question names a day, of which every row may be asked for."""
    folded = fold_question(question.text)
    asked, days = what_is_asked(folded), asked_days(folded)
    every = days.days or names_article(folded)
    found = gather(folded, asked, ranking.hits if every else ranking.hits[: extent_of(asked).hits])
    evidence = of_asked_articles(folded, of_named_rows(folded, found))
    return Sought(folded, asked, evidence, of_asked_days(days, evidence))


def choose_quotes(sought: Sought, likely: Sequence[float]) -> Chosen:
    """Return what is quoted, by the probability of each sentence to be the one that answers."""
    asked = sought.asked
    several = asked.form == "list" or bool(sought.of_days and asked.kinds & _PLACED)
    rows = choose_rows(sought.sentences, likely, all_of_them=bool(sought.of_days)) if several else []
    most = MOST_CHARACTERS_OF_SEVERAL if rows or asked.form in SEVERAL else MOST_CHARACTERS
    return Chosen(sought, rows or choose(sought.sentences, likely, extent_of(asked)), most)


def quote(found: Weighed, short: Stated | None, *, doubtful: bool) -> Answered:
    """Return the answer: the best sentence before what contradicts it, and both before the others.

    A short answer that cannot be read surely is left out.
    """
    sought = found.chosen.sought
    best, *others = sentences = [evidence for evidence, _ in found.cited]
    conflicts = [pair for pair in find_conflicts(sought.evidence, sentences) if _matters(pair, sought)]
    dated = "date" in sought.asked.kinds
    contradicting = (quote for pair in conflicts for said in pair for quote in quotes_of_said(said))
    less = (quote for one in others for quote in quotes_of(one, date=dated))
    quotes = [*quotes_of(best, date=dated), *contradicting, *less]
    sure = short if short and any(one.reads_surely(short) for one in sentences) else None
    return answered(quotes, found.chosen.characters, sure, conflicts, found.confidence, doubtful=doubtful)


def _matters(pair: tuple[Said, Said], sought: Sought) -> bool:
    """Tell whether a question is about what two values are of: it asks for their kind, or for no kind at all."""
    kind, asked = pair[0][1].kind, sought.asked
    when = kind == "date" and "time" in asked.kinds
    whatever = not asked.kinds and asked.form != "explanation"
    return kind in asked.kinds or when or whatever or asked.form in SEVERAL or bool(sought.of_days)
