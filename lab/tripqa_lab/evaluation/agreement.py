"""How far one encoder's vectors lie from those of a reference, and what that costs in what is found first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tripqa.domain import Document
from tripqa.evaluation.dataset import Dataset
from tripqa.ports import Encoder, Progress, Vectors
from tripqa.text.folding import fold, fold_line, fold_question


@dataclass(frozen=True, slots=True)
class Judged:
    """Questions and documents of a dataset: each question with the rows of its relevant documents."""

    questions: Sequence[str]
    texts: Sequence[str]
    relevant: Sequence[frozenset[int]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two encoders asked the same: cosines of equal texts, and R@1 among the relevant documents of all questions."""

    questions: int
    texts: int
    lowest_question: float
    lowest_text: float
    same_first: float  # share of questions
    reference: float  # R@1
    other: float  # R@1


def judged_of(dataset: Dataset) -> Judged:
    """Return the questions of a dataset that have a relevant document, and these documents alone."""
    judged = [
        (one.text, relevant) for one in dataset.questions() if (relevant := _relevant(dataset.qrels.get(one.id, {})))
    ]
    wanted = {id for _, relevant in judged for id in relevant}
    documents = [document for document in dataset.corpus()[0] if dataset.names[document.id] in wanted]
    rows = {dataset.names[document.id]: row for row, document in enumerate(documents)}
    return Judged(
        questions=[fold_question(text) for text, _ in judged],
        texts=[_text(document) for document in documents],
        relevant=[frozenset(rows[id] for id in relevant if id in rows) for _, relevant in judged],
    )


def measure_agreement(judged: Judged, reference: Encoder, other: Encoder, progress: Progress) -> Agreement:
    """Encode everything with both, one after the other."""
    wanted, got = (_encoded(judged, encoder, progress) for encoder in (reference, other))
    first_wanted, first_got = ((questions @ texts.T).argmax(axis=1) for questions, texts in (wanted, got))
    return Agreement(
        questions=len(judged.questions),
        texts=len(judged.texts),
        lowest_question=_lowest(wanted[0], got[0]),
        lowest_text=_lowest(wanted[1], got[1]),
        same_first=float((first_wanted == first_got).mean()),
        reference=_found(first_wanted.tolist(), judged),
        other=_found(first_got.tolist(), judged),
    )


def _encoded(judged: Judged, encoder: Encoder, progress: Progress) -> tuple[Vectors, Vectors]:
    questions = np.stack([encoder.encode_question(text) for text in judged.questions])
    return questions, encoder.encode_passages(judged.texts, progress)


def _lowest(wanted: Vectors, got: Vectors) -> float:
    return float((wanted * got).sum(axis=1).min())


def _found(first: Sequence[int], judged: Judged) -> float:
    return float(np.mean([row in relevant for row, relevant in zip(first, judged.relevant, strict=True)]))


def _relevant(qrels: Mapping[str, int]) -> frozenset[str]:
    return frozenset(id for id, value in qrels.items() if value > 0)


def _text(document: Document) -> str:
    return "\n".join(filter(None, [fold(document.text).text.strip(), fold_line(document.title)]))
