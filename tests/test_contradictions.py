"""Only what is surely unlike is a contradiction."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.builders import texts
from tripqa.text.contradictions import comparable, contradict
from tripqa.text.folding import fold
from tripqa.text.values import ValueKind, find_values


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("date", "9月8日(月)", "9月8日"),
        ("date", "令和7年", "2025年"),
        ("date", "9月8日から12日まで", "9月8日(月)~9月12日(金)"),
        ("date", "September 10, 2025", "2025-09-10"),
        ("date", "9월 10일", "9月10日"),
        ("time", "14:00-16:00", "午後2時から4時まで"),
        ("time", "3 p.m.", "오후 3시"),
        ("time", "밤 12시", "0:00"),
        ("time", "中午1點", "13:00"),
        ("date", "R7.9.8", "2025年9月8日(月)"),
        ("date", "民國114年9月8日", "令和7年(2025年)9月8日"),
        ("date", "114年9月8日", "2025. 9. 8"),
        ("time", "午前10時~正午", "10:00-12:00"),
        ("percentage", "▲3.2%", "マイナス3.2%"),
        ("money", "五〇〇〇万円", "5,000 万円"),
        ("number", "30万人", "300,000人"),
        ("number", "30万人", "30만 명"),
        ("number", "290k citizens", "29万人"),
        ("number", "三つ", "3つ"),
        ("money", "3億円", "3억 엔"),
        ("money", "$5 million", "500万ドル"),
        ("duration", "2か月ごと", "두 달마다"),
    ],
)
def test_equal_values_are_equal_however_they_are_written(kind: ValueKind, one: str, other: str) -> None:
    assert comparable(one, kind) == comparable(other, kind)
    assert not contradict(one, other, kind)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("date", "2025年9月10日", "9月10日"),
        ("date", "2025年9月", "9月10日"),
        ("date", "9月8日(月)~9月12日(金)", "9月10日"),
        ("date", "2025年頃", "2024年"),
        ("number", "約500名", "512名"),
        ("number", "第72条", "第73条"),  # such numbers tell things apart
        ("number", "第3回", "第4回"),
        ("number", "3万台超", "4万台"),
        ("number", "3万台", "500人"),
        ("percentage", "▲3.2%", "3.2%"),  # of a decrease
        ("number", "二三人", "2人"),
        ("date", "7年9月8日", "2025年9月8日"),
        ("money", "500円", "500ウォン"),
        ("duration", "3日", "72時間"),
        ("percentage", "9割", "92%"),
        ("person", "金泰均副市長", "김태균 부시장"),
        ("place", "台北市", "高雄市"),
    ],
)
def test_what_may_agree_does_not_contradict(kind: ValueKind, one: str, other: str) -> None:
    assert not contradict(one, other, kind)
    assert not contradict(other, one, kind)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("date", "9月11日(木)", "9月10日(水)"),
        ("date", "2025年9月11日", "9月10日"),
        ("date", "2025-09-10", "9월 11일"),
        ("time", "14:00-16:00", "15:00-16:00"),
        ("number", "70回", "60회"),
        ("money", "20億ウォン", "30억 원"),
        ("percentage", "90%", "85%"),
        ("duration", "45日", "50天"),
        ("date", "令和7年9月8日", "民國113年9月8日"),
        ("money", "一万五千億円", "5,000億円"),
    ],
)
def test_what_cannot_both_be_true_contradicts(kind: ValueKind, one: str, other: str) -> None:
    assert contradict(one, other, kind)
    assert contradict(other, one, kind)


@settings(deadline=None, max_examples=60)
@given(texts(8))
def test_no_value_contradicts_itself(text: str) -> None:
    folded = fold(text).text

    for value in find_values(folded):
        assert not contradict(folded[value.start : value.end], folded[value.start : value.end], value.kind)
