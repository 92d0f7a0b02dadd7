"""Numbers, units, days and times of a statement, in the writing of any language."""

from __future__ import annotations

import pytest

from tripqa.checking.figures import find_figures, unsaid
from tripqa.text.folding import fold


def missing(said: str, *quotes: str) -> list[str]:
    folded = fold(said).text
    found = unsaid(find_figures(folded), [find_figures(fold(quote).text) for quote in quotes])
    return [f"{one.kind} {folded[one.start : one.end]}" for one in found]


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("参加者は1万2千人であった。", "12,000 people took part."),
        ("参加者は1万2千人であった。", "12,000명이 참가했다."),
        ("構築費は1.2億円であった。", "It cost 120 million yen."),
        ("構築費は1.2億円であった。", "費用為1億2千萬日圓。"),
        ("延長は3.5kmである。", "The line is 3,500 m long."),
        ("出力は1,990kWである。", "It has an output of 1.99 MW."),
        ("8割が改善した。", "Eighty percent had improved."),
        ("3分の1を補助する。", "A third is paid for."),
        ("3か所で実施した。", "세 곳에서 실시했다."),
        ("3か所で実施した。", "在三處實施。"),
        ("車両は2台ある。", "共有兩輛車。"),
        ("第12回の会議である。", "It was the twelfth meeting."),
        ("45日間の会期とする。", "회기는 45일간이다."),
        ("어획량은 9만 8,400톤이었다.", "Landings were 98,400 tonnes."),
        ("約12,034人が来場した。", "About 12,000 people came."),
        ("費用は1人当たり3,000円である。", "Each person pays 3,000 yen."),
    ],
)
def test_a_number_stands_in_its_quote_however_it_is_written(quote: str, said: str) -> None:
    assert missing(said, quote) == []


@pytest.mark.parametrize(
    ("quote", "said", "expected"),
    [
        ("参加者は1万2千人であった。", "13,000 people took part.", "number 13,000 people"),
        ("構築費は1.2億円であった。", "It cost 120 million won.", "number 120 million won"),
        ("延長は3.5kmである。", "The line is 3.5 m long.", "number 3.5 m"),
        ("45日間の会期とする。", "회기는 45주간이다.", "number 45주간"),
        ("31人が参加した。", "31社が参加した。", "number 31社"),
        ("3か所で実施した。", "네 곳에서 실시했다.", "number 네 곳"),
        ("約12,034人が来場した。", "About 13,000 people came.", "number 13,000 people"),
        ("単独400元、65歲以上免費", "單次400元,66歲以上免費", "number 66歲"),
    ],
)
def test_another_number_or_unit_stands_nowhere(quote: str, said: str, expected: str) -> None:
    assert missing(said, quote) == [expected]


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("令和7年9月11日(木)に訪問した。", "We visited on Thursday, 11 September 2025."),
        ("令和7年9月11日に訪問した。", "民國114年9月11日星期四訪問。"),
        ("113年3月20日前往。", "On Wednesday, 20 March 2024, they left."),
        ("10月23日(水)から25日(金)まで開いた。", "It ran from October 23 to 25."),
        ("由109年的41.8%提升。", "2020년의 41.8%에서 올랐다."),
        ("午後2時から4時まで会談した。", "They talked from 2 to 4 p.m."),
        ("午後2時から4時まで会談した。", "14시부터 16시까지 회담했다."),
        ("晚上7時30分開始。", "오후 7시 반에 시작한다."),
        ("毎週土曜日に活動する。", "It meets every Saturday."),
    ],
)
def test_a_day_or_time_stands_in_its_quote_by_any_calendar(quote: str, said: str) -> None:
    assert missing(said, quote) == []


@pytest.mark.parametrize(
    ("quote", "said", "expected"),
    [
        (
            "令和7年9月11日(木)に訪問した。",
            "We visited on Friday, 11 September 2025.",
            "date Friday, 11 September 2025",
        ),
        ("令和7年9月11日(木)に訪問した。", "2024년 9월 11일에 방문했다.", "date 2024년 9월 11일"),
        ("令和7年9月11日(木)に訪問した。", "10月11日に訪問した。", "date 10月11日"),
        ("午後2時に会談した。", "They talked at 2 a.m.", "date 2 a.m."),
        ("由109年的41.8%提升。", "2021년의 41.8%에서 올랐다.", "date 2021년"),
    ],
)
def test_another_day_or_time_stands_nowhere(quote: str, said: str, expected: str) -> None:
    assert missing(said, quote) == [expected]


