"""Terms: words, character n-grams, days and names, the same for a question and for a passage."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import texts
from tripqa.domain import NameGroup, Passage, Visit
from tripqa.text.folding import fold, fold_question
from tripqa.text.names import Names
from tripqa.text.readings import in_hangul
from tripqa.text.terms import find_terms, passage_terms, question_terms, weight
from tripqa.text.variants import lexical_form

NOBODY = Names([])
SEOUL = ("ソウル", "Seoul", "서울", "首爾")
ODD_NAMES = ("Seoul\u3000\nCity", "\x1c市\x1f役所", " a\tb ", "\u2028都庁\x85")
NAMES = Names([NameGroup("place", SEOUL), NameGroup("", ODD_NAMES), NameGroup("", ("ソウル市", "Seoul Metropolis"))])
VISIT = Visit(date(2025, 9, 8), time(14), None)


def terms(text: str) -> set[str]:
    return {term.text for term in find_terms(fold_question(text))}


def letters(text: str) -> set[str]:
    """The terms without the words of the glossary, which knows kana as they are usually written."""
    return {term for term in terms(text) if not term.startswith("#")}


def written(text: str) -> set[str]:
    """The terms that are pieces of the text itself: no word of the glossary, nothing that Korean hears."""
    form = lexical_form(fold_question(text))
    return {term for term in terms(text) if term in form}


def passage(text: str, visit: Visit | None) -> Passage:
    return Passage("report", 0, len(text), text, (), visit, None, "", ((0, len(text)),))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("都", {"都"}),
        ("東京都", {"東", "京", "都", "東京", "京都"}),
        ("ソウル", {"ソ", "ウ", "ル", "ソウ", "ウル"}),
        ("서울시", {"서", "울", "시", "서울", "울시"}),
        ("々〆〇", {"々", "〆", "〇", "々〆", "〆〇"}),
        ("𠮷野", {"吉", "野", "吉野"}),
    ],
)
def test_text_without_spaces_gives_its_characters_and_pairs(text: str, found: set[str]) -> None:
    assert written(text) == found


def test_kana_and_ideographs_are_one_run() -> None:
    assert {"都ノ", "ノ市"} <= terms("都の市")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Smart City", {"smart", "city"}),
        ("ＫＬＩＤ", {"klid"}),
        ("5G and Web3", {"5g", "and", "web3"}),
        ("in 1999", {"in", "1999"}),
        ("g0v", {"gov"}),
        ("São Paulo, Malmö", {"são", "paulo", "malmö"}),
        ("a", {"a"}),
    ],
)
def test_a_latin_word_or_a_number_is_one_term(text: str, found: set[str]) -> None:
    assert written(text) == found


def test_scripts_side_by_side_are_runs_of_their_own() -> None:
    assert written("GovTech東京2050") == {"govtech", "東", "京", "東京", "2050"}
    assert written("KLID의市") == {"klid", "의", "市"}


@pytest.mark.parametrize("between", [*" ・、。「」-/.,'’&()~〜!?\n\t\u3000", "😀", "―"])
def test_a_space_or_a_mark_ends_a_run(between: str) -> None:
    assert terms(f"東京{between}都市") == terms("東京") | terms("都市")
    assert written(f"smart{between}city") == {"smart", "city"}


@pytest.mark.parametrize("text", ["", " ", "、。！？", "👨‍👩‍👧", "\u0301\u3099", "@=", "☆★"])
def test_a_text_without_letters_has_no_terms(text: str) -> None:
    assert terms(text) == set()


@pytest.mark.parametrize(
    ("writing", "other"),
    [
        *[
            ("蔣萬安", "蒋万安"),
            ("臺灣會", "台湾会"),
            ("しすてむ", "システム"),
            ("ｼｽﾃﾑ", "システム"),
            ("GovTech", "govtech"),
        ],
    ],
)
def test_writings_of_one_word_give_the_same_terms(writing: str, other: str) -> None:
    assert letters(writing) == letters(other)


@pytest.mark.parametrize(
    "text",
    [
        "9月8日(月)",
        "９月８日",
        "9月8號",
        "9월 8일",
        "September 8",
        "Sept. 8th",
        "8 September 2025",
        "2025-09-08",
        "9/8",
    ],
)
def test_a_day_is_one_term_however_it_is_written(text: str) -> None:
    assert terms(text) & terms("2025年9月8日") >= {"@9-8"}


def test_a_day_also_gives_the_terms_of_its_letters() -> None:
    assert written("9月8日") == {"9", "月", "8", "日"}


def test_a_name_gives_one_term_in_every_writing() -> None:
    (key,) = set.intersection(*(set(NAMES.keys(name)) for name in map(fold_question, SEOUL)))

    assert key in question_terms("首爾에서", NAMES)
    assert key not in question_terms("タイペイ", NAMES)
    assert question_terms("Seoul", NAMES) == {key, *terms("Seoul")}


def test_a_name_inside_a_longer_one_gives_its_term_too() -> None:
    assert question_terms("Seoul Metropolis", NAMES) >= question_terms("Seoul", NAMES) - {"seoul"}


@given(texts())
@settings(deadline=None, max_examples=150)
def test_no_text_holds_the_term_of_a_name(text: str) -> None:
    assert NAMES.keys("Seoul Metropolis 都庁").isdisjoint(terms(text))
    assert {term for term in terms(text) if term.startswith("@")} <= {
        f"@{month}-{day}" for month in range(1, 13) for day in range(1, 32)
    }


@given(st.one_of(texts(), st.text(st.characters(exclude_categories=["Cs"]))))
@settings(deadline=None, max_examples=200)
def test_no_term_is_empty_or_holds_white_space(text: str) -> None:
    """The index separates terms by spaces."""
    named = f"{text} seoul city 市役所 ab 都庁"

    for folded in (fold_question(named), fold(named).text, named):
        assert [term for term in question_terms(folded, NAMES) if term.split() != [term]] == []


def test_a_name_that_was_typed_with_white_space_gives_a_term_without() -> None:
    keys = [Names([NameGroup("", (name,))]).keys(fold_question(name)) for name in ODD_NAMES]

    assert [len(key) for key in keys] == [1] * len(ODD_NAMES)
    assert [term for (term,) in keys if term.split() != [term]] == []


@given(st.one_of(texts(), st.text(st.characters(exclude_categories=["Cs"]))))
@settings(deadline=None, max_examples=200)
def test_a_term_is_what_stands_in_its_place(text: str) -> None:
    folded = fold(text).text

    for term in find_terms(folded):
        assert 0 <= term.start < term.end <= len(folded)
        place = lexical_form(folded[term.start : term.end])
        assert term.text.startswith(("@", "#")) or term.text == place or term.text in in_hangul(place)


def test_a_day_stands_where_it_is_written() -> None:
    folded = fold("訪問は2025年９月 8日(月)").text
    (day,) = [term for term in find_terms(folded) if term.text == "@9-8"]

    assert folded[day.start : day.end] == "9月 8日"


@given(texts(10))
@settings(deadline=None, max_examples=100)
def test_a_text_holds_the_terms_of_each_of_its_lines(text: str) -> None:
    lines = [fold_question(line) for line in text.splitlines()]

    assert set[str]().union(*map(terms, lines)) <= terms("\n".join(lines)) | {
        term for term in terms(" ".join(lines)) if term.startswith("@")
    }


def test_a_passage_has_the_day_of_its_visit() -> None:
    text = "ソウル市を訪れた。"
    own = question_terms(text, NAMES)

    assert passage_terms(text, passage(text, VISIT), NAMES) == own | {"@9-8"}
    assert passage_terms(text, passage(text, None), NAMES) == own


def test_who_asks_for_a_day_asks_for_the_term_of_the_visits_on_it() -> None:
    text = "訪問"

    assert question_terms("September 8", NOBODY) & passage_terms(text, passage(text, VISIT), NOBODY) == {"@9-8"}


def test_the_terms_of_a_passage_are_of_what_is_searched_of_it() -> None:
    assert passage_terms("見出し 本文", passage("本文", None), NOBODY) == terms("見出し 本文")


@pytest.mark.parametrize("term", ["市", "ア", "서", "𠀀"])
def test_a_single_character_tells_less_than_a_pair(term: str) -> None:
    assert 0 < weight(term) < weight(term * 2)


@pytest.mark.parametrize("term", ["a", "9", "klid", "東京", "서울", "@9-8", "=ソウル", "é"])
def test_words_pairs_days_and_names_tell_the_same(term: str) -> None:
    assert weight(term) == weight("東京")
