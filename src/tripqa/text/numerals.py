"""Numbers as the languages write them, and what they count.

Patterns are pieces of regular expressions: whoever uses one says what stands around it. None can run backwards over
more than a few characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

from tripqa.text.counting import AFTER, BEFORE, COUNTERS, MINUS, SEVERAL, SIGNS, UNIT_OF

_DIGITS = r"(?:\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?)"
_SCALE = "[十百千万萬億亿兆백천만억조]"
_SPACED_SCALE = (  # 4,500 万円, not 5 千葉
    rf"\s(?={_SCALE}{{1,4}}(?:(?![一-龥가-힣])|[人名円圓元台件冊本個枚戸世坪株票社回명원개건대회권]))"
)
_ENGLISH_SCALE = r"(?:\s?(?:[kK]|bn|M)(?![A-Za-z])|\s(?:hundred|thousand|million|billion|trillion)(?![A-Za-z]))"
_SPACED_REST = (  # 1만 2,000명, 2万 3,000円
    r"(?:(?<=[만억])\s(?=(?:\d{1,4}|\d,\d{3})여?\s?[명개원건곳인])|(?<=[万億萬亿])\s(?=\d,\d{3}|\d{4}(?!\d)))"
)
ARABIC = (
    rf"{_DIGITS}(?:(?:{_SPACED_SCALE})?{_SCALE}{{1,4}}(?:\s?\d[\d,]{{0,6}}(?:{_SPACED_SCALE})?{_SCALE}{{1,4}}){{0,4}}"
    rf"(?:(?:{_SPACED_REST})?(?:\d{{1,3}},\d{{3}}|\d{{1,4}})(?![\d,:月년年]))?"
    rf"|{_ENGLISH_SCALE})?"
)
ALONE = r"(?<![A-Za-z\d])(?<!\d[.,])(?<![A-Za-z]-)"  # where a number may begin
_FIGURE = r"(?=[\d一二三四五六七八九十百千])"
SIGN = (  # a hyphen is one where nothing stands before it that a range could begin with
    rf"(?:[▲△▼▽]\s?{_FIGURE}|[±+]{_FIGURE}|(?:{SIGNS})\s?{_FIGURE}"
    r"|(?:(?<![\w)\]%~-])(?<![\w)\]%]\s)|(?<=[\u3041-\u3096])|(?<=[\u3041-\u3096]\s))-(?=\d))"
)
_FORMAL = "肆伍陸柒捌玖佰仟"  # numerals of contracts that are other words too: only inside a number, or before a scale
_HAN = "〇零一二三四五六七八九十百千万萬億亿兆两兩壱壹弌弐貳贰参參叁拾廿卅" + _FORMAL
HAN_FIGURES = "〇一二三四五六七八九十百千万萬億兆壱弐"
HAN = (
    rf"(?:[数數幾](?=[十百千万萬億]))?(?:[零一二三四五六七八九十百千万萬億亿两兩廿卅]|〇(?!〇)|[壱壹弐貳贰参參叁拾](?:(?=[{_HAN}])|(?<=[^一-龥].)|(?<=[金約第].))"
    rf"|[{_FORMAL}](?=[十拾百佰千仟万萬億]))[{_HAN}]{{0,15}}+(?:[・.](?=[〇零一二三四五六七八九])[〇零一二三四五六七八九]{{1,4}})?"
)
_SINO_KOREAN = r"(?:[일이삼사오육칠팔구십백천만억]|조(?=\s?원|\s?[일이삼사오육칠팔구십백천]{1,7}억))"
_COUNTED_IN_HANGUL = (
    "(?:원|달러|유로|엔|위안|명|인|분|사람|개(?:소|국|사|월)?|건|곳|군데|대|권|세대?|살|회|번|장|가구|마리|채|평|톤"
    "|(?:킬로|제곱)?미터|킬로|퍼센트|프로|배|시간|년(?=간|\\s?동안)|일(?=간|\\s?동안|\\s?이내))"
)
_END_OF_HANGUL = (
    "(?![가-힣])|(?=[이가은는을를의에도과와로씩정쯤당간]|으로|까지|부터|입니다|이상|이하|이내|미만|초과|가량)"
)
_SINO_KOREAN_BEGINS = (  # not inside another word or number, nor as a unit in brackets: (천만 원)
    r"(?:(?<![가-힣\d])|(?<=[금약총]))(?<![\d십백천만억조]\s)"
    r"(?=[일이삼사오육칠팔구][십백천만억조]|(?<![(:])(?<![(:]\s)[십백천][일이삼사오육칠팔구십백천만억])"
)
HANGUL_NUMERAL = (  # 일만 오천 원, 이백 명: those syllables are other words too, so what is counted must follow
    rf"{_SINO_KOREAN_BEGINS}{_SINO_KOREAN}{{1,15}}+(?:\s{_SINO_KOREAN}{{1,15}}+){{0,3}}"
    rf"(?=여?\s?{_COUNTED_IN_HANGUL}(?:{_END_OF_HANGUL}))"
)
QUANTITY = rf"(?:{SIGN})?(?:{ALONE}{ARABIC}|{HAN}|{HANGUL_NUMERAL})"
HANGUL = (
    "(?<![가-힣])(?:(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)?"
    "|한|두|세|네|다섯|여섯|일곱|여덟|아홉|스무|수십|수백|수천|수만|십만|백만)"
)
ENGLISH = (
    r"(?<![A-Za-z-])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a dozen|a hundred"
    r"|one hundred)"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"(?: (?:hundred|thousand|million|billion))?(?![A-Za-z-])"
)
_LARGE_WORDS = "dozen|hundred|thousand|million|billion|trillion"
_BEHIND_LARGE = "|".join(f"(?<={word})" for word in _LARGE_WORDS.split("|"))
ENGLISH_IN_FULL = (  # three hundred thousand, one hundred and twenty, a million
    rf"(?:{ENGLISH}|(?<![A-Za-z-])(?:zero|(?:a|one) (?:{_LARGE_WORDS}))(?![A-Za-z-]))"
    rf"(?: (?:{_LARGE_WORDS})(?![A-Za-z-])"
    rf"|(?:{_BEHIND_LARGE})(?: and)? (?:one(?![A-Za-z-])|{ENGLISH})){{0,8}}"
)
_BEFORE = re.compile(rf"(?:{BEFORE})\s?\Z")
_AFTER = re.compile(rf"{AFTER}|\+")
_LONGEST_BEFORE = 15  # characters

_CJK_COUNTERS = "|".join(map(re.escape, sorted(COUNTERS - {"years old"}, key=lambda word: (-len(word), word))))
_DEGREE = "도(?![가-힣])|도(?=[를에까의는])"
COUNTER = rf"{SEVERAL}?\s?(?:{_CJK_COUNTERS}|{_DEGREE})(?![a-z])"

_TO_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_BY_TEN = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_NUMBERS = dict(zip((*_TO_TWENTY, *_BY_TEN), (*range(21), *range(30, 100, 10)), strict=True))
_ENGLISH_NUMBERS |= {"a": 1}
_ENGLISH_WORD = re.compile(rf"{_DIGITS}|[a-z]+")
_BEFORE_ONES, _HUNDRED = range(20, 100, 10), 100
_HANGUL_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_HANGUL_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_HANGUL_NUMBERS = {
    tens + ones: 10 * ten + one
    for ten, tens in enumerate(_HANGUL_TENS)
    for one, ones in enumerate(_HANGUL_ONES)
    if ten or one
} | {"스무": 20}
_SMALL = dict(zip("〇零一二三四五六七八九两兩", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2), strict=True))
_SMALL |= dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
_SMALL |= dict(zip("壱壹弌弐貳贰参參叁肆伍陸柒捌玖", (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}
_ENGLISH_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "million": 10**6,
    "bn": 10**9,
}
_ENGLISH_SCALES |= {"billion": 10**9, "trillion": 10**12}
_POSITIONAL = f"[{''.join(_SMALL)}]"
_PART = re.compile(rf"{_DIGITS}|{_POSITIONAL}+(?:[・.]{_POSITIONAL}+)?|[{''.join((*_TENS, *_MYRIADS))}]")
_TWENTY = str.maketrans({"廿": "二十", "卅": "三十"})
_NEGATIVE = re.compile(rf"(?:[▲△▼▽-]|{MINUS})\s?$")


def with_approximation(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a number with what makes it more or less: 約500名, 3万台超, up to 22."""
    before = _BEFORE.search(text[max(0, start - _LONGEST_BEFORE) : start])
    after = _AFTER.match(text, end)
    return start - len(before.group()) if before else start, after.end() if after else end


