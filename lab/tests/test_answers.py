"""What answers are fitted on is what authors wrote, and what is fitted keeps its promises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tripqa.answers.reader import CONFIDENCE_FEATURES
from tripqa_lab.answers.asked import corpora_of, whole_documents
from tripqa_lab.answers.fitting import SIGNS, doubtful_below, even_chance, logistic
from tripqa_lab.reader.sets import watched
from tripqa_lab.reader.sheets import read_sheets

DATA = Path(__file__).parent.parent / "data" / "reader"


def test_every_span_of_an_example_is_its_answer_in_its_document() -> None:
    corpora = [*corpora_of(watched(read_sheets(DATA / "train"))), whole_documents(DATA / "fit")]

    assert len(corpora) == 3
    for corpus in corpora:
        texts = {document.id: document.text for document in corpus.documents}
        for example in corpus.examples:
            assert [texts[one.document][one.start : one.end] for one in example.evidence] == [*example.answers]
            assert bool(example.evidence) == (example.kind == "answerable")


def test_authors_of_whole_documents_wrote_nothing_that_is_trained_on_or_tested_with() -> None:
    fitted = {file.stem.partition("-")[0] for file in (DATA / "fit").glob("*.txt")}
    others = {
        file.stem.partition("-")[0] for part in ("train", "whole", "test") for file in (DATA / part).glob("*.txt")
    }

    assert fitted
    assert not fitted & others


def test_what_speaks_for_an_answer_is_not_made_to_speak_against_it() -> None:
    random = np.random.default_rng(0)
    features = random.normal(0, 1, (400, len(CONFIDENCE_FEATURES)))
    stands, share, behind = (CONFIDENCE_FEATURES.index(name) for name in ("stands", "share", "behind"))
    said = features[:, stands] - features[:, share] + features[:, behind]
    right = (said + random.normal(0, 0.1, 400)) > 0  # its share speaks against it, and a low rank for it

    found = logistic(features.tolist(), right.tolist(), CONFIDENCE_FEATURES)

    assert found["stands"] > 1
    assert found["share"] == found["behind"] == 0
    assert all(found[name] >= 0 for name in CONFIDENCE_FEATURES if SIGNS.get(name, (None,))[0] == 0)


@pytest.mark.parametrize(("answerable", "least"), [(0.5, 0.2), (0.8, 0.5), (0.45, 0.1698)])
def test_refusing_begins_where_wrong_is_likelier_than_right_if_one_question_of_five_has_no_answer(
    answerable: float, least: float
) -> None:
    assert even_chance(answerable) == least


def test_answers_are_doubtful_below_the_confidence_from_which_enough_are_right() -> None:
    right = [(0.1 + place / 1000, place % 3 == 0) for place in range(400)]  # every third one
    surely = [(0.6 + place / 1000, place % 10 != 0) for place in range(400)]  # nine of ten

    assert 0.499 <= doubtful_below([*right, *surely]) <= 0.601
    assert doubtful_below(surely) <= 0.601
    assert doubtful_below(right) > 0.4
    assert doubtful_below([]) == 1.0
