"""Answers by the trained reader: it reads the best hits, and where it finds the answer most surely is quoted.

What the reader says of a sentence is weighed with what speaks for it otherwise (evidence.py), and so is how sure the
answer is; both weights were fitted once on questions and passages of authors whom the reader never saw (reader.json,
written by `python -m tripqa_lab.answers fit`). Nothing is fitted to one corpus.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files

from pydantic import TypeAdapter

from tripqa.answers.choosing import Share
from tripqa.answers.columns import asked_cells
from tripqa.answers.contacts import can_say
from tripqa.answers.evidence import FEATURES, Evidence, Stated
from tripqa.answers.logistic import Weights, probability, shares, weighed
from tripqa.answers.missing import refused, unmeasured
from tripqa.answers.weighing import SEVERAL, Sought, Weighed, choose_quotes, quote, seek
from tripqa.domain import Answer, Hit, Question, Ranking
from tripqa.ports import Reader, Reading
from tripqa.reading.spans import ScoredSpan, best_span, tokens_within
from tripqa.text.folding import fold, fold_question
from tripqa.text.quantities import numbers_asked, numbers_stated
from tripqa.text.values import find_values
from tripqa.text.whole import stands_whole

READ = 5  # hits at most: what ten say more is lost among what they say wrongly (decision 21)
SENTENCE_FEATURES = ("stands", "span", "no_number", *FEATURES)
CONFIDENCE_FEATURES = (
    "stands",  # logit of the passage that is quoted first
    "share",  # probability of the best sentence among itself and all that are not quoted
    "cosine",  # of the best hit
    "behind",  # logarithm of the rank of what is quoted first
    "no_value",  # it states no value, though one is asked for
    "no_number",  # share of the question's numbers that neither its passage nor what stands above it states
)
SHORT_FEATURES = ("confidence", "span", "lead", "length")
_PARTICLES = frozenset(("", "の", "に", "は", "を", "が", "で", "と"))  # that no value ends with
_BOUND = 12.0  # of what a network says of a span
FILE = "reader.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """What was fitted: weights of logistic models, and where they decide."""

    sentence: Weights  # of a sentence, among all that could answer
    confidence: Weights  # of the quotes that answer, with "intercept"
    languages: Weights  # added for questions in a language; one that is not here counts as the least sure of these
    least: float  # confidence below which no answer is given
    doubtful: float  # … below which an answer shows its doubt
    short: Weights  # of a span as the short answer, with "intercept"
    sure: float  # probability of a span being right, below which it is not shown by itself

    def confidence_of(self, features: Sequence[float], language: str) -> float:
        """Return the probability that quotes answer a question in a language, from CONFIDENCE_FEATURES."""
        own = self.languages.get(language, min(self.languages.values()))
        logit = weighed(features, CONFIDENCE_FEATURES, self.confidence)
        return probability(logit + self.confidence["intercept"] + own)

    def shows(self, features: Sequence[float]) -> bool:
        """Tell whether a span is sure enough to be shown by itself, from SHORT_FEATURES."""
        return probability(weighed(features, SHORT_FEATURES, self.short) + self.short["intercept"]) >= self.sure


@cache
def rule() -> Rule:
    """Return what the package carries."""
    return TypeAdapter(Rule).validate_json(files("tripqa.answers").joinpath(FILE).read_bytes())


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence with what the reader says of it."""

    evidence: Evidence
    span: ScoredSpan | None  # its best one, in characters of its passage; None where its passage was not read
    features: tuple[float, ...]  # SENTENCE_FEATURES


@dataclass(frozen=True, slots=True)
class Short:
    """A value that could be the short answer, with SHORT_FEATURES."""

    value: Stated
    features: tuple[float, ...]