def test_the_year_of_a_day_may_be_in_another_quote() -> None:
    assert missing("It began on Monday, 3 November 2025.", "11月3日に開始した。", "令和7年度の訓練である。") == []


@pytest.mark.parametrize(
    "said", ["職員の一部である。", "One of the first.", "한 주민이 물었다.", "第一線の職員である。"]
)
def test_a_one_or_first_that_counts_nothing_asks_for_no_number(said: str) -> None:
    assert missing(said, "職員が話した。") == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("It cost nine thousand yen.", "nine thousand yen"),
        ("It cost two million yen.", "two million yen"),
        ("It cost a million yen.", "a million yen"),
        ("It cost fifty thousand.", "fifty thousand"),
        ("Nine hundred came.", "Nine hundred"),
        ("Three hundred thousand persons came.", "Three hundred thousand persons"),
        ("One hundred and twenty came.", "One hundred and twenty"),
        ("Two dozen came.", "Two dozen"),
        ("費用は1111兆兆円である。", "1111兆兆円"),
    ],
)
def test_scales_are_a_part_of_their_number(said: str, expected: str) -> None:
    assert missing(said, "費用は3,000円、参加者は12人である。") == [f"number {expected}"]


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("30万人が来た。", "Three hundred thousand persons came."),
        ("120인이 왔다.", "One hundred and twenty people came."),
        ("費用は100万円である。", "It costs a million yen."),
        ("12人が来た。", "A dozen people came."),
        ("数十人が来た。", "수십 명이 왔다."),
        ("費用は1111兆兆円である。", "費用は1111兆兆円だった。"),
    ],
)
def test_a_number_in_words_stands_in_its_quote(quote: str, said: str) -> None:
    assert missing(said, quote) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The delegation of 0 persons visited.", "0 persons"),
        ("Zero persons visited.", "Zero persons"),
        ("会費は0円であった。", "0円"),
        ("The fee is ¥0.", "0"),
        ("-3,000 yen", "3,000 yen"),
        ("A fee of -3,000 yen.", "3,000 yen"),
        ("A fee of minus 3,000 yen.", "3,000 yen"),
        ("A fee of -¥3,000.", "3,000"),
        ("収支は▲3,000円であった。", "3,000円"),
        ("It was 5 degrees below zero.", "5 degrees"),
        ("零下5度であった。", "5度"),
    ],
)
def test_a_zero_and_a_minus_must_stand_in_a_quote(said: str, expected: str) -> None:
    assert missing(said, "会費は3,000円、参加者は12人、気温は5度である。") == [f"number {expected}"]


def test_a_temperature_keeps_its_minus() -> None:
    assert missing("It was 5 degrees.", "氷点下5度であった。") == ["number 5 degrees"]


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("事故は0件であった。", "There were 0 accidents."),
        ("待機児童をゼロにする。", "대기 아동을 0명으로 줄인다."),
        ("氷点下5度であった。", "It was 5 degrees below zero."),
        ("영하 5도였다.", "It was minus 5 degrees."),
        ("前年比▲3.5%であった。", "It fell by 3.5 percent."),
        ("収支は▲3,000円であった。", "The balance was -3,000 yen."),
        ("費用は2,000円から3,000円である。", "It costs 2,000 -3,000 yen."),
        ("費用は2,000円から3,000円である。", "It costs 2,000-3,000 yen."),
        ("第0次の計画である。", "제0차 계획이다."),
    ],
)
def test_a_zero_and_a_minus_stand_in_their_quote(quote: str, said: str) -> None:
    assert missing(said, quote) == []


@pytest.mark.parametrize("token", ["usd9000", "x9000", "USD9,000", "pm2.5"])
def test_a_number_behind_letters_must_stand_in_a_quote_with_them(token: str) -> None:
    assert missing(f"It is {token} now.", "費用は9,000円、2.5である。") == [f"number {token}"]
    assert missing(f"It is {token} now.", f"{token.upper()}である。") == []


def test_a_unit_with_a_figure_is_no_number() -> None:
    assert missing("It is 3 yen per m2.", "1㎡当たり3円である。") == []
