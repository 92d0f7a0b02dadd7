"""Evidence: every sentence of the hits, with what it states and what speaks for it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.builders import document, found_in, hit, passage, texts
from tests.itinerary import REPORT, evidence_for, said
from tripqa.answers.evidence import FEATURES, Evidence, asked_days, of_asked_days
from tripqa.text.passages import split

EVERYTHING = found_in(REPORT)


def one(question: str, words: str) -> Evidence:
    """Return the evidence whose sentence holds these words."""
    return next(found for found in evidence_for(question, EVERYTHING) if words in said(found))


def features(evidence: Evidence) -> dict[str, float]:
    return dict(zip(FEATURES, evidence.features, strict=True))


@settings(deadline=None, max_examples=50)
@given(texts(12))
def test_every_sentence_of_the_hits_is_evidence_and_what_it_states_lies_in_the_text(text: str) -> None:
    owner = document(text)
    hits = [hit(owner, found) for found in split(owner)]

    evidence = evidence_for("いつ、どこで、誰が何人", hits)

    assert [found.span for found in evidence] == [span for found in hits for span in found.passage.sentences]
    for found in evidence:
        assert len(found.features) == len(FEATURES)
        assert all(map(math.isfinite, found.features))
        assert set(found.asked) <= set(found.values)
        for value in found.values:
            in_sentence = found.span[0] <= value.start < value.end <= found.span[1]
            above = found.date_above
            assert in_sentence or (above is not None and above[0] <= value.start < value.end <= above[1])


def test_nothing_found_is_no_evidence() -> None:
    assert evidence_for("いつ", []) == []


def test_a_row_of_the_itinerary_states_the_date_above_it() -> None:
    row = one("魚市場を訪問したのはいつですか", "文学財団訪問")

    assert [(value.kind, value.folded) for value in row.asked] == [("date", "9月9日(火)")]
    assert row.date_above is not None
    assert REPORT.text[slice(*row.date_above)] == "9月9日(火)"


def test_a_row_that_holds_its_date_has_none_above() -> None:
    row = one("いつ", "釜山市政府訪問(市長")

    assert row.date_above is None
    assert [value.folded for value in row.values if value.kind == "date"] == ["9月9日(火)"]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("港湾公社(BPA)訪問", "港湾公社訪問"),
        ("釜山市政府訪問(市長", "釜山市政府訪問"),
        ("釜山市政府訪問(意見", "釜山市政府訪問"),
        ("文学財団訪問", "文学財団訪問"),
        ("魚市場訪問\n", "魚市場訪問"),
        ("(釜山発、東京着)", "(釜山発、東京着)"),
        ("(東京発、釜山着)", "(東京発、釜山着)"),
        ("朴亨埈市長", ""),
        ("岸壁は30本", ""),
    ],
)
def test_rows_and_the_headings_of_visits_are_labelled_alike_and_prose_is_not(words: str, label: str) -> None:
    assert one("いつ", words).label == label


def test_the_heading_of_an_itinerary_is_no_part_of_the_label_of_its_first_row() -> None:
    owner = document("出張行程\n\n9月8日(月)\t港湾公社訪問\n\t魚市場訪問\n")

    assert [found.label for found in evidence_for("いつ", found_in(owner))] == ["港湾公社訪問", "魚市場訪問"]


def test_what_the_question_names_is_no_value_that_it_asks_for() -> None:
    asked_of = one("9月8日(月)の次に訪問したのはいつですか", "港湾公社(BPA)訪問\n")

    assert "9月8日(月)" in [value.folded for value in asked_of.values]
    assert asked_of.asked == ()


@pytest.mark.parametrize(
    ("question", "value", "no_value"), [("何隻ありますか", 1, 0), ("誰ですか", 0, 1), ("港について", 0, 0)]
)
def test_only_values_of_kinds_that_are_asked_for_speak_for_a_sentence(question: str, value: int, no_value: int) -> None:
    found = features(one(question, "毎日200隻"))

    assert (found["value"], found["no_value"]) == (value, no_value)


def test_a_number_of_what_is_to_be_counted_is_told_from_others() -> None:
    assert features(one("職員は何人いますか", "約500名"))["unit"] == 1
    assert features(one("船は何隻ですか", "200隻"))["unit"] == 1
    assert features(one("職員は何人いますか", "200隻"))["unit"] == 0


def test_nearness_is_measured_against_the_best_and_is_nothing_for_it() -> None:
    owner = document("港を見た。市を見た。")
    whole, part = passage(owner, (0, 5), (5, 10)), passage(owner, (5, 10))
    hits = [hit(owner, whole, [0.3, 0.9], score=0.8), hit(owner, part, [0.9], score=0.5)]

    found = [features(evidence) for evidence in evidence_for("港", hits)]

    assert [one["sentence_behind"] for one in found] == pytest.approx([0.6, 0, 0])
    assert [one["passage_behind"] for one in found] == pytest.approx([0, 0, 0.3])
    assert [one["opens"] for one in found] == [1, 0, 1]


@pytest.mark.parametrize("question", ["9月9日は", "2025年9月9日(火)", "on September 9", "9월 9일", "9/9に", "9月9號"])
def test_evidence_of_a_day_is_what_is_said_of_it_or_stands_under_it(question: str) -> None:
    found = [said(one) for one in of_asked_days(asked_days(question), evidence_for(question, EVERYTHING))]

    assert "朴亨埈市長と面会しました。" in found
    assert "文学財団訪問" in found
    assert "港湾公社は、岸壁を管理する機関です。" not in found


def test_a_question_without_a_day_has_no_evidence_of_one() -> None:
    assert of_asked_days(asked_days("港はどこですか"), evidence_for("港はどこですか", EVERYTHING)) == []


def test_evidence_of_a_day_is_also_what_stands_below_a_heading_with_it() -> None:
    owner = document("港を見た。市を見た。")
    below = replace(passage(owner, (0, 5)), section=("9月9日（火）の視察", "港"))

    found = evidence_for("9月9日は", [hit(owner, below), hit(owner, passage(owner, (5, 10)))])

    assert [said(one) for one in of_asked_days(asked_days("9月9日は"), found)] == ["港を見た。"]
