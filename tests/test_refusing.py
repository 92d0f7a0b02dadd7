"""Refusing rests on what everyday questions find in the very index that is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import service_over
from tests.test_extractive import hit
from tripqa.answerers.refusing import everyday_questions, support, thresholds
from tripqa.domain import LANGUAGES, Document, NoAnswer, Spread
from tripqa.service import QuestionService


def test_support_weighs_the_best_hit_and_sentence_against_what_all_have_in_common() -> None:
    hits = [replace(hit(1, [(0, 13)], [0.5]), score=0.3), hit(2, [(13, 26)], [0.7])]

    assert support(hits) == pytest.approx((0.3 + 0.7) / 2 - 0.4 * (0.5 + 0.7) / 2)


def test_a_question_that_is_near_to_everything_has_less_support_than_one_near_to_one_hit() -> None:
    alike = [hit(rank, [(13 * rank, 13 * rank + 13)], [0.6]) for rank in range(1, 6)]
    apart = [alike[0], *(hit(rank, [(13 * rank, 13 * rank + 13)], [0.1]) for rank in range(2, 6))]

    assert support(apart) > support(alike)


def test_there_are_as_many_everyday_questions_in_each_language() -> None:
    counts = Counter({language: len(questions) for language, questions in everyday_questions().items()})

    assert counts == dict.fromkeys(LANGUAGES, 60)


def test_a_threshold_lies_above_the_support_of_everyday_questions(bundled_service: QuestionService) -> None:
    manifest = bundled_service.search("KLIDとは").manifest

    found = thresholds(manifest.space, manifest.everyday)

    assert set(found) == {*LANGUAGES, "und"}
    assert all(found[language] > spread.mean for language, spread in manifest.everyday.items())
    assert found["und"] == min(found.values())


def test_a_space_nobody_measured_refuses_by_its_own_everyday_questions() -> None:
    found = thresholds("a space nobody measured", {"ja": Spread(0.5, 0.1)})

    assert found["ja"] == pytest.approx(0.5 + 1.28 * 0.1)


def test_an_index_without_measured_spreads_refuses_nothing() -> None:
    assert thresholds("any", {}) == {"und": float("-inf")}


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