def unit(counter: str) -> str:
    """Return what a counter counts: one word for what all languages count, else the counter itself."""
    counter = counter.strip()
    return UNIT_OF.get(counter, UNIT_OF.get(counter.lower(), counter))


def number(text: str) -> float | None:
    """Read a number that one of the patterns matched; None if it cannot be read."""
    text = text.strip()
    words = _ENGLISH_WORD.findall(text.lower())
    if words and words[-1].isalpha() and "".join(words) == re.sub(r"[\s-]", "", text.lower()):
        return _english(words)
    if text in _HANGUL_NUMBERS:
        return _HANGUL_NUMBERS[text]
    return _scaled(text)


def _english(words: Sequence[str]) -> float | None:
    """Read the words of a number, the scales of which go down: one hundred and twenty thousand, 2.5 million."""
    total, section, least, room = 0.0, 0.0, inf, inf
    for place, word in enumerate(words):
        scale = _ENGLISH_SCALES.get(word)
        if word == "and":
            if place == 0 or words[place - 1] not in _ENGLISH_SCALES:
                return None
        elif scale is None:
            value = _of_word(word)
            if value is None or value >= room:
                return None
            section, room = section + value, 10 if value in _BEFORE_ONES else 0
        elif scale <= _HUNDRED:
            if not 0 < section < _HUNDRED:
                return None
            section, room = section * scale, scale
        elif not section or scale >= least:
            return None
        else:
            total, section, least, room = total + section * scale, 0.0, scale, scale
    return None if words[-1] == "and" else total + section


