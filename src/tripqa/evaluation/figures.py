"""Asked questions -> figures: of each question, and of each language with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from tripqa.domain import LANGUAGES
from tripqa.evaluation.asked import Asked, Judged
from tripqa.evaluation.measures import RANKING_MEASURES, measure
from tripqa.evaluation.qrels import Qrels
from tripqa.evaluation.questions import UNANSWERABLE, Kind
from tripqa.evaluation.summaries import area_of, mean_of, median_of, share_of
from tripqa.wire.reports import ALL, RowOut

GOLD, FALSE_REFUSALS, REFUSED = "gold_in_citations", "false_refusals", "refused"
SHARES = (GOLD, FALSE_REFUSALS, REFUSED)
CITED, AREA = "cited_characters", "auroc"
REFUSED_OF: Mapping[Kind, str] = {kind: f"refused_{kind}" for kind in UNANSWERABLE}  # in datasets that name the kind
LOWER_IS_BETTER = frozenset({FALSE_REFUSALS})
_BATCH = 500  # rankings that are measured together


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """The figures of one question."""

    id: str
    language: str
    answerable: bool
    kind: str  # as the dataset calls it
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
    named = {one.kind for one in scored if REFUSED in one.figures}
    kinds = [kind for kind in UNANSWERABLE if kind in named]
    return [
        *(_row(name, [one for one in scored if one.language == name], kinds) for name in languages),
        _row(ALL, scored, kinds),
    ]


def _scored(asked: Asked, measured: Mapping[str, float]) -> ScoredQuestion:
    judged = asked.judged
    answered = judged is not None and asked.answerable and not judged.refused
    return ScoredQuestion(
        id=asked.question_id,
        language=asked.language,
        answerable=asked.answerable,
        kind=asked.kind,
        taken=asked.taken,
        figures={**measured, **(_shares(judged, asked.answerable) if judged else {})},
        cited=judged.cited_characters if judged and answered else None,
        confidence=judged.confidence if judged else None,
    )


def _shares(judged: Judged, answerable: bool) -> dict[str, float]:
    gold = {} if judged.gold_in_citations is None else {GOLD: float(judged.gold_in_citations)}
    return {**gold, FALSE_REFUSALS if answerable else REFUSED: float(judged.refused)}


def _row(language: str, scored: Sequence[ScoredQuestion], kinds: Sequence[Kind]) -> RowOut:
    def values(name: str, among: Iterable[ScoredQuestion] = scored) -> list[float]:
        return [one.figures[name] for one in among if name in one.figures]

    figures = {name: mean_of(values(name)) for name in RANKING_MEASURES}
    figures |= {name: share_of(map(bool, values(name))) for name in SHARES}
    figures |= {
        REFUSED_OF[kind]: share_of(map(bool, values(REFUSED, (one for one in scored if one.kind == kind))))
        for kind in kinds
    }
    sure = {kind: [one.confidence for one in scored if one.answerable is kind and one.confidence is not None]
            for kind in (True, False)}  # fmt: skip
    cited = (one.cited for one in scored if one.cited is not None)
    figures |= {CITED: median_of(cited), AREA: area_of(sure[True], sure[False])}
    return RowOut(language=language, asked=len(scored), figures=figures)
