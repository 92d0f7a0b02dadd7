"""Refusing rests on what everyday questions find in the very index that is asked, and on how likely the quotes are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import calibration, document, hit, passage
from tests.conftest import service_over
from tests.itinerary import evidence_for
from tripqa.answers.calibration import Calibration, Threshold, fitted
from tripqa.answers.refusing import CONFIDENCE_FEATURES, Refusing, everyday_questions
from tripqa.domain import LANGUAGES, Document, NoAnswer, Spread
from tripqa.service import QuestionService

EVERYDAY = {"ja": Spread(0.5, 0.1), "en": Spread(0.1, 0.2)}
TOY = calibration(thresholds={"ja": Threshold(2.0, 0.5), "en": Threshold(1.0, 0.2)})
TWO = Refusing(EVERYDAY, TOY, named=True)
FITTED = Refusing({language: Spread(0.3, 0.05) for language in LANGUAGES}, fitted(), named=True)
EITHER = st.sampled_from([TWO, FITTED])
SPOKEN = st.sampled_from([*LANGUAGES, "und", "fr"])
TEN = document("".join(f"{number}番の文です。" for number in range(10)))
CITED = evidence_for("港について", [hit(TEN, passage(TEN, (7 * n, 7 * n + 7))) for n in range(10)])


def test_there_are_as_many_everyday_questions_in_each_language() -> None:
    counts = Counter({language: len(questions) for language, questions in everyday_questions().items()})

    assert counts == dict.fromkeys(LANGUAGES, 120)


@pytest.mark.parametrize(("language", "threshold"), [("ja", 0.7), ("en", 0.3), ("und", 0.3), ("fr", 0.3)])
def test_less_support_than_some_deviations_above_the_mean_is_refused_and_the_lowest_bar_holds_for_the_unknown(
    language: str, threshold: float
) -> None:
    assert TWO.refuses(language, threshold - 0.001, confidence=1.0)
    assert not TWO.refuses(language, threshold + 0.001, confidence=1.0)


@pytest.mark.parametrize(("language", "threshold"), [("ja", 0.5), ("en", 0.2), ("und", 0.2), ("fr", 0.2)])
def test_less_confidence_than_the_language_s_threshold_is_refused_however_much_the_support(
    language: str, threshold: float
) -> None:
    assert TWO.refuses(language, 9.0, threshold - 0.001)
    assert not TWO.refuses(language, 9.0, threshold)


def features(refusing: Refusing, language: str, support: float, shares: list[float]) -> tuple[float, ...]:
    return refusing.features(language, support, list(zip(CITED, shares, strict=False)))


@given(EITHER, SPOKEN, st.floats(-2, 2), st.floats(-2, 2))
def test_more_support_never_means_less_confidence_nor_a_refusal_that_less_would_not(
    refusing: Refusing, language: str, one: float, other: float
) -> None:
    low, high = (
        (support, refusing.confidence(language, features(refusing, language, support, [0.5])))
        for support in sorted((one, other))
    )

    assert 0 <= low[1] <= high[1] <= 1
    assert refusing.refuses(language, *low) or not refusing.refuses(language, *high)


@given(
    EITHER,
    SPOKEN,
    st.lists(st.floats(-1e12, 1e12), min_size=len(CONFIDENCE_FEATURES), max_size=len(CONFIDENCE_FEATURES)),
)
def test_confidence_is_a_probability_whatever_the_features(
    refusing: Refusing, language: str, found: list[float]
) -> None:
    assert 0 <= refusing.confidence(language, found) <= 1


@given(EITHER, SPOKEN, st.floats(-1e9, 1e9), st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_features_of_any_quotes_have_a_confidence(
    refusing: Refusing, language: str, support: float, logits: list[float]
) -> None:
    total = sum(logits) or 1.0
    shares = sorted((logit / total for logit in logits), reverse=True)
    if not shares[0]:
        shares[0] = 1.0

    found = features(refusing, language, support, shares)

    assert len(found) == len(CONFIDENCE_FEATURES)
    assert 0 <= dict(zip(CONFIDENCE_FEATURES, found, strict=True))["share"] <= 1 + 1e-9
    assert 0 <= refusing.confidence(language, found) <= 1


def test_a_quote_that_stands_out_from_what_is_not_quoted_makes_surer() -> None:
    for language in LANGUAGES:
        unsure, sure = (FITTED.confidence(language, features(FITTED, language, 0.5, [share])) for share in (0.2, 0.9))
        assert unsure < sure


def test_support_is_counted_in_deviations_above_everyday_questions_of_the_language() -> None:
    assert features(TWO, "ja", 0.7, [0.5])[:2] == pytest.approx((2, 2))
    assert features(TWO, "en", 0.7, [0.5])[:2] == pytest.approx((3, 2))
    assert features(TWO, "ko", 0.7, [0.5])[:2] == pytest.approx((3, 2))


def test_an_index_without_measured_spreads_refuses_nothing() -> None:
    for weights in (TOY, fitted()):
        nothing_known = Refusing({}, weights, named=True)
        assert not nothing_known.refuses("ja", float("-inf"), 0.0)
        assert 0 < nothing_known.confidence("ja", features(nothing_known, "ja", 0.0, [0.5])) < 1


def test_a_language_of_no_threshold_is_answered() -> None:
    assert not Refusing(EVERYDAY, calibration(), named=True).refuses("ja", float("-inf"), 0.0)


def test_an_index_in_which_all_everyday_questions_find_the_same_can_be_asked() -> None:
    found = Refusing({"ja": Spread(0.5, 0.0)}, TOY, named=True)

    assert (found.refuses("ja", 0.4, 1.0), found.refuses("ja", 0.6, 1.0)) == (True, False)
    less, more = (found.confidence("ja", features(found, "ja", support, [0.5])) for support in (0.4, 0.6))
    assert less < more


def test_a_corpus_whose_names_are_known_has_thresholds_of_its_own() -> None:
    strict, lenient = {"ja": Threshold(2.0, 0.5)}, {"ja": Threshold(1.0, 0.1)}
    both = calibration(thresholds=strict, thresholds_unnamed=lenient)

    named, unnamed = (Refusing({"ja": Spread(0.0, 1.0)}, both, named=names) for names in (True, False))

    assert (named.refuses("ja", 1.5, 0.9), unnamed.refuses("ja", 1.5, 0.9)) == (True, False)
    assert (named.refuses("ja", 3.0, 0.3), unnamed.refuses("ja", 3.0, 0.3)) == (True, False)


@pytest.mark.parametrize("weights", [TOY, fitted()], ids=["toy", "fitted"])
def test_a_language_nobody_measured_is_refused_no_more_than_the_most_lenient_known(weights: Calibration) -> None:
    refusing = Refusing(EVERYDAY, weights, named=True)
    asked = {language: weights.thresholds[language].support for language in EVERYDAY}
    least = min(EVERYDAY, key=lambda known: EVERYDAY[known].mean + asked[known] * EVERYDAY[known].deviation)

    for support in (-1.0, 0.0, 0.2, 0.4, 0.6, 0.8):
        for confidence in (0.0, 0.3, 0.9):
            assert refusing.refuses("fr", support, confidence) == refusing.refuses(least, support, confidence)


def test_the_delivered_index_has_measured_spreads_and_refuses_what_everyday_questions_find(
    bundled_service: QuestionService,
) -> None:
    manifest = bundled_service.search("KLIDとは").manifest

    found = Refusing(manifest.everyday, fitted(), named=True)

    assert set(found.everyday) == set(fitted().thresholds) == set(LANGUAGES)
    for language, spread in manifest.everyday.items():
        assert found.refuses(language, spread.mean, confidence=1.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_everyday_questions_are_refused(bundled_service: QuestionService, language: str) -> None:
    questions = everyday_questions()[language]

    refused = sum(isinstance(bundled_service.ask(question).answer, NoAnswer) for question in questions)

    assert refused / len(questions) >= 0.6


def test_another_corpus_is_measured_for_itself(
    tmp_path: Path, report: Document, hashing_service: QuestionService
) -> None:
    cooking = replace(
        report, id="cooking", title="料理", text="カレーは玉ねぎを炒めて作ります。\n\n味噌汁のだしは昆布でとります。"
    )
    service = service_over(tmp_path, (cooking,))

    here, there = (asked.search("だし").manifest.everyday for asked in (service, hashing_service))
    assert here.keys() == there.keys()
    assert here["ja"] != there["ja"]
