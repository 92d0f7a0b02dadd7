"""Articles and items that a question names by their number are quoted, and not what mentions them."""

from __future__ import annotations

import pytest

from tests.builders import document, hit
from tripqa.answers.articles import of_asked_articles
from tripqa.answers.evidence import gather
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold_question
from tripqa.text.passages import split

JAPANESE = """第4条 旅費は前条の額とし、第5条の場合は減額する。

第５条 会議の主催者が宿泊を用意したときは、宿泊料を支給しない。ただし市長が認めるときは支給する。

第5条の2 宿泊を伴わないときは日当を支給する。

第十五条 この規程は令和七年から施行する。
"""
KOREAN = "제4조(여비) 여비는 제5조에 따라 줄인다.\n\n제5조(숙박) 숙박을 제공한 때에는 숙박비를 주지 아니한다.\n"
ENGLISH = "Article 4. Expenses are cut under Article 5.\n\nArticle 5. No lodging is paid where the host provides it.\n"
STEPS = (
    "# 申請の手順\n\n1. 上司に相談する。\n2. 申請書を課長に出す。\n3. 総務課が確かめる。\n\n"
    "# 日当\n\n2. 日当は二千円とする。\n"
)


def quotable(text: str, question: str) -> list[str]:
    report, folded = document(text), fold_question(question)
    evidence = gather(folded, what_is_asked(folded), [hit(report, passage) for passage in split(report)])
    return [text[slice(*one.span)] for one in of_asked_articles(folded, evidence)]


@pytest.mark.parametrize(
    ("text", "question", "begins"),
    [
        (JAPANESE, "第5条の内容は何ですか", ["第５条 会議", "ただし市長"]),
        (JAPANESE, "第五条の2は何を定めていますか", ["第5条の2"]),
        (JAPANESE, "第15条は", ["第十五条"]),
        (KOREAN, "제5조의 내용은 무엇입니까?", ["제5조"]),
        (ENGLISH, "What does Article 5 say?", ["Article 5", "No lodging"]),
        (STEPS, "手順の2番目は何ですか", ["2. 申請書"]),
        (STEPS, "2番目の手順は何ですか", ["2. 申請書"]),
    ],
)
def test_an_article_that_is_asked_for_is_quoted_and_not_one_that_names_it(
    text: str, question: str, begins: list[str]
) -> None:
    found = quotable(text, question)

    assert [any(one.startswith(start) for one in found) for start in begins] == [True] * len(begins)
    assert len(found) <= len(begins)


@pytest.mark.parametrize("question", ["第9条の内容は", "手順で2番目に長いものは", "日当はいくらですか"])
def test_a_question_that_names_no_article_of_the_documents_looks_at_all(question: str) -> None:
    assert len(quotable(JAPANESE, question)) == 5
