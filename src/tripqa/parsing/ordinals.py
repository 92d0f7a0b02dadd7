"""Numbers as Word writes them before paragraphs, by the names that its formats have (ST_NumberFormat, ECMA-376 part 1).

A format that is not known, and a number beyond the end of one, is written in plain digits, as Word does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_KANJI = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_NATIVE_KOREAN = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_KOREAN_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_LONGEST_LIST = 30  # times that a letter is repeated, aa, bbb: beyond it nobody counts


def written(number: int, form: str) -> str:
    """Return a number in a form, such as `japaneseCounting`."""
    return _FORMS.get(form, str)(number)


def padded(example: str) -> Callable[[int], str]:
    """Return the form that a custom format shows by examples: `001, 002, …`."""
    width = len(example.partition(",")[0].strip())
    return lambda number: str(number).zfill(width)


def _of(signs: str) -> Callable[[int], str]:
    """Return the form that has one sign for each number."""
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _around(signs: str) -> Callable[[int], str]:
    """Return the form that begins anew after its last sign."""
    return lambda number: signs[(number - 1) % len(signs)] if number >= 1 else str(number)


def _letters(first: str) -> Callable[[int], str]:
    def letters(number: int) -> str:
        again, letter = divmod(number - 1, 26)
        return chr(ord(first) + letter) * (again + 1) if 0 <= again < _LONGEST_LIST else str(number)

    return letters


def _roman(number: int) -> str:
    if not 1 <= number < 4000:
        return str(number)
    written = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written + _ROMAN_UNITS[number]


def _positional(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] for digit in str(number)) if number >= 0 else str(number)


def _counted(digits: str, units: str, *, one: bool = False, zero: str = "") -> Callable[[int], str]:
    """Return the form that names tens, hundreds and thousands: with a one before each, and a zero for gaps, or without.

    A one is never written before ten alone, but where each unit has one.
    """

    def counted(number: int) -> str:
        if not 1 <= number < 10_000:
            return str(number)
        written, gap = "", False
        for place in (3, 2, 1, 0):
            digit = number // 10**place % 10
            if digit == 0:
                gap = bool(written)
                continue
            written += zero if gap else ""
            bare = digit == 1 and place > 0 and not (one and (place > 1 or written or units[0] in "拾"))
            written += ("" if bare else digits[digit]) + (units[place - 1] if place else "")
            gap = False
        return written

    return counted


def _korean(number: int) -> str:
    return _NATIVE_KOREAN_TENS[number // 10] + _NATIVE_KOREAN[number % 10] if 1 <= number < 100 else str(number)


def _english(number: int) -> str:
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _signs(first: str, count: int) -> str:
    return "".join(chr(ord(first) + step) for step in range(count))


_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_AIUEO_NARROW = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_IROHA_NARROW = "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = _of(_signs("①", 20))
_COUNTING = _counted(_KANJI, "十百千")
_FORMS: Mapping[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": _english,
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters("a"),
    "upperLetter": _letters("A"),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": _of(_signs("⑴", 20)),
    "decimalEnclosedFullstop": _of(_signs("⒈", 20)),
    "ideographEnclosedCircle": _of(_signs("㊀", 10)),
    "aiueo": _around(_AIUEO_NARROW),
    "aiueoFullWidth": _around(_AIUEO),
    "iroha": _around(_IROHA_NARROW),
    "irohaFullWidth": _around(_IROHA),
    "japaneseCounting": _COUNTING,
    "taiwaneseCounting": _COUNTING,
    "chineseCounting": _COUNTING,
    "chineseCountingThousand": _counted(_KANJI, "十百千", one=True, zero="零"),
    "taiwaneseCountingThousand": _counted(_KANJI, "十百千", one=True, zero="零"),
    "ideographDigital": _positional(_KANJI),
    "japaneseDigitalTenThousand": _positional(_KANJI),
    "taiwaneseDigital": _positional("○一二三四五六七八九"),
    "koreanDigital2": _positional("零一二三四五六七八九"),
    "koreanDigital": _positional("영일이삼사오육칠팔구"),
    "koreanCounting": _counted("영일이삼사오육칠팔구", "십백천"),
    "koreanLegal": _korean,
    "japaneseLegal": _counted("零壱弐参四伍六七八九", "拾百阡", one=True),
    "chineseLegalSimplified": _counted("零壹贰叁肆伍陆柒捌玖", "拾佰仟", one=True, zero="零"),
    "ideographLegalTraditional": _counted("零壹貳參肆伍陸柒捌玖", "拾佰仟", one=True, zero="零"),
    "ideographTraditional": _around(_STEMS),
    "ideographZodiac": _around(_BRANCHES),
    "ideographZodiacTraditional": lambda number: _around(_STEMS)(number) + _around(_BRANCHES)(number),
    "ganada": _around("가나다라마바사아자차카타파하"),
    "chosung": _around("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
}
