"""How good answers are, by language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from tripqa.answers.reader import Rule
from tripqa.domain import LANGUAGES
from tripqa_lab.answers.fitting import Judged
from tripqa_lab.reader.scoring import auroc
from tripqa_lab.reader.sheets import KINDS, Kind

_COLUMNS = ("asked", "right", "chars", "lost", "near", "false", "other", "AUROC", "short", "given")


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a question."""

    language: str
    kind: Kind
    holds: bool  # what would be quoted holds the answer
    characters: int
    confidence: float
    refused: bool
    short: bool | None  # whether the short answer is right; None where none is given


def told_by(rule: Rule, one: Judged) -> Told:
    """Return what a rule makes of an example."""
    example, found = one.seen.example, one.found
    characters = sum(evidence.span[1] - evidence.span[0] for evidence, _ in found.cited)
    refused = not found.cited or found.confidence < rule.least
    short = one.short[1] if one.short and not refused and rule.shows(one.short[0]) else None
    return Told(example.language, example.kind, one.holds, characters, found.confidence, refused, short)


def figures(told: Sequence[Told]) -> Iterator[str]:
    """Yield lines: what is right of the answerable, what is refused of each kind, and how well confidence tells.

    `chars` is the median number of characters quoted, `lost` the share of the answerable that is refused, `given` how
    many short answers there are for each answerable question.
    """
    yield f"{'':8}" + "".join(f"{name:>7}" for name in _COLUMNS)
    for language in (*LANGUAGES, None):
        mine = [one for one in told if language in (None, one.language)]
        if mine:
            yield f"{language or 'all':8}{len(mine):7}" + _line(mine)


def _line(told: Sequence[Told]) -> str:
    kinds = {kind: [one for one in told if one.kind == kind] for kind in KINDS}
    there, short = kinds["answerable"], [one.short for one in told if one.short is not None]
    right = fmean(one.holds and not one.refused for one in there)
    characters = median(one.characters for one in there if not one.refused)
    refused = [fmean(one.refused for one in kinds[kind]) if kinds[kind] else float("nan") for kind in KINDS]
    others = [one.confidence for one in told if one.kind != "answerable"]
    shown = fmean(short) if short else float("nan")
    shares = (*refused, auroc([one.confidence for one in there], others), shown, len(short) / len(there))
    return f"{right:7.3f}{characters:7.0f}" + "".join(f"{share:7.3f}" for share in shares)