def _of_word(word: str) -> float | None:
    if word[0].isdigit():
        return float(word.replace(",", ""))
    return _ENGLISH_NUMBERS.get(word)


def _scaled(text: str) -> float | None:
    """Read digits and the signs for ten, hundred, thousand and their myriads: 1億2,000万, 百二十, 5万5千, 二〇二五.

    None for what is no number: 二十三十, 百五千.
    """
    text = text.replace(" ", "").translate(_TWENTY)
    parts = _PART.findall(text)
    if not parts or "".join(parts) != text:
        return None
    total, below = 0.0, _Section()
    for part in parts:
        if part in _MYRIADS:
            if total >= _MYRIADS[part] and total % (_MYRIADS[part] * 10**4):
                return None
            total = _with_myriad(total, below.value, _MYRIADS[part])
            below = _Section()
        elif not below.take(part):
            return None
    return total + below.value


def _with_myriad(total: float, section: float, myriad: int) -> float:
    """Return a number with its next myriad: 1億2,000万 adds, 一万五千億 is 15,000 of them."""
    if 0 < total < myriad:
        return (total + section) * myriad
    return total + (section or 1) * myriad


class _Section:
    """What stands before a myriad: thousands, hundreds, tens and a digit, each at most once and in this order."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._digit: float | None = None
        self._least = 10**4
        self._positional = False  # the digit is 二〇 or 二三, which counts no tens

    @property
    def value(self) -> float:
        return self._sum + (self._digit or 0)

    def take(self, part: str) -> bool:
        """Add a part; False if it cannot follow."""
        if part not in _TENS:
            follows = self._digit is None and (len(part) == 1 or part[0].isdecimal() or not self._sum)
            self._digit = _digits(part)
            self._positional = len(part) > 1 and not part[0].isdecimal()
            return follows
        follows = _TENS[part] < self._least and not self._positional
        self._least = _TENS[part]
        self._sum += (1 if self._digit is None else self._digit) * self._least
        self._digit = None
        return follows


def _digits(text: str) -> float:
    return float("".join(str(_SMALL.get(figure, figure)) for figure in text.replace(",", "").replace("・", ".")))


def sign(before: str) -> int:
    """Return -1 for a number after such a text that has a minus sign, else 1."""
    return -1 if _NEGATIVE.search(before) else 1
