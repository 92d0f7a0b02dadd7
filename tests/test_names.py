"""Names in several writings: found wherever they stand, and a question put in the words of the documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import texts, written_groups
from tripqa.domain import Document, NameGroup, NameMatch, WrittenGroup
from tripqa.parsing.aliases import with_places
from tripqa.text.folding import fold, fold_typed
from tripqa.text.names import CorpusNames, Names, is_name, plain


def group(*names: str) -> NameGroup:
    return NameGroup("", names)


SEOUL = group("ソウル", "Seoul", "서울", "首爾")
TAIPEI = group("台北", "Taipei", "타이베이", "臺北")
CITY = group("台北市", "Taipei City", "타이베이시")
AIRPORT = group("桃園空港", "Taipei Airport")
TOKYO = group("東京", "Tokyo")
KLID = group("KLID", "韓国地域情報開発院", "한국지역정보개발원")
TANG = group("オードリー・タン", "Audrey Tang", "唐鳳")
MAYOR = group("蔣万安", "Chiang Wan-an", "Jiang Wan'an", "장완안")
HOUSE = group("GitHub Enterprise Server", "GHES")  # no document writes it
GROUPS = [SEOUL, TAIPEI, CITY, AIRPORT, TOKYO, KLID, TANG, MAYOR, HOUSE]
WRITTEN = [
    "ソウルと台北を訪れた。ソウル、Seoul。東京から桃園空港まで。",
    "KLID、KLID、韓国地域情報開発院。台北市の蔣万安市長とオードリー・タン氏。",
]
FINDER = Names(GROUPS)
CORPUS = CorpusNames(written_groups(GROUPS, WRITTEN))
SOME_NAME = st.sampled_from([name for found in GROUPS for name in found.names])
NAMED_TEXTS = st.lists(
    st.one_of(SOME_NAME, texts(2), st.sampled_from([*" -・.'’&", "の", "市", "から", "s"])), max_size=20
).map("".join)


def matches(names: CorpusNames, question: str, text: str) -> tuple[NameMatch, ...]:
    return names.matches(names.named(question), names.named(text))


def found(names: Names, text: str) -> list[tuple[NameGroup, str]]:
    return [(GROUPS[mention.group], text[mention.start : mention.end]) for mention in names.mentions(text)]


def found_longest(text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in FINDER.longest(text)]


def written(groups: Sequence[NameGroup], *folded_texts: str) -> list[tuple[str, ...]]:
    return [known.written for known in written_groups(groups, folded_texts)]


# Finding


@pytest.mark.parametrize("name", [name for known in GROUPS for name in known.names])
@pytest.mark.parametrize("around", ["{}", "「{}」は", "KLID、{}。", "에서 {} 에서", "視察 {}\n視察"])
def test_every_name_is_found_where_it_stands(name: str, around: str) -> None:
    text = fold_typed(around.format(name))

    assert name in {written for _, written in found(FINDER, text)}


@pytest.mark.parametrize(
    "text", ["Taipei", "TAIPEI", "taipei", "ＴＡＩＰＥＩ", "Ｔａｉｐｅｉ", "臺北", "台北", "타이베이"]
)
def test_letter_case_width_and_old_forms_make_no_difference(text: str) -> None:
    assert FINDER.keys(fold_typed(text)) == FINDER.keys("台北")


@pytest.mark.parametrize(
    "text",
    [
        *["Chiang Wan-an", "chiang wanan", "Chiang Wan An", "Chiang-Wan-an", "ChiangWanan", "Chiang Wan\u2010an"],
        *["Chiang Wan\u2011an", "Chiang Wan–an", "Chiang Wan·an", "Chiang Wan・an", "Chiang Wan･an", "Chiang_Wan_an"],
        *["Jiang Wan'an", "Jiang Wan’an", "Jiang Wanan", "장 완안", "蔣 萬安", "蒋・万安"],
    ],
)
def test_what_separates_the_parts_of_a_name_does_not_matter(text: str) -> None:
    assert found_longest(fold_typed(f"「{text}」")) == [fold_typed(text)]
    assert FINDER.keys(fold_typed(text)) == FINDER.keys("蔣万安")


def test_a_name_written_with_separators_is_found_without_them() -> None:
    writings = ["オードリータン", "おーどりー たん", "オードリー・タン"]

    assert [FINDER.keys(writing) for writing in writings] == [FINDER.keys("唐鳳")] * 3


def test_a_separator_beside_a_name_is_no_part_of_it() -> None:
    assert found_longest("- 'Audrey Tang' - &唐 鳳・") == ["Audrey Tang", "唐 鳳"]


@pytest.mark.parametrize(("one", "other"), [("Expo 2025", "Expo2025"), ("g 0 v", "g0v")])
def test_what_separates_a_zero_from_letters_does_not_matter(one: str, other: str) -> None:
    names = Names([group(one, "別名")])

    assert names.keys(other) == names.keys("別名")


def test_the_middle_dot_of_taiwan_is_a_middle_dot() -> None:
    assert found_longest("オードリー‧タン") == ["オードリー‧タン"]


@pytest.mark.parametrize("text", ["I was in Taipei. City life", "台-----------------北", "It is open. Kl. Id."])
def test_a_name_does_not_reach_over_the_end_of_a_sentence_or_a_rule(text: str) -> None:
    assert not {"Taipei. City", "台-----------------北", "Kl. Id"} & set(found_longest(text))


@pytest.mark.parametrize("around", ["{}の市長", "{}에서", "在{}的行程", "首爾{}", "({})", "{}'s", "🏙{}🏙"])
def test_a_latin_name_is_known_beside_letters_of_another_script(around: str) -> None:
    assert (TAIPEI, "Taipei") in found(FINDER, around.format("Taipei"))


@pytest.mark.parametrize("text", ["Seoulites", "Tokyoites", "neotokyo", "KLID2", "2KLID", "Xghes", "Taipei0"])
def test_a_latin_name_inside_another_word_is_none(text: str) -> None:
    assert found(FINDER, text) == []


@pytest.mark.parametrize("text", ["KLIDé", "éKLID", "Seoulłódź"])
def test_a_latin_name_inside_a_word_with_other_latin_letters_is_none(text: str) -> None:
    assert found(FINDER, text) == []


@pytest.mark.parametrize("text", ["東京Tokyo", "東京2025", "2025東京", "x東京"])
def test_a_name_of_other_letters_is_known_beside_latin_ones(text: str) -> None:
    assert (TOKYO, "東京") in found(FINDER, text)


@pytest.mark.parametrize("text", ["Taıpei", "TAİPEİ", "To\u212ayo", "\u017feoul", "ΣΕΟΥΛΣ", "STRAẞE"])
def test_letters_that_fold_oddly_can_be_asked(text: str) -> None:
    folded = fold_typed(text)

    assert CORPUS.in_corpus_words(folded) in {folded, "台北", "東京", "ソウル"}


@pytest.mark.parametrize("text", ["Tokyo", "都都", "T.", "Tx"])
def test_a_name_is_no_pattern(text: str) -> None:
    assert list(Names([group("都庁", "T.*")]).mentions(text)) == []


def test_a_name_inside_a_longer_one_is_found_too_after_it() -> None:
    assert found(FINDER, "Taipei City") == [(CITY, "Taipei City"), (TAIPEI, "Taipei")]


def test_nested_names_all_give_their_key() -> None:
    assert FINDER.keys("台北市") == FINDER.keys("台北") | FINDER.keys("Taipei City")
    assert len(FINDER.keys("台北市")) == 2


def test_the_longest_name_is_taken_and_nothing_inside_it() -> None:
    assert found_longest("From Taipei Airport to Taipei City and 台北") == ["Taipei Airport", "Taipei City", "台北"]


def test_a_thing_has_one_key_in_every_writing() -> None:
    shared = [frozenset.intersection(*map(Names([known]).keys, known.names)) for known in GROUPS]

    assert [len(keys) for keys in shared] == [1] * len(GROUPS)
    assert len(frozenset().union(*shared)) == len(GROUPS)


def test_a_longer_name_does_not_hide_one_that_begins_inside_it() -> None:
    names = Names([group("東京都"), group("都庁")])

    assert [(mention.start, mention.end) for mention in names.mentions("東京都庁")] == [(0, 3), (2, 4)]
    assert [(mention.start, mention.end) for mention in names.longest("東京都庁")] == [(0, 3)]


@pytest.mark.parametrize("text", ["", "台", "Taipei", "台北", "-"])
def test_without_names_nothing_is_found(text: str) -> None:
    assert list(Names([]).mentions(text)) == []
    assert Names([]).keys(text) == frozenset()


def test_a_name_does_not_reach_across_a_line() -> None:
    assert found(FINDER, "台\n北 Audrey\nTang") == []


@given(NAMED_TEXTS)
@settings(deadline=None, max_examples=150)
def test_a_mention_is_a_name_of_its_group_where_the_text_holds_it(text: str) -> None:
    for folded in (fold_typed(text), fold(text).text):
        mentions = list(FINDER.mentions(folded))

        assert mentions == sorted(mentions, key=lambda mention: (mention.start, -mention.end))
        for mention in mentions:
            assert 0 <= mention.start < mention.end <= len(folded)
            assert plain(folded[mention.start : mention.end]) in map(plain, GROUPS[mention.group].names)


@given(NAMED_TEXTS)
@settings(deadline=None, max_examples=100)
def test_the_longest_names_follow_one_another(text: str) -> None:
    folded = fold_typed(text)
    bounds = [bound for mention in FINDER.longest(folded) for bound in (mention.start, mention.end)]

    assert bounds == sorted(bounds)
    assert set(FINDER.longest(folded)) <= set(FINDER.mentions(folded))


def test_names_are_found_in_a_very_long_text() -> None:
    text = "台北市政府-" * 33_000 + "台" + "-" * 10_000

    assert sum(1 for _ in FINDER.longest(text)) == 33_000


# The words of the documents


@pytest.mark.parametrize(
    ("question", "in_corpus_words"),
    [
        ("Who is the mayor of Taipei?", "Who is the mayor of 台北?"),
        ("who is the mayor of TAIPEI?", "who is the mayor of 台北?"),
        ("타이베이에 시장은 누구입니까?", "台北에 시장은 누구입니까?"),
        ("서울에서 首爾", "ソウル에서 ソウル"),
        ("Taipeiの市長は誰ですか。", "台北の市長は誰ですか。"),
        ("在Taipei的行程", "在台北的行程"),
        ("From Taipei Airport to Taipei", "From 桃園空港 to 台北"),
        ("Audrey-Tang和Chiang Wanan", "オードリー・タン和蔣万安"),
        ("한국지역정보개발원은", "KLID은"),
        ("", ""),
        ("名前のない問い?", "名前のない問い?"),
    ],
)
def test_every_name_is_written_as_the_documents_write_it(question: str, in_corpus_words: str) -> None:
    assert CORPUS.in_corpus_words(question) == in_corpus_words


def test_a_word_after_a_name_is_not_cut_to_make_a_longer_name() -> None:
    assert CORPUS.in_corpus_words("타이베이 시장은 누구입니까?") == "台北 시장은 누구입니까?"


@pytest.mark.parametrize("text", ["매일 본 자료", "今日 本を読む"])
def test_the_end_of_one_word_and_the_next_are_no_name(text: str) -> None:
    assert not list(Names([group("日本", "일본")]).mentions(text))


def test_a_full_width_name_is_known() -> None:
    names = CorpusNames(written_groups([group("台北", "Ｔａｉｐｅｉ")], ["台北"]))

    assert names.in_corpus_words(fold_typed("Ｔａｉｐｅｉ")) == names.in_corpus_words("taipei") == "台北"


@pytest.mark.parametrize("question", ["Seoul", "ソウル", "韓国地域情報開発院", "台北市長は誰ですか。", "klid", "seoul"])
def test_a_name_that_documents_write_as_typed_is_left_alone(question: str) -> None:
    assert CORPUS.in_corpus_words(question) == question


@pytest.mark.parametrize("question", ["GHES", "GitHub Enterprise Server", "github-enterprise-server"])
def test_a_name_that_no_document_writes_stays_as_typed(question: str) -> None:
    assert CORPUS.in_corpus_words(question) == question


@pytest.mark.parametrize("question", ["", "Taipei", "台北"])
def test_without_names_a_question_stays_as_it_is(question: str) -> None:
    assert CorpusNames([]).in_corpus_words(question) == question
    assert matches(CorpusNames([]), question, "Taipei 台北") == ()


@given(NAMED_TEXTS)
@settings(deadline=None, max_examples=150)
def test_any_question_can_be_put_in_corpus_words_once_and_for_all(text: str) -> None:
    once = CORPUS.in_corpus_words(fold_typed(text))

    assert CORPUS.in_corpus_words(once) == once


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(deadline=None, max_examples=100)
def test_a_text_that_was_never_folded_does_no_harm(text: str) -> None:
    assert CORPUS.in_corpus_words(CORPUS.in_corpus_words(text)) == CORPUS.in_corpus_words(text)
    assert matches(CORPUS, text, text) == ()


def test_each_thing_that_both_name_in_other_writings_comes_with_the_first_of_either() -> None:
    assert matches(CORPUS, "Seoul 首爾 KLID 타이베이", "KLIDとソウルと서울、台北") == (
        NameMatch("Seoul", "ソウル"),
        NameMatch("타이베이", "台北"),
    )


def test_both_kinds_of_names_give_the_same_keys() -> None:
    text = "Seoulで首爾のKLIDとTaipei City"

    assert CORPUS.keys(text) == FINDER.keys(text) != frozenset()


# What the documents write


def test_the_writings_that_documents_use_come_most_frequent_first() -> None:
    assert written([SEOUL], "Seoul、ソウル", "ソウル 首爾 ソウル Seoul") == [("ソウル", "Seoul", "首爾")]


def test_a_writing_is_as_the_documents_have_it() -> None:
    assert written([TANG], "Ａudrey tang、オードリータン、オードリータン") == [("オードリータン",)]
    assert written([TAIPEI], "臺北 TAIPEI TAIPEI") == [("TAIPEI", "臺北")]


def test_a_name_inside_a_longer_one_is_not_counted_as_written() -> None:
    assert written([TAIPEI, CITY], "台北市と台北市と臺北市 Taipei") == [("Taipei",), ("台北市", "臺北市")]


def test_what_no_document_writes_has_no_writing() -> None:
    assert written_groups([HOUSE], WRITTEN) == [WrittenGroup(HOUSE.names, (), HOUSE.kind)]
    assert written_groups([HOUSE], []) == [WrittenGroup(HOUSE.names, (), HOUSE.kind)]
    assert written_groups([], WRITTEN) == []


def test_the_places_of_the_report_are_known_in_four_languages(report: Document) -> None:
    places = with_places([], report.places, Path("aliases.toml"))
    names = CorpusNames(written_groups(places, [fold(report.text).text]))

    assert names.in_corpus_words("Kaohsiung 가오슝 首爾 도쿄") == "高雄 高雄 ソウル 東京"


# Comparing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("Chiang Wan-an", "chiang wanan"), ("オードリー・タン", "おーどりーたん"), ("Ｒ＆Ｄ", "r d"), ("U.S.", "us")],
        *[("蔣萬安", "蒋万安"), ("臺北", "台北"), ("ﾀｲﾍﾟｲ", "タイペイ"), ("g0v", "gOv"), (" 高\u3000雄\n", "高雄")],
    ],
)
def test_writings_of_one_name_are_plainly_equal(one: str, other: str) -> None:
    assert plain(one) == plain(other) != ""


@given(texts(6))
@settings(deadline=None, max_examples=100)
def test_a_plain_name_holds_neither_white_space_nor_separators(text: str) -> None:
    assert set(plain(text)) & set(" \t\n\r\f\v\u3000-‐‑–·・'’.&_") == set()


@pytest.mark.parametrize("text", ["", " ", "\u3000", "a", "津", "・津・", "...", "-a-", "\n"])
def test_what_is_too_short_to_be_told_from_other_words_is_no_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("text", ["AI", "台北", "a-b", "ﾊﾞｽ", "서울", "㍿"])
def test_two_characters_are_enough_for_a_name(text: str) -> None:
    assert is_name(text)
