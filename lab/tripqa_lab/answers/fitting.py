"""Examples with what was found and read for them -> the rule by which the reader's answers are chosen and refused.

Each step is fitted on what the one before it does with the same examples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np
from scipy.optimize import isotonic_regression, minimize

from tripqa.answers.reader import (
    CONFIDENCE_FEATURES,
    SENTENCE_FEATURES,
    SHORT_FEATURES,
    Read,
    ReaderAnswerer,
    Rule,
    short_of,
)
from tripqa.answers.weighing import Weighed
from tripqa.domain import LANGUAGES, Question
from tripqa.ports import Reader, Reading
from tripqa_lab.answers.conditional_logit import SIGNS as evidence_signs
from tripqa_lab.answers.conditional_logit import Floats, Signs, conditional_logit
from tripqa_lab.answers.seeing import Seen
from tripqa_lab.reader.scoring import f1

NOT_STATED = 0.2  # share of questions without an answer at which to refuse: examples have far more than people ask
WANTED_SHOWN = 0.5  # share of answers that are right, at each confidence at which they show no doubt
WANTED_SHORT = 0.95  # share of short answers that are right, and the least probability of each
_RIGHT = 0.85  # F1 by characters from which a short answer is right
_PENALTY = 1e-3  # on the squares of standardised weights, beside the mean log-likelihood
_LEAST_SPREAD = 1e-9  # of a feature
SIGNS: Signs = {
    **evidence_signs,
    **dict.fromkeys(("stands", "span", "share", "cosine", "lead", "confidence"), (0.0, None)),
    **dict.fromkeys(("no_number", "behind"), (None, 0.0)),
}
NOTHING = Rule(
    sentence=dict.fromkeys(SENTENCE_FEATURES, 0.0),
    confidence=dict.fromkeys((*CONFIDENCE_FEATURES, "intercept"), 0.0),
    languages=dict.fromkeys(LANGUAGES, 0.0),
    least=0.0,
    doubtful=0.0,
    short=dict.fromkeys((*SHORT_FEATURES, "intercept"), 0.0),
    sure=1.0,
)


class Remembered:
    """A reader that says again what it has said: fitting asks for the same readings many times."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read: dict[tuple[str, tuple[str, ...], str], Reading] = {}

    def read(
        self, question: str, passages: Sequence[tuple[tuple[str, ...], str]], *, once: bool = False
    ) -> list[Reading]:
        """Return what the reader says or has said."""
        new = [one for one in passages if (question, *one) not in self._read]
        for one, reading in zip(new, self._reader.read(question, new), strict=True):
            self._read[question, *one] = reading
        return [self._read[question, *one] for one in passages]

    @property
    def readings(self) -> int:
        """Return how many passages were read, each of a question once."""
        return len(self._read)


