"""A conditional logit finds again what toy choices were made with, and keeps signs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tripqa.answers.evidence import FEATURES
from tripqa.answers.logistic import shares
from tripqa_lab.answers.conditional_logit import SIGNS, Floats, conditional_logit

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
    return dict(zip(FEATURES, conditional_logit(made, np.full(len(made), 1 / len(made)), FEATURES, SIGNS), strict=True))


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
