"""A public office is one term, whatever a language calls it, and no other office."""

from __future__ import annotations

import pytest

from tripqa.text.folding import fold_question
from tripqa.text.offices import find_offices
from tripqa.text.terms import find_terms
from tripqa.text.variants import lexical_form


def offices(text: str) -> list[str]:
    return [found.first for found in find_offices(lexical_form(fold_question(text)))]


@pytest.mark.parametrize(
    "texts",
    [
        ("高雄市の副市長", "Deputy mayor of Kaohsiung", "the vice mayors", "가오슝 부시장", "高雄市副市長"),
        ("知事は誰か", "Who is the governor?", "GOVERNORS"),
        ("渋谷区長", "歌舞伎町の區長", "구청장"),
        ("総理大臣", "總理", "Prime Minister"),
    ],
)
def test_one_office_is_one_term_in_every_language(texts: tuple[str, ...]) -> None:
    assert len({tuple(offices(text)) for text in texts}) == 1
    shared = set.intersection(*({term.text for term in find_terms(fold_question(text))} for text in texts))
    assert shared >= {f"#{offices(texts[0])[0]}"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("副市長", "市長"), ("deputy mayor", "mayor"), ("부시장", "시장"), ("副大臣", "大臣"), ("副知事", "知事")],
)
def test_an_office_is_not_the_one_above_it(one: str, other: str) -> None:
    assert len(offices(one)) == len(offices(other)) == 1
    assert offices(one) != offices(other)


@pytest.mark.parametrize("text", ["mayoral election", "administer", "ministry", "governorate", ""])
def test_an_english_office_is_a_word_of_its_own(text: str) -> None:
    assert offices(text) == []


def test_an_office_stands_where_it_is_written() -> None:
    text = lexical_form(fold_question("蔣萬安市長と Vice Mayors"))

    assert [text[found.start : found.end] for found in find_offices(text)] == ["市長", "vice mayors"]
