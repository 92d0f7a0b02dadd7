"""A common word is one term, whatever a language calls it, and no other word."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tripqa.text.folding import fold_question
from tripqa.text.glossary import _rows, find_words
from tripqa.text.terms import find_terms
from tripqa.text.variants import lexical_form

COLUMNS = 4  # Japanese, English, Korean, Chinese


def words(text: str) -> list[str]:
    return [found.first for found in find_words(fold_question(text))]


@pytest.mark.parametrize(
    "texts",
    [
        ("高雄市の副市長", "Deputy mayor of Kaohsiung", "the vice mayors", "가오슝 부시장", "高雄市副市長"),
        ("知事は誰か", "Who is the governor?", "GOVERNORS"),
        ("渋谷区長", "歌舞伎町の區長", "구청장"),
        ("総理大臣", "總理", "Prime Minister"),
        ("予算の内訳", "How large are the budgets?", "예산은 얼마입니까", "預算"),
    ],
)
def test_one_word_is_one_term_in_every_language(texts: tuple[str, ...]) -> None:
    shared = set.intersection(*({term.text for term in find_terms(fold_question(text))} for text in texts))

    assert any(term.startswith("#") for term in shared)


@pytest.mark.parametrize(
    ("one", "other"),
    [("副市長", "市長"), ("deputy mayor", "mayor"), ("부시장", "시장"), ("副大臣", "大臣"), ("副知事", "知事")],
)
def test_a_word_is_not_the_one_inside_it(one: str, other: str) -> None:
    assert words(one)
    assert words(other)
    assert not set(words(one)) & set(words(other))


@pytest.mark.parametrize("text", ["xmayorx", "mayor3", ""])
def test_an_english_word_is_a_word_of_its_own(text: str) -> None:
    assert words(text) == []


def test_a_word_stands_where_it_is_written() -> None:
    text = fold_question("蔣萬安市長と Vice Mayors")

    assert {text[found.start : found.end].casefold() for found in find_words(text)} == {"市長", "vice mayors"}


def test_no_word_ends_behind_its_text() -> None:
    text = fold_question("配付資料の一覧 개최 일정")

    assert all(0 <= found.start < found.end <= len(text) for found in find_words(text))


def test_hangul_is_a_word_where_a_word_begins() -> None:
    assert words("예산이라는") == words("예산")
    assert words("가예산") == []


@pytest.mark.parametrize(
    "text",
    [
        "アバスト",
        "会議において視察したい。しかし、たいへんがんばる",
        "大切なことである",
        "a meeting of the",
        "15月",
        "2km",
        "이에 따라",
    ],
)
def test_a_piece_of_something_longer_is_no_word(text: str) -> None:
    assert not set(words(text)) & {"バス", "タイ", "鹿", "悪臭", "癌", "自動体外式除細動器", "五月"}


def test_articles_part_no_english_word() -> None:
    assert words("the Ministry of the Environment") == words("ministry of environment") == ["環境省"]


def test_words_with_figures_are_words() -> None:
    assert words("co2") == words("CO2")
    assert words("in Zone 30") != words("in the zone")
    assert set(words("5月の行事")) & set(words("5월 행사"))


def test_every_writing_finds_its_word() -> None:
    lost = [
        writing
        for row in _rows()
        for writing in (*row.japanese, *row.english, *row.korean)
        if row.first not in words(writing)
    ]

    assert lost == []


def test_chinese_that_is_another_word_in_japanese_is_the_japanese_one() -> None:
    assert set(words("部長")).isdisjoint(words("大臣"))


def test_each_line_of_the_glossary_has_its_columns_and_a_first_writing() -> None:
    for file in files("tripqa.text").joinpath("glossary").iterdir():
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                first, *others = line.split("|")
                assert len(others) == COLUMNS - 1, line
                assert first.strip(), line
                assert lexical_form(line).count("|") == COLUMNS - 1, line
