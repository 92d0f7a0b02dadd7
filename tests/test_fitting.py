"""Fitting finds again what toy examples were made with, and thresholds keep to their bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import document, hit, passage
from tests.test_examples import example
from tripqa.answers.calibration import shares
from tripqa.answers.evidence import FEATURES
from tripqa.answers.refusing import CONFIDENCE_FEATURES
from tripqa.answers.short import VALUE_FEATURES
from tripqa.domain import LANGUAGES, Ranking, Spread
from tripqa.evaluation.fitting import (
    MOST_FALSE_REFUSALS,
    MOST_LOST_TO_CONFIDENCE,
    NOTHING,
    SIGNS,
    UNANSWERABLE,
    WANTED,
    Floats,
    Seen,
    Sure,
    _by_group,
    _threshold,
    conditional_logit,
    fit,
    is_right,
    judge,
    weigh,
    with_share_unanswerable,
)
from tripqa.evaluation.questions import Kind

PULL = {"passage_behind": -6.0, "sentence_behind": -2.0, "value": 2.0, "no_value": -1.0, "unit": 0.0}


def choices(count: int, seed: int = 7) -> list[tuple[Floats, np.ndarray]]:
    """Return questions of ten sentences each, the right one drawn by weights that the fit is to find."""
    rng = np.random.default_rng(seed)
    true = np.array([PULL.get(name, 0.0) for name in FEATURES])
    made = []
    for _ in range(count):
        features = rng.random((10, len(FEATURES)))
        made.append((features, np.arange(10) == rng.choice(10, p=shares((features @ true).tolist()))))
    return made


def logit(made: Sequence[tuple[Floats, np.ndarray]]) -> dict[str, float]:
    return dict(zip(FEATURES, conditional_logit(made, _by_group(["one"] * len(made)), FEATURES, SIGNS), strict=True))


def test_the_conditional_logit_finds_signs_and_order_of_the_weights_that_choices_were_made_with() -> None:
    found = logit(choices(4000))

    assert found["passage_behind"] < found["sentence_behind"] < -1
    assert found["no_value"] < -0.5 < 0.5 < found["value"]
    for name in FEATURES:
        assert found[name] == pytest.approx(PULL.get(name, 0.0), abs=0.6)


def test_what_speaks_for_a_sentence_is_never_made_to_speak_against_it() -> None:
    backwards = [(-features, right) for features, right in choices(300)]

    found = logit(backwards)

    assert found["passage_behind"] <= 0
    assert found["sentence_behind"] <= 0
    assert found["value"] >= 0 >= found["no_value"]


def test_several_right_sentences_of_a_question_are_each_as_right() -> None:
    both = np.zeros((3, len(FEATURES)))
    both[:2, FEATURES.index("value")] = 1.0
    made = [(both, np.array([True, True, False]))] * 20

    assert logit(made)["value"] > 1


@given(st.lists(st.sampled_from("aab"), min_size=1, max_size=30))
def test_groups_weigh_by_the_root_of_their_number_and_all_rows_1(groups: list[str]) -> None:
    weights = _by_group(groups)

    assert weights.sum() == pytest.approx(1)
    sizes = {group: groups.count(group) for group in groups}
    total = sum(size**0.5 for size in sizes.values())
    for group, size in sizes.items():
        own = sum(weight for weight, of in zip(weights, groups, strict=True) if of == group)
        assert own == pytest.approx(size**0.5 / total)


def test_of_each_group_a_quarter_of_the_weight_is_on_what_cannot_be_answered_kinds_alike() -> None:
    kinds: list[Kind] = ["answerable"] * 6 + ["near_miss"] * 9 + ["foreign"]
    examples = [example(kind=kind) for kind in kinds]

    weights = with_share_unanswerable(examples)

    assert weights.sum() == pytest.approx(1)
    by_kind = {kind: sum(w for w, one in zip(weights, kinds, strict=True) if one == kind) for kind in set(kinds)}
    assert by_kind["answerable"] == pytest.approx(1 - UNANSWERABLE)
    assert by_kind["near_miss"] == pytest.approx(UNANSWERABLE / 2)
    assert by_kind["foreign"] == pytest.approx(UNANSWERABLE / 2)


def test_languages_of_a_set_are_groups_of_their_own() -> None:
    examples = [example(language=language) for language in ["ja"] * 4 + ["en"]]

    weights = with_share_unanswerable(examples)

    assert sum(weights[:4]) == pytest.approx(2 * weights[4])


def sure(kind: Kind, support: float, confidence: float, group: str = "set", **changes: Any) -> Sure:
    features = dict.fromkeys(CONFIDENCE_FEATURES, 0.0) | {"support": support}
    return Sure(example(kind=kind, group=group, **changes), confidence, [*features.values()], 0.5, True, False)


def many(kind: Kind, supports: Sequence[float], confidences: Sequence[float], group: str = "set") -> list[Sure]:
    return [sure(kind, *both, group=group) for both in zip(supports, confidences, strict=True)]


def refused(judged: Sequence[Sure], support: float, confidence: float) -> float:
    place = CONFIDENCE_FEATURES.index("support")
    return float(np.mean([one.features[place] < support or one.confidence < confidence for one in judged]))


@pytest.mark.parametrize("seed", range(5))
def test_thresholds_lose_no_more_answerable_questions_than_allowed_and_refuse_foreign_ones_as_wanted(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    answerable = [
        *many("answerable", rng.normal(4, 1, 400), rng.beta(5, 2, 400), "one"),
        *many("answerable", rng.normal(4, 1, 50), rng.beta(5, 2, 50), "two"),
    ]
    foreign = [
        *many("foreign", rng.normal(0, 1, 300), rng.beta(1, 9, 300), "one"),
        *many("foreign", rng.normal(0.5, 1, 100), rng.beta(1, 9, 100), "everyday"),
    ]

    found = _threshold([*answerable, *foreign])

    by_group = [[one for one in answerable if one.example.group == group] for group in ("one", "two")]
    lost, lost_to_confidence = (
        np.mean([refused(group, support, found.confidence) for group in by_group]) for support in (found.support, -9.0)
    )
    assert lost <= MOST_FALSE_REFUSALS
    assert lost_to_confidence <= MOST_LOST_TO_CONFIDENCE
    for group in ("one", "everyday"):
        own = [one for one in foreign if one.example.group == group]
        assert refused(own, found.support, found.confidence) >= WANTED


def test_where_both_bounds_cannot_be_kept_answerable_questions_come_first() -> None:
    supports = np.linspace(0, 1, 200)
    judged = [*many("answerable", supports, supports), *many("foreign", supports, supports)]

    found = _threshold(judged)

    lost = refused([one for one in judged if one.example.kind == "answerable"], found.support, found.confidence)
    assert MOST_FALSE_REFUSALS - 0.01 <= lost <= MOST_FALSE_REFUSALS


def test_what_found_nothing_moves_no_threshold() -> None:
    judged = [*many("answerable", [1.0] * 50, [0.9] * 50), *many("foreign", [0.0] * 50, [0.1] * 50)]
    nothing = Sure(example(), 0.0, (), 0.0, answers=False, refused=True)

    assert _threshold([*judged, *[nothing] * 50]) == _threshold(judged)


@pytest.mark.parametrize(
    ("value", "answers", "right"),
    [
        ("30本", ["30本"], True),
        ("約30本", ["30本"], True),
        ("30本", ["30本の岸壁"], True),
        ("３０本", ["30 本"], True),
        ("40本", ["30本", "40本"], True),
        ("30本", ["40本"], False),
        ("30本", [], False),
    ],
)
def test_a_value_is_right_if_it_is_an_answer_holds_one_or_is_held_by_one(
    value: str, answers: list[str], right: bool
) -> None:
    assert is_right(value, answers) is right


EVERYDAY = {language: Spread(0.2, 0.1) for language in LANGUAGES}


def seen(number: int) -> Seen:
    """Return an example: two in three have an answer, in the sentence that is nearest and states a number."""
    kind: Kind = ("answerable", "answerable", "foreign")[number % 3]
    good = f"岸壁は{number + 10}本、倉庫は{number + 500}棟あります。"
    owner = document(f"{good}職員は{number + 200}名です。船は着きません。", id="report")
    ends = [len(good), owner.text.index("船"), len(owner.text)]
    spans = list(zip([0, *ends], ends, strict=False))
    dense = [0.8, 0.5, 0.4] if kind == "answerable" else [0.3, 0.28, 0.26]
    hits = tuple(hit(owner, passage(owner, span), [one]) for span, one in zip(spans, dense, strict=True))
    asked = example(text="岸壁は何本ありますか", kind=kind, answers=(f"{number + 10}本",), held_out=False)
    noise = 0.05 * np.sin(number)
    return Seen(asked, Ranking(hits, (0.6 if kind == "answerable" else 0.2) + float(noise)), EVERYDAY, True)


def test_fitting_makes_answers_of_toy_examples_right_sure_and_refuses_the_rest() -> None:
    examples = [seen(number) for number in range(60)]

    calibration = fit(examples)

    assert sorted(calibration.sentence) == sorted(FEATURES)
    assert sorted(calibration.value) == sorted((*VALUE_FEATURES, "intercept"))
    assert sorted(calibration.confidence) == sorted((*CONFIDENCE_FEATURES, "intercept"))
    assert set(calibration.languages) == set(calibration.thresholds) == set(LANGUAGES)
    judged = [judge(one, calibration) for one in examples]
    for one in judged:
        assert one.answers == (one.example.kind == "answerable")
        assert not (one.answers and one.refused)
    foreign = [one.refused for one in judged if one.example.kind == "foreign"]
    assert sum(foreign) / len(foreign) >= WANTED
    right = [one.confidence for one in judged if one.answers]
    assert min(right) > max(one.confidence for one in judged if not one.answers)


def test_what_is_judged_is_what_the_answerer_would_quote() -> None:
    one = seen(0)

    found = weigh(one, NOTHING)

    assert {evidence.span for evidence, _ in found.cited} <= {
        evidence.span for evidence in found.chosen.sought.evidence
    }
    assert len({share for _, share in found.cited}) == 1  # weights of nothing tell nothing apart


def test_nothing_found_is_no_answer_and_refused() -> None:
    judged = judge(Seen(example(), Ranking((), float("-inf")), EVERYDAY, True), NOTHING)

    assert (judged.confidence, judged.answers, judged.refused, judged.features) == (0.0, False, True, ())
