"""Numbers as four languages write them, and what they count.

Patterns are pieces of regular expressions: whoever uses one says what stands around it. None can run backwards over
more than a few characters.
"""

from __future__ import annotations

import re

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = "[十百千万萬億亿兆백천만억조]"
_ENGLISH_SCALE = r"(?:\s?(?:[kK]|bn|M)(?![A-Za-z])|\s(?:hundred|thousand|million|billion|trillion)(?![A-Za-z]))"
ARABIC = (
    rf"{_DIGITS}(?:{_SCALE}{{1,4}}(?:\s?\d[\d,]{{0,6}}{_SCALE}{{1,4}}){{0,4}}(?:(?:\d{{1,3}},\d{{3}}|\d{{1,4}})(?![\d,:月년年]))?"
    rf"|{_ENGLISH_SCALE})?"
)
ALONE = r"(?<![A-Za-z\d])(?<!\d[.,])(?<![A-Za-z]-)"  # where a number may begin
HAN = "[〇零一二三四五六七八九十百千万萬億亿两兩]{1,12}"
HANGUL = "(?<![가-힣])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두|스무|서른|수십|수백|수천|수만|십만|백만)"
ENGLISH = (
    r"(?<![A-Za-z-])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a dozen|a hundred"
    r"|one hundred)"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"(?: (?:hundred|thousand|million|billion))?(?![A-Za-z-])"
)
BEFORE = re.compile(
    r"(?:約|およそ|おおよそ|ほぼ|最大|最高|最低|最短|最長|少なくとも|延べ|のべ|合計|総額|全|平均|累計|計|第"
    r"|약|대략|최대|최소|최고|최저|평균|총|누적|전|제|大約|将近|將近|超過|超过|逾|近|至少|至多|最多|最少|總共|共"
    r"|(?<![A-Za-z])(?i:over|more than|about|around|approximately|nearly|almost|at least|at most|up to"
    r"|less than|under"
    r"|fewer than|roughly|some))\s?\Z"
)
AFTER = re.compile(
    r"以上|以下|以内|以內|未満|未滿|を超える|超え|超|余り|あまり|余|弱|強|前後|程度|ほど|くらい|ぐらい|近く"
    r"|左右|上下|目"
    r"|\s?(?:이상|이하|이내|미만|초과|가량|정도|쯤|째|or more|or less|or fewer)|\+"
)
_LONGEST_BEFORE = 15  # characters

