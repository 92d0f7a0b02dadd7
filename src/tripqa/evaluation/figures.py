"""Asked questions -> figures: of each question, and of each language with its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean, median

from tripqa.domain import LANGUAGES
from tripqa.evaluation.asked import Asked, Judged
from tripqa.evaluation.intervals import area, area_interval, mean_interval, share_interval
from tripqa.evaluation.measures import RANKING_MEASURES, measure
from tripqa.evaluation.qrels import Qrels
from tripqa.wire.reports import ALL, FigureOut, RowOut

GOLD, FALSE_REFUSALS, REFUSED = "gold_in_citations", "false_refusals", "refused"
SHARES = (GOLD, FALSE_REFUSALS, REFUSED)
CITED, AREA = "cited_characters", "auroc"
LOWER_IS_BETTER = frozenset({FALSE_REFUSALS})
_BATCH = 500  # rankings that are measured together


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """The figures of one question."""

    id: str
    language: str
    answerable: bool
    taken: bool
    figures: Mapping[str, float]
    cited: int | None  # characters; None where nothing was answered, or nothing could be
    confidence: float | None


def score(everything: Iterable[Asked], qrels: Qrels) -> Iterator[ScoredQuestion]:
    """Return the figures of each question, reading a bounded number of rankings at a time."""
    waiting = iter(everything)
    while batch := list(islice(waiting, _BATCH)):
        measured = measure({asked.question_id: asked.ranking for asked in batch}, qrels)
        for asked in batch:
            yield _scored(asked, measured.get(asked.question_id, {}))


def rows(scored: Sequence[ScoredQuestion]) -> list[RowOut]:
    """Return a row for each language that was asked in, and one for all."""
    spoken = {one.language for one in scored}
    known = [language for language in LANGUAGES if language in spoken]
    languages = [*known, *sorted(spoken.difference(known))]
    return [*(_row(name, [one for one in scored if one.language == name]) for name in languages), _row(ALL, scored)]


def _scored(asked: Asked, measured: Mapping[str, float]) -> ScoredQuestion:
    judged = asked.judged
    answered = judged is not None and asked.answerable and not judged.refused
    return ScoredQuestion(
        id=asked.question_id,
        language=asked.language,
        answerable=asked.answerable,
        taken=asked.taken,
        figures={**measured, **(_shares(judged, asked.answerable) if judged else {})},
        cited=judged.cited_characters if judged and answered else None,
        confidence=judged.confidence if judged else None,
    )


def _shares(judged: Judged, answerable: bool) -> dict[str, float]:
    gold = {} if judged.gold_in_citations is None else {GOLD: float(judged.gold_in_citations)}
    return {**gold, FALSE_REFUSALS if answerable else REFUSED: float(judged.refused)}


def _row(language: str, scored: Sequence[ScoredQuestion]) -> RowOut:
    def of(name: str, figure: Callable[[list[float]], FigureOut]) -> FigureOut:
        values = [one.figures[name] for one in scored if name in one.figures]
        return figure(values) if values else _none()

    figures = {name: of(name, _mean) for name in RANKING_MEASURES} | {name: of(name, _share) for name in SHARES}
    return RowOut(
        language=language, asked=len(scored), figures=figures | {CITED: _cited(scored), AREA: _area_of(scored)}
    )


def _mean(values: list[float]) -> FigureOut:
    low, high = mean_interval(values)
    return FigureOut(value=fmean(values), low=low, high=high, of=len(values), count=None)


def _share(values: list[float]) -> FigureOut:
    count = round(sum(values))
    low, high = share_interval(count, len(values))
    return FigureOut(value=count / len(values), low=low, high=high, of=len(values), count=count)


def _cited(scored: Sequence[ScoredQuestion]) -> FigureOut:
    values = [one.cited for one in scored if one.cited is not None]
    return _none() if not values else FigureOut(value=median(values), low=None, high=None, of=len(values), count=None)


def _area_of(scored: Sequence[ScoredQuestion]) -> FigureOut:
    sure = {kind: [one.confidence for one in scored if one.answerable is kind and one.confidence is not None]
            for kind in (True, False)}  # fmt: skip
    if not (sure[True] and sure[False]):
        return _none()
    low, high = area_interval(sure[True], sure[False])
    count = len(sure[True]) + len(sure[False])
    return FigureOut(value=area(sure[True], sure[False]), low=low, high=high, of=count, count=None)


def _none() -> FigureOut:
    return FigureOut(value=None, low=None, high=None, of=0, count=None)
