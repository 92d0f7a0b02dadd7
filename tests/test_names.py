"""Names of places: a question is put in the words of the documents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.builders import texts
from tripqa.domain import Document
from tripqa.text.folding import fold_question
from tripqa.text.names import names_of

SEOUL = {"ja": "ソウル", "en": "Seoul", "ko": "서울", "zh-Hant": "首爾"}
TAIPEI = {"ja": "台北", "en": "Taipei", "ko": "타이베이", "zh-Hant": "臺北"}
AIRPORT = {"ja": "桃園空港", "en": "Taipei Airport"}
TOKYO = {"ja": "東京", "en": "Tokyo", "zh-Hant": "東京"}
NAMES = names_of([("ja", place) for place in (SEOUL, TAIPEI, AIRPORT, TOKYO)])


@pytest.mark.parametrize(
    ("question", "in_corpus_words"),
    [
        ("Who is the mayor of Taipei?", "Who is the mayor of 台北?"),
        ("who is the mayor of TAIPEI?", "who is the mayor of 台北?"),
        ("臺北市長是誰?", "台北市長是誰?"),
        ("타이베이 시장은 누구입니까?", "台北 시장은 누구입니까?"),
        ("서울에서 首爾", "ソウル에서 ソウル"),
        ("台北市長は誰ですか。", "台北市長は誰ですか。"),
        ("", ""),
    ],
)
def test_every_name_is_written_as_the_documents_write_it(question: str, in_corpus_words: str) -> None:
    assert NAMES.in_corpus_words(question) == in_corpus_words


@pytest.mark.parametrize(
    ("question", "in_corpus_words"),
    [
        ("Taipeiの市長は誰ですか。", "台北の市長は誰ですか。"),
        ("Seoul에서", "ソウル에서"),
        ("在Taipei的行程", "在台北的行程"),
    ],
)
def test_a_latin_name_is_known_beside_letters_of_another_script(question: str, in_corpus_words: str) -> None:
    assert NAMES.in_corpus_words(question) == in_corpus_words


def test_the_longest_name_is_taken() -> None:
    assert NAMES.in_corpus_words("From Taipei Airport to Taipei") == "From 桃園空港 to 台北"


@pytest.mark.parametrize("question", ["Seoulites", "Tokyoites", "neotokyo"])
def test_a_latin_name_inside_another_word_is_left_alone(question: str) -> None:
    assert NAMES.in_corpus_words(question) == question


@pytest.mark.parametrize("question", ["Taıpei", "TAİPEİ", "To\u212ayo", "\u017feoul"])
def test_a_name_with_letters_that_fold_oddly_can_be_asked(question: str) -> None:
    assert NAMES.in_corpus_words(question) in {question, "台北", "東京", "ソウル"}


@given(texts(10))
@settings(deadline=None, max_examples=100)
def test_any_question_can_be_put_in_corpus_words(text: str) -> None:
    question = fold_question(text)

    assert NAMES.in_corpus_words(NAMES.in_corpus_words(question)) == NAMES.in_corpus_words(question)


def test_a_full_width_name_is_known() -> None:
    names = names_of([("ja", {"ja": "台北", "en": "Ｔａｉｐｅｉ"})])

    assert names.in_corpus_words(fold_question("Ｔａｉｐｅｉ")) == "台北"


def test_a_name_is_no_pattern() -> None:
    names = names_of([("ja", {"ja": "都", "en": "T.*"})])

    assert names.in_corpus_words("Tokyo") == "Tokyo"


def test_a_place_without_a_name_in_its_document_s_language_changes_nothing() -> None:
    assert names_of([("ja", {"en": "Paris", "ko": "파리"})]).in_corpus_words("Paris 파리") == "Paris 파리"


@pytest.mark.parametrize("question", ["", "Taipei", "台北"])
def test_without_places_a_question_stays_as_it_is(question: str) -> None:
    assert names_of([]).in_corpus_words(question) == question


def test_the_places_of_the_report_are_known_in_four_languages(report: Document) -> None:
    names = names_of((report.language, place) for place in report.places)

    assert names.in_corpus_words("Kaohsiung 가오슝 首爾 도쿄") == "高雄 高雄 ソウル 東京"


def test_a_name_that_two_documents_write_each_in_its_own_language_is_left_alone() -> None:
    place = {"ja": "台北", "en": "Taipei"}

    names = names_of([("ja", place), ("en", place)])

    assert names.in_corpus_words("Taipei 台北") == "Taipei 台北"


@pytest.mark.parametrize("blank", ["", " ", "\u3000"])
def test_a_blank_name_names_nothing(blank: str) -> None:
    names = names_of([("ja", {"ja": "高雄", "en": blank})])

    assert names.in_corpus_words("KLID とは 何") == "KLID とは 何"
