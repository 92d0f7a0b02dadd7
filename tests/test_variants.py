"""The lexical form: writings of one word meet in it, every character keeps its place."""

from __future__ import annotations

import sys
from importlib.resources import files
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import texts
from tripqa.text.folding import fold_question
from tripqa.text.variants import han_variants, lexical_form

EVERY_CHARACTER = "".join(map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]))
ANY_TEXT = st.one_of(texts(), st.text(st.characters(exclude_categories=["Cs"])))
VARIANTS = han_variants()
LISTED = [character for group in VARIANTS for character in group]


def said_to_be_apart() -> list[str]:
    """Return what the head of the list says it leaves out: 后/後 and so on."""
    table = files("tripqa.text").joinpath("variants.txt").read_text(encoding="utf-8")
    notes = [line for line in table.splitlines() if line.startswith("# ") and line.count("/") > 3]
    return [word for line in notes for word in line.split() if "/" in word]


def one(*writings: str) -> bool:
    return len({lexical_form(fold_question(writing)) for writing in writings}) == 1


@pytest.mark.parametrize(
    "writings",
    [
        *[("万", "萬"), ("台", "臺"), ("会", "會"), ("国", "國"), ("蔣万安", "蔣萬安", "蒋万安", "蒋萬安")],
        *[("台湾", "臺灣", "台灣"), ("広島県", "廣島縣"), ("渡辺", "渡邊", "渡邉"), ("高島", "髙島", "高嶋")],
        *[("かな", "カナ", "ｶﾅ"), ("がっこう", "ガッコウ", "ｶﾞｯｺｳ"), ("ゔ", "ヴ"), ("ひらカタ", "ヒラかた")],
        *[("KLID", "klid", "ＫＬＩＤ", "ｋｌｉｄ"), ("ÉCOLE", "école"), ("GovTech", "GOVTECH")],
        *[("g0v", "gOv", "gov", "G0V", "Ｇ０Ｖ"), ("0K", "OK"), ("c0vid19", "COVID19")],
        *[("2025", "２０２５"), ("行政 会", "行政\u3000會")],
    ],
)
def test_writings_of_one_word_meet(writings: tuple[str, ...]) -> None:
    assert one(*writings)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        *[("后", "後"), ("里", "裏"), ("干", "乾"), ("干", "幹"), ("面", "麺"), ("谷", "穀"), ("系", "係")],
        *[("10", "1o"), ("100", "1oo"), ("0", "o"), ("00", "oo"), ("2025", "2o25"), ("台", "颱"), ("当", "噹")],
        *[("か", "が"), ("は", "ぱ"), ("つ", "っ"), ("ー", "一"), ("カ", "力"), ("ニ", "二"), ("ı", "i"), ("é", "e")],
    ],
)
def test_words_of_their_own_stay_apart(word: str, other: str) -> None:
    assert not one(word, other)


def test_a_zero_is_an_o_only_beside_letters_of_its_own_word() -> None:
    assert lexical_form("g0v 100 10か月 台北101 x0 0") == lexical_form("gov") + " 100 10カ月 台北101 xo 0"


def test_every_character_keeps_its_place() -> None:
    form = lexical_form(EVERY_CHARACTER)
    alone = [lexical_form(character) for character in EVERY_CHARACTER]

    assert len(form) == len(EVERY_CHARACTER)
    assert {len(character) for character in alone} == {1}
    assert [i for i, (here, there) in enumerate(zip(form, alone, strict=True)) if here != there] == []


@given(ANY_TEXT)
@settings(deadline=None, max_examples=200)
def test_every_text_keeps_its_length(text: str) -> None:
    assert len(lexical_form(text)) == len(text)


@given(ANY_TEXT)
@settings(deadline=None, max_examples=200)
def test_the_form_of_a_form_is_itself(text: str) -> None:
    assert lexical_form(lexical_form(text)) == lexical_form(text)


def test_the_form_of_every_character_is_stable() -> None:
    form = lexical_form(EVERY_CHARACTER)

    assert lexical_form(form) == form


@given(texts(6), texts(6))
@settings(deadline=None, max_examples=100)
def test_the_form_of_a_word_does_not_depend_on_the_text_around_it(before: str, after: str) -> None:
    assert (
        lexical_form(f"{before} g0v台臺か100 {after}") == f"{lexical_form(before)} gov台台カ100 {lexical_form(after)}"
    )


def test_a_group_of_variants_is_of_two_or_more_single_han_characters() -> None:
    assert [group for group in VARIANTS if len(group) < 2] == []
    assert [character for character in LISTED if len(character) != 1] == []
    assert [character for character in LISTED if not ("\u3400" <= character <= "\u9fff" or character >= "𠀀")][
        1:
    ] == []  # 﨑 is the one ideograph of its block that is no compatibility form


def test_no_character_is_a_variant_twice() -> None:
    assert [character for character in set(LISTED) if LISTED.count(character) > 1] == []


def test_the_variants_of_a_group_become_its_first() -> None:
    assert [group for group in VARIANTS if {lexical_form(character) for character in group} != {group[0]}] == []


def test_no_variant_is_one_that_folding_has_replaced_before() -> None:
    assert [character for character in LISTED if normalize("NFKC", character) != character] == []


def test_the_groups_of_variants_are_in_order() -> None:
    assert [group[0] for group in VARIANTS] == sorted(group[0] for group in VARIANTS)


@pytest.mark.parametrize("words", said_to_be_apart())
def test_what_the_list_of_variants_says_it_leaves_out_is_left_out(words: str) -> None:
    assert len(set(map(lexical_form, words.split("/")))) == len(words.split("/"))


def test_the_list_of_variants_says_what_it_leaves_out() -> None:
    assert {"后/後", "里/裏", "干/乾/幹"} <= set(said_to_be_apart())
