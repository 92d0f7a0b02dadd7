"""The language of a question or a report, told by its characters; `und` rather than a guess."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.builders import texts
from tripqa.domain import LANGUAGES, UNDETERMINED, Document
from tripqa.text.language import find_language, language_of


@pytest.mark.parametrize(
    "text",
    [
        "KLIDはどのような機関ですか。",
        "ソウル",
        "台北市長との面会",
        "会議",
        "韓国訪問",
        "東京都庁の役割",
        "한국とは",
    ],
)
def test_japanese_is_told_by_its_kana_or_its_own_ideographs(text: str) -> None:
    assert find_language(text) == "ja"


@pytest.mark.parametrize("text", ["What is KLID?", "g0v", "Startup Island TAIWAN 2025", "We're promoting Taiwan!", "a"])
def test_english_is_told_by_letters_without_others(text: str) -> None:
    assert find_language(text) == "en"


@pytest.mark.parametrize(
    "text", ["출장 일정은 어떻게 되나요?", "KLID 방문", "서울AI재단(서울財團)은?", "ㅋㅋ", "\u1112\u1161\u11ab"]
)
def test_korean_is_told_by_hangul(text: str) -> None:
    assert find_language(text) == "ko"


@pytest.mark.parametrize(
    "text",
    [
        "這次出差拜訪了哪些機構？",
        "g0v 是什麼樣的社群？",
        "高雄市如何運用智慧醫療？",
        "副市長是誰",
        "會議",
        "國際合作",
        "臺北市政府與東京都交流之行程安排",
    ],
)
def test_traditional_chinese_is_told_by_its_own_ideographs_and_words(text: str) -> None:
    assert find_language(text) == "zh-Hant"


@pytest.mark.parametrize("text", ["东京都厅的队伍", "我们去了哪里", "请问行程", "国际合作", "台湾有哪些机构"])
def test_simplified_chinese_is_told_by_characters_that_no_other_standard_has(text: str) -> None:
    assert find_language(text) == "zh-Hans"


@pytest.mark.parametrize("text", ["日程", "東京", "台北市長", "一"])
def test_a_few_ideographs_of_both_languages_stay_open(text: str) -> None:
    assert find_language(text) == UNDETERMINED


def test_ideographs_of_both_languages_are_chinese_where_japanese_would_long_have_had_kana() -> None:
    assert find_language("副市長訪問台北市政府行程安排") == "zh-Hant"


@pytest.mark.parametrize(
    "text", ["", " \n", "2025", "14:00-16:00", "😀👨‍👩‍👧", "…？！", "\0", "Привет", "مرحبا", "สวัสดี"]
)
def test_what_holds_no_known_script_stays_open(text: str) -> None:
    assert find_language(text) == UNDETERMINED


@given(texts())
@settings(deadline=None, max_examples=100)
def test_any_text_has_one_of_the_languages_or_none(text: str) -> None:
    assert find_language(text) in {*LANGUAGES, UNDETERMINED}


def test_the_examples_of_the_report_are_in_the_language_they_stand_under(report: Document) -> None:
    told = {question: find_language(question) for questions in report.examples.values() for question in questions}

    assert told == {question: language for language, questions in report.examples.items() for question in questions}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What does アーバンAI mean?", "en"),
        ("Who is 李懷仁?", "en"),
        ("在台北參觀的ダッシュボード是什麼？", "zh-Hant"),
        ("Taipei Passとは", "ja"),
        ("KLID란 무엇인가요?", "ko"),
        ("目的地", "und"),
    ],
)
def test_a_foreign_name_does_not_decide_the_language(text: str, language: str) -> None:
    assert find_language(text) == language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *[("ja", "ja"), ("JA-jp", "ja"), ("en-US", "en"), ("ko-KR", "ko"), ("und", "und")],
        *[
            ("zh", "zh-Hant"),
            ("zh-TW", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("zh-Hans", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh-Hans-SG", "zh-Hans"),
        ],
        *[("fr", "fr"), ("fr-CA", "fr-CA"), ("jam", "jam"), ("enm", "enm")],
    ],
)
def test_a_tag_tells_one_of_our_languages_or_stays_what_it_is(tag: str, language: str) -> None:
    assert language_of(tag) == language
