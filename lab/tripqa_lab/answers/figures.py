"""How good answers by a rule are, by language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean, median

from tripqa.answers.calibration import probability, weighed
from tripqa.answers.reader import SHORT_FEATURES, Rule
from tripqa.domain import LANGUAGES
from tripqa_lab.answers.fitting import Judged
from tripqa_lab.reader.scoring import auroc
from tripqa_lab.reader.sheets import KINDS

_COLUMNS = ("asked", "right", "chars", "lost", "near", "false", "other", "AUROC", "short", "of")


def figures(judged: Sequence[Judged], rule: Rule) -> Iterator[str]:
    """Yield lines: what is right of the answerable, what is refused of each kind, and how well confidence tells."""
    yield f"{'':8}" + "".join(f"{name:>7}" for name in _COLUMNS)
    for language in (*LANGUAGES, None):
        mine = [one for one in judged if language in (None, one.seen.example.language)]
        if mine:
            yield _line(language or "all", mine, rule)


def _line(name: str, judged: Sequence[Judged], rule: Rule) -> str:
    kinds = {kind: [one for one in judged if one.seen.example.kind == kind] for kind in KINDS}
    there = kinds["answerable"]
    given = [one for one in there if not refused(one, rule)]
    right = fmean(one.holds and not refused(one, rule) for one in there)
    characters = median(sum(one.span[1] - one.span[0] for one, _ in found.found.cited) for found in given)
    lost = fmean(refused(one, rule) for one in there)
    caught = [fmean(refused(one, rule) for one in kinds[kind]) if kinds[kind] else float("nan") for kind in KINDS[1:]]
    told = auroc(
        [one.found.confidence for one in there], [one.found.confidence for kind in KINDS[1:] for one in kinds[kind]]
    )
    short = [one.short[1] for one in judged if one.short and not refused(one, rule) and _sure(one, rule)]
    shown = fmean(short) if short else float("nan")
    shares = "".join(f"{share:7.3f}" for share in (lost, *caught, told, shown))
    return f"{name:8}{len(judged):7}{right:7.3f}{characters:7.0f}{shares}{len(short) / max(len(there), 1):7.3f}"


def refused(one: Judged, rule: Rule) -> bool:
    """Tell whether a rule gives no answer."""
    return not one.found.cited or one.found.confidence < rule.least


def _sure(one: Judged, rule: Rule) -> bool:
    assert one.short
    logit = weighed(one.short[0], SHORT_FEATURES, rule.short) + rule.short["intercept"]
    return probability(logit) >= rule.sure
