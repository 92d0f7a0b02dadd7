"""Judgements -> the figures of each half and language: what was found, what answers were worth, what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import fmean
from typing import get_args

from tripqa.domain import LANGUAGES
from tripqa.evaluation.questions import UNANSWERABLE, Half, Kind
from tripqa.evaluation.summaries import NOTHING, area_of, median_of, share_of
from tripqa.wire.reports import ALL, FigureOut, IndexFactsOut
from tripqa_lab.evaluation.judging import Given, Judgement
from tripqa_lab.evaluation.worst import Worst, worst

HALVES: tuple[Half, ...] = get_args(Half)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where the evidence of answerable questions stands, and the median number of characters shown up to there."""

    in_first: FigureOut
    first_characters: FigureOut
    in_five: FigureOut
    five_characters: FigureOut


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers are worth. A refused question quotes nothing; medians are over answered answerable questions."""

    gold: FigureOut  # of answerable questions with `answers`: one of them stands in a quote
    in_citations: FigureOut  # of answerable questions: half of the evidence's characters
    cited_characters: FigureOut
    exact: FigureOut  # of all citations
    value_characters: FigureOut  # of the whole answer where a value is asked for
    short_given: FigureOut  # of answered answerable questions that ask for a value
    short_right: FigureOut  # of those given
    conflicting: FigureOut  # of all answers, those that show a conflict


@dataclass(frozen=True, slots=True)
class Areas:
    """How well two figures tell near misses from answerable questions: areas under the ROC curve."""

    confidence: FigureOut
    cosine: FigureOut  # of the nearest passage


@dataclass(frozen=True, slots=True)
class Refusing:
    """What was refused."""

    false_refusals: FigureOut  # of answerable questions
    refused: Mapping[Kind, FigureOut]
    near_misses: Areas
    near_misses_by_language: Areas  # the mean over languages that have both kinds; `of` counts languages


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one language and half."""

    half: Half
    language: str
    questions: int
    finding: Finding
    answers: Answers
    refusing: Refusing


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """Values of one thing that an answer shows side by side."""

    question_id: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that our own questions say."""

    index: IndexFactsOut
    rows: Sequence[Row]
    removed: int  # citations that were not true, and not sent
    conflicts: Sequence[ShownConflict]
    worst: Sequence[Worst]
    judged: Sequence[Judgement]


def report(judged: Sequence[Judgement], index: IndexFactsOut, most_worst: int) -> Report:
    """Return the report on what was asked of an index, with at most so many of the worst answers."""
    return Report(
        index=index,
        rows=rows(judged),
        removed=sum(one.removed for one in judged),
        conflicts=[
            ShownConflict(one.question.id, values) for one in judged if one.given for values in one.given.conflicts
        ],
        worst=worst(judged)[:most_worst],
        judged=judged,
    )


def rows(judged: Sequence[Judgement]) -> list[Row]:
    """Return a row for each half and language that was asked in, with all languages together below."""
    groups: dict[tuple[Half, str], list[Judgement]] = {key: [] for key in product(HALVES, (*LANGUAGES, ALL))}
    for one in judged:
        groups[one.question.half, one.question.language].append(one)
        groups[one.question.half, ALL].append(one)
    return [_row(half, language, group) for (half, language), group in groups.items() if group]


def _row(half: Half, language: str, judged: Sequence[Judgement]) -> Row:
    answerable = [one for one in judged if one.answerable]
    return Row(half, language, len(judged), _finding(answerable), _answers(judged), _refusing(judged))


def _finding(answerable: Sequence[Judgement]) -> Finding:
    return Finding(
        in_first=share_of(one.found.in_first for one in answerable),
        first_characters=median_of(one.found.first_characters for one in answerable),
        in_five=share_of(one.found.in_five for one in answerable),
        five_characters=median_of(one.found.five_characters for one in answerable),
    )


def _answers(judged: Sequence[Judgement]) -> Answers:
    answerable = [one for one in judged if one.answerable]
    given = [one.given for one in judged if one.given]
    to_answerable = [one.given for one in answerable if one.given]
    values = [one.given for one in answerable if one.given and one.asks_value]
    return Answers(
        gold=share_of(one.gold for one in answerable if one.question.answers),
        in_citations=share_of(one.given is not None and one.given.in_citations for one in answerable),
        cited_characters=median_of(one.cited_characters for one in to_answerable),
        exact=share_of(flag for one in given for flag in _exact(one)),
        value_characters=median_of(one.characters for one in values),
        short_given=share_of(one.short is not None for one in values),
        short_right=share_of(one.short_right for one in values if one.short is not None),
        conflicting=share_of(bool(one.conflicts) for one in given),
    )


def _exact(given: Given) -> list[bool]:
    return [place < given.exact for place in range(len(given.quotes))]


def _refusing(judged: Sequence[Judgement]) -> Refusing:
    spoken = dict.fromkeys(one.question.language for one in judged)
    by_language = [_areas([one for one in judged if one.question.language == language]) for language in spoken]
    return Refusing(
        false_refusals=share_of(one.refused for one in judged if one.answerable),
        refused={kind: share_of(one.refused for one in judged if one.question.kind == kind) for kind in UNANSWERABLE},
        near_misses=_areas(judged),
        near_misses_by_language=Areas(
            confidence=_mean([areas.confidence for areas in by_language]),
            cosine=_mean([areas.cosine for areas in by_language]),
        ),
    )


def _areas(judged: Sequence[Judgement]) -> Areas:
    answerable = [one for one in judged if one.answerable]
    missed = [one for one in judged if one.question.kind == "near_miss"]
    return Areas(
        confidence=area_of([one.confidence for one in answerable], [one.confidence for one in missed]),
        cosine=area_of([one.cosine for one in answerable], [one.cosine for one in missed]),
    )


def _mean(areas: Sequence[FigureOut]) -> FigureOut:
    known = [area.value for area in areas if area.value is not None]
    return FigureOut(value=fmean(known), low=None, high=None, of=len(known), count=None) if known else NOTHING
