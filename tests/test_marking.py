"""A text cut where marks begin and end stays the text that it was."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tripqa.web.marking import Run, runs

SPANS = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda one: (one[0], one[0] + one[1]))
MARKS = st.lists(SPANS, max_size=6)


@given(st.text(max_size=20), st.integers(0, 20), MARKS)
def test_the_runs_together_are_the_text_and_none_is_empty(text: str, start: int, marks: list[tuple[int, int]]) -> None:
    found = runs(text, start, marks)

    assert "".join(run.text for run in found) == text
    assert all(run.text for run in found)
    assert all(run.start == start for run in found[:1])
    assert all(one.start + len(one.text) == two.start for one, two in pairwise(found))


@given(st.text(max_size=20), st.integers(0, 20), MARKS)
def test_what_a_mark_covers_is_marked_and_nothing_else_whatever_their_order(
    text: str, start: int, marks: list[tuple[int, int]]
) -> None:
    found = runs(text, start, marks)

    marked = {run.start + i for run in found if run.marked for i in range(len(run.text))}
    assert marked == {i for first, last in marks for i in range(first, last) if start <= i < start + len(text)}
    assert found == runs(text, start, sorted(marks, reverse=True))


def test_marks_that_overlap_or_reach_beyond_the_text_are_cut_to_it() -> None:
    assert runs("abcdef", 10, [(8, 12), (11, 14), (15, 99), (0, 10), (16, 20)]) == [
        Run("a", 10, True),
        Run("b", 11, True),
        Run("cd", 12, True),
        Run("e", 14, False),
        Run("f", 15, True),
    ]


def test_a_text_without_marks_is_one_run_and_no_text_is_none() -> None:
    assert runs("abc", 5, []) == [Run("abc", 5, False)]
    assert runs("", 5, [(0, 9)]) == []
