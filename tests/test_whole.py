"""A value that is damaged, or of which a part lies outside, is never shown alone; one that is whole is."""

from __future__ import annotations

import pytest

from tripqa.domain import ValueKind
from tripqa.text.folding import fold
from tripqa.text.values import find_values
from tripqa.text.whole import stands_whole

AMOUNTS = ("date", "time", "duration", "money", "percentage", "number")
DAMAGED = [
    "参加費は4, 500円です。",  # may be 4,500 or two numbers
    "人口は12 345人です。",
    "面積は1,23平方メートルです。",
    "予算は12,3456円です。",
    "増加率は1.2.3%です。",
    "参加費は5�00円です。",
    "参加費は5\ue00100円です。",
    "定員は4〓名です。",
    "定員は4□0名です。",
    "定員は●●名です。",
    "定員は○○名です。",
    "定員は１○○名です。",
    "定員は??0名です。",
    "定員は5O0名です。",
    "定員は2l0名です。",
    "定員は①20名です。",
    "定員は45¹名です。",
    "定員は4\u03365\u0336名です。",
    "料金は00円です。",
    "料金は万円です。",
    "料金は(cid:20)00円です。",
    "定員は20名名です。",
    "開催日は2月30日です。",
    "開催日は令和7年13月1日です。",
    "開催日は昭和70年1月1日です。",
    "開始は25:70です。",
    "定員は二十三十名です。",
    "定員は百五千名です。",
    "気温は平均-2.5度です。",  # of a range, or a minus
    "定員は2½名です。",
]
WHOLE: list[tuple[ValueKind, str, str]] = [
    ("percentage", "給与は前年度比で４．５パーセントの増となりました。", "４．５パーセント"),
    ("percentage", "普及率は９７．８％です。", "９７．８％"),
    ("number", "延床面積は１２，３４５．６平方メートルです。", "１２，３４５．６平方メートル"),
    ("money", "総事業費は 4,500 万円である。", "4,500 万円"),
    ("money", "費用は4,500\u00a0万円です。", "4,500\u00a0万円"),
    ("number", "参加者は約 １ ３ ０ 名 であった。", "約 １ ３ ０ 名"),
    ("number", "設置台数は1\u200b20台です。", "1\u200b20台"),
    ("money", "費用は12\u202f345\u00a0円です。", "12\u202f345\u00a0円"),
    ("percentage", "増減率は▲3.2％であった。", "▲3.2％"),
    ("money", "実質収支は△ 1,043千円となった。", "△ 1,043千円"),
    ("number", "気温は −2.5℃ まで下がった。", "−2.5℃"),
    ("number", "気温は氷点下5度です。", "氷点下5度"),
    ("money", "祝儀は金壱萬円とした。", "壱萬円"),
    ("money", "事業費は五○○○万円です。", "五○○○万円"),
    ("money", "総額は一万五千億円です。", "一万五千億円"),
    ("date", "二○二五年十月三日に開いた。", "二○二五年十月三日"),
    ("date", "開催日は令和 8 年 10 月 3 日（土）である。", "令和 8 年 10 月 3 日（土）"),
    ("date", "R7.9.8に開いた。", "R7.9.8"),
    ("time", "9月9日(화) 10:00~12:00", "10:00~12:00"),
    ("money", "料金は500円～1,000円です。", "500円～1,000円"),
    ("number", "対象は100人以上200人未満です。", "100人以上200人未満"),
    ("number", "数十人が参加した。", "数十人"),
    ("number", "■20名が参加した。", "20名"),
    ("number", "1. 30名が参加した。", "30名"),
    ("date", "2025年9月8日 14:00に始まる。", "2025年9月8日"),
    ("date", "2025-09-08 14:00", "2025-09-08"),
    ("time", "2025-09-08 14:00", "14:00"),
    ("money", "비용은 일만 오천 원이다.", "일만 오천 원"),
    ("money", "사업비는 1억 2천만 원이다.", "1억 2천만 원"),
    ("number", "인구는 1만 2,000명이다.", "1만 2,000명"),
    ("percentage", "増減率は‐3.5％であった。", "‐3.5％"),
    ("money", "1인당 5,000원입니다.", "5,000원"),
    ("number", "共 1,200 人參加。", "共 1,200 人"),
    ("percentage", "約六割が賛成した。", "約六割"),
    ("number", "served 1,400 people in 2025.", "1,400 people"),
]


def whole(text: str, kinds: tuple[str, ...] = AMOUNTS) -> list[str]:
    """Return the values of these kinds in a text that stand whole."""
    folded = fold(text)
    spans = [
        (value.kind, *folded.origin(value.start, value.end))
        for value in find_values(folded.text)
        if value.kind in kinds
    ]
    return [text[start:end] for kind, start, end in spans if stands_whole(text, start, end, kind)]


@pytest.mark.parametrize("text", DAMAGED)
def test_no_part_of_a_damaged_value_is_shown(text: str) -> None:
    assert whole(text) == []


@pytest.mark.parametrize(("kind", "text", "value"), WHOLE)
def test_a_whole_value_is_found_and_shown_with_its_sign_and_unit(kind: ValueKind, text: str, value: str) -> None:
    assert value in whole(text, (kind,))


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("４．５パーセント", "５パーセント", "percentage"),
        ("普及率は９７．８％", "９７", "number"),
        ("4,500 万円", "万円", "money"),
        ("1 2 0 名", "0 名", "number"),
        ("▲3.2％", "3.2％", "percentage"),
        ("マイナス5度", "5度", "number"),
        ("500～1,000円", "1,000円", "money"),
        ("14:30", "30", "number"),
        ("五十万円", "十万円", "money"),
        ("数十人", "十人", "number"),
        ("5、6人", "6人", "number"),
        ("3億2千万円", "2千万円", "money"),
        ("20名", "20", "number"),
        ("二、三十人", "三十人", "number"),
        ("▽2.5%", "2.5%", "percentage"),
    ],
)
def test_a_part_of_a_value_is_not_shown_as_the_value(text: str, part: str, kind: ValueKind) -> None:
    start = text.index(part)

    assert not stands_whole(text, start, start + len(part), kind)
