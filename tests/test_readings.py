"""Korean hears Han characters: a pair of them is a pair of hangul too."""

from __future__ import annotations

import pytest

from tripqa.text.folding import fold_question
from tripqa.text.readings import in_hangul
from tripqa.text.terms import find_terms


def terms(text: str) -> set[str]:
    return {term.text for term in find_terms(fold_question(text))}


@pytest.mark.parametrize(
    ("han", "hangul"),
    [("委員会", "위원회"), ("委員會", "위원회"), ("図書館", "도서관"), ("報告書", "보고서"), ("蔣万安", "장만안")],
)
def test_a_word_of_han_characters_has_the_pairs_of_its_korean_reading(han: str, hangul: str) -> None:
    assert {hangul[:2], hangul[1:]} <= terms(han)


@pytest.mark.parametrize(
    ("pair", "begins"), [("年度", "연도"), ("料金", "요금"), ("労働", "노동"), ("女性", "여성"), ("理事", "이사")]
)
def test_what_begins_a_word_is_read_as_there_and_as_inside_of_one(pair: str, begins: str) -> None:
    heard = in_hangul(pair)

    assert begins in heard
    assert len(heard) > 1


def test_a_pair_that_is_not_han_is_not_heard() -> None:
    assert in_hangul("のカ") == ()
    assert in_hangul("市ノ") == ()


def test_what_is_heard_stands_where_it_is_written() -> None:
    text = fold_question("この委員会")

    assert {text[term.start : term.end] for term in find_terms(text) if term.text == "위원"} == {"委員"}
