"""The real report, with the encoder that is delivered: answers that can be checked, and refusals."""

from __future__ import annotations

import pytest

from tripqa.domain import Answered, Document, NoAnswer
from tripqa.errors import QuestionRefused
from tripqa.service import LONGEST_QUESTION, QuestionService

ASKED = [
    ("KLIDはどの法律に基づいて設立されましたか。", "電子政府法第72条"),
    ("Which app unifies citizen services in Taipei?", "Taipei Pass"),
    ("소버린 AI에 어떤 데이터를 학습시키고 있나요?", "方言"),
    ("g0v 多久舉辦一次黑客松？", "2か月ごと"),
]
FOREIGN = [
    "カレーのおいしい作り方を教えて",
    "Who won the 1998 World Cup?",
    "김치찌개 맛있게 끓이는 법",
    "感冒的時候應該吃什麼藥？",
]


@pytest.mark.parametrize(("question", "value"), ASKED)
def test_the_answer_quotes_the_report_in_any_of_the_four_languages(
    bundled_service: QuestionService, report: Document, question: str, value: str
) -> None:
    reply = bundled_service.ask(question)

    assert isinstance(reply.answer, Answered)
    assert value in " ".join(citation.quote for citation in reply.answer.citations)
    for citation in reply.answer.citations:
        assert report.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", FOREIGN)
def test_a_question_on_a_foreign_topic_is_not_answered(bundled_service: QuestionService, question: str) -> None:
    reply = bundled_service.ask(question)

    assert isinstance(reply.answer, NoAnswer)
    assert len(reply.hits) == 5


def test_a_name_is_found_however_it_is_written(bundled_service: QuestionService) -> None:
    by_language = ["高雄市の副市長", "Deputy mayor of Kaohsiung", "가오슝 부시장", "高雄市副市長"]

    for question in by_language:
        assert any("李懷仁" in hit.passage.text for hit in bundled_service.search(question).hits)


@pytest.mark.parametrize("top_k", [1, 7, 50])
def test_as_many_hits_come_back_as_asked_for_in_the_order_of_their_scores(
    hashing_service: QuestionService, top_k: int
) -> None:
    hits = hashing_service.search("ソウル市", top_k=top_k).hits

    assert [hit.rank for hit in hits] == [*range(1, top_k + 1)]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_an_answer_does_not_depend_on_how_many_hits_are_shown(hashing_service: QuestionService) -> None:
    few, many = (hashing_service.ask("KLIDの設立", top_k=top_k).answer for top_k in (1, 50))

    assert isinstance(few, Answered)
    assert isinstance(many, Answered)
    assert few.text == many.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "empty"),
        (" \n\u3000", "empty"),
        ("長" * (LONGEST_QUESTION + 1), "at most 2000"),
        ("half \ud800", "surrogate"),
    ],
)
def test_a_question_that_cannot_be_asked_says_what_to_do(
    hashing_service: QuestionService, question: str, says: str
) -> None:
    with pytest.raises(QuestionRefused, match=says):
        hashing_service.ask(question)


@pytest.mark.parametrize("top_k", [0, -1, 51])
def test_a_number_of_hits_out_of_bounds_is_refused(hashing_service: QuestionService, top_k: int) -> None:
    with pytest.raises(QuestionRefused, match="1 to 50"):
        hashing_service.search("KLID", top_k=top_k)


def test_the_longest_question_is_read_to_its_end(bundled_service: QuestionService) -> None:
    start = "行政のデジタル化について。" * 140
    plain = bundled_service.search(start).hits[0].score

    assert bundled_service.search(start + "高雄市の医療データの共有は？" * 10).hits[0].score != plain


def test_the_language_is_as_given_or_as_found(hashing_service: QuestionService) -> None:
    assert hashing_service.search("KLIDとは").question.language == "ja"
    assert hashing_service.search("KLIDとは", language="ko").question.language == "ko"
    assert hashing_service.search("12345").question.language == "und"
