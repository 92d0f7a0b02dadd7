"""Draw how far the confidence of answers may be believed, and what is wrong of what is answered.

    python scripts/plot_answers.py DATA [--out docs/plots]

DATA holds the public sets that docs/evaluation.md names; their corpora are encoded for it, which takes minutes. Needs
matplotlib (`pip install -e .[plots]`). Drawn is what the calibration in the package makes of examples that were not
fitted on: the test half of our own questions, and the held-out articles of the public sets.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from tripqa.answers.calibration import fitted
from tripqa.cli import run
from tripqa.domain import LANGUAGES
from tripqa.evaluation.fitting import Sure, judge
from tripqa.evaluation.questions import read_questions
from tripqa.evaluation.reliability import (
    BINS,
    Outcome,
    as_decided,
    bins,
    expected_calibration_error,
    outcomes_of,
    risk_coverage,
)
from tripqa.evaluation.seeing import PUBLIC, corpora, see
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROOT = Path(__file__).parent.parent
OWN, ARTICLES = "our own questions, test half", "public sets, held-out articles"
SHADES = {OWN: "#b3401f", ARTICLES: "#1f5fa8"}
LANGUAGE_SHADES = dict(zip(LANGUAGES, ("#1f5fa8", "#c8820a", "#3f8f4f", "#a8326e"), strict=True))
INK, FAINT = "#222222", "#dddddd"
FEWEST = 5  # questions that a point is of, at least: fewer jump, and are drawn hollow or not at all
LEAST = 0.03  # share of the questions that a point of a curve is of
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "sans-serif"],
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "tripqa",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the public sets")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/plots", help="folder for the plots")
    options = parser.parse_args()
    draw(judged_groups(options.data), options.out)


def judged_groups(data: Path) -> dict[str, list[Sure]]:
    """Return what the calibration makes of examples that were not fitted on."""
    console, calibration = Console(stderr=True), fitted()
    test = {one.question for one in read_questions(ROOT / "tests/data/questions.jsonl") if one.half == "test"}
    groups: dict[str, list[Sure]] = {OWN: [], ARTICLES: []}
    for corpus, found in see(corpora(data, ROOT, test_half=True), choose_encoder(load_settings({}))):
        console.print(f"{corpus.name}: {len(corpus.documents)} documents, {len(found)} questions")
        for one in found:
            if one.example.held_out and one.example.text in test:
                groups[OWN].append(judge(one, calibration))
            elif one.example.held_out and one.example.group in PUBLIC:
                groups[ARTICLES].append(judge(one, calibration))
    return groups


def draw(groups: Mapping[str, Sequence[Sure]], out: Path) -> None:
    """Draw both plots, and print how far confidence is off."""
    import matplotlib

    matplotlib.use("svg")
    out.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(STYLE):
        save(reliability({name: outcomes(name, judged) for name, judged in groups.items()}), out / "reliability.svg")
        save(risks(groups), out / "risk-coverage.svg")
    for name, judged in groups.items():
        everything = outcomes(name, judged)
        error = expected_calibration_error(bins(everything))
        decided = as_decided(everything)
        print(f"{name}: {len(judged)} questions, expected calibration error {error:.3f}, ", end="")
        print(f"answered {decided.coverage:.2f}, of these not right {decided.risk:.2f}")


def outcomes(name: str, judged: Sequence[Sure]) -> list[Outcome]:
    """Return outcomes, those of public sets weighed as where the confidence was fitted."""
    return outcomes_of(judged, as_fitted=name == ARTICLES)


def reliability(groups: Mapping[str, Sequence[Outcome]]) -> Figure:
    """Draw the share of right answers over the confidence, and below it how many questions that is of."""
    from matplotlib import pyplot

    figure, (upper, lower) = pyplot.subplots(
        2, 1, figsize=(6.4, 6.8), sharex=True, height_ratios=(10, 1), layout="constrained"
    )
    upper.plot((0, 1), (0, 1), color=INK, linewidth=1, linestyle=(0, (4, 3)), label="calibrated")
    for row, (name, found) in enumerate(groups.items()):
        line(upper, name, found, row)
        counts(lower, name, found, row)
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right answers (95 % interval)")
    upper.set_yticks([place / 5 for place in range(6)])
    upper.legend(loc="lower left", bbox_to_anchor=(0, 1), fontsize=10)
    lower.set(ylim=(len(groups) - 0.3, -0.7), xlabel="confidence", xticks=[place / 5 for place in range(6)])
    lower.set_yticks(range(len(groups)), ["own", "public"], fontsize=10)
    lower.tick_params(length=0)
    lower.grid(visible=False)
    lower.spines[:].set_visible(False)
    lower.set_title("questions in each tenth", fontsize=10, loc="left", pad=2)
    return figure


def line(axes: Axes, name: str, found: Sequence[Outcome], row: int) -> None:
    """Draw the bins; those of few questions are hollow, and the line has a gap there."""
    places, shade, marker, above = bins(found), SHADES[name], "os"[row], 5 - row
    enough = [one for one in places if one.count >= FEWEST]
    few = [one for one in places if one.count < FEWEST]
    low = [one.right - one.interval[0] for one in enough]
    high = [one.interval[1] - one.right for one in enough]
    axes.errorbar(
        [one.confidence for one in enough], [one.right for one in enough], yerr=(low, high), label=name, color=shade,
        marker=marker, markersize=6, linestyle="", elinewidth=1, capsize=3, zorder=above,
    )  # fmt: skip
    axes.plot(
        [one.confidence for one in places], [one.right if one.count >= FEWEST else math.nan for one in places],
        color=shade, linewidth=2, zorder=above,
    )  # fmt: skip
    axes.plot(
        [one.confidence for one in few], [one.right for one in few], marker, color=shade, markersize=6,
        markerfacecolor="white", zorder=above,
    )  # fmt: skip


def counts(axes: Axes, name: str, found: Sequence[Outcome], row: int) -> None:
    for one in bins(found):
        middle = (min(int(one.confidence * BINS), BINS - 1) + 0.5) / BINS
        axes.text(middle, row, str(one.count), color=SHADES[name], fontsize=9.5, ha="center", va="center")


def risks(groups: Mapping[str, Sequence[Sure]]) -> Figure:
    """Draw what is wrong of what is answered, over how much is answered, by language."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(groups), figsize=(9.6, 4.6), sharey=True, layout="constrained")
    for panel, (name, judged) in zip(axes, groups.items(), strict=True):
        panel.set_title(name, fontsize=11)
        for language in LANGUAGES:
            if spoken := [one for one in judged if one.example.language == language]:
                curve(panel, f"{language} ({len(spoken)})", outcomes(name, spoken), LANGUAGE_SHADES[language], 1.3)
        curve(panel, f"all ({len(judged)})", outcomes(name, judged), INK, 2.2)
        panel.plot([], [], "o", color=INK, label="as refused today")
        panel.set(xlim=(0, 1.02), xlabel="share of questions answered")
        panel.legend(loc="lower center", bbox_to_anchor=(0.5, 1.08), ncols=3, fontsize=9.5, columnspacing=1.2)
    axes[0].set_ylim(bottom=0)
    axes[0].set_ylabel("share of answers that are not right")
    return figure


def curve(axes: Axes, name: str, found: Sequence[Outcome], shade: str, width: float) -> None:
    least = max(FEWEST / len(found), LEAST)
    points = [one for one in risk_coverage(found) if one.coverage >= least]
    decided = as_decided(found)
    axes.plot([one.coverage for one in points], [one.risk for one in points], color=shade, linewidth=width, label=name)
    axes.plot(decided.coverage, decided.risk, "o", color=shade, markersize=6, markeredgecolor="white", zorder=3)


def save(figure: Figure, file: Path) -> None:
    figure.savefig(file, metadata={"Date": None, "Creator": None})
    print(file)


if __name__ == "__main__":
    run(main)