_UNITS = {
    "person": "人 名 명 사람 분 位 人次 名様 people persons citizens residents members users",
    "occasion": "回 번 회 차례 次 度 遍 times",
    "machine": "台 대 輛 辆 両 基 units",
    "place": "か所 ヶ所 カ所 ヵ所 箇所 个所 곳 군데 處 处 places sites locations",
    "thing": "つ 個 个 コ 개 件 건 項 项 点 items cases",
    "kind": "種類 種 종 종류 가지 种 類 kinds types",
    "company": "社 家 개사 companies firms",
    "country": "か国 ヶ国 カ国 ヵ国 개국 國 国 countries",
    "language": "か国語 ヶ国語 カ国語 言語 개국어 개 언어 種語言 種言語 languages",
    "book": "冊 권 本 部 册 books copies",
    "animal": "匹 頭 마리 隻 只",
    "age": "歳 才 살 세 歲 岁 years old",
    "metre": "m メートル 미터 公尺 米 metres meters",
    "kilometre": "km キロメートル キロ 킬로미터 킬로 公里 kilometres kilometers",
    "tonne": "t トン 톤 噸 吨 tonnes tons",
    "multiple": "倍 배",
    "article": "条 條 조",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_OTHER = (  # counters with no like in another language
    "人組 か年 巻 卷 階 층 層 号 號 호 番 番目 番線 区市町村 市区町村 市町村 都市 区 市 町 村 県 州 議席 席 戸 軒 "
    "棟 채 校 学校 園 館 院 店 店舗 施設 団体 機関 機構 組織 自治体 隊 組 クラス 室 部屋 枚 장 張 张 通 통 曲 話 "
    "章 篇 首 枝 本目 便 往復 駅 路線 線 隻 機 両編成 発 点満点 ポイント 級 位 等 등 段階 段 단계 단 期 기 代 世 "
    "世代 世帯 世帶 戶 가구 大 大項目 分野 項目 項 原則 文字 語 字 行 頁 ページ 쪽 면 cm mm mg kg ミリ センチ "
    "グラム kW MW GW kWh V W L リットル ha ヘクタール 平方メートル 平方キロメートル 平方公里 坪 m2 km2 度C ℃ °C "
    "毫米 公分 公斤 公頃 株 票 표 表 勝 敗 得点 点差 분의 門 艘 座 棵 幅 間 班 屆 届 條 種族 所 站 歩 步 支 顆 口 "
    "Hz GHz MHz GB TB MB rpm km/h"
)
_CJK_COUNTERS = "|".join(
    map(re.escape, sorted({*_UNIT_OF, *_OTHER.split()} - {"years old"}, key=lambda word: (-len(word), word)))
)
COUNTER = rf"(?:[余餘多數数]|여)?\s?(?:{_CJK_COUNTERS})(?![a-z])"

_TO_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_BY_TEN = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_NUMBERS = dict(zip((*_TO_TWENTY, *_BY_TEN), (*range(21), *range(30, 100, 10)), strict=True))
_HANGUL_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"], start=1
    )
} | {"스무": 20, "서른": 30}
_SMALL = dict(zip("〇零一二三四五六七八九两兩", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000, "백": 100, "천": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}
_ENGLISH_SCALES = {"hundred": 100, "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "bn": 10**9}
_ENGLISH_SCALES |= {"billion": 10**9, "trillion": 10**12}
_PART = re.compile(rf"{_DIGITS}|[〇零一二三四五六七八九两兩]|{_SCALE}")


def with_approximation(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a number with what makes it more or less: 約500名, 3万台超, up to 22."""
    before = BEFORE.search(text[max(0, start - _LONGEST_BEFORE) : start])
    after = AFTER.match(text, end)
    return start - len(before.group()) if before else start, after.end() if after else end


def unit(counter: str) -> str:
    """Return what a counter counts: one word for what all four languages count, else the counter itself."""
    counter = counter.strip()
    return _UNIT_OF.get(counter, _UNIT_OF.get(counter.lower(), counter))


def number(text: str) -> float | None:
    """Read a number that one of the patterns matched; None if it cannot be read."""
    text = text.strip()
    english = re.fullmatch(rf"({_DIGITS}|[a-z]+(?:[ -][a-z]+)?)(?:\s?([A-Za-z]+))?", text.lower())
    if english and not (english[2] and english[2] not in _ENGLISH_SCALES):
        first = _english(english[1])
        return None if first is None else first * _ENGLISH_SCALES.get(english[2] or "", 1)
    if text in _HANGUL_NUMBERS:
        return _HANGUL_NUMBERS[text]
    return _scaled(text)


def _english(text: str) -> float | None:
    if text[0].isdigit():
        return float(text.replace(",", ""))
    words = text.replace("-", " ").split()
    if not all(word in _ENGLISH_NUMBERS for word in words):
        return None
    return float(sum(_ENGLISH_NUMBERS[word] for word in words))


def _scaled(text: str) -> float | None:
    """Read digits and the signs for ten, hundred, thousand and their myriads: 1億2,000万, 百二十, 5万5千, 二〇二五."""
    text = text.replace(" ", "")
    parts = _PART.findall(text)
    if not parts or "".join(parts) != text:
        return None
    if all(part in _SMALL for part in parts):
        return float("".join(str(_SMALL[part]) for part in parts))
    total = section = 0.0
    digit: float | None = None
    for part in parts:
        if part in _MYRIADS:
            total += (section + (digit or 0) or 1) * _MYRIADS[part]
            section, digit = 0.0, None
        elif part in _TENS:
            section += (1 if digit is None else digit) * _TENS[part]
            digit = None
        else:
            digit = float(_SMALL[part]) if part in _SMALL else float(part.replace(",", ""))
    return total + section + (digit or 0)
