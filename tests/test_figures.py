"""Measures, intervals and tests of differences, against values worked out by hand."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from tripqa.errors import EvaluationError
from tripqa.evaluation.asked import Asked, Judged, holds
from tripqa.evaluation.comparison import compare, flip_test, holm
from tripqa.evaluation.figures import AREA, CITED, FALSE_REFUSALS, GOLD, REFUSED, REFUSED_OF, rows, score
from tripqa.evaluation.intervals import area, area_interval, mean_interval, share_interval
from tripqa.evaluation.measures import measure
from tripqa.wire.reports import AskedOut, DatasetOut, IndexFactsOut, QuestionOut, ReportOut


def test_measures_are_those_worked_out_by_hand() -> None:
    found = measure({"q": ["x", "b", "a"]}, {"q": {"a": 1, "b": 2, "c": 1, "x": 0}})["q"]

    gain = 2 / math.log2(3) + 1 / math.log2(4)
    best = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert found["nDCG@10"] == pytest.approx(gain / best)
    assert (found["R@1"], found["RR@10"]) == (0, 1 / 2)
    assert found["R@5"] == found["R@10"] == pytest.approx(2 / 3)


def test_a_document_past_the_depth_counts_as_not_found() -> None:
    ranking = [f"d{i}" for i in range(11)]
    found = measure({"q": ranking}, {"q": {"d5": 1, "d10": 1}})["q"]

    assert (found["R@1"], found["R@5"], found["R@10"], found["RR@10"]) == (0, 0, 1 / 2, pytest.approx(1 / 6))


def test_a_question_that_finds_nothing_scores_nothing_and_one_without_a_relevant_document_is_not_measured() -> None:
    found = measure({"empty": [], "judged": ["a"], "unjudged": ["a"]}, {"empty": {"a": 1}, "judged": {"a": 0}})

    assert set(found) == {"empty"}
    assert set(found["empty"].values()) == {0}
    assert measure({}, {}) == {}


def test_a_mean_s_interval_is_that_of_the_bootstrap_and_always_the_same() -> None:
    values = [0.0, 1.0] * 50

    low, high = mean_interval(values)

    assert (low, high) == mean_interval(values)
    assert low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.02)
    assert high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.02)
    assert mean_interval([0.7]) == (0.7, 0.7)


def test_a_mean_of_very_many_values_is_drawn_in_parts() -> None:
    low, high = mean_interval([0.25] * 60_000 + [0.75] * 60_000)

    assert 0.498 < low < 0.5 < high < 0.502


def test_a_share_s_interval_says_something_of_none_and_of_all() -> None:
    assert share_interval(0, 10) == (0.0, pytest.approx(0.2775, abs=1e-4))
    assert share_interval(10, 10) == (pytest.approx(0.7225, abs=1e-4), 1.0)
    assert share_interval(6, 61) == pytest.approx((0.0459, 0.1981), abs=1e-3)


def test_the_area_is_the_share_of_pairs_in_order_ties_being_half() -> None:
    positive, negative = [0.9, 0.5, 0.5], [0.1, 0.5]
    pairs = [1.0 if p > n else 0.5 if p == n else 0.0 for p, n in product(positive, negative)]

    assert area(positive, negative) == pytest.approx(sum(pairs) / len(pairs))
    assert (area([2], [1]), area([1], [2])) == (1, 0)
    low, high = area_interval([0.9, 0.8, 0.3] * 20, [0.1, 0.2, 0.7] * 20)
    assert 0 < low < area([0.9, 0.8, 0.3], [0.1, 0.2, 0.7]) < high < 1


@pytest.mark.parametrize(
    ("quote", "answers", "found"),
    [
        ("電子政府法第72条に基づき", ["第７２条"], True),
        ("opens at Nine.", ["NINE"], True),
        ("十 一月", ["十一月", "x"], True),
        ("ninety", ["nine "], True),
        ("港", ["市場"], False),
        ("港", ["", " "], False),
    ],
)
def test_an_answer_is_looked_for_whatever_its_width_case_and_spaces(
    quote: str, answers: list[str], found: bool
) -> None:
    assert holds([quote], answers) is found
    assert not holds([], answers)


def asked(id: str, language: str = "ja", answerable: bool = True, kind: str = "", **judged: object) -> Asked:
    values = {"refused": False, "gold_in_citations": None, "cited_characters": 0, "confidence": None} | judged
    return Asked(question_id=id, language=language, answerable=answerable, kind=kind, taken=True, ranking=("a",),
                 judged=Judged.model_validate(values), line=None)  # fmt: skip


def test_a_row_counts_gold_answers_refusals_and_confidence_of_the_questions_they_are_of() -> None:
    everything = [
        asked("1", gold_in_citations=True, cited_characters=10, confidence=0.9),
        asked("2", gold_in_citations=False, cited_characters=30, confidence=0.4),
        asked("3", gold_in_citations=False, refused=True, confidence=0.2),
        asked("4", language="zh-Hans", cited_characters=20, confidence=0.8),
        asked("5", answerable=False, refused=True, confidence=0.1),
        asked("6", answerable=False, confidence=0.3),
    ]
    found = rows(list(score(everything, {"1": {"a": 1}, "2": {"b": 1}})))

    assert [(row.language, row.asked) for row in found] == [("ja", 5), ("zh-Hans", 1), ("all", 6)]
    figures = found[2].figures
    assert (figures[GOLD].count, figures[GOLD].of) == (1, 3)
    assert (figures[FALSE_REFUSALS].count, figures[FALSE_REFUSALS].of) == (1, 4)
    assert (figures[REFUSED].count, figures[REFUSED].of) == (1, 2)
    assert (figures[CITED].value, figures[CITED].of) == (20, 3)
    assert figures[AREA].value == pytest.approx(7 / 8)
    assert (figures["R@1"].value, figures["R@1"].of) == (1 / 2, 2)
    assert found[1].figures["nDCG@10"].value is None


def test_refusals_are_told_apart_by_the_kinds_that_a_dataset_names() -> None:
    everything = [
        asked("1", kind="answerable", refused=True),
        asked("2", answerable=False, kind="near_miss", refused=True),
        asked("3", answerable=False, kind="near_miss"),
        asked("4", answerable=False, kind="foreign", refused=True, language="en"),
        asked("5", answerable=False, kind="of our own", refused=True),
        asked("6", answerable=False),
    ]
    japanese, english, both = (row.figures for row in rows(list(score(everything, {}))))

    assert {name for name in both if name.startswith("refused_")} == {"refused_foreign", "refused_near_miss"}
    assert (both[REFUSED].count, both[REFUSED].of) == (3, 5)
    assert (both[REFUSED_OF["near_miss"]].count, both[REFUSED_OF["near_miss"]].of) == (1, 2)
    assert (japanese[REFUSED_OF["foreign"]].value, english[REFUSED_OF["foreign"]].value) == (None, 1)


def test_a_dataset_that_names_no_kind_has_no_figure_of_one() -> None:
    figures = rows(list(score([asked("1"), asked("2", answerable=False, refused=True)], {})))[-1].figures

    assert not [name for name in figures if name.startswith("refused_")]


def test_without_a_confidence_or_without_one_of_both_kinds_there_is_no_area() -> None:
    unsure = [asked("1"), asked("2", answerable=False)]
    of_one_kind = [asked("1", confidence=0.5)]

    for everything in (unsure, of_one_kind):
        assert rows(list(score(everything, {})))[-1].figures[AREA].value is None


def test_signs_flipped_at_random_give_the_p_that_counting_all_of_them_gives() -> None:
    differences = np.array([0.5, 0.25, 1.0, 0.0, -0.25, 0.75])
    moved = differences[differences != 0]
    sums = [abs(sum(sign * one for sign, one in zip(signs, moved, strict=True))) for signs in
            product((-1, 1), repeat=len(moved))]  # fmt: skip
    exact = sum(total >= moved.sum() - 1e-9 for total in sums) / len(sums)

    assert flip_test(differences) == pytest.approx(exact, abs=0.02)
    assert flip_test(np.zeros(5)) == 1
    assert flip_test(np.ones(40)) < 0.001


def test_holm_multiplies_the_smallest_by_their_number_and_keeps_the_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1, 1]
    assert holm([]) == []


def report(values: dict[str, dict[str, float]], fingerprint: str = "f") -> ReportOut:
    everything = [asked(id, refused=bool(figures.get(FALSE_REFUSALS))) for id, figures in values.items()]
    return ReportOut(
        tripqa="0",
        dataset=DatasetOut(name="set", fingerprint=fingerprint, documents=1, unknown_documents=0),
        index=IndexFactsOut(space="s", rules=None, passages=1, documents_fingerprint=None, other_documents=0),
        settings={},
        answers=True,
        top_k=50,
        limit=None,
        questions=AskedOut(asked=len(values), not_taken=0, not_judged=0, over_limit=0),
        rows=rows(list(score(everything, {}))),
        by_question={id: QuestionOut(language="ja", figures=figures) for id, figures in values.items()},
        comparison=None,
    )


def test_a_comparison_says_what_is_better_and_worse_and_where_no_difference_is_shown() -> None:
    old = report({str(i): {"nDCG@10": 0.2, "R@1": 0.5, FALSE_REFUSALS: 0.0, GOLD: i % 2} for i in range(40)})
    new = report({str(i): {"nDCG@10": 0.6, "R@1": 0.5, FALSE_REFUSALS: i % 2, GOLD: 1 - i % 2} for i in range(40)})

    found = compare(old, new)

    verdicts = {change.figure: change.verdict for change in found.changes if change.language == "all"}
    assert verdicts == {
        "nDCG@10": "better",
        "R@1": "no difference shown",
        GOLD: "no difference shown",
        FALSE_REFUSALS: "worse",
    }
    first = found.changes[0]
    assert (first.language, first.questions, first.before, first.after) == (
        "ja", 40, pytest.approx(0.2), pytest.approx(0.6),
    )  # fmt: skip
    assert (first.low, first.difference, first.high) == pytest.approx((0.4, 0.4, 0.4))


def test_a_comparison_pairs_the_questions_that_both_reports_hold() -> None:
    found = compare(report({"1": {"R@1": 0}, "2": {"R@1": 1}}), report({"2": {"R@1": 1}, "3": {"R@1": 1}}, "other"))

    assert (found.only_before, found.only_after, found.same_dataset) == (1, 1, False)
    assert {(change.questions, change.difference) for change in found.changes} == {(1, 0)}


def test_reports_without_a_question_in_common_are_not_compared() -> None:
    with pytest.raises(EvaluationError, match="no question in common"):
        compare(report({"1": {}}), report({"2": {}}))
