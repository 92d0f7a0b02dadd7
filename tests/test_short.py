"""The short answer: a value of a kind that is asked for, told only where it is likely to be right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import calibration, document, found_in, hit, passage, texts
from tests.itinerary import REPORT, evidence_for, said
from tripqa.answers.calibration import Calibration, fitted
from tripqa.answers.evidence import Evidence
from tripqa.answers.short import VALUE_FEATURES, candidates, short_answer
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold_question
from tripqa.text.passages import split

UNSURE = calibration(value={**calibration().value, "intercept": -1.0})


def cited(question: str, words: str) -> list[tuple[Evidence, float]]:
    """Return the sentence with these words, as the one that is cited."""
    return [(next(one for one in evidence_for(question, found_in(REPORT)) if words in said(one)), 0.9)]


def value_for(question: str, words: str, weights: Calibration | None = None) -> tuple[str, str] | None:
    """Return kind and text of the short answer out of the sentence with these words."""
    folded = fold_question(question)
    found = short_answer(folded, what_is_asked(folded), cited(question, words), weights or calibration())
    return (found.kind, found.folded) if found else None


@pytest.mark.parametrize(
    ("question", "words", "kind", "value"),
    [
        ("岸壁は何本ありますか", "岸壁は30本", "number", "30本"),
        ("職員は何人いますか", "岸壁は30本", "number", "約500名"),
        ("誰と面会しましたか", "朴亨埈", "person", "朴亨埈市長"),
        ("魚市場を訪問したのはいつですか", "魚市場訪問\n", "date", "9月9日(火)"),
        ("魚市場を訪問したのは何時ですか", "魚市場訪問\n", "time", "14:00-15:00"),
        ("文学財団を訪問したのはいつですか", "文学財団訪問", "date", "9月9日(火)"),
        ("What is the population of the city?", "330万人", "number", "330万人"),
        ("市場には一日何隻の船が来ますか", "200隻", "number", "200隻"),
        ("어시장은 언제 방문했습니까?", "魚市場訪問\n", "date", "9月9日(火)"),
        ("何時訪問魚市場？", "魚市場訪問\n", "time", "14:00-15:00"),
    ],
)
def test_the_value_that_is_asked_for_is_told_and_with_the_fitted_weights_that_one_or_none(
    question: str, words: str, kind: str, value: str
) -> None:
    counting = calibration(value={**calibration().value, "clause": 1.0, "unit": 1.0})

    assert value_for(question, words, counting) == (kind, value)
    assert value_for(question, words, fitted()) in ((kind, value), None)


@pytest.mark.parametrize(
    "question",
    [
        "なぜ岸壁は30本ありますか",
        "岸壁について",
        "港湾公社とは何ですか",
        "岸壁の本数をすべて挙げてください",
        "岸壁と市場の違いは何ですか",
    ],
)
def test_a_question_for_no_value_or_for_several_has_none(question: str) -> None:
    assert value_for(question, "岸壁は30本") is None


def test_what_the_question_names_is_no_answer_to_it() -> None:
    assert value_for("9月9日(火)に魚市場を訪問したのはいつですか", "魚市場訪問\n") is None
    assert value_for("約500名とは何名ですか", "岸壁は30本") != ("number", "約500名")
    assert value_for("30本の岸壁に職員は何名いますか", "岸壁は30本") == ("number", "約500名")


def test_a_value_of_another_kind_is_none() -> None:
    assert value_for("いつですか", "岸壁は30本") is None
    assert value_for("誰ですか", "毎日200隻") is None


def test_what_is_not_likely_to_be_right_is_not_told() -> None:
    assert value_for("岸壁は何本ありますか", "岸壁は30本", UNSURE) is None


def test_the_likeliest_is_told_and_of_two_as_likely_the_first_in_the_text() -> None:
    weights = calibration()
    counting = replace(weights, value={**weights.value, "unit": 1.0})

    assert value_for("職員は何人いますか", "岸壁は30本", weights) == ("number", "30本")
    assert value_for("職員は何人いますか", "岸壁は30本", counting) == ("number", "約500名")


@settings(deadline=None, max_examples=50)
@given(texts(8), st.sampled_from(["いつ", "何人", "誰", "どこ", "how much is it?", "몇 명", "哪個機構"]))
def test_whatever_the_text_a_short_answer_is_of_an_asked_kind_stands_in_the_text_and_not_in_the_question(
    text: str, question: str
) -> None:
    owner = document(text)
    folded = fold_question(question)
    asked = what_is_asked(folded)
    found = [(one, 0.5) for one in evidence_for(question, [hit(owner, part) for part in split(owner)])]

    for _, features in candidates(folded, asked, found):
        assert len(features) == len(VALUE_FEATURES)
    value = short_answer(folded, asked, found, calibration())

    if value is not None:
        assert value.kind in asked.kinds
        assert 0 <= value.start < value.end <= len(text)
        assert value.folded.casefold() not in folded.casefold()


def test_nothing_cited_has_no_value() -> None:
    assert short_answer("いつですか", what_is_asked("いつですか"), [], calibration()) is None


def clause(question: str, found: list[tuple[Evidence, float]]) -> dict[str, float]:
    """Return how much of a question the clause of each value holds."""
    scored = candidates(question, what_is_asked(question), found)
    return {value.folded: features[VALUE_FEATURES.index("clause")] for value, features in scored}


def test_a_value_is_measured_by_its_own_clause() -> None:
    owner = document("人口は330万人で、そのほかに港で働く人が50万人います。")
    question = "人口は何人ですか"
    (evidence,) = evidence_for(question, [hit(owner, passage(owner, (0, len(owner.text))))])

    found = clause(question, [(evidence, 0.9)])

    assert found["330万人"] > found["50万人"]


def test_the_date_above_a_row_is_measured_by_the_row_and_not_by_the_rows_between() -> None:
    found = {
        words: clause(question, cited(question, "文学財団訪問"))["9月9日(火)"]
        for words in ("文学財団", "釜山市政府")
        if (question := f"{words}訪問はいつ")
    }

    assert found["文学財団"] > 0.5
    assert found["文学財団"] > found["釜山市政府"]