Answering = Callable[[Rule], ReaderAnswerer]


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answerer makes of an example, and whether it is right."""

    seen: Seen
    found: Weighed
    read: Sequence[Read]
    holds: bool  # what is quoted holds the answer
    short: tuple[tuple[float, ...], bool] | None  # SHORT_FEATURES of what could be shown, and whether it is right


def judge(seen: Seen, answerer: ReaderAnswerer) -> Judged:
    """Ask an example."""
    example = seen.example
    question = Question(example.text, example.language)
    found, readings = answerer.weigh(question, seen.ranking)
    holds = example.kind == "answerable" and any(example.answered_by(one.hit, one.span) for one, _ in found.cited)
    value = short_of(found, readings) if found.cited else None
    short = None
    if value and bool(example.answers) == (example.kind == "answerable"):
        text = found.cited[0][0].hit.document.text[value.value.start : value.value.end]
        short = value.features, example.kind == "answerable" and f1(text, example.answers) >= _RIGHT
    return Judged(seen, found, readings, holds, short)


def fit(whole: Sequence[Seen], apart: Sequence[Seen], answering: Answering) -> Rule:
    """Fit the rule: which sentence answers on all examples, how sure that is on those of whole documents alone."""
    nothing = answering(NOTHING)
    rule = replace(NOTHING, sentence=_fit_sentence([judge(one, nothing) for one in (*whole, *apart)]))
    choosing = answering(rule)
    known = [one for one in (judge(one, choosing) for one in whole) if one.found.features]
    weights = logistic(
        [(*one.found.features, *_spoken(one)) for one in known],
        [one.holds for one in known],
        (*CONFIDENCE_FEATURES, *LANGUAGES),
    )
    languages = {str(language): weights.pop(language) for language in LANGUAGES}
    rule = replace(rule, confidence=weights, languages=languages)
    sure = answering(rule)
    judged = [judge(one, sure) for one in whole]
    rule = replace(rule, least=even_chance(fmean(one.seen.example.kind == "answerable" for one in judged)))
    answered = [one for one in judged if one.found.cited and one.found.confidence >= rule.least]
    rule = replace(rule, doubtful=doubtful_below([(one.found.confidence, one.holds) for one in answered]))
    shown = [one.short for one in answered if one.short]
    short = logistic([features for features, _ in shown], [right for _, right in shown], SHORT_FEATURES)
    return replace(rule, short=short, sure=_sure_from(shown, short))


def even_chance(answerable: float) -> float:
    """Return the confidence from which an answer is rather right than wrong, where NOT_STATED of questions have none.

    Confidence is a probability among examples, of which `answerable` (a share) have one: the odds of Bayes' rule.
    """
    likelier = (1 - NOT_STATED) / NOT_STATED / (answerable / (1 - answerable))
    return round(1 / (1 + likelier), 4)


def doubtful_below(shown: Sequence[tuple[float, bool]]) -> float:
    """Return the least confidence at which enough of the answers shown are right, a surer one never less often."""
    ordered = sorted(shown)
    shares = isotonic_regression(np.array([right for _, right in ordered], np.float64)).x
    sure = (confidence for (confidence, _), share in zip(ordered, shares, strict=True) if share >= WANTED_SHOWN)
    return round(min(sure, default=1.0), 4)


def _spoken(one: Judged) -> tuple[float, ...]:
    return tuple(float(one.seen.example.language == language) for language in LANGUAGES)


def _fit_sentence(judged: Sequence[Judged]) -> dict[str, float]:
    choices = []
    for one in judged:
        right = np.array([one.seen.example.answered_by(read.evidence.hit, read.evidence.span) for read in one.read])
        if one.seen.example.kind == "answerable" and right.any():
            choices.append((np.array([read.features for read in one.read]), right))
    found = conditional_logit(choices, np.full(len(choices), 1 / len(choices)), SENTENCE_FEATURES, SIGNS)
    return dict(zip(SENTENCE_FEATURES, (round(float(weight), 4) for weight in found), strict=True))


def logistic(features: Sequence[Sequence[float]], right: Sequence[bool], names: Sequence[str]) -> dict[str, float]:
    """Return weights of a logistic model: what speaks for an answer is not made to speak against it."""
    table, wanted = np.array(features, np.float64), np.array(right, np.float64)
    scale = np.maximum(table.std(axis=0), _LEAST_SPREAD)
    scaled = np.column_stack([(table - table.mean(axis=0)) / scale, np.ones(len(table))])

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = scaled @ weights
        told = 1 / (1 + np.exp(-logits))
        penalty = _PENALTY * weights[:-1]
        value = np.logaddexp(0, logits).mean() - (wanted * logits).mean() + penalty @ weights[:-1] / 2
        return float(value), scaled.T @ (told - wanted) / len(wanted) + np.append(penalty, 0)

    bounds = [*(SIGNS.get(name, (None, None)) for name in names), (None, None)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[:-1] / scale
    intercept = found[-1] - weights @ table.mean(axis=0)
    return dict(zip((*names, "intercept"), (round(float(one), 4) for one in (*weights, intercept)), strict=True))


def _sure_from(shown: Sequence[tuple[Sequence[float], bool]], weights: dict[str, float]) -> float:
    """Return the least probability, itself as high as is wanted, above which as many spans are right."""
    column = np.array([weights[name] for name in SHORT_FEATURES])
    logits = np.array([features for features, _ in shown]) @ column + weights["intercept"]
    order = np.argsort(-logits)
    precise = np.cumsum(np.array([right for _, right in shown])[order]) / np.arange(1, len(order) + 1)
    last = np.flatnonzero(precise >= WANTED_SHORT)
    found = 1 / (1 + np.exp(-logits[order][last[-1]])) if len(last) else 1.0
    return max(WANTED_SHORT, round(float(found), 4))
