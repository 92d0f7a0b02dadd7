"""Dates, times, durations, money, percentages and numbers, told by their digits and counters in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from tripqa.text import calendar
from tripqa.text.calendar import HALF, HOUR, MINUTE, OCLOCK
from tripqa.text.date_patterns import DATES, TO, UNTIL
from tripqa.text.numerals import (
    ALONE,
    ARABIC,
    COUNTER,
    ENGLISH,
    HAN,
    HANGUL,
    HANGUL_NUMERAL,
    QUANTITY,
    SIGN,
    with_approximation,
)

AmountKind = Literal["date", "time", "duration", "money", "percentage", "number"]

_BETWEEN = r"\s?(?:[-~–—―]\s?|ないし|乃至|至)"  # two ends that both have a unit
_FROM = r"(?:以上|超|を超え|이상|초과)[、,]?\s?"
_BELOW = r"(?=\s?(?:未満|未滿|以下|以内|以內|미만|이하|이내))"
_ENGLISH_HALF = r"(?:[aApP]\.?[mM]\.?)(?![A-Za-z])"
_HALF_DAY = rf"(?:(?:{calendar.HALF_DAY}|(?<![A-Za-z]){_ENGLISH_HALF})\s?)"
_NOON = f"{calendar.NOON}|{calendar.MIDNIGHT}"
_MINUTES = rf"(?:\s?\d{{1,2}}\s?{MINUTE}|\s?{HALF})"
_CLOCK = (
    rf"(?:{_HALF_DAY}?(?<![\d:.])\d{{1,2}}(?::\d{{2}}(?![\d:])|\s?{HOUR}(?![間速代期計点간]){_MINUTES}?"
    rf"|{OCLOCK}(?![数數満]){_MINUTES})"
    rf"|{_HALF_DAY}(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?(?:{HOUR}|{OCLOCK}){HALF}?"
    rf"|(?<![\d:.])\d{{1,2}}(?::\d{{2}})?\s?{_ENGLISH_HALF})"
)
_TIMES = (
    rf"(?:{_CLOCK}|{_NOON})(?:{TO}(?:{_CLOCK}|{_NOON}){UNTIL})?",
    rf"(?<![\d:.])\d{{1,2}}(?::\d{{2}})?[-–~]\d{{1,2}}(?::\d{{2}})?\s?{_ENGLISH_HALF}",
)

_PERIOD = (
    r"(?:年(?![度代生])|[かヶカヵケ箇個个]月|개월|週間?|周(?![辺囲圍知])|日(?![本曜])|天|時間|小時|小时"
    r"|분(?![의야기])|시간|일"
    r"|주일?(?!년)|년(?![도대])|달|分鐘|分钟|分(?![のけ之野析類別])|秒|초|泊(?:\d{1,2}日)?"
    r"|박(?:\s?\d{1,2}일)?|周年|週年|주년)"
)
_SOME = "(?:[余餘多数數幾]|여)?"
_EVERY = r"(?:ごと|おき|ぶり|毎|마다|\s?동안)?"
_DURATIONS = (
    rf"(?:{ALONE}{ARABIC}(?:{TO}|\s?{_PERIOD}{_BETWEEN}))?{ALONE}{ARABIC}{_SOME}\s?{_PERIOD}(?:\d{{1,2}}(?:[かヶカヵ]月|分|秒|日))?"
    rf"(?:間(?!隔)|간|半)?{_EVERY}",
    rf"{HAN}{_SOME}(?:年間?(?![度代])|[かヶカヵケ箇個个]月|週間|日間|天(?![皇王下])|時間|小時|小时|分鐘"
    rf"|分钟|分間|秒"
    rf"|泊(?:[一二三四五六七八九十]+日)?){_EVERY}",
    rf"{HANGUL}\s?(?:달|해|시간|주)(?:간|\s?동안|마다)?|(?:하루|이틀|사흘|나흘|닷새|열흘|보름)(?:간|\s?동안)?|半年|半日|半天|반년|반나절",
    rf"(?:{ALONE}{ARABIC}|{ENGLISH}|(?<![A-Za-z])(?:an?|one|half an?|every))[ -](?:(?:and a half|consecutive"
    rf"|whole)\s)?"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|nights?|decades?|centuries)(?![A-Za-z])(?: old)?",
    rf"{HANGUL_NUMERAL}여?\s?(?:개월|시간|년|일)(?:간|\s?동안)?|(?<![가-힣\d])[일이삼사오육칠팔구]\s?개월(?:간|\s?동안)?",
    r"毎(?:日|週|月|年|朝|晩)|日々|隔週|隔月|매일|매주|매월|매달|매년|每(?:天|日|週|周|月|年)"
    r"|(?<![A-Za-z])(?:daily|weekly|monthly|yearly|annually)(?![A-Za-z])",
)

_CURRENCY = (
    r"(?:円(?![形柱周])|米ドル|ドル|ウォン|ユーロ|ポンド|フラン|ルーブル|台湾元|人民元|元(?![化素年日祖首旦老帥])"
    r"|원(?![칙소인장본형심자래])|달러|유로|엔(?![가-힣])|파운드|위안|圓(?!形)|韓元|韓圜|美元|日圓|日元|歐元"
    r"|英鎊|新台幣|新臺幣|港幣|港元"
    r"|塊錢|(?:yen|won|(?:US )?dollars?|euros?|pounds?|cents?|USD|JPY|KRW|TWD|EUR|GBP)(?![A-Za-z]))"
)


def _ranged(quantity: str, unit: str) -> str:
    """Return the pattern of a quantity with its unit, or of two as the ends of a range."""
    return (
        rf"(?:{quantity}{unit}{_FROM}{quantity}{unit}{_BELOW}|(?:{quantity}(?:{TO}|{unit}{_BETWEEN}))?{quantity}{unit})"
    )


_MONEY = (
    _ranged(QUANTITY, rf"{_SOME}\s?{_CURRENCY}"),
    rf"(?:{SIGN})?(?:NT|US|HK|A|C)?[$€£¥₩]\s?(?:-(?=\d))?{ARABIC}(?:\s?[-~–]\s?[$€£¥₩]?{ARABIC})?",
)
_PERCENT = (
    r"\s?(?:%(?:ポイント)?|パーセント(?:ポイント)?|퍼센트(?:포인트)?|프로(?![가-힣])|per ?cent(?:age points?)?"
    r"|個?百分點|割(?![り引合])(?:[\d一二三四五六七八九]分)?(?:[\d一二三四五六七八九]厘)?|할(?=[ 이가을를은는의]|\Z)"
    r"|成(?![果長立功員為分人]))"
)
_PERCENTAGES = (
    _ranged(rf"(?:{SIGN})?{ALONE}{ARABIC}", _PERCENT),
    rf"{HANGUL_NUMERAL}여?\s?(?:퍼센트|프로)",
    _ranged(rf"(?:{SIGN})?{HAN}", r"\s?(?:%(?:ポイント)?|パーセント(?:ポイント)?)"),
    r"[一二三四五六七八九十]割(?![り引合])(?:[一二三四五六七八九]分)?(?:[一二三四五六七八九]厘)?|(?:(?<![一-龥])"
    r"|(?<=[了約近達到有]))[一二三四五六七八九]成(?![果長立功員為分人])[一二三四五六七八九]?",
    r"(?:\d{1,6}|[一二三四五六七八九十百千]{1,6})\s?(?:分の|分之|분의)\s?(?:\d{1,6}(?:\.\d+)?"
    r"|[一二三四五六七八九十百]{1,6})",
    r"過半数|半数|半分|大半|절반|과반수|一半|半數|過半"
    r"|(?<![A-Za-z])(?:half|a third|two thirds|a quarter|three quarters)(?! an?\b)(?![A-Za-z])",
)

_NOUN = (
    r"(?:\s(?!(?:of|and|or|in|on|at|to|for|from|the|by|with|are|is|was|were|have|has|had|that|which|as|per|out)\b)"
    r"[a-z]{3,20}){0,3}"
)
_HAN_COUNTER = (
    r"(?:人(?![間工口事材気類民格称稱])|名(?![称稱])|つ|回(?![り答收])|[かヶカ箇]所|か国|都市|個(?![人別性])"
    r"|个|種|次(?![郎第男])|位(?![置於])|項(?!目)"
    r"|倍|家(?![族庭屋])|所(?![在以有謂])|座|條|条|件|冊|社(?![会會長])|台(?![湾灣北風])|歳|歲|巻|卷"
    r"|本(?![人質来當当書日部])|度(?![量外合])|層|屆|間(?![接隔違で])|支(?![持援配])|隻|艘|省|公尺|公里|米)"
)
_NUMBERS = (
    rf"(?:{SIGN})?(?:{ALONE}{ARABIC}(?:{COUNTER})?{_FROM}{ALONE}{ARABIC}(?:{COUNTER})?{_BELOW}"
    rf"|(?:{ALONE}{ARABIC}(?:{TO}|{COUNTER}{_BETWEEN}|(?<!\d\d)、(?=\d(?!\d))))?{ALONE}{ARABIC}(?:{COUNTER})?){_NOUN}",
    rf"(?:{SIGN})?{HAN}{_SOME}{_HAN_COUNTER}|第[一二三四五六七八九十百]{{1,4}}[一-龥]?|ひとり|ふたり",
    rf"{HANGUL}\s?(?:명|개(?:소|국|사)?|곳|군데|가지|건|번|대(?![한를로])|권|분|마리|사람|살|차례|채)",
    rf"{HANGUL_NUMERAL}여?\s?(?:명|인|분|사람|개(?:소|국|사)?|건|곳|군데|대|권|세대?|살|회|번|장|가구|마리|채|평|톤|(?:킬로|제곱)?미터|킬로|배)",
    rf"{ENGLISH}{_NOUN}",
)
_PATTERNS: dict[AmountKind, tuple[str, ...]] = {  # what lies within something of a kind before it is a part of that
    "date": DATES,
    "time": _TIMES,
    "duration": _DURATIONS,
    "money": _MONEY,
    "percentage": _PERCENTAGES,
    "number": _NUMBERS,
}
_EXACT: tuple[AmountKind, ...] = ("date", "time")


@cache
def _compiled() -> dict[AmountKind, list[re.Pattern[str]]]:
    return {kind: [re.compile(pattern) for pattern in patterns] for kind, patterns in _PATTERNS.items()}


def find_amounts(folded: str) -> Iterator[tuple[AmountKind, int, int]]:
    """Yield the spans of dates, times, durations, money, percentages and numbers in a folded text.

    10日 is a date and a duration: what stands around it has to tell.
    """
    taken = bytearray(len(folded))
    for kind, patterns in _compiled().items():
        found = [span.span() for pattern in patterns for span in pattern.finditer(folded)]
        free = [(start, end) for start, end in found if not all(taken[start:end])]
        for start, end in free:
            yield (kind, *((start, end) if kind in _EXACT else with_approximation(folded, start, end)))
        for start, end in free:
            if kind != "date" or not _is_day(folded[start:end]):
                taken[start:end] = b"\x01" * (end - start)


def _is_day(text: str) -> bool:
    return text[-1] in "日일" and len(text) <= len("30日") and text[0].isdigit() and "月" not in text
