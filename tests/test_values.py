"""Values stand where they are written, whole, in four languages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from tests.builders import texts
from tripqa.text.folding import fold
from tripqa.text.numerals import number
from tripqa.text.values import KINDS, Value, ValueKind, find_values


def found(text: str, kind: ValueKind) -> list[str]:
    folded = fold(text).text
    return [folded[value.start : value.end] for value in find_values(folded) if value.kind == kind]


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("date", "2025年9月8日(月)~9月12日(金) 出張", ["2025年9月8日(月)~9月12日(金)"]),
        ("date", "令和8年1月13日から3月31日まで休館", ["令和8年1月13日から3月31日まで"]),
        ("date", "同年9月に開設、2012年から", ["同年9月", "2012年"]),
        ("date", "令和6年度の予算、19世紀の街", ["令和6年度", "19世紀"]),
        ("date", "opened on September 10, 2025 and in May 2024", ["September 10, 2025", "May 2024"]),
        ("date", "10 September to 12 September, 2025-09-10", ["10 September to 12 September", "2025-09-10"]),
        ("date", "2025년 9월 10일에 열렸다", ["2025년 9월 10일"]),
        ("date", "於2012年9月10日(三)舉辦,2015年通過", ["2012年9月10日(三)", "2015年"]),
        ("time", "9月9日(火) 14:00-16:00", ["14:00-16:00"]),
        ("time", "午後3時から", ["午後3時"]),
        ("time", "오후 3시부터 5시까지", ["오후 3시부터 5시까지"]),
        ("time", "at 3 p.m. or 10:30", ["3 p.m.", "10:30"]),
        ("duration", "2か月ごとに開催、4泊5日、3時間", ["2か月ごと", "4泊5日", "3時間"]),
        ("duration", "45日で構築、約3年間", ["45日", "約3年間"]),
        ("duration", "3년간, 두 시간 동안", ["3년간", "두 시간 동안"]),
        ("duration", "花了三個月,two hours", ["三個月", "two hours"]),
        (
            "percentage",
            "４．５パーセント、９７．８％、四・五パーセント",
            ["4.5パーセント", "97.8%", "四・五パーセント"],
        ),
        ("number", "１２，３４５．６平方メートル", ["12,345.6平方メートル"]),
        ("money", "4,500 万円、３億 ２千万円", ["4,500 万円", "3億 2千万円"]),
        ("number", "32 万冊、120 ㎡、2.7 m", ["32 万冊", "120 m2", "2.7 m"]),
        ("percentage", "▲3.2％、±0.5%、マイナス2%", ["▲3.2%", "±0.5%", "マイナス2%"]),
        ("money", "△ 1,043千円、△５，９０６千円", ["△ 1,043千円", "△5,906千円"]),
        ("number", "気温は-2.5℃、−3度、영하 5도", ["-2.5°C", "-3度", "영하 5도"]),
        ("number", "10-15人、COVID-19の", ["10-15人"]),
        ("money", "金壱萬円、壹佰貳拾元、一万五千億円", ["壱萬円", "壹佰貳拾元", "一万五千億円"]),
        ("money", "五○○○万円、三億二千万円", ["五〇〇〇万円", "三億二千万円"]),
        ("number", "弐拾参名、数十人、十数名", ["弐拾参名", "数十人", "十数名"]),
        ("money", "500円～1,000円、500～800円", ["500円~1,000円", "500~800円"]),
        ("number", "100人以上200人未満、5、6人", ["100人以上200人未満", "5、6人"]),
        ("duration", "概ね30分、3～5日間、約1.5時間", ["概ね30分", "3~5日間", "約1.5時間"]),
        ("percentage", "３割５分、三成五、50％超", ["3割5分", "三成五", "50%超"]),
        ("number", "1,500여 명, 20명 남짓, 不到30人", ["1,500여 명", "20명 남짓", "不到30人"]),
        ("date", "二○二五年十月三日、二〇日", ["二〇二五年十月三日", "二〇日"]),
        ("date", "R7.9.8と令和7(2025)年9月8日", ["R7.9.8", "令和7(2025)年9月8日"]),
        ("date", "令和７年（2025年）９月８日（月曜日）", ["令和7年(2025年)9月8日(月曜日)"]),
        (
            "date",
            "民國一百一十四年九月八日，114年9月8日（星期一）",
            ["民國一百一十四年九月八日", "114年9月8日(星期一)"],
        ),
        ("date", "2025. 9. 8.(월) 개최, 9. 9.(화)", ["2025. 9. 8.(월)", "9. 9.(화)"]),
        ("date", "’25. 9. 10.(수)", ["’25. 9. 10.(수)"]),
        ("time", "午前１０時～正午、오후 2시 30분", ["午前10時~正午", "오후 2시 30분"]),
        ("number", "公務員30万人、約500名、3万台超", ["30万人", "約500名", "3万台超"]),
        ("number", "62区市町村、第72条、三つ、百二十人", ["62区市町村", "第72条", "三つ", "百二十人"]),
        ("number", "served 290k citizens, over 50, 1,400 people", ["290k citizens", "over 50", "1,400 people"]),
        ("number", "인구 1,400만 명, 세 가지", ["1,400만 명", "세 가지"]),
        ("number", "約有三十多人參加", ["三十多人"]),
        (
            "money",
            "일만 오천 원, 금 일십이만삼천원정, 2억 5천3백만 원",
            ["일만 오천 원", "일십이만삼천원", "2억 5천3백만 원"],
        ),
        ("number", "이백 명이 3만 5천 명을, 약 1만 2,000명", ["이백 명", "3만 5천 명", "약 1만 2,000명"]),
        ("number", "스물다섯 명, 열두 곳, 천이백여 명", ["스물다섯 명", "열두 곳", "천이백여 명"]),
        ("duration", "삼십 년간, 육 개월, 사흘 동안", ["삼십 년간", "육 개월", "사흘 동안"]),
        ("money", "1億 3,000 万円、2万 3,000円", ["1億 3,000 万円", "2万 3,000円"]),
        ("percentage", "‐3.5％、▽2.5%、2個百分點", ["-3.5%", "▽2.5%", "2個百分點"]),
        ("number", "0.5ミリシーベルト、80dB、500ml", ["0.5ミリシーベルト", "80dB", "500ml"]),
        ("money", "20億ウォン以上、500円、5万5千円", ["20億ウォン以上", "500円", "5万5千円"]),
        ("money", "$5 million, 20억 원, 3億元", ["$5 million", "20억 원", "3億元"]),
        ("percentage", "90%、9割、3分の1", ["90%", "9割", "3分の1"]),
        ("percentage", "省了三成,三分之一", ["三成", "三分之一"]),
        ("person", "金泰均副市長とパク・ドクス院長", ["金泰均副市長", "パク・ドクス院長"]),
        ("person", "大臣のオードリー・タン氏も", ["大臣", "オードリー・タン氏"]),
        ("person", "김태균 부시장이 말했다", ["김태균 부시장"]),
        ("person", "Mayor Chiang Wan-an met Dr. Kim", ["Mayor Chiang Wan-an", "Dr. Kim"]),
        ("organisation", "知能情報化振興院(NIA)は国の機関", ["知能情報化振興院(NIA)"]),
        ("organisation", "서울디지털재단에서", ["서울디지털재단"]),
        ("organisation", "國家發展委員會的", ["國家發展委員會"]),
        (
            "organisation",
            "the Seoul AI Foundation and Ministry of Science",
            ["Seoul AI Foundation", "Ministry of Science"],
        ),
        ("place", "台北市政府と高雄市、フランス", ["台北市", "高雄市", "フランス"]),
        ("place", "수원시에서 프랑스로", ["수원시", "프랑스"]),
        ("name", "「Taipei Pass」とSusHi Tech Tokyo", ["「Taipei Pass」", "SusHi Tech Tokyo"]),
        ("name", "g0vとG-Nets、KLID", ["g0v", "G-Nets", "KLID"]),
    ],
)
def test_a_value_is_found_whole(kind: ValueKind, text: str, values: list[str]) -> None:
    assert found(text, kind) == values


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "一般の方も参加し、COVID-19とg0vに触れた"),
        ("person", "博士級人材と代表団"),
        ("time", "3時間の会議、江戸時代"),
        ("money", "3元素"),
        ("place", "都市の市民と国民"),
        ("date", "30か月間"),
        ("percentage", "割引と成果"),
        ("number", "조명을 바꾸는 조건, 구조대와 조사원"),
        ("money", "예산(천만 원), 단위: 백만 원, 회사만 원하는"),
        ("organisation", "課題と局面"),
    ],
)
def test_words_that_only_look_like_values_are_none(kind: ValueKind, text: str) -> None:
    assert found(text, kind) == []


def test_a_day_that_may_be_ten_days_is_both() -> None:
    assert found("10日", "date") == found("10日", "duration") == ["10日"]
    assert found("10日間", "date") == []


@settings(deadline=None, max_examples=60)
@given(texts(8))
def test_values_lie_in_the_text_and_do_not_overlap_within_a_kind(text: str) -> None:
    folded = fold(text).text
    values = find_values(folded)

    assert values == sorted(values, key=lambda value: (value.start, -value.end, value.kind))
    assert all(0 <= value.start < value.end <= len(folded) for value in values)
    for kind in KINDS:
        ends = [(value.start, value.end) for value in values if value.kind == kind]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_the_same_text_has_the_same_values() -> None:
    assert find_values("9月8日 30万人") == find_values("9月8日 30万人") == [Value("date", 0, 4), Value("number", 5, 9)]


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1-",
        "ア",
        "ア・",
        "一二三",
        "市",
        "Abc ",
        "A1",
        "가나다 ",
        "「",
        " ",
        "9月",
        "two ",
        "1万",
        "(",
        "a of ",
    ],
)
def test_no_text_takes_more_than_its_length(piece: str) -> None:
    find_values(piece * (20_000 // len(piece)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1億2,000万", 120_000_000),
        ("百二十", 120),
        ("5万5千", 55_000),
        ("二〇二五", 2025),
        ("1,400만", 14_000_000),
        ("290k", 290_000),
        ("5 million", 5_000_000),
        ("twenty-five", 25),
        ("두", 2),
        ("3.5", 3.5),
        ("十", 10),
        ("一万五千億", 1_500_000_000_000),
        ("五〇〇〇万", 50_000_000),
        ("弐拾参", 23),
        ("壹佰貳拾", 120),
        ("四・五", 4.5),
        ("廿三", 23),
        ("1,234百万", 1_234_000_000),
        ("1만 2,000", 12_000),
        ("일만 오천", 15_000),
        ("일억 이천만", 120_000_000),
        ("이백십이", 212),
        ("스물다섯", 25),
    ],
)
def test_numbers_are_read_as_written(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "数十", "abc", "5 zillion", "二十三十", "百五千", "二十四五", "二億三億", "십백"])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert number(text) is None
