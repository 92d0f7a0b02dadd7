"""A question for a phone number or a mail address is not answered where nothing of that form stands."""

from __future__ import annotations

import pytest

from tests.builders import document, found_in
from tripqa.answers.contacts import can_say

LAW = "機構は電子政府法第72条に基づき、30万人の職員のために設立されています。"


def said(question: str, text: str) -> bool:
    return can_say(question, found_in(document(text), text[:4]))


@pytest.mark.parametrize(
    "question",
    ["機構の電話番号は何番ですか", "phone number of the agency?", "기관의 전화번호는?", "機構的電話號碼是多少？"],
)
def test_no_phone_number_is_given_where_none_stands(question: str) -> None:
    assert not said(question, LAW)


@pytest.mark.parametrize(
    "text",
    [
        "電話は03-5550-0142です。",
        "電話：（０３）５５５０-０１４２",
        "대표전화 02)555-0142",
        "電話 內線分機 214 請洽",
        "市民熱線1999",
        "0120-555-014(通話無料)",
        "+81-3-5550-0142",
        "0355500142",
        "상담전화는 국번 없이 120입니다.",
    ],
)
def test_a_phone_number_is_one_in_whatever_form(text: str) -> None:
    assert said("機構の電話番号は何番ですか", text)


@pytest.mark.parametrize(
    "text", ["2025-09-11に開いた。", "職員は130名です。", "計画は2023-2025年です。", "2025.9.11開会"]
)
def test_dates_and_amounts_are_no_phone_numbers(text: str) -> None:
    assert not said("機構の電話番号は何番ですか", text)


def test_no_mail_address_is_given_where_none_stands() -> None:
    assert not said("email address of KLID?", LAW)
    assert said("email address of KLID?", "問い合わせ: info@agency.example")


@pytest.mark.parametrize("question", ["機構は何という法律に基づいていますか", "機構の職員は何人ですか", "hello"])
def test_other_questions_may_be_answered_by_anything(question: str) -> None:
    assert said(question, LAW)
