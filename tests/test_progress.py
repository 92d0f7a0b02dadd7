"""How far the work is: what is said, and where."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tripqa.progress import progress_on


def said(*steps: tuple[float, int, int], terminal: bool = False) -> str:
    """Return what is written of steps: the second, how many texts are done then, and of how many."""
    written, now = io.StringIO(), 0.0
    console = Console(file=written, force_terminal=terminal, color_system=None, width=120)
    with progress_on(console, lambda: now) as show:
        progress = show("encoding", "texts")
        for second, done, total in steps:
            now = second
            progress(done, total)
    return written.getvalue()


def test_elsewhere_than_on_a_terminal_each_tenth_is_a_sentence_with_the_rate_and_the_time_left() -> None:
    steps = [(0, 0, 1000), (1, 50, 1000), (2, 100, 1000), (3, 150, 1000), (10, 500, 1000), (20, 1000, 1000)]

    assert said(*steps).splitlines() == [
        "encoding: 100 of 1000 texts, 50 texts/s, 18 s left",
        "encoding: 500 of 1000 texts, 50 texts/s, 10 s left",
        "encoding: 1000 of 1000 texts, 50 texts/s, 0 s left",
    ]


def test_what_was_done_before_is_not_taken_for_speed() -> None:
    assert said((5, 400, 1000), (15, 500, 1000)).splitlines() == [
        "encoding: 400 of 1000 texts",
        "encoding: 500 of 1000 texts, 10 texts/s, 50 s left",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"), [(10, "90 s"), (100, "15 min"), (4000, "10.0 h")], ids=lambda value: str(value)
)
def test_a_long_time_is_told_in_minutes_or_hours(seconds: float, words: str) -> None:
    assert said((0, 0, 100), (seconds, 10, 100)).endswith(f", {words} left\n")


def test_a_terminal_gets_a_bar_with_the_rate_and_the_time_left() -> None:
    shown = said((0, 0, 1000), (1, 100, 1000), (2, 200, 1000), (3, 300, 1000), terminal=True)

    assert "encoding" in shown
    assert "300/1000" in shown
    assert "100 texts/s" in shown
    assert "0:00:07 left" in shown
