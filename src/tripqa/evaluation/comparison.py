"""Two reports -> what got better and what got worse, on the questions that both hold.

A difference is tested by flipping the sign of each question's difference at random (Fisher's randomisation test;
Smucker, Allan and Carterette, 2007, recommend it for rankings). The p values of all rows together are adjusted after
Holm (1979): where nothing differs, no row is called a difference in nineteen of twenty comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from tripqa.errors import EvaluationError
from tripqa.evaluation.figures import LOWER_IS_BETTER, SHARES
from tripqa.evaluation.intervals import SEED, Values, mean_interval
from tripqa.evaluation.measures import RANKING_MEASURES
from tripqa.wire.reports import ALL, ChangeOut, ComparisonOut, QuestionOut, ReportOut, Verdict

FLIPS = 10_000
LEVEL = 0.05
_AT_ONCE = 4_000_000  # signs drawn together
_ALIKE = 1e-9  # sums that differ by less differ by rounding

Pairs = list[tuple[QuestionOut, QuestionOut]]


def read_report(file: Path) -> ReportOut:
    """Read what `--json` has printed; EvaluationError if it is something else."""
    try:
        return ReportOut.model_validate_json(file.read_bytes())
    except OSError as error:
        raise EvaluationError(f"{file} cannot be read ({error.strerror}); name a report that --json printed") from error
    except ValidationError as error:
        raise EvaluationError(f"{file} is no report of this version; name one that --json printed") from error


def compare(before: ReportOut, after: ReportOut) -> ComparisonOut:
    """Return every figure that both reports have of some questions, with what can be said of the difference."""
    old, new = before.by_question, after.by_question
    both = [(old[id], found) for id, found in new.items() if id in old]
    if not both:
        raise EvaluationError("the two reports have no question in common; compare reports of one dataset")
    changes = [_change(*row) for row in _rows([row.language for row in after.rows], both)]
    return ComparisonOut(
        same_dataset=before.dataset.fingerprint == after.dataset.fingerprint,
        only_before=len(old) - len(both),
        only_after=len(new) - len(both),
        changes=[_judged(change, p) for change, p in zip(changes, holm([one.p for one in changes]), strict=True)],
    )


def flip_test(differences: Values) -> float:
    """Return how often differences whose signs are random sum up to as much as these do, or more, either way."""
    moved = differences[differences != 0]
    if not len(moved):
        return 1.0
    rng = np.random.default_rng(SEED)
    sums = np.concatenate([signs @ moved for signs in _signs(rng, len(moved))])
    as_much = int((np.abs(sums) >= abs(moved.sum()) - _ALIKE).sum())
    return (as_much + 1) / (FLIPS + 1)


def holm(values: Sequence[float]) -> list[float]:
    """Return p values adjusted for there being several of them."""
    adjusted = [0.0] * len(values)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=lambda place: values[place])):
        largest = max(largest, min(1.0, values[place] * (len(values) - rank)))
        adjusted[place] = largest
    return adjusted


def _rows(languages: Sequence[str], both: Pairs) -> Iterator[tuple[str, str, Values, Values]]:
    for language in languages:
        spoken = [pair for pair in both if language in (ALL, pair[1].language)]
        for name in (*RANKING_MEASURES, *SHARES):
            pairs = [(old.figures[name], new.figures[name]) for old, new in spoken
                     if name in old.figures and name in new.figures]  # fmt: skip
            if pairs:
                values = np.array(pairs)
                yield language, name, values[:, 0], values[:, 1]


def _change(language: str, figure: str, before: Values, after: Values) -> ChangeOut:
    differences = after - before
    low, high = mean_interval(differences.tolist())
    p = flip_test(differences)
    return ChangeOut(
        language=language,
        figure=figure,
        questions=len(before),
        before=float(before.mean()),
        after=float(after.mean()),
        difference=float(differences.mean()),
        low=low,
        high=high,
        p=p,
        p_adjusted=p,
        verdict="no difference shown",
    )


def _judged(change: ChangeOut, p: float) -> ChangeOut:
    rises = (change.difference > 0) is not (change.figure in LOWER_IS_BETTER)
    shown: Verdict = "better" if rises else "worse"
    return change.model_copy(update={"p_adjusted": p, "verdict": shown if p < LEVEL else change.verdict})


def _signs(rng: np.random.Generator, size: int) -> Iterator[Values]:
    rows = max(1, _AT_ONCE // size)
    for start in range(0, FLIPS, rows):
        yield rng.integers(0, 2, (min(rows, FLIPS - start), size), np.int8) * 2.0 - 1.0
