"""Draw how far the confidence of answers may be believed, and what is wrong of what is answered.

    python scripts/plot_answers.py REPORT... [--out docs/plots]

A REPORT is what `scripts/evaluate.py --json` has printed; of several, all questions are drawn together. Needs
matplotlib and the laboratory (`pip install -e .[plots] ./lab`).
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from tripqa.cli import run
from tripqa.domain import LANGUAGES
from tripqa_lab.answers.reliability import (
    BINS,
    Outcome,
    as_decided,
    bins,
    expected_calibration_error,
    outcomes_of,
    risk_coverage,
)
from tripqa_lab.evaluation.judging import Judgement
from tripqa_lab.evaluation.report import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROOT = Path(__file__).parent.parent
SHADE = "#b3401f"
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
    parser.add_argument("reports", type=Path, nargs="+", metavar="REPORT")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/plots", help="folder for the plots")
    options = parser.parse_args()
    reports = [TypeAdapter(Report).validate_json(file.read_bytes()) for file in options.reports]
    draw([one for report in reports for one in report.judged], options.out)


def draw(judged: Sequence[Judgement], out: Path) -> None:
    """Draw both plots, and print how far confidence is off."""
    import matplotlib

    matplotlib.use("svg")
    out.mkdir(parents=True, exist_ok=True)
    everything = outcomes_of(judged)
    with matplotlib.rc_context(STYLE):
        save(reliability(everything), out / "reliability.svg")
        save(risks(judged), out / "risk-coverage.svg")
    decided = as_decided(everything)
    error = expected_calibration_error(bins(everything))
    print(f"{len(judged)} questions, expected calibration error {error:.3f}, ", end="")
    print(f"answered {decided.coverage:.2f}, of these not right {decided.risk:.2f}")


def reliability(found: Sequence[Outcome]) -> Figure:
    """Draw the share of right answers over the confidence, and below it how many questions that is of."""
    from matplotlib import pyplot

    figure, (upper, lower) = pyplot.subplots(
        2, 1, figsize=(6.4, 6.4), sharex=True, height_ratios=(14, 1), layout="constrained"
    )
    upper.plot((0, 1), (0, 1), color=INK, linewidth=1, linestyle=(0, (4, 3)), label="calibrated")
    line(upper, found)
    counts(lower, found)
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right answers (95 % interval)")
    upper.set_yticks([place / 5 for place in range(6)])
    upper.legend(loc="lower left", bbox_to_anchor=(0, 1), fontsize=10)
    lower.set(ylim=(0.5, -0.5), xlabel="confidence", xticks=[place / 5 for place in range(6)], yticks=[])
    lower.grid(visible=False)
    lower.spines[:].set_visible(False)
    lower.set_title("questions in each tenth", fontsize=10, loc="left", pad=2)
    return figure


def line(axes: Axes, found: Sequence[Outcome]) -> None:
    """Draw the bins; those of few questions are hollow, and the line has a gap there."""
    places = bins(found)
    enough = [one for one in places if one.count >= FEWEST]
    few = [one for one in places if one.count < FEWEST]
    low = [one.right - one.interval[0] for one in enough]
    high = [one.interval[1] - one.right for one in enough]
    axes.errorbar(
        [one.confidence for one in enough], [one.right for one in enough], yerr=(low, high), label="our own questions",
        color=SHADE, marker="o", markersize=6, linestyle="", elinewidth=1, capsize=3,
    )  # fmt: skip
    axes.plot(
        [one.confidence for one in places], [one.right if one.count >= FEWEST else math.nan for one in places],
        color=SHADE, linewidth=2,
    )  # fmt: skip
    axes.plot(
        [one.confidence for one in few], [one.right for one in few], "o", color=SHADE, markersize=6,
        markerfacecolor="white",
    )  # fmt: skip


def counts(axes: Axes, found: Sequence[Outcome]) -> None:
    for one in bins(found):
        middle = (min(int(one.confidence * BINS), BINS - 1) + 0.5) / BINS
        axes.text(middle, 0, str(one.count), color=SHADE, fontsize=9.5, ha="center", va="center")


def risks(judged: Sequence[Judgement]) -> Figure:
    """Draw what is wrong of what is answered, over how much is answered, by language."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 4.6), layout="constrained")
    for language in LANGUAGES:
        if spoken := [one for one in judged if one.question.language == language]:
            curve(axes, f"{language} ({len(spoken)})", outcomes_of(spoken), LANGUAGE_SHADES[language], 1.3)
    curve(axes, f"all ({len(judged)})", outcomes_of(judged), INK, 2.2)
    axes.plot([], [], "o", color=INK, label="as refused today")
    axes.set(xlim=(0, 1.02), xlabel="share of questions answered", ylabel="share of answers that are not right")
    axes.set_ylim(bottom=0)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.02), ncols=3, fontsize=9.5, columnspacing=1.2)
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