class ReaderAnswerer:
    """Quotes the sentences in which a reader finds the answer."""

    name = "reader"

    def __init__(self, reader: Reader, fitted: Rule, read: int = READ) -> None:
        self._reader, self._rule, self._most = reader, fitted, read

    def answer(self, question: Question, ranking: Ranking) -> Answer:
        """Return quotes in reading order, or NoAnswer."""
        if refusal := unmeasured(question, ranking.hits):
            return refusal
        found, read = self.weigh(question, ranking)
        said = found.cited and can_say(question.text, [evidence.hit for evidence, _ in found.cited])
        if not said or found.confidence < self._rule.least:
            return refused(question, ranking.hits, found.confidence)
        short = short_of(found, read)
        shown = short.value if short and self._rule.shows(short.features) else None
        return quote(found, shown, doubtful=found.confidence < self._rule.doubtful)

    def weigh(self, question: Question, ranking: Ranking) -> tuple[Weighed, Sequence[Read]]:
        """Return what would be quoted and how sure that is, and what was read."""
        sought = seek(question, ranking)
        read = self._read(question, sought.sentences)
        weights = self._rule.sentence
        likely = shares([weighed(one.features, SENTENCE_FEATURES, weights) for one in read])
        chosen = choose_quotes(sought, likely)
        if not chosen.cited:
            return Weighed(chosen, (), 0.0), read
        features = _features(ranking, chosen.cited, read)
        return Weighed(chosen, features, self._rule.confidence_of(features, question.language)), read

    def _read(self, question: Question, evidence: Sequence[Evidence]) -> list[Read]:
        """Read the first passages of evidence; of others nothing is known but that they were not worth it."""
        hits = list({one.hit.rank: one.hit for one in evidence}.values())[: self._most]
        readings = self._read_hits(question, hits)
        unnamed = partial(_without, numbers_asked(fold_question(question.text)))
        by_rank = {hit.rank: reading for hit, reading in zip(hits, readings, strict=True)}
        least = min((reading.stands for reading in readings), default=0.0)
        return [_read(one, by_rank.get(one.hit.rank), least, unnamed(one.hit)) for one in evidence]

    def _read_hits(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        return self._reader.read(question.text, [(path_of(hit), hit.passage.text) for hit in hits]) if hits else []


def short_of(found: Weighed, read: Sequence[Read]) -> Short | None:
    """Return the best span of the sentence that is quoted first, if it is of a kind that is asked for."""
    sought, best = found.chosen.sought, _quoted_first(found.cited, read)
    if sought.asked.form in SEVERAL or sought.asked.form == "explanation" or best.span is None:
        return None
    span = _in_asked_column(best.evidence, best.span, sought)
    value = stated(best.evidence, span) if span else None
    if span is None or value is None or not _suits(value, sought):
        return None
    return Short(value, _short_features(best, span, read, found.confidence))


def _in_asked_column(evidence: Evidence, span: ScoredSpan, sought: Sought) -> ScoredSpan | None:
    """Return a span of a row, or the cell below the head that is asked for instead; None if there are several."""
    start = evidence.hit.passage.start
    cells = asked_cells(sought.folded, evidence)
    first, last = start + span.span[0], start + span.span[1]
    if not cells or any(left <= first and last <= right for left, right in cells):
        return span
    return replace(span, span=(cells[0][0] - start, cells[0][1] - start)) if len(cells) == 1 else None


def _quoted_first(cited: Sequence[Share], read: Sequence[Read]) -> Read:
    return next(one for one in read if one.evidence is cited[0][0])


def _features(ranking: Ranking, cited: Sequence[Share], read: Sequence[Read]) -> tuple[float, ...]:
    """Return CONFIDENCE_FEATURES."""
    share, left = cited[0][1], 1 - sum(share for _, share in cited)
    best = _quoted_first(cited, read)
    said = dict(zip(SENTENCE_FEATURES, best.features, strict=True))
    return (
        said["stands"],
        share / (share + left),
        max(hit.scores.dense for hit in ranking.hits),
        math.log(best.evidence.hit.rank),
        said["no_value"],
        said["no_number"],
    )


def _short_features(best: Read, span: ScoredSpan, read: Sequence[Read], confidence: float) -> tuple[float, ...]:
    others = [one.span.score + one.features[0] for one in read if one.span and one is not best]
    lead = span.score + best.features[0] - max(others, default=-_BOUND)
    return confidence, _bounded(span.score), _bounded(lead), (span.span[1] - span.span[0]) / 10


def stated(evidence: Evidence, span: ScoredSpan) -> Stated:
    """Return a span as a value: grown to the value that it lies in, which has unit and sign, and of its kind."""
    passage, text = evidence.hit.passage, evidence.hit.document.text
    start, end = _bare(text, passage.start + span.span[0], passage.start + span.span[1])
    holding = [value for value in evidence.values if value.start < end and start < value.end]
    if len(holding) == 1 and (_mostly(holding[0], (start, end)) or not stands_whole(text, start, end, holding[0].kind)):
        value = holding[0]
        end = value.end if text[value.end : end].strip() in _PARTICLES else max(end, value.end)
        start, end = _bare(text, min(start, value.start), end)
        return replace(value, start=start, end=end)
    said = fold(text[start:end]).text
    kinds = {value.kind for value in find_values(said)}
    return Stated(kinds.pop() if len(kinds) == 1 else "name", said, passage.document_id, start, end)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without the white space at its ends."""
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


def _suits(value: Stated, sought: Sought) -> bool:
    """Tell whether a value is of a kind that is asked for, if one is, and not what the question names itself."""
    of_kind = not sought.asked.kinds or value.kind in sought.asked.kinds
    return of_kind and value.folded.casefold() not in sought.folded.casefold()


def _mostly(value: Stated, span: tuple[int, int]) -> bool:
    """Tell whether a span and a value are one thing: neither says much that the other does not."""
    shared = min(value.end, span[1]) - max(value.start, span[0])
    return 2 * shared >= max(value.end - value.start, span[1] - span[0])


def path_of(hit: Hit) -> tuple[str, ...]:
    """Return what a hit is read below: its document's title, its headings, and a date or key above it."""
    passage, text = hit.passage, hit.document.text
    date = [passage.context] if passage.context and passage.context[0] < passage.start else []
    return (hit.document.title, *passage.section, *(text[slice(*span)] for span in (*passage.above, *date)))


def _without(asked: frozenset[float], hit: Hit) -> float:
    """Return the share of numbers that a hit does not state."""
    stated = numbers_stated(fold(" ".join((*path_of(hit), hit.passage.text))).text) if asked else asked
    return len(asked - stated) / max(1, len(asked))


def _read(evidence: Evidence, reading: Reading | None, least: float, no_number: float) -> Read:
    others = no_number, *evidence.features
    if reading is None:
        return Read(evidence, None, (least, -_BOUND, *others))
    passage = evidence.hit.passage
    stretch = evidence.span[0] - passage.start, evidence.span[1] - passage.start
    first, last = tokens_within(reading, stretch)
    if first == last:
        return Read(evidence, None, (reading.stands, -_BOUND, *others))
    span = best_span(reading, stretch)
    return Read(evidence, span, (reading.stands, _bounded(span.score), *others))


def _bounded(value: float) -> float:
    return max(-_BOUND, min(_BOUND, value))
