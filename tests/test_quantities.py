"""Numbers are one however a language writes them."""

from __future__ import annotations

import pytest

from tripqa.text.folding import fold, fold_question
from tripqa.text.quantities import numbers_asked, numbers_stated


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many of the 12,000 residents came in 2025?", "令和7年には住民約1万2千人が来た。"),
        ("2025년에 찾은 3만 명은", "民國114年有三萬人參觀"),
        ("令和７年度の１．５倍とは", "2025年度は1.5倍に増えた。"),
        ("who got the 1.2 million yen", "補助額は120万円です。"),
        ("何人ですか", "30名"),
    ],
)
def test_what_a_question_names_is_found_where_it_is_written_otherwise(question: str, said: str) -> None:
    assert numbers_asked(fold_question(question)) <= numbers_stated(fold(said).text)


@pytest.mark.parametrize(
    ("question", "said"),
    [("2024年の参加者は", "令和7年の参加者"), ("500円の券は", "450円の券"), ("12 booths", "出展は120小間")],
)
def test_another_number_is_another(question: str, said: str) -> None:
    assert not numbers_asked(fold_question(question)) & numbers_stated(fold(said).text)


def test_words_that_are_written_with_numerals_are_no_numbers_of_a_question() -> None:
    assert not numbers_asked(fold_question("一般の三田市民は"))
