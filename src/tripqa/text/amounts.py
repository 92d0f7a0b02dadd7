"""Dates, times, durations, money, percentages and numbers, told by their digits and counters in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from tripqa.text.numerals import ALONE, ARABIC, COUNTER, ENGLISH, HAN, HANGUL, with_approximation

AmountKind = Literal["date", "time", "duration", "money", "percentage", "number"]

_TO = r"\s?(?:[-~–—―]|から|より|至|到|부터|에서|to|until|through)\s?"
_UNTIL = r"(?:\s?(?:まで|까지|為止|止))?"
_FREE = r"(?<!\d)(?<!\d[.,])"

_WEEKDAY = (
    r"(?:\s?\((?:[月火水木金土日祝・]{1,3}|[월화수목금토일](?:요일)?|[一二三四五六日]|(?:Mon|Tue|Wed"
    r"|Thu|Fri|Sat|Sun)\.?)\))"
)
_ERA = (
    "(?:西暦|西元|公元|紀元|令和|平成|昭和|大正|明治|慶応|元治|文久|万延|安政|嘉永|弘化|天保|文政|文化|享和"
    "|寛政|天明|安永"
    "|明和|宝暦|享保|元禄|寛永|慶長|文禄|天正|永禄|中華民國|民國|民国|宣統|光緒|同治|咸豐|道光|嘉慶|乾隆"
    "|雍正|康熙|順治"
    "|萬曆|嘉靖|서기|단기)"
)
_THIS_YEAR = (
    "(?:同年|翌年|翌々年|前年|今年|昨年|去年|一昨年|来年|來年|明年|隔年|本年|올해|지난해|작년|내년|이듬해|같은 해)"
)
_YEAR = (
    rf"(?:(?:紀元前|西元前|公元前|기원전 ?|前)約?\d{{1,5}}年|{_ERA}前?\s?(?:\d{{1,4}}|元"
    rf"|[一二三四五六七八九十〇]{{1,4}})\s?[年년]"
    rf"|[一-龥]{{2}}(?<![過職時約近有達第了長共前後])(?:元|[一二三四五六七八九十]{{1,3}})年(?![間以後前])"
    rf"|{_FREE}\d{{4}}\s?[年년]|{_FREE}\d{{3}}年(?![間後ぶ以もにわの])|[一二〇零九八七六]{{4}}年"
    rf"|{_THIS_YEAR})[度도]?"
)
_MONTH = r"(?:\d{1,2}\s?[月월](?![間面々])|(?:元|正|閏?[一二三四五六七八九十]{1,2})月(?![々光面]))"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日号號일](?![間간目本])"
_PART_OF = r"(?:\s?(?:上旬|中旬|下旬|初め|初旬|半ば|末|底|初|頃|ごろ|초순|초|중순|하순|말|경))?"
_CJK_DATE = (
    rf"(?:{_YEAR}(?:\s?{_MONTH}(?:\s?{_DAY})?)?|{_FREE}\d{{1,3}}年\s?\d{{1,2}}月(?:\s?{_DAY})?"
    rf"|{_FREE}{_MONTH}(?:\s?{_DAY})?){_PART_OF}{_WEEKDAY}?"
)
_MONTH_NAME = (
    r"(?<![A-Za-z])(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![A-Za-z])\.?"
)
_ENGLISH_DATE = (
    rf"(?:{_MONTH_NAME}(?:\s\d{{1,2}}(?:st|nd|rd|th)?(?!\d))?(?:,?\s\d{{4}}(?![\d-]))?"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH_NAME}(?:,?\s\d{{4}}(?![\d-]))?)"
)
_DATES = (
    rf"{_CJK_DATE}(?:{_TO}(?:{_CJK_DATE}|{_DAY}{_WEEKDAY}?|\d{{4}}年?(?!\d)){_UNTIL})?",
    rf"{_ENGLISH_DATE}(?:{_TO}(?:{_ENGLISH_DATE}|\d{{1,2}}(?!\d)))?",
    rf"(?<![\d.])\d{{4}}([-/.])\s?\d{{1,2}}(?:\1\s?\d{{1,2}})?(?!\d){_WEEKDAY}?",
    rf"(?<![\d/.:])\d{{1,2}}/\d{{1,2}}(?![\d/:.]){_WEEKDAY}?",
    rf"{_FREE}(?<![年月一二三四五六七八九十-]){_DAY}{_WEEKDAY}?",
    r"(?:紀元前|西元前|公元前|기원전 ?)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?(?:世紀|世纪|세기)(?:前半"
    r"|後半|半ば|末|初頭|初|中葉)?",
    r"(?<!\d)\d{2,4}\s?(?:年代|년대|年间)(?:前半|後半|半ば|末|初頭|初)?|\d{1,2}(?:st|nd|rd|th) century",
    r"(?<!\d)(?<![\d$€][.,/:-])(?:1\d|20)\d\d(?=[\s,.;:)–\-]|\Z)(?:[–-](?:1\d|20)?\d\d(?!\d))?",
    r"[一-龥ァ-ヴー]{1,8}時代|[가-힣]{2,4}\s?시대|[一-龥]{1,2}(?:朝(?![鮮廷代野向日食夕])|紀(?![念元行]))",
    r"[月火水木金土日]曜日?|[월화수목금토일]요일|(?:星期|禮拜|週)[一二三四五六日天](?![年個])"
    r"|(?<![A-Za-z])(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?",
)

_HALF_DAY = r"(?:(?:午前|午後|朝|夜|夕方|深夜|上午|下午|早上|晚上|中午|凌晨|오전|오후|새벽|아침|저녁|밤)\s?)"
_CLOCK = (
    rf"(?:{_HALF_DAY}?(?<![\d:.])\d{{1,2}}(?::\d{{2}}(?![\d:])|時(?![間速代期計点])(?:\d{{1,2}}分|半)?"
    rf"|시(?![간])(?:\s?(?:\d{{1,2}}분|반))?|[點点](?![数數満])(?:\d{{1,2}}分|半))"
    rf"|{_HALF_DAY}(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?[時點点]半?"
    r"|(?<![\d:.])\d{1,2}(?::\d{2})?\s?(?:[aApP]\.?[mM]\.?)(?![A-Za-z]))"
)
_TIMES = (
    rf"{_CLOCK}(?:{_TO}{_CLOCK}{_UNTIL})?",
    r"(?<![\d:.])\d{1,2}(?::\d{2})?[-–~]\d{1,2}(?::\d{2})?\s?(?:[aApP]\.?[mM]\.?)(?![A-Za-z])",
    r"正午|정오|자정|(?<![A-Za-z])(?:noon|midnight)(?![A-Za-z])",
)

_PERIOD = (
    r"(?:年(?![度代生])|[かヶカヵケ箇個个]月|개월|週間?|周(?![辺囲圍知])|日(?![本曜])|天|時間|小時|小时"
    r"|분(?![의야기])|시간|일"
    r"|주일?(?!년)|년(?![도대])|달|分鐘|分钟|分(?![のけ之野析類別])|秒|초|泊(?:\d{1,2}日)?"
    r"|박(?:\s?\d{1,2}일)?|周年|週年|주년)"
)
_EVERY = r"(?:ごと|おき|ぶり|毎|마다|\s?동안)?"
_DURATIONS = (
    rf"{ALONE}{ARABIC}(?:[-~–]{ARABIC})?(?:[余餘多數数]|여)?\s?{_PERIOD}(?:\d{{1,2}}(?:[かヶカヵ]月|分|秒|日))?"
    rf"(?:間(?!隔)|간|半)?{_EVERY}",
    rf"{HAN}[多餘余]?(?:年間?(?![度代])|[かヶカヵケ箇個个]月|週間|日間|天(?![皇王下])|時間|小時|小时|分鐘"
    rf"|分钟|分間|秒"
    rf"|泊(?:[一二三四五六七八九十]+日)?){_EVERY}",
    rf"{HANGUL}\s?(?:달|해|시간|주)(?:간|\s?동안|마다)?|하루|이틀|사흘|나흘|열흘|보름|半年|半日|半天|반년|반나절",
    rf"(?:{ALONE}{ARABIC}|{ENGLISH}|(?<![A-Za-z])(?:an?|one|half an?|every))[ -](?:(?:and a half|consecutive"
    rf"|whole)\s)?"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|nights?|decades?|centuries)(?![A-Za-z])(?: old)?",
    r"毎(?:日|週|月|年|朝|晩)|日々|隔週|隔月|매일|매주|매월|매달|매년|每(?:天|日|週|周|月|年)"
    r"|(?<![A-Za-z])(?:daily|weekly|monthly|yearly|annually)(?![A-Za-z])",
)

_CURRENCY = (
    r"(?:円(?![形柱周])|米ドル|ドル|ウォン|ユーロ|ポンド|フラン|ルーブル|台湾元|人民元|元(?![化素年日祖首旦老帥])"
    r"|원(?![칙소인장본형심자래])|달러|유로|엔(?![가-힣])|파운드|위안|圓(?!形)|韓元|韓圜|美元|日圓|日元|歐元"
    r"|英鎊|新台幣|新臺幣|港幣|港元"
    r"|塊錢|(?:yen|won|(?:US )?dollars?|euros?|pounds?|cents?|USD|JPY|KRW|TWD|EUR|GBP)(?![A-Za-z]))"
)
_MONEY = (
    rf"(?:{ALONE}{ARABIC}|{HAN})(?:[余餘多]|여)?\s?{_CURRENCY}",
    rf"(?:NT|US|HK|A|C)?[$€£¥₩]\s?{ARABIC}",
)
_PERCENTAGES = (
    rf"{ALONE}{ARABIC}(?:[-~–]{ARABIC})?\s?(?:%(?:ポイント)?|パーセント|퍼센트(?:포인트)?|프로(?![가-힣])"
    r"|per ?cent(?:age points?)?|割(?![り引合])\d?分?|할(?=[ 이가을를은는의]|\Z)|成(?![果長立功員為分人]))",
    r"[一二三四五六七八九十]割(?![り引合])|(?:(?<![一-龥])"
    r"|(?<=[了約近達到有]))[一二三四五六七八九]成(?![果長立功員為分人])",
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
    rf"{ALONE}{ARABIC}(?:{_TO}{ARABIC})?(?:{COUNTER})?{_NOUN}",
    rf"{HAN}[多餘余]?{_HAN_COUNTER}|第[一二三四五六七八九十百]{{1,4}}[一-龥]?|ひとり|ふたり",
    rf"{HANGUL}\s?(?:명|개|곳|가지|번|대(?![한를로])|권|분|마리|사람|살|차례)",
    rf"{ENGLISH}{_NOUN}",
)
_PATTERNS: dict[AmountKind, tuple[str, ...]] = {  # what lies within something of a kind before it is a part of that
    "date": _DATES,
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
