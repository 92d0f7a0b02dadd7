"""Names of a statement, those of a list and others."""

from __future__ import annotations

import pytest

from tripqa.checking.checker import Checker
from tripqa.checking.statements import Statement
from tripqa.domain import NameGroup

GROUPS = [
    NameGroup("person", ("李相勲", "Lee Sang-hoon", "이상훈")),
    NameGroup("place", ("第1ターミナル", "Terminal 1")),
    NameGroup("place", ("韓国", "Korea")),
]


def names(said: str, *quotes: str) -> list[str]:
    faults = Checker(GROUPS).faults(Statement(said, tuple(range(1, len(quotes) + 1))), quotes)
    return [fault.said for fault in faults if fault.kind == "name"]


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("李相勲室長が説明した。", "이상훈 실장이 설명했다."),
        ("韓国の職員が来た。", "Korean officials came."),
        ("防災課が説明した。", "The Disaster Prevention Division explained it."),
        ("福祉委員会を開いた。", "복지위원회를 열었다."),
        ("蔣萬安市長が話した。", "蒋万安市長が話した。"),
        ("第1ターミナルに着いた。", "They got to Terminal 1."),
        ("ソウルを訪れた。", "They went to Seoul."),
        ("The container ship left.", "コンテナ船が出た。"),
    ],
)
def test_a_name_stands_in_its_quote_in_any_writing(quote: str, said: str) -> None:
    assert names(said, quote) == []


@pytest.mark.parametrize(
    ("quote", "said", "expected"),
    [
        ("ソウルを訪れた。", "They went to Busan.", "Busan"),
        ("田中部長が説明した。", "鈴木部長が説明した。", "鈴木部長"),
        ("高松市で開いた。", "徳島市で開いた。", "徳島市"),
        ("陳怡君表示感謝。", "林志明表示感謝。", "林志明"),
        ("李相勲室長が説明した。", "김성호 실장이 설명했다.", "김성호"),
        ("高松で開いた。", "포틀랜드에서 열었다.", "포틀랜드"),
        ("「一站通」を使う。", "「みらい窓口」を使う。", "みらい窓口"),
        ("マーシュ氏が話した。", "オコロ氏が話した。", "オコロ"),
    ],
)
def test_another_name_stands_nowhere(quote: str, said: str, expected: str) -> None:
    assert names(said, quote) == [expected]


@pytest.mark.parametrize(
    "said",
    [
        "Landings fell and residents objected.",
        "Thirty-one people from the city took part on Monday.",
        "関係者が今後の方針を確認した。",
        "居民認為應該保留紙本。",
        "담당자는 바로 답하지 않았다.",
    ],
)
def test_common_words_are_no_names(said: str) -> None:
    assert names(said, "市の担当者が月曜日に31人へ話した。") == []
