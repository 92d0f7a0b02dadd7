"""What readers of another language call what a quote names, and which names they lack."""

from __future__ import annotations

import pytest

from tests.conftest import CORPUS
from tripqa.domain import LANGUAGES, Gloss, Language, NameGroup, WrittenGroup
from tripqa.parsing.aliases import FILE, read_aliases
from tripqa.text.glossing import glosses, nameless, shown_in
from tripqa.text.language import ours
from tripqa.text.names import CorpusNames

MAYOR = WrittenGroup(
    ("蔣万安", "ジャン・ワンアン", "Chiang Wan-an", "장완안", "장만안", "蔣萬安"), ("蔣万安",), "person"
)
BUREAU = WrittenGroup(("情報局", "資訊局", "정보국"), ("情報局",), shown={"zh-Hant": "資訊局"})
PASS = WrittenGroup(("Taipei Pass", "台北パス", "타이베이 패스"), ("Taipei Pass",))
PARK = WrittenGroup(("パク・ドクス", "Park Deok-su"), ("パク・ドクス",))
NAMES = CorpusNames([MAYOR, BUREAU, PASS, PARK])


@pytest.mark.parametrize(
    ("language", "name"), [("ja", "蔣万安"), ("en", "Chiang Wan-an"), ("ko", "장완안"), ("zh-Hant", "蔣萬安")]
)
def test_readers_are_shown_the_first_name_of_their_language_by_its_characters(language: Language, name: str) -> None:
    assert shown_in(language, MAYOR) == name


def test_what_the_operator_says_goes_before_what_characters_tell() -> None:
    told = NameGroup("", ("台北", "Taipei", "타이베이", "타이페이"), {"ko": "타이페이", "zh-TW": "台北"})

    assert [shown_in(language, told) for language in LANGUAGES] == ["台北", "Taipei", "타이페이", "台北", "台北"]


def test_a_name_that_has_none_in_a_language_is_not_shown_in_it() -> None:
    assert shown_in("ko", PARK) is None
    assert shown_in("zh-Hant", PARK) is None


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("蔣万安市長と会った。", "ko", [("蔣万安", "장완안")]),
        ("蔣万安市長と会った。", "en", [("蔣万安", "Chiang Wan-an")]),
        ("蔣万安市長と会った。", "zh-Hant", []),  # the same characters, in the form of another country
        ("情報局を訪ねた。", "zh-Hant", [("情報局", "資訊局")]),
        ("Taipei Passを見た。", "ko", []),  # Latin letters everybody reads
        ("台北パスを見た。", "en", [("台北パス", "Taipei Pass")]),
        ("パク・ドクス院長", "ko", []),
        ("情報局の蔣万安、情報局", "ko", [("情報局", "정보국"), ("蔣万安", "장완안")]),
        ("情報\n局", "ko", [("情報\n局", "정보국")]),
    ],
)
def test_each_name_of_a_quote_is_glossed_once_as_the_quote_writes_it(
    text: str, language: Language, found: list[tuple[str, str]]
) -> None:
    told = glosses(text, "ja", NAMES, language)

    assert told == tuple(Gloss(*one) for one in found)
    assert all(gloss.written in text for gloss in told)


PLACES = CorpusNames(
    [
        WrittenGroup(names, names[:1], "place")
        for names in [("奈良", "Nara"), ("大田", "テジョン", "Daejeon"), ("新竹", "Hsinchu"), ("ローマ", "Rome")]
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        *["小奈良を歩く。", "奈良漬を買う。", "広大田園に立つ。", "大田原で。", "真新竹林。", "南大田区。"],
        *["ローマン派", "アローマ", "ローマー", "ローマ・カトリック", "ノーヴァ・ローマ", "ペンテジョン", "新竹國際"],
    ],
)
def test_a_name_that_may_be_a_part_of_another_word_has_no_gloss(text: str) -> None:
    assert glosses(text, "ja", PLACES, "en") == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("奈良、", "奈良"),
        ("「奈良」", "奈良"),
        ("奈良市の", "奈良"),
        ("奈良県知事", "奈良"),
        ("大田区長", "大田"),
        ("奈良教授は", "奈良"),
        ("奈良大学で", "奈良"),
        ("訪問先は新竹。", "新竹"),
        ("這是在新竹的", "新竹"),
        ("ローマ法王", "ローマ"),
        ("東京・ローマ間", "ローマ"),
        ("新ローマ", "ローマ"),
        ("テジョンの", "テジョン"),
    ],
)
def test_a_name_before_what_tells_its_kind_has_a_gloss(text: str, written: str) -> None:
    assert [gloss.written for gloss in glosses(text, "ja", PLACES, "en")] == [written]


def test_search_finds_names_inside_other_words_as_before() -> None:
    assert [PLACES.thing(found.group).names[0] for found in PLACES.found("小奈良漬とローマン")] == ["奈良", "ローマ"]


def test_readers_of_the_document_s_language_and_of_none_of_ours_get_no_glosses() -> None:
    assert glosses("蔣万安", "ja-JP", NAMES, "ja") == ()
    assert glosses("蔣万安", "ja", NAMES, None) == ()


@pytest.mark.parametrize(
    ("tag", "language"), [("ko-KR", "ko"), ("zh-TW", "zh-Hant"), ("zh-CN", "zh-Hans"), ("fr", None), ("und", None)]
)
def test_a_tag_means_one_of_our_languages_or_none(tag: str, language: Language | None) -> None:
    assert ours(tag) == language


def test_a_name_is_missing_where_documents_write_it_and_its_readers_cannot_read_that() -> None:
    unwritten = WrittenGroup(("金水徳", "Kim Su-deok"), ())
    groups = [MAYOR, BUREAU, PASS, PARK, unwritten]

    assert {language: nameless(language, groups) for language in LANGUAGES} == {
        "ja": [],
        "en": [BUREAU],
        "ko": [PARK],
        "zh-Hant": [PARK],
        "zh-Hans": [PARK],
    }


def test_no_name_of_the_delivered_corpus_shows_another_script_than_its_reader_s() -> None:
    for group in read_aliases(CORPUS / FILE):
        assert all(name in group.names for name in group.shown.values())
        korean, english = shown_in("ko", group), shown_in("en", group)
        assert korean is None or any("가" <= character <= "힣" for character in korean)
        assert english is None or english.isascii()
