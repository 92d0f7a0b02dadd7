"""The numbers of a text with what they count: 1万2千人, 12,000명, twelve, 兩輛, 3分の1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import inf, isinf

from tripqa.checking.units import UNKNOWN, Unit, alike, before, behind, kin, names_of, unit
from tripqa.languages.shapes import Amounts, Statements
from tripqa.languages.tables import tables
from tripqa.text.counting import OF
from tripqa.text.numerals import ARABIC, ENGLISH_IN_FULL, HAN, HANGUL, HANGUL_NUMERAL, SIGN, number, sign

_ONES = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
_TEENS = tuple(f"{word}teenth" for word in ("thir", "four", "fif", "six", "seven", "eigh", "nine"))
_ORDINALS = {word: place for place, word in enumerate((*_ONES, *_TEENS, "twentieth"), start=1)}
_TIMES = {"twice": 2, "double": 2, "doubled": 2, "triple": 3, "tripled": 3, "dozen": 12}
_HANGUL_DAYS = {"이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "열흘": 10, "보름": 15}
_FIGURES = rf"(?<![\dA-Za-z])(?<!\d[.,]){ARABIC}"
_ZERO = "ゼロ(?![ァ-ヴー])|제로(?![가-힣]{2})"
_LETTERED = r"(?<![A-Za-z\d])[A-Za-z]{1,20}\d++(?:[.,]\d++)*+[A-Za-z\d]{0,20}"  # usd9000
_NAME = re.compile(r"[A-Z][A-Za-z]*\d{1,2}(?![\d,])")  # G7, COVID19: told as other words with a capital are
_WORDS = "|".join((*_ORDINALS, *_TIMES))
_NUMBER = re.compile(
    rf"(?P<lettered>{_LETTERED})|(?P<figures>{_FIGURES})|(?P<han>{HAN})|(?P<english>(?i:{ENGLISH_IN_FULL}))|(?P<hangul>{HANGUL}(?=\s?[가-힣]))"
    rf"|(?P<sino>{HANGUL_NUMERAL})|(?P<word>(?i:(?<![A-Za-z])(?:{_WORDS})(?![A-Za-z])))|(?P<zero>{_ZERO})|(?P<days>{'|'.join(_HANGUL_DAYS)})"
)
_FRACTION = re.compile(rf"(?P<of>{ARABIC}|{HAN})\s?(?:{OF})\s?(?P<part>{ARABIC}|{HAN})")
_SLASH = re.compile(r"(?<![\d/])(?P<part>\d{1,2})/(?P<of>\d{1,3})(?![\d/])")
_GAP, _REST = re.compile(r"\s?(?=\d)"), re.compile(ARABIC)
_LARGE = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "조": 10**12, "兆": 10**12}
_ORDINAL = re.compile(r"(?:第|제)\s?\Z")
_SIGN = re.compile(SIGN)
_MINUS = re.compile(  # a hyphen is one where no range may begin before it, even behind a word: of -3
    r"(?:(?<![A-Za-z])(?i:minus|negative)\s?|[▲△▼▽負负]\s?|(?<![\w)\]%~\ue000-])(?<![\d)\]%~\ue000]\s)-)(?:US|NT)?[$€£¥₩]?\Z"
)
_BELOW = re.compile(r"\s?(?:C|Celsius)?\s(?:below (?:zero|freezing))")
_SEVERAL = re.compile(r"[余餘여多數数강強弱]?")
_SOME = re.compile("[数數幾]|수[십백천만]")  # several tens
_FORMAL = frozenset("零〇壱壹弌弐貳贰参參叁拾肆伍陸柒捌玖")  # are other words too where nothing is counted
_SHARE = Unit("share", 1)
_ANY = "*"  # whatever is counted
_UNREAD = "words"
_FEWEST_IN_WORDS = 2  # one is as often an article
_NEAR = 0.05  # of a number, by which one that is told less exactly may differ
_ROUGH_WITHIN = _SIGN_WITHIN = 20  # characters before a number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands in a text, with the units that it may have."""

    start: int
    end: int
    value: float
    units: tuple[Unit, ...]
    bare: str = ""  # the form of its unit, as it stands
    sure: bool = True  # it says how many: 열 is ten only before what is counted, and a second may be any other
    rough: bool = False  # it is said to be about so much
    unread: str = ""  # its words, in small letters, where they are of no number that can be read

    def told(self) -> Iterator[tuple[str, str]]:
        """Yield what a quote has of this quantity: with each of its units, and whatever it counts."""
        if self.unread:
            yield _UNREAD, self.unread
            return
        for value in {self.value, abs(self.value)} if self.falls else (self.value,):
            yield _ANY, _figures(value)
            yield from ((one.of, _figures(value * one.scale)) for one in self.units)

    @property
    def falls(self) -> bool:
        """Tell whether it may be said without its minus, as a fall or a loss of so much: a temperature may not."""
        return self.value < 0 and self.bare != "度" and all(one.of != "degree" for one in self.units)

    def wanted(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of quantities that say this one: with a like unit, or with one that nothing is known of."""
        if self.unread:
            yield _UNREAD, self.unread
            return
        for one in self.units:
            if one.of:
                yield from ((of, _figures(self.value * one.scale)) for of in kin(one.of))
                yield UNKNOWN.of, _figures(self.value)
            else:
                yield _ANY, _figures(self.value)

    def rounds(self, exact: Quantity) -> bool:
        """Tell whether this one, which is said to be about so much, is another told to fewer figures."""
        pairs = [(own, other) for own in self.units for other in exact.units if alike(own, other)]
        return self.rough and any(
            self._rounds(exact.value * _scale(other, own) / _scale(own, other)) for own, other in pairs
        )

    def _rounds(self, exact: float) -> bool:
        step = _last_figure(self.value)
        return step > _last_figure(exact) and abs(exact - self.value) < min(step, _NEAR * abs(exact))


def _figures(value: float) -> str:
    return f"{value:.12g}"


def _scale(of: Unit, beside: Unit) -> float:
    """Return what a number is multiplied with to be compared: nothing tells of units that are not known."""
    return of.scale if of.of and beside.of else 1


def _last_figure(value: float) -> float:
    """Return what one more in the last figure of a number is: 1,000 for 12,000."""
    text = f"{value:.12f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return 10.0 ** (-len(decimals) if decimals else len(whole) - len(whole.rstrip("0")))


def find_quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers of a folded text, in order."""
    done = 0
    for share in _shares(text):
        yield from _counted(text, done, share.start)
        yield share
        done = share.end
    yield from _counted(text, done, len(text))


def _shares(text: str) -> list[Quantity]:
    """Return the parts of a whole in a text, in order, none inside another: 3分の1, half."""
    told = [
        Quantity(*found.span(), part / of, (_SHARE,))
        for pattern in (_FRACTION, _SLASH)
        for found in pattern.finditer(text)
        if (of := number(found["of"])) and (part := number(found["part"]))
    ]
    told += [
        Quantity(*found.span(), float(Fraction(share)), (_SHARE,))
        for said in tables(Statements).values()
        for share, pattern in said.shares.items()
        for found in re.finditer(pattern, text)
    ]
    kept: list[Quantity] = []
    for one in sorted(told, key=lambda quantity: (quantity.start, -quantity.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _counted(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Yield the numbers between two places that are no part of a whole."""
    done = start
    for found in _NUMBER.finditer(text, start, end):
        if found.start() >= done and (quantity := _read(text, found, end)):
            done = quantity.end
            yield quantity


def _read(text: str, found: re.Match[str], end: int) -> Quantity | None:
    said, start, last = found.group(), found.start(), found.end()
    if found["lettered"]:
        sure = not _NAME.match(said)
        return None if behind().fullmatch(said) else Quantity(start, last, inf, (), sure=sure, unread=said.lower())
    if found["days"]:
        return Quantity(start, last, _HANGUL_DAYS[said], (unit("day"),))
    value = (_ORDINALS | _TIMES).get(said.lower()) if found["word"] else 0.0 if found["zero"] else number(said)
    if value is None and _SOME.match(said):
        return None
    unread = "" if value is not None else said.lower()
    if found["figures"] and value is not None:
        value, last = _with_rest(text, value, said, last, end)
    several = _SEVERAL.match(text, last)
    form = behind().match(text, several.end() if several else last)
    if said in _FORMAL and form is None:
        return None
    units = tuple(unit(name) for name in names_of(form.group())) if form else (UNKNOWN,)
    if _ORDINAL.search(text, 0, start):
        units = (UNKNOWN,)
    if currency := before(text[:start].rstrip()):
        units = (currency,)
    bare, rough = form.group().strip() if form else "", _is_rough(text, start, last)
    told = inf if value is None else value
    if _is_below(text, start, form.end() if form else last):
        told = -told
    sure = _is_sure(found, told, counted=form is not None or units != (UNKNOWN,))
    return Quantity(start, form.end() if form else last, told, units, bare, sure, rough, unread)


def _with_rest(text: str, value: float, said: str, last: int, end: int) -> tuple[float, int]:
    """Return a number, and where it ends, with what a space parts from it: 9만 8,400, 2만 3천."""
    scale = _LARGE.get(said[-1])
    gap = _GAP.match(text, last, end) if scale else None
    rest = _REST.match(text, gap.end()) if gap else None
    more = number(rest.group()) if rest else None
    if scale and rest and more is not None and more < scale:
        return value + more, rest.end()
    return value, last


def _is_below(text: str, start: int, end: int) -> bool:
    """Tell whether a number is one below zero: ▲3, 零下5度, minus 3, 5 degrees below zero."""
    near = text[max(0, start - _SIGN_WITHIN) : start]
    if _MINUS.search(near) or _BELOW.match(text, end):
        return True
    signs = (found.group() for found in _SIGN.finditer(text, max(0, start - _SIGN_WITHIN), start + 1))
    return any(sign(one) < 0 and text.endswith(one, 0, start) for one in signs)


def _is_sure(found: re.Match[str], value: float, *, counted: bool) -> bool:
    if value <= 0 and (counted or value < 0):
        return True
    if found["figures"]:
        return value > 0
    if isinf(value) and not found["english"]:
        return counted  # Han characters are as often words: 三五
    return value >= _FEWEST_IN_WORDS and found.group().lower() != "second" and (counted or not found["hangul"])


def _is_rough(text: str, start: int, end: int) -> bool:
    """Tell whether a number is said to be about so much, more or less."""
    return bool(_rough_before().search(text[max(0, start - _ROUGH_WITHIN) : start]) or _rough_after().match(text, end))


@cache
def _rough_before() -> re.Pattern[str]:
    words = [word for amounts in tables(Amounts).values() for word in amounts.about]
    latin = "|".join(word for word in words if word.isascii())
    rest = "|".join(word for word in words if not word.isascii())
    return re.compile(rf"(?:(?<![A-Za-z])(?i:{latin}|just over|just under)|{rest})\s?[$€£¥₩]?\s?\Z")


@cache
def _rough_after() -> re.Pattern[str]:
    counted = rf"(?:{behind().pattern})?"
    return re.compile(
        counted + "(?:" + "|".join(pattern for amounts in tables(Amounts).values() for pattern in amounts.or_so) + ")"
    )
