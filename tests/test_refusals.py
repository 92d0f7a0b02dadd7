"""The figures of refusing are counted right, by set and language, and say how sure they are."""

from __future__ import annotations

import pytest

from tests.test_examples import example
from tripqa.evaluation.fitting import Sure
from tripqa.evaluation.questions import Kind
from tripqa.evaluation.refusals import as_table, rows


def judged(
    kind: Kind,
    confidence: float,
    *,
    cosine: float = 0.5,
    answers: bool = False,
    refused: bool = False,
    group: str = "set",
    language: str = "ja",
) -> Sure:
    return Sure(example(kind=kind, group=group, language=language), confidence, (), cosine, answers, refused)


JUDGED = [
    judged("answerable", 0.9, answers=True, cosine=0.6),
    judged("answerable", 0.8, answers=False, cosine=0.5),
    judged("answerable", 0.3, answers=True, refused=True, cosine=0.4),
    judged("answerable", 0.7, answers=True, cosine=0.7),
    judged("foreign", 0.1, refused=True, cosine=0.5),
    judged("foreign", 0.2, refused=True, cosine=0.5),
    judged("near_miss", 0.85, cosine=0.9),
    judged("near_miss", 0.2, refused=True, cosine=0.9),
    judged("answerable", 0.9, answers=True, language="en"),
    judged("foreign", 0.1, group="everyday"),
]


def test_each_set_and_language_with_answerable_questions_has_a_row() -> None:
    assert [(row.group, row.language) for row in rows(JUDGED)] == [("set", "ja"), ("set", "en")]


def test_right_answers_are_those_that_are_given_and_false_refusals_those_of_what_could_be_answered() -> None:
    row = rows(JUDGED)[0]

    assert (row.answerable, row.right, row.falsely_refused) == (4, 2, 1)


def test_kinds_are_counted_apart_and_those_nobody_asked_are_left_out() -> None:
    refused = rows(JUDGED)[0].refused

    assert {kind: (one.count, one.of) for kind, one in refused.items()} == {"foreign": (2, 2), "near_miss": (1, 2)}
    assert rows(JUDGED)[1].refused == {}


def test_areas_compare_answerable_questions_with_a_kind_by_confidence_and_by_cosine() -> None:
    refused = rows(JUDGED)[0].refused

    assert (refused["foreign"].by_confidence, refused["near_miss"].by_confidence) == (1.0, pytest.approx(5 / 8))
    assert (refused["foreign"].by_cosine, refused["near_miss"].by_cosine) == (pytest.approx(5 / 8), 0.0)


def test_a_share_has_its_interval() -> None:
    low, high = rows(JUDGED)[0].refused["near_miss"].interval

    assert 0 < low < 0.5 < high < 1


def test_the_table_shows_counts_and_intervals_and_a_dash_for_what_was_not_asked() -> None:
    table = as_table(rows(JUDGED))

    assert [column.header for column in table.columns][-3:] == ["foreign", "near miss", "false premise"]
    cells = [list(column.cells) for column in table.columns]
    assert cells[2][0].startswith("0.50 (")
    assert "2/4" in cells[2][0]
    assert "2/2" in cells[4][0]
    assert cells[4][1] == "-"
