"""A statement that denies, or does not, what its quotes say."""

from __future__ import annotations

import pytest

from tripqa.checking.denials import contrary


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("市が費用を負担する。", "The city does not pay."),
        ("市が費用を負担する。", "시는 비용을 부담하지 않는다."),
        ("市が費用を負担する。", "市不負擔費用。"),
        ("連携は行われていない。", "連携が行われている。"),
        ("連携は行われていない。", "They work together."),
    ],
)
def test_the_contrary_is_told(quote: str, said: str) -> None:
    assert contrary(said, [quote]) is not None


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("着工時期は未定である。", "The date has not been fixed."),
        ("転院を断った例はない。", "They never refused a transfer."),
        ("目標に届かなかった。", "It fell short of the target."),
        ("13時から開き、飲食は認めていない。", "It opens at 1 p.m."),
        ("費用は3割にすぎない。", "It is only 30 percent."),
    ],
)
def test_a_denial_in_other_words_is_none(quote: str, said: str) -> None:
    assert contrary(said, [quote]) is None


def test_what_another_sentence_of_a_passage_denies_does_not_count() -> None:
    passage = "市が費用を負担する。参加者は31人であった。喫煙はできない。飲食もできない。質問はなかった。"

    assert contrary("費用を市は負担しない。31人の参加者がいた。", [passage]) is not None
