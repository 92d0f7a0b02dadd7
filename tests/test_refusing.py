"""Refusing rests on what everyday questions find in the very index that is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import service_over
from tripqa.answerers.refusing import Refusing, everyday_questions, refusing
from tripqa.domain import LANGUAGES, Document, NoAnswer, Spread
from tripqa.service import QuestionService


def test_there_are_as_many_everyday_questions_in_each_language() -> None:
    counts = Counter({language: len(questions) for language, questions in everyday_questions().items()})

    assert counts == dict.fromkeys(LANGUAGES, 60)


TWO = Refusing({"ja": Spread(0.5, 0.1), "en": Spread(0.1, 0.2)}, {"ja": 2.0, "en": 1.0})


@pytest.mark.parametrize(("language", "threshold"), [("ja", 0.7), ("en", 0.3), ("und", 0.3), ("fr", 0.3)])
def test_less_support_than_some_deviations_above_the_mean_is_refused_and_the_lowest_bar_holds_for_the_unknown(
    language: str, threshold: float
) -> None:
    assert TWO.refuses(language, threshold - 0.001)
    assert not TWO.refuses(language, threshold + 0.001)


@given(st.sampled_from(["ja", "en", "und"]), st.floats(-2, 2), st.floats(-2, 2))
def test_more_support_never_means_less_confidence_nor_a_refusal_that_less_would_not(
    language: str, one: float, other: float
) -> None:
    less, more = sorted((one, other))

    assert 0 <= TWO.confidence(language, less) <= TWO.confidence(language, more) <= 1
    assert TWO.refuses(language, less) or not TWO.refuses(language, more)


def test_confidence_is_the_share_of_everyday_questions_that_find_less() -> None:
    assert TWO.confidence("ja", 0.5) == pytest.approx(0.5)
    assert TWO.confidence("ja", 0.5 + 1.2816 * 0.1) == pytest.approx(0.9, abs=1e-4)
    assert TWO.confidence("ja", float("-inf")) == 0


def test_a_space_nobody_measured_refuses_nine_in_ten_everyday_questions() -> None:
    found = refusing("a space nobody measured", {"ja": Spread(0.5, 0.1)})

    assert found.refuses("ja", 0.5 + 1.27 * 0.1)
    assert not found.refuses("ja", 0.5 + 1.29 * 0.1)


def test_an_index_without_measured_spreads_refuses_nothing() -> None:
    assert not refusing("any", {}).refuses("ja", float("-inf"))
    assert refusing("any", {}).confidence("ja", 0.0) == 1


def test_an_index_in_which_all_everyday_questions_find_the_same_can_be_asked() -> None:
    found = refusing("any", {"ja": Spread(0.5, 0.0)})

    assert (found.refuses("ja", 0.4), found.refuses("ja", 0.6)) == (True, False)
    assert found.confidence("ja", 0.4) < found.confidence("ja", 0.6)


def test_the_delivered_encoder_has_a_measured_bar_above_what_everyday_questions_find(
    bundled_service: QuestionService,
) -> None:
    manifest = bundled_service.search("KLIDとは").manifest

    found = refusing(manifest.space, manifest.everyday)

    assert set(found.everyday) == set(found.deviations) == set(LANGUAGES)
    assert found.deviations != refusing("a space nobody measured", manifest.everyday).deviations
    for language, spread in manifest.everyday.items():
        assert found.refuses(language, spread.mean)


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
