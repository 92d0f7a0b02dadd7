"""Answers by the trained reader: it reads the best hits, and where it finds the answer most surely is quoted.

What the reader says of a sentence is weighed with what speaks for it otherwise (evidence.py), and so is how sure the
answer is; both weights were fitted once on questions and passages of authors whom the reader never saw (reader.json,
written by `python -m tripqa_lab.answers`). Nothing is fitted to one corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from tripqa.answers.calibration import Weights, probability, shares, weighed
from tripqa.answers.choosing import MOST_CHARACTERS, MOST_CHARACTERS_OF_SEVERAL, Share, choose, choose_rows, extent_of
from tripqa.answers.conflicts import find_conflicts
from tripqa.answers.evidence import FEATURES, Evidence, Stated, asked_days, gather, of_asked_days
from tripqa.answers.extractive import PLACED, SEVERAL, Weighed, matters
from tripqa.answers.quoting import answered, quotes_of, quotes_of_said
from tripqa.domain import Answer, Hit, NoAnswer, Question, Ranking
from tripqa.ports import Reader, Reading
from tripqa.reading.spans import ScoredSpan, best_span, tokens_within
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold, fold_question
from tripqa.text.values import find_values

READ = 5  # hits
SENTENCE_FEATURES = ("stands", "span", "inside", *FEATURES)
CONFIDENCE_FEATURES = (
    "stands",  # logit of the passage that is quoted first
    "span",  # how much better its best span is than none, in the sentence that is quoted
    "inside",  # the surest token
    "share",  # probability of the best sentence among itself and all that are not quoted
    "cosine",  # of the best hit
    "words",  # share of the question's terms in the sentence
    "words_around",  # and in what stands above it
    "no_value",  # it states no value, though one is asked for
)
SHORT_FEATURES = ("confidence", "span", "lead", "length")
_PARTICLES = frozenset(("", "の", "に", "は", "を", "が", "で", "と"))  # that no value ends with
_BOUND = 12.0  # of what a network says of a span
FILE = "reader.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """What was fitted: weights of logistic models, each but the first with "intercept", and where they decide."""

    sentence: Weights
    confidence: Weights
    languages: Weights  # added for questions in a language; one that is not here counts as the least sure of these
    least: float  # confidence below which no answer is given
    short: Weights
    sure: float  # probability of a span being right, below which it is not shown by itself


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


class ReaderAnswerer:
    """Quotes the sentences in which a reader finds the answer."""

    name = "reader"

    def __init__(self, reader: Reader, fitted: Rule, read: int = READ) -> None:
        self._reader, self._rule, self._read_hits = reader, fitted, read

    def answer(self, question: Question, ranking: Ranking) -> Answer:
        """Return quotes in reading order, or NoAnswer."""
        found, read = self.weigh(question, ranking)
        if not found.cited or found.confidence < self._rule.least:
            return NoAnswer(found.confidence)
        best, *others = sentences = [evidence for evidence, _ in found.cited]
        conflicts = [pair for pair in find_conflicts(found.evidence, sentences) if matters(pair, found)]
        dated = "date" in found.asked.kinds
        contradicting = (quote for pair in conflicts for said in pair for quote in quotes_of_said(said))
        less = (quote for one in others for quote in quotes_of(one, date=dated))
        quotes = [*quotes_of(best, date=dated), *contradicting, *less]
        return answered(quotes, found.characters, self._short(found, read), conflicts, found.confidence)

    def weigh(self, question: Question, ranking: Ranking) -> tuple[Weighed, Sequence[Read]]:
        """Return what speaks for each sentence, what would be quoted and how sure that is; and what was read."""
        folded = fold_question(question.text)
        asked = what_is_asked(folded)
        extent, days = extent_of(asked), asked_days(folded)
        hits = ranking.hits if days.days else ranking.hits[: extent.hits]
        evidence = gather(folded, asked, hits)
        of_days = of_asked_days(days, evidence)
        read = self._read(question, of_days or evidence)
        sentences = [one.evidence for one in read]
        likely = shares([weighed(one.features, SENTENCE_FEATURES, self._rule.sentence) for one in read])
        several = asked.form == "list" or bool(of_days and asked.kinds & PLACED)
        rows = choose_rows(sentences, likely, all_of_them=bool(of_days)) if several else []
        cited = rows or choose(sentences, likely, extent)
        features = self._features(ranking, cited, read) if cited else ()
        most = MOST_CHARACTERS_OF_SEVERAL if rows or asked.form in SEVERAL else MOST_CHARACTERS
        confidence = self._confidence(features, question.language)
        return Weighed(folded, asked, evidence, cited, bool(of_days), most, features, confidence), read

    def _read(self, question: Question, evidence: Sequence[Evidence]) -> list[Read]:
        """Read the first passages of evidence; of others nothing is known but that they were not worth it."""
        hits = list({one.hit.rank: one.hit for one in evidence}.values())[: self._read_hits]
        readings = self._reader.read(question.text, [(_path(hit), hit.passage.text) for hit in hits])
        by_rank = dict(zip((hit.rank for hit in hits), readings, strict=True))
        least = min((reading.stands for reading in readings), default=0.0)
        return [_read(one, by_rank.get(one.hit.rank), least) for one in evidence]

    def _features(self, ranking: Ranking, cited: Sequence[Share], read: Sequence[Read]) -> tuple[float, ...]:
        best, share = cited[0]
        left = 1 - sum(share for _, share in cited)
        found = next(one for one in read if one.evidence is best)
        said = dict(zip(SENTENCE_FEATURES, found.features, strict=True))
        cosine = max(hit.scores.dense for hit in ranking.hits)
        return (
            *(said[name] for name in ("stands", "span", "inside")),
            share / (share + left),
            cosine,
            *(said[name] for name in ("words", "words_around", "no_value")),
        )

    def _confidence(self, features: Sequence[float], language: str) -> float:
        if not features:
            return 0.0
        weights, languages = self._rule.confidence, self._rule.languages
        own = languages.get(language, min(languages.values()))
        return probability(weighed(features, CONFIDENCE_FEATURES, weights) + weights["intercept"] + own)

    def _short(self, found: Weighed, read: Sequence[Read]) -> Stated | None:
        """Return the span that is right, if that is sure enough."""
        if found.asked.form in SEVERAL or found.asked.form == "explanation":
            return None
        best = next(one for one in read if one.evidence is found.cited[0][0])
        if best.span is None:
            return None
        weights = self._rule.short
        features = short_features(best, read, found.confidence)
        sure = probability(weighed(features, SHORT_FEATURES, weights) + weights["intercept"])
        value = stated(best.evidence, best.span)
        return value if sure >= self._rule.sure and _suits(value, found) else None


def short_features(best: Read, read: Sequence[Read], confidence: float) -> tuple[float, ...]:
    """Return SHORT_FEATURES of the best sentence's span among all that was read."""
    assert best.span
    others = [one.span.score + one.features[0] for one in read if one.span and one is not best]
    lead = best.span.score + best.features[0] - max(others, default=-_BOUND)
    start, end = best.span.span
    return confidence, _bounded(best.span.score), _bounded(lead), (end - start) / 10


