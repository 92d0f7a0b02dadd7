"""Examples with what was found for them -> the weights and thresholds of a calibration.

Sentences are weighed by a conditional logit: which of several answers (McFadden, 1974). Values and confidence are
weighed by logistic regression. Every group of examples in one language counts by the root of its number, so that a
public set does not drown our own questions; in the confidence a quarter of each is what cannot be answered.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tripqa.answers.calibration import Calibration, Threshold, Weights
from tripqa.answers.evidence import FEATURES, gather
from tripqa.answers.extractive import ExtractiveAnswerer
from tripqa.answers.refusing import CONFIDENCE_FEATURES, Refusing
from tripqa.answers.short import VALUE_FEATURES, candidates
from tripqa.answers.weighing import Weighed
from tripqa.domain import LANGUAGES, Question, Ranking, Spread
from tripqa.evaluation.asked import holds
from tripqa.evaluation.examples import Example
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold_question

Floats = NDArray[np.float64]
WANTED = 0.93  # share of foreign questions that should be refused: nine in ten, and some for the unseen
MOST_FALSE_REFUSALS = 0.07  # share of answerable questions that may be refused for it
HIGHEST_CONFIDENCE_REFUSED = 0.3  # however sure the answerable questions are: harder ones will come
MOST_LOST_TO_CONFIDENCE = 0.02  # share of them that may be refused for near misses
UNANSWERABLE = 0.25  # of the questions that the confidence is of
_PENALTY = 1e-3  # on the squares of standardised weights, beside the mean log-likelihood
_LEAST_SPREAD = 1e-9  # of a feature that varies
Signs = Mapping[str, tuple[float | None, float | None]]  # least and greatest weight, by feature
SIGNS: Signs = {  # of weights: what speaks for a sentence must not be made to speak against it by what it comes with
    "passage_behind": (None, 0.0),
    "sentence_behind": (None, 0.0),
    "words_around": (0.0, None),
    "value": (0.0, None),
    "no_value": (None, 0.0),
    "unit": (0.0, None),
}
NOTHING = Calibration(
    sentence=dict.fromkeys(FEATURES, 0.0),
    value=dict.fromkeys((*VALUE_FEATURES, "intercept"), 0.0),
    confidence=dict.fromkeys((*CONFIDENCE_FEATURES, "intercept"), 0.0),
    languages=dict.fromkeys(LANGUAGES, 0.0),
    thresholds={},
    thresholds_unnamed={},
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An example with the hits that its corpus has for it."""

    example: Example
    ranking: Ranking
    everyday: Mapping[str, Spread]
    named: bool


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure an answer to an example is, and whether it was right to give."""

    example: Example
    confidence: float
    features: Sequence[float]  # CONFIDENCE_FEATURES; empty where nothing was found
    cosine: float  # of the best passage: what is known without a model
    answers: bool  # what is, or would be, quoted answers the question
    refused: bool


def fit(seen: Sequence[Seen]) -> Calibration:
    """Fit everything, each step on what the one before it does with the same examples."""
    calibration = replace(NOTHING, sentence=_fit_sentence(seen))
    calibration = replace(calibration, value=_fit_value(seen, calibration))
    calibration = _fit_confidence(seen, calibration)
    judged = [(one.named, judge(one, calibration)) for one in seen]
    return replace(
        calibration,
        thresholds=_thresholds([one for named, one in judged if named]),
        thresholds_unnamed=_thresholds([one for named, one in judged if not named]),
    )


def judge(seen: Seen, calibration: Calibration) -> Sure:
    """Tell how sure the answer to an example is by a calibration, and whether it is right."""
    found = weigh(seen, calibration)
    cosine = max((hit.scores.dense for hit in seen.ranking.hits), default=0.0)
    refusing = Refusing(seen.everyday, calibration, seen.named)
    refused = not found.cited or refusing.refuses(seen.example.language, seen.ranking.support, found.confidence)
    return Sure(seen.example, found.confidence, found.features, cosine, _answers(seen.example, found), refused)


def weigh(seen: Seen, calibration: Calibration) -> Weighed:
    """Return what the answerer makes of an example."""
    question = Question(seen.example.text, seen.example.language)
    return ExtractiveAnswerer(Refusing(seen.everyday, calibration, seen.named)).weigh(question, seen.ranking)


def _answers(example: Example, found: Weighed) -> bool:
    return example.kind == "answerable" and any(
        example.answered_by(evidence.hit, evidence.span) for evidence, _ in found.cited
    )


def _fit_sentence(seen: Sequence[Seen]) -> Weights:
    choices: list[tuple[Floats, NDArray[np.bool_]]] = []
    groups: list[Hashable] = []
    for one in seen:
        folded = fold_question(one.example.text)
        evidence = gather(folded, what_is_asked(folded), one.ranking.hits)
        right = np.array([one.example.answered_by(sentence.hit, sentence.span) for sentence in evidence])
        if one.example.kind == "answerable" and right.any():
            choices.append((np.array([sentence.features for sentence in evidence]), right))
            groups.append((one.example.group, one.example.language))
    return dict(
        zip(FEATURES, map(_rounded, conditional_logit(choices, _by_group(groups), FEATURES, SIGNS)), strict=True)
    )


def conditional_logit(
    choices: Sequence[tuple[Floats, NDArray[np.bool_]]], weights: Floats, names: Sequence[str], signs: Signs
) -> Floats:
    """Return the weights of features by which the right choices, one or more of each question, are likeliest."""
    from scipy.optimize import minimize

    every = np.concatenate([features for features, _ in choices])
    right = np.concatenate([flags for _, flags in choices])
    counts = [len(flags) for _, flags in choices]
    starts, question = np.cumsum([0, *counts[:-1]]), np.repeat(np.arange(len(counts)), counts)
    scale = _spread(every)
    scaled = every / scale
    bounds = [signs.get(name, (None, None)) for name in names]

    def loss(beta: Floats) -> tuple[float, Floats]:
        logits = scaled @ beta
        logits -= np.maximum.reduceat(logits, starts)[question]
        parts = np.exp(logits)
        total = np.add.reduceat(parts, starts)
        good = np.add.reduceat(parts * right, starts)
        slope = parts / total[question] - parts * right / good[question]
        value = float((weights * (np.log(total) - np.log(good))).sum() + _PENALTY * beta @ beta)
        return value, scaled.T @ (weights[question] * slope) + 2 * _PENALTY * beta

    found: Floats = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B", bounds=bounds).x / scale
    return found


def _fit_value(seen: Sequence[Seen], calibration: Calibration) -> Weights:
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    groups: list[Hashable] = []
    for one in seen:
        if one.example.kind != "answerable" or not one.example.answers:
            continue
        found = weigh(one, calibration)
        for value, features in candidates(found.chosen.sought.folded, found.chosen.sought.asked, found.cited):
            rows.append(features)
            right.append(is_right(value.folded, one.example.answers))
            groups.append((one.example.group, one.example.language))
    return _logistic(np.array(rows), VALUE_FEATURES, np.array(right), _by_group(groups))


def is_right(value: str, answers: Sequence[str]) -> bool:
    """Tell whether a value is an answer, holds one, or is the value of one that says more."""
    return any(holds([value], [answer]) or holds([answer], [value]) for answer in answers)


def _fit_confidence(seen: Sequence[Seen], calibration: Calibration) -> Calibration:
    found = [(one.example, weigh(one, calibration)) for one in seen]
    known = [(example, weighed) for example, weighed in found if weighed.features]
    spoken = {example.language for example, _ in known}
    languages = [language for language in LANGUAGES if language in spoken]
    own = np.array([[float(example.language == language) for language in languages] for example, _ in known])
    features = np.hstack([np.array([weighed.features for _, weighed in known]), own])
    right = np.array([_answers(example, weighed) for example, weighed in known])
    weights = with_share_unanswerable([example for example, _ in known])
    fitted = dict(_logistic(features, (*CONFIDENCE_FEATURES, *languages), right, weights))
    return replace(
        calibration,
        confidence={name: fitted[name] for name in (*CONFIDENCE_FEATURES, "intercept")},
        languages={language: fitted.get(language, 0.0) for language in LANGUAGES},
    )


def _logistic(features: Floats, names: Sequence[str], right: NDArray[np.bool_], weights: Floats) -> Weights:
    from sklearn.linear_model import LogisticRegression

    scale = _spread(features)
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(features / scale, right, sample_weight=weights * len(weights))
    fitted = zip(names, model.coef_[0] / scale, strict=True)
    return {**{name: _rounded(weight) for name, weight in fitted}, "intercept": _rounded(model.intercept_[0])}


def _thresholds(judged: Sequence[Sure]) -> dict[str, Threshold]:
    """Return where to refuse questions of each language."""
    return {language: _threshold([one for one in judged if one.example.language == language]) for language in LANGUAGES}


def _threshold(judged: Sequence[Sure]) -> Threshold:
    """Return the highest confidence at which few answerable questions are lost, and with it the support to ask for.

    That is the lowest that refuses the wanted share of every group of foreign questions, unless it loses more
    answerable ones than may be lost: then the highest that does not. Groups of answerable questions count alike.
    """
    known = [one for one in judged if one.features]
    answerable, foreign = (_by_kind(known, kind) for kind in ("answerable", "foreign"))
    confidences = sorted({one.confidence for one in known if one.confidence <= HIGHEST_CONFIDENCE_REFUSED})
    supports = sorted({support for one in known if (support := _support(one)) > 0})  # more than everyday questions

    def lost(groups: Sequence[Sequence[Sure]], support: float, confidence: float) -> float:
        return float(
            np.mean([np.mean([_would_be_refused(one, support, confidence) for one in group]) for group in groups])
        )

    confidence = max((c for c in confidences if lost(answerable, -math.inf, c) <= MOST_LOST_TO_CONFIDENCE), default=0.0)
    allowed = [s for s in supports if lost(answerable, s, confidence) <= MOST_FALSE_REFUSALS] or [0.0]
    enough = (s for s in allowed if all(lost([group], s, confidence) >= WANTED for group in foreign))
    return Threshold(_rounded_down(next(enough, allowed[-1])), _rounded_down(confidence))


def _would_be_refused(one: Sure, support: float, confidence: float) -> bool:
    return _support(one) < support or one.confidence < confidence


def _support(one: Sure) -> float:
    return one.features[CONFIDENCE_FEATURES.index("support")]


def _by_kind(judged: Sequence[Sure], kind: str) -> list[list[Sure]]:
    groups: dict[str, list[Sure]] = {}
    for one in judged:
        if one.example.kind == kind:
            groups.setdefault(one.example.group, []).append(one)
    return list(groups.values())


def _spread(features: Floats) -> Floats:
    """Return the standard deviation of each feature; 1 for one that is always the same, which tells nothing."""
    deviations: Floats = features.std(axis=0)
    return np.where(deviations > _LEAST_SPREAD, deviations, 1.0)


def _by_group(groups: Sequence[Hashable]) -> Floats:
    """Return a weight for each row, such that a group weighs by the root of its number, and all rows 1."""
    counts = Counter(groups)
    weights: Floats = np.array([counts[group] ** -0.5 for group in groups])
    return _summing_to_1(weights)


def with_share_unanswerable(examples: Sequence[Example]) -> Floats:
    """Return a weight for each example: groups by the root of their number, in each a quarter that has no answer."""
    kinds = Counter((one.group, one.language, one.kind) for one in examples)
    groups = Counter((one.group, one.language) for one in examples)
    others = Counter((group, language) for group, language, kind in kinds if kind != "answerable")

    def weight(one: Example) -> float:
        group = (one.group, one.language)
        part = 1 - UNANSWERABLE if one.kind == "answerable" else UNANSWERABLE / others[group]
        return part * math.sqrt(groups[group]) / kinds[(*group, one.kind)]

    return _summing_to_1(np.array([weight(one) for one in examples]))


def _summing_to_1(weights: Floats) -> Floats:
    shares: Floats = weights / weights.sum()
    return shares


def _rounded(weight: float) -> float:
    return round(float(weight), 4)


def _rounded_down(bound: float) -> float:
    """Return a bound that still holds for the very example that it was taken from."""
    rounded = _rounded(bound)
    return rounded if rounded <= bound else _rounded(rounded - 1e-4)
