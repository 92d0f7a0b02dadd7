"""What each arm finds alone, and what both find together: R@1 and R@5 by question language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean

from tripqa.domain import EVERYTHING, Hit
from tripqa.evaluation.dataset import Dataset
from tripqa.evaluation.questions import JudgedQuestion, covers
from tripqa.ports import Encoder, PassageIndex, Progress
from tripqa.questions import MOST_HITS
from tripqa.retrieval import ARMS, Arm, Retrieval

DEPTH = 5
Found = Callable[[Sequence[Hit]], tuple[float, float]]  # R@1 and R@5 of a ranking


@dataclass(frozen=True, slots=True)
class AskedOfArms:
    """A question, and what makes R@1 and R@5 of the hits for it."""

    text: str
    language: str
    found: Found


@dataclass(frozen=True, slots=True)
class ArmsRow:
    """R@1 and R@5 of each arm for the questions in one language."""

    language: str
    questions: int
    figures: Mapping[Arm, tuple[float, float]]


class _Once:
    """An encoder that encodes a question once, however many arms ask it in turn."""

    def __init__(self, inner: Encoder) -> None:
        self.space, self.dimension = inner.space, inner.dimension
        self.encode_passages = inner.encode_passages
        self.encode_question = lru_cache(1)(inner.encode_question)


def measure_arms(
    asked: Sequence[AskedOfArms], index: PassageIndex, encoder: Encoder, progress: Progress
) -> list[ArmsRow]:
    """Ask every question of each arm and return a row for each language."""
    once = _Once(encoder)
    arms = {arm: Retrieval(index, once, None, weights) for arm, weights in ARMS.items()}
    found: dict[str, list[dict[Arm, tuple[float, float]]]] = {}
    for done, one in enumerate(asked, start=1):
        figures = {arm: one.found(ranked.rank(one.text, MOST_HITS, EVERYTHING).hits) for arm, ranked in arms.items()}
        found.setdefault(one.language, []).append(figures)
        progress(done, len(asked))
    return [_row(language, figures) for language, figures in sorted(found.items())]


def of_dataset(dataset: Dataset) -> Iterable[AskedOfArms]:
    """Return the questions of a dataset that have a relevant document; found is a share of those."""
    for question in dataset.questions():
        relevant = {document for document, value in dataset.qrels.get(question.id, {}).items() if value > 0}
        if relevant:
            yield AskedOfArms(question.text, question.language, _documents_found(relevant, dataset.names))


def of_judged(questions: Iterable[JudgedQuestion]) -> Iterable[AskedOfArms]:
    """Return the answerable ones of questions whose evidence is spans; found is half of its characters."""
    for question in questions:
        if question.kind == "answerable":
            yield AskedOfArms(question.question, question.language, _evidence_found(question))


def _row(language: str, figures: Sequence[Mapping[Arm, tuple[float, float]]]) -> ArmsRow:
    def mean(arm: Arm) -> tuple[float, float]:
        return fmean(one[arm][0] for one in figures), fmean(one[arm][1] for one in figures)

    return ArmsRow(language, len(figures), {arm: mean(arm) for arm in ARMS})


def _documents_found(relevant: set[str], names: Mapping[str, str]) -> Found:
    def found(hits: Sequence[Hit]) -> tuple[float, float]:
        ranking = list(dict.fromkeys(names[hit.document.id] for hit in hits))
        return _share(relevant, ranking[:1]), _share(relevant, ranking[:DEPTH])

    return found


def _share(relevant: set[str], ranking: Sequence[str]) -> float:
    return len(relevant.intersection(ranking)) / len(relevant)


def _evidence_found(question: JudgedQuestion) -> Found:
    def covered(hits: Sequence[Hit]) -> float:
        return float(covers(question, ((hit.document.id, (hit.passage.start, hit.passage.end)) for hit in hits)))

    return lambda hits: (covered(hits[:1]), covered(hits[:DEPTH]))