def stated(evidence: Evidence, span: ScoredSpan) -> Stated:
    """Return a span as a value: grown to the value that it lies in, which has unit and sign, and of its kind."""
    passage, text = evidence.hit.passage, evidence.hit.document.text
    start, end = _bare(text, passage.start + span.span[0], passage.start + span.span[1])
    holding = [value for value in evidence.values if value.start < end and start < value.end]
    if len(holding) == 1 and _mostly(holding[0], (start, end)):
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


def _suits(value: Stated, found: Weighed) -> bool:
    """Tell whether a value is of a kind that is asked for, if one is, and not what the question names itself."""
    of_kind = not found.asked.kinds or value.kind in found.asked.kinds
    return of_kind and value.folded.casefold() not in found.folded.casefold()


def _mostly(value: Stated, span: tuple[int, int]) -> bool:
    """Tell whether a span and a value are one thing: neither says much that the other does not."""
    shared = min(value.end, span[1]) - max(value.start, span[0])
    return 2 * shared >= max(value.end - value.start, span[1] - span[0])


def _path(hit: Hit) -> tuple[str, ...]:
    passage, text = hit.passage, hit.document.text
    above = passage.context if passage.context and passage.context[0] < passage.start else None
    return (hit.document.title, *passage.section, *([text[slice(*above)]] if above else []))


def _read(evidence: Evidence, reading: Reading | None, least: float) -> Read:
    if reading is None:
        return Read(evidence, None, (least, -_BOUND, -_BOUND, *evidence.features))
    passage = evidence.hit.passage
    stretch = evidence.span[0] - passage.start, evidence.span[1] - passage.start
    first, last = tokens_within(reading, stretch)
    if first == last:
        return Read(evidence, None, (reading.stands, -_BOUND, -_BOUND, *evidence.features))
    span = best_span(reading, stretch)
    inside = float(reading.inside[first:last].max())
    return Read(evidence, span, (reading.stands, _bounded(span.score), _bounded(inside), *evidence.features))


def _bounded(value: float) -> float:
    return max(-_BOUND, min(_BOUND, value))
