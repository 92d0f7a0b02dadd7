"""How sure answers are and how often that is right: the figures of refusing, by set and language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from tripqa.evaluation.fitting import Sure
from tripqa.evaluation.intervals import Interval, area, share_interval
from tripqa.evaluation.questions import UNANSWERABLE, Kind


@dataclass(frozen=True, slots=True)
class Refused:
    """How many of some questions were refused, and how well confidence and cosine tell them from answerable ones."""

    count: int
    of: int
    by_confidence: float  # area under the ROC curve, answerable questions against these
    by_cosine: float  # of the best passage

    @property
    def interval(self) -> Interval:
        """Return the 95 % interval of the share."""
        return share_interval(self.count, self.of)


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one set in one language."""

    group: str
    language: str
    answerable: int
    right: int  # of those, the ones that are answered with quotes that answer
    falsely_refused: int
    refused: dict[Kind, Refused]


def rows(judged: Sequence[Sure]) -> list[Row]:
    """Return a row for each set and language that has answerable questions."""
    groups: dict[tuple[str, str], list[Sure]] = {}
    for one in judged:
        groups.setdefault((one.example.group, one.example.language), []).append(one)
    return [_row(*key, group) for key, group in groups.items() if any(map(_answerable, group))]


def as_table(found: Sequence[Row]) -> Table:
    """Lay out one line for each row; in brackets stand 95 % intervals, then the areas of confidence and cosine."""
    table = Table(
        "set", "language", "answered right", "false refusals", *(kind.replace("_", " ") for kind in UNANSWERABLE)
    )
    for row in found:
        table.add_row(
            row.group,
            row.language,
            _share(row.right, row.answerable),
            _share(row.falsely_refused, row.answerable),
            *(_refused(row.refused.get(kind)) for kind in UNANSWERABLE),
        )
    return table


def _row(group: str, language: str, judged: Sequence[Sure]) -> Row:
    answerable = [one for one in judged if _answerable(one)]
    others = {kind: [one for one in judged if one.example.kind == kind] for kind in UNANSWERABLE}
    return Row(
        group=group,
        language=language,
        answerable=len(answerable),
        right=sum(one.answers and not one.refused for one in answerable),
        falsely_refused=sum(one.refused for one in answerable),
        refused={kind: _against(answerable, found) for kind, found in others.items() if found},
    )


def _against(answerable: Sequence[Sure], others: Sequence[Sure]) -> Refused:
    return Refused(
        count=sum(one.refused for one in others),
        of=len(others),
        by_confidence=area([one.confidence for one in answerable], [one.confidence for one in others]),
        by_cosine=area([one.cosine for one in answerable], [one.cosine for one in others]),
    )


def _answerable(one: Sure) -> bool:
    return one.example.kind == "answerable"


def _share(count: int, of: int) -> str:
    low, high = share_interval(count, of)
    return f"{count / of:.2f} ({low:.2f}-{high:.2f}; {count}/{of})"


def _refused(refused: Refused | None) -> str:
    if refused is None:
        return "-"
    return f"{_share(refused.count, refused.of)} {refused.by_confidence:.2f} / {refused.by_cosine:.2f}"
