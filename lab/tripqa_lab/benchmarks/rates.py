"""Rates and latencies of each hand, as measured: what the bounds are ratios of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from tripqa_lab.benchmarks.bounds import ASK, ENCODE, SEARCH
from tripqa_lab.benchmarks.encoders import Speed
from tripqa_lab.benchmarks.rounds import Round, Work, over
from tripqa_lab.benchmarks.starts import Start
from tripqa_lab.benchmarks.table import Sheet

PLAIN = "plain"
_WORDS = {
    SEARCH: "tripqa, /v1/search",
    ASK: "tripqa, /v1/ask",
    ENCODE: "encode_question, no server",
    PLAIN: "plain service, /search",
}
_COLUMNS = ("what", "clients", "questions/s", "p50 ms", "p99 ms", "failed")


def rates_sheet(rounds: Sequence[Round]) -> Sheet:
    """Lay out medians over rounds, and all failures."""
    rows = (_row(rounds, work) for work in sorted(rounds[0], key=lambda work: (list(_WORDS).index(work[0]), work[1])))
    return Sheet("Questions/s and latency, medians over rounds", _COLUMNS, tuple(rows))


def speeds_sheet(speeds: Sequence[tuple[Speed, Speed]]) -> Sheet:
    """Lay out what each encoder does, medians over rounds."""
    rows = tuple(
        (
            name,
            f"{median(pair[number].question for pair in speeds) * 1000:.1f}",
            f"{median(pair[number].passages for pair in speeds):.0f}",
        )
        for number, name in enumerate(("encoder", "reference"))
    )
    return Sheet("Encoders, one at a time", ("encoder", "ms a question", "passages/s"), rows)


def starts_sheet(starts: Mapping[str, Sequence[Start]]) -> Sheet:
    """Lay out what starting each server takes and what it weighs then, medians."""
    rows = tuple(
        (
            name,
            f"{median(one.ready for one in found):.1f}",
            f"{median(one.first_answer for one in found):.1f}",
            f"{median(one.resident for one in found) / 1e6:.0f}",
        )
        for name, found in starts.items()
    )
    return Sheet(
        "Start, and memory after the questions", ("server", "s to ready", "s to first answer", "MB resident"), rows
    )


def failures(rounds: Sequence[Round], starts: Sequence[Start]) -> list[str]:
    """Return what went wrong, each kind once."""
    found = [failure for one in rounds for load in one.values() for failure in load.failures]
    return sorted({*found, *(failure for one in starts for failure in one.failures)})


def _row(rounds: Sequence[Round], work: Work) -> tuple[str, ...]:
    name, clients = work
    return (
        _WORDS[name],
        str(clients),
        f"{over(rounds, lambda one: one[work].rate).middle:.0f}",
        f"{over(rounds, lambda one: one[work].p50).middle * 1000:.1f}",
        f"{over(rounds, lambda one: one[work].p99).middle * 1000:.1f}",
        str(sum(len(one[work].failures) for one in rounds)),
    )
