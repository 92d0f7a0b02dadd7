"""How far a confidence may be believed, against values worked out by hand."""

from __future__ import annotations

import pytest

from tripqa.evaluation.intervals import share_interval
from tripqa_lab.answers.reliability import (
    Outcome,
    Point,
    as_decided,
    bins,
    expected_calibration_error,
    risk_coverage,
)


def outcome(confidence: float, right: bool, *, refused: bool = False) -> Outcome:
    return Outcome(confidence, right, refused)


def test_bins_say_how_many_were_right_of_those_that_were_about_as_sure() -> None:
    low, high = bins([outcome(0.72, True), outcome(0.78, True), outcome(0.75, False), outcome(0.1, False)])

    assert (low.count, low.confidence, low.right) == (1, 0.1, 0)
    assert (high.count, high.confidence, high.right) == pytest.approx((3, 0.75, 2 / 3))
    assert high.interval == pytest.approx(share_interval(2, 3))


def test_certainty_lies_in_the_last_bin_and_none_in_the_first() -> None:
    assert [one.confidence for one in bins([outcome(1.0, True), outcome(0.95, True), outcome(0.0, False)])] == [
        0,
        0.975,
    ]
    assert bins([]) == []


def test_the_calibration_error_is_the_mean_distance_of_confidence_and_right() -> None:
    outcomes = [
        outcome(0.75, True),
        outcome(0.75, True),
        outcome(0.75, False),
        outcome(0.75, False),
        outcome(0.1, False),
    ]

    assert expected_calibration_error(bins(outcomes)) == pytest.approx(4 / 5 * 0.25 + 1 / 5 * 0.1)
    assert expected_calibration_error(bins([outcome(1.0, True), outcome(0.0, False)])) == 0


def test_as_the_bound_falls_more_is_answered_and_what_is_wrong_of_it_counts() -> None:
    points = risk_coverage([outcome(0.2, False), outcome(0.9, True), outcome(0.6, False), outcome(0.6, True)])

    assert points == [Point(0.9, 1 / 4, 0), Point(0.6, 3 / 4, 1 / 3), Point(0.2, 1, 1 / 2)]


def test_what_is_as_sure_is_answered_together_whatever_its_order() -> None:
    same = [outcome(0.5, False), outcome(0.5, True)]

    assert risk_coverage(same) == risk_coverage(same[::-1]) == [Point(0.5, 1, 1 / 2)]


def test_what_was_decided_is_a_point_of_its_own() -> None:
    decided = as_decided([outcome(0.9, True), outcome(0.8, True, refused=True), outcome(0.6, False)])

    assert decided == Point(0.6, pytest.approx(2 / 3), 1 / 2)
    assert as_decided([outcome(0.9, True, refused=True)]) == Point(1.0, 0, 0)
