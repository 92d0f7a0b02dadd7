"""What a question asks for, in four languages, as people type it."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings

from tests.builders import texts
from tripqa.text.asking import Asked, Form, what_is_asked
from tripqa.text.folding import fold_question
from tripqa.text.values import KINDS


def asked(question: str) -> Asked:
    return what_is_asked(fold_question(question))


@pytest.mark.parametrize(
    ("form", "questions"),
    [
        ("value", ["会長は誰ですか", "who was the vice mayer they met", "회의는 언제 열렸나요", "哪一天去的?"]),
        ("value", ["いつだっけ", "館長さん、何て人だった?", "몇명이나 왔어?", "總共服務了多少市民?"]),
        ("list", ["訪問先を全部教えてください", "三つの原則を挙げてください", "9月9日はどことどこに行った?"]),
        ("list", ["which cities did they visit", "What three rules do they follow?", "List every place they went to"]),
        ("list", ["어디 어디를 방문했나요?", "어떤 주제들을 논의했나요?", "공유한 시책을 나열해 주세요"]),
        ("list", ["介紹了哪些計劃", "「三大權利」是哪三項?", "請列出所有訪問單位"]),
        (
            "comparison",
            ["二つの市の違いは何ですか", "AとB、広いのはどちらですか", "What is the difference between A and B?"],
        ),
        ("comparison", ["Which came first, the hub or the lab?", "두 도시는 어떻게 다른가요?", "兩地的方式有何不同?"]),
        (
            "definition",
            [
                "GISとは何ですか",
                "アーバンAIって何のこと?",
                "What is urban AI?",
                "어반 AI란",
                "스마트시티는 무엇인가요?",
            ],
        ),
        ("definition", ["什麼是主權AI?", "主權AI是什麼", "what is GIS and what does it do"]),
        (
            "explanation",
            ["なぜ設立されたのですか", "どのように活用していますか", "出張の目的は何ですか", "Why was it set up?"],
        ),
        (
            "explanation",
            ["How is it involved in budgets?", "왜 중요한가요?", "설립된 이유가 뭔가요", "어떻게 이용하나요"],
        ),
        ("explanation", ["為什麼成立?", "如何改善?", "怎麼訂位?", "此行的目的是什麼?"]),
        ("open", ["人数", "MIT lab seoul", "출장 일정표", "回程", "did it rain?", "雨は降りましたか"]),
    ],
)
def test_the_form_of_the_answer_is_told(form: Form, questions: list[str]) -> None:
    assert {question: asked(question).form for question in questions} == dict.fromkeys(questions, form)


@pytest.mark.parametrize(
    ("kinds", "questions"),
    [
        ("date", ["いつ行きましたか", "何年に始まった?", "いつだっけ", "when was it signed", "what year did it open"]),
        ("date", ["언제 열렸나요", "몇 년에 취임했나요?", "며칠에 갔어?", "什麼時候成立?", "是哪一年", "何時成立的?"]),
        ("date", ["ABC 改編時期", "회의 날짜", "回程日期", "release date"]),
        ("time", ["何時に始まりますか", "What time did it start?", "몇 시부터인가요", "몇시예요", "解散 幾點"]),
        ("date time", ["何日の何時からですか"]),
        (
            "duration",
            [
                "何日間でしたか",
                "何泊したの",
                "どれくらいの期間かかった?",
                "how long did it take",
                "how often do they meet",
            ],
        ),
        ("duration", ["얼마나 걸렸나요", "몇 개월 동안?", "花了幾天做好?", "要等多久?"]),
        (
            "money",
            [
                "いくらですか",
                "一日いくらかかりますか",
                "予算はいくら",
                "How much does it cost?",
                "얼마예요?",
                "一天要付多少錢?",
            ],
        ),
        ("money", ["ABC 予算額", "의무화 금액", "門票 價格"]),
        (
            "percentage",
            ["何割ですか", "どのくらいの割合?", "What share of people agreed?", "몇 퍼센트나 되나요", "省了幾成?"],
        ),
        (
            "number",
            [
                "何人いますか",
                "何台ある?",
                "第何条ですか",
                "How many people came?",
                "몇 대인가요",
                "辦過幾次?",
                "博士 人数",
            ],
        ),
        (
            "person",
            ["誰が話した?", "市長さん、何て人だった?", "who is the mayor", "누가 갔어", "원장은 누구", "是哪位副市長?"],
        ),
        (
            "place",
            ["どの国ですか", "どこの市?", "which city was it", "어느 도시인가요", "要去哪裡拿?", "参加国はどの国"],
        ),
        (
            "organisation",
            ["何という団体でしたか", "Which agency was it?", "어느 기관인가요", "財團的前身是什麼機構", "所属"],
        ),
    ],
)
def test_the_kinds_of_value_that_would_answer_are_told(kinds: str, questions: list[str]) -> None:
    expected = frozenset(kinds.split())

    assert {question: asked(question).kinds for question in questions} == dict.fromkeys(questions, expected)


@pytest.mark.parametrize(
    "question",
    [
        "何か問題がありましたか",
        "いつも使えますか",
        "どこでも見られますか",
        "誰でも参加できますか",
        "does the show run daily?",
        "the law by which the body was founded",
        "누구나 쓸 수 있나요?",
        "아무 때나 되나요?",
        "任何人都能參加嗎?",
    ],
)
def test_words_that_only_look_like_question_words_tell_no_kind(question: str) -> None:
    assert asked(question).kinds == frozenset()


@pytest.mark.parametrize(
    ("counted", "questions"),
    [
        ("person", ["何人ですか", "利用者数", "몇 명인가요", "有多少人用過?", "how many citizens used it"]),
        ("occasion", ["何回やった?", "몇 번 열렸어?", "辦過幾次", "how many times did it happen"]),
        ("machine", ["何台ある?", "몇 대나 깔려 있나요", "有多少台"]),
        ("", ["how many institutions share data", "いつですか", "なぜ何人も来たのか"]),
    ],
)
def test_what_is_to_be_counted_has_one_name_in_all_languages(counted: str, questions: list[str]) -> None:
    assert {question: asked(question).unit for question in questions} == dict.fromkeys(questions, counted)


def test_a_name_in_another_language_does_not_change_what_is_asked() -> None:
    assert asked("What is Who's Who?").form != "open"
    assert asked("Smart City는 언제 시작됐나요?").kinds == {"date"}
    assert asked("Taipei Passの担当は誰").kinds == {"person"}


@pytest.mark.parametrize(
    "question", ["誰が作ったの", "who built it", "who works with the city", "누가 만든 거예요?", "跟誰合作開發"]
)
def test_whoever_made_something_may_be_an_organisation(question: str) -> None:
    assert asked(question).kinds == {"person", "organisation"}


@settings(deadline=None, max_examples=50)
@given(texts(6))
def test_any_text_can_be_asked(text: str) -> None:
    found = asked(text)

    assert found.form in get_args(Form)
    assert found.kinds <= set(KINDS)
    assert asked(text) == found


@pytest.mark.parametrize("piece", ["何", "what ", "몇 ", "哪", "と", "the number of ", "って何", "a"])
def test_a_long_question_is_told_at_once(piece: str) -> None:
    what_is_asked(piece * 2000)
