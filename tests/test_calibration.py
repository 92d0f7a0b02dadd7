"""What was fitted fits the code that weighs with it, and weighing is sound for any numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripqa.answers.calibration import calibration_of, fitted, probability, shares, weighed
from tripqa.answers.evidence import FEATURES
from tripqa.answers.refusing import CONFIDENCE_FEATURES
from tripqa.answers.short import VALUE_FEATURES
from tripqa.domain import LANGUAGES
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder

ANY = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("weights", "names"),
    [
        (fitted().sentence, FEATURES),
        (fitted().value, (*VALUE_FEATURES, "intercept")),
        (fitted().confidence, (*CONFIDENCE_FEATURES, "intercept")),
        (fitted().languages, LANGUAGES),
    ],
    ids=["sentence", "value", "confidence", "languages"],
)
def test_there_is_a_finite_weight_for_exactly_what_the_code_weighs(
    weights: Mapping[str, float], names: tuple[str, ...]
) -> None:
    assert sorted(weights) == sorted(names)
    assert all(map(math.isfinite, weights.values()))


def test_each_language_has_a_threshold_that_refuses_something_and_not_everything() -> None:
    for thresholds in (fitted().thresholds, fitted().thresholds_unnamed):
        assert set(thresholds) == set(LANGUAGES)
        for threshold in thresholds.values():
            assert math.isfinite(threshold.support)
            assert 0 < threshold.confidence < 0.5


@pytest.mark.parametrize("language", ["en", "ko"])
def test_more_support_is_asked_for_where_names_in_that_language_are_known(language: str) -> None:
    assert fitted().thresholds[language].support > fitted().thresholds_unnamed[language].support


def test_the_bundled_encoder_s_space_is_one_that_was_measured() -> None:
    space = choose_encoder(load_settings({"encoder": "reference"})).space

    assert calibration_of(space) == fitted()


def test_an_encoder_nobody_measured_takes_the_weights_and_refuses_by_everyday_questions_alone() -> None:
    other = calibration_of("an encoder nobody measured")

    assert (other.sentence, other.value, other.confidence) == (fitted().sentence, fitted().value, fitted().confidence)
    assert {(one.support, one.confidence) for one in other.thresholds.values()} == {(1.28, 0.0)}
    assert other.thresholds_unnamed == other.thresholds


def test_what_should_speak_for_an_answer_does() -> None:
    weights, confidence = fitted().sentence, fitted().confidence

    assert weights["passage_behind"] < 0
    assert weights["sentence_behind"] < 0
    assert weights["value"] > 0 > weights["no_value"]
    assert fitted().value["share"] > 0
    assert min(confidence["support"], confidence["support_low"], confidence["share"]) > 0


@given(st.lists(ANY, min_size=1, max_size=30))
def test_shares_are_probabilities_that_sum_to_1_in_the_order_of_their_logits(logits: list[float]) -> None:
    found = shares(logits)

    assert math.fsum(found) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in found)
    ordered = [share for _, share in sorted(zip(logits, found, strict=True))]
    assert ordered == sorted(ordered)


def test_nothing_has_no_shares_and_equal_logits_have_equal_ones() -> None:
    assert shares([]) == []
    assert shares([3.0, 3.0, 3.0, 3.0]) == [0.25] * 4
    assert shares([0.0, math.log(3)]) == pytest.approx([0.25, 0.75])


@given(ANY, ANY)
def test_a_probability_lies_within_0_and_1_and_rises_with_its_logit(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert 0 <= probability(low) <= probability(high) <= 1
    assert probability(low) + probability(-low) == pytest.approx(1)


def test_a_feature_without_a_name_or_a_weight_is_a_mistake() -> None:
    assert weighed([2.0, 3.0], ["a", "b"], {"a": 1.0, "b": 0.5}) == 3.5
    with pytest.raises(ValueError, match="zip"):
        weighed([2.0], ["a", "b"], {"a": 1.0, "b": 0.5})
    with pytest.raises(KeyError):
        weighed([2.0], ["c"], {"a": 1.0})
