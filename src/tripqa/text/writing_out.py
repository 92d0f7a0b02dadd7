"""Days, times, numbers and what they count, written out for readers of another language: 30万人 is 300,000 people.

What is not wholly understood is not written at all: a text is read from its first character to its last.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from tripqa.domain import Language, ValueKind, Visit
from tripqa.languages.shapes import Manner
from tripqa.languages.tables import table
from tripqa.text.clocks import TIMES, read_times
from tripqa.text.date_patterns import TO
from tripqa.text.day_parts import DayParts, read_days
from tripqa.text.folding import fold
from tripqa.text.language import ours
from tripqa.text.numerals import ARABIC, ENGLISH, HAN, HANGUL, HANGUL_NUMERAL, number

_NUMBER = rf"{ARABIC}|{HAN}|{HANGUL_NUMERAL}|{HANGUL}|{ENGLISH}"
_SCALED = re.compile(r"[万萬億亿兆만억조]|[kKM]\b|bn\b|illion\b")
_SCALE = re.compile(
    rf"{_SCALED.pattern}|[十拾廿卅百佰千仟십백천]|hundred|thousand"
)  # that the ends of a range may share
_ORDINALS = {"article": r"第\s?(\d+)\s?[条條]|제\s?(\d+)\s?조", "chapter": r"第\s?(\d+)\s?章|제\s?(\d+)\s?장"}
_BEFORE = {
    "about": "約|およそ|おおよそ|おおむね|概ね|ほぼ|약|대략|大約|大概|(?i:about|around|approximately|roughly)",
    "nearly": "將近|将近|接近|近|(?i:nearly|almost)",
    "over": "超過|超过|逾|(?i:over|more than)",
    "under": "不到|不足|(?i:under|less than|fewer than)",
    "at least": "少なくとも|最低|최소|至少|最少|(?i:at least)",
    "at most": "最大|最高|최대|최고|至多|最多|(?i:up to|at most)",
}
_AFTER = {
    "about": "程度|ほど|くらい|ぐらい|前後|정도|쯤|가량|안팎|左右|上下",
    "nearly": "近く|弱",
    "over": "超|超え|を超える|を上回る|余り|余|強|초과|남짓|餘",
    "under": "未満|未滿|미만|を下回る",
    "at least": "以上|이상|(?i:or more)",
    "at most": "以下|以内|以內|이하|이내|(?i:or less|or fewer)",
}
_RANGE = re.compile(rf"(?P<first>\S.*?){TO}(?P<last>.+)")
_DECIMALS = 6  # of a number that was read: 1.1億 is no fraction
_A_YEAR = 1000  # 2012年 is one, and not so many
_VISITS = 1024  # that are remembered as they are written
_EVERY = "ごと|毎|마다"
_PERIODS = frozenset(("year", "month", "week", "day", "hour", "minute", "second", "night"))
_MONEY = frozenset(("yen", "won", "dollar", "US dollar", "euro", "pound", "yuan", "Taiwan dollar"))
_SHARES = frozenset(("percent",))
_COUNTED = {"duration": _PERIODS, "money": _MONEY, "percentage": _SHARES}  # by kinds of value; a number counts the rest
_SYMBOLS = {"US$": "US dollar", "NT$": "Taiwan dollar", "€": "euro", "£": "pound", "₩": "won"}


@dataclass(frozen=True, slots=True)
class _Amount:
    value: float
    scaled: bool  # written with a word for ten thousand or more
    scale: bool  # … or for any power of ten
    unit: str  # a key of Manner.units, or empty


@dataclass(frozen=True, slots=True)
class _Forms:
    """How a language writes amounts of a kind."""

    units: Mapping[str, str]  # what each form of a unit counts
    amount: re.Pattern[str]
    unsure: re.Pattern[str]  # an amount that may mean something else


def written_out(text: str, kind: ValueKind, own: str, language: Language) -> str | None:
    """Return a value of a document as readers of a language write it; None if it cannot be read, or says the same.

    Units are read in the document's `own` language alone.
    """
    folded, manner = fold(text).text.strip(), table(language, Manner)
    match kind:
        case "date":
            written = _days(folded, manner)
        case "time":
            written = _times(folded)
        case "duration" | "money" | "percentage" | "number":
            written = _amount(folded, _forms(known, kind), manner) if (known := ours(own)) else None
        case _:
            written = None
    return None if written == folded else written


def day_in(language: Language, day: datetime.date, *, short: bool = False) -> str:
    """Return a day as readers of a language write it, with the day of the week; a short one is without its year."""
    parts = DayParts(None if short else day.year, day.month, day.day, day.weekday())
    return _day(parts, table(language, Manner))


@lru_cache(_VISITS)
def visit_in(language: Language, visit: Visit) -> str:
    """Return when a visit took place as readers of a language write it."""
    return f"{day_in(language, visit.date)} {clock_of(visit)}".strip()


def clock_of(visit: Visit) -> str:
    """Return the times of a visit as far as they are known: `14:00–16:00`, `14:00–` or nothing."""
    return _clock(visit.start, visit.end) if visit.start else ""


def _clock(start: datetime.time, end: datetime.time | None) -> str:
    return f"{start:%H:%M}–{f'{end:%H:%M}' if end else ''}"


def _days(folded: str, manner: Manner) -> str | None:
    days = read_days(folded)
    return " – ".join(_day(one, manner) for one in days) if days else None


def _day(parts: DayParts, manner: Manner) -> str:
    if parts.weekday is not None and not parts.day:
        return manner.weekday_alone.format(name=manner.weekdays[parts.weekday])
    month = manner.months[parts.month - 1] if parts.month and manner.months else ""
    written = manner.date.format(
        year=manner.year.format(number=parts.year) if parts.year else "",
        month=manner.month.format(number=parts.month, name=month) if parts.month else "",
        day=manner.day.format(number=parts.day) if parts.day else "",
        weekday=manner.weekday.format(name=manner.weekdays[parts.weekday]) if parts.weekday is not None else "",
    )
    return " ".join(written.split())


def _times(folded: str) -> str | None:
    found = re.fullmatch(TIMES, folded)
    start, end = read_times(found["from"], found["to"]) if found else (None, None)
    if found is None or start is None or (found["to"] and end is None):
        return None
    return f"{start:%H:%M}" if folded == found["from"] else _clock(start, end)


def _amount(folded: str, forms: _Forms, manner: Manner) -> str | None:
    for thing, pattern in _ORDINALS.items():
        if found := re.fullmatch(pattern, folded):
            return manner.ordinals[thing].format(found[1] or found[2])
    found = _bounded().fullmatch(folded)
    if found is None:
        return None
    bounds = [*_bound(_BEFORE, found["before"]), *_bound(_AFTER, found["after"])]
    written = _counted(found["what"], forms, manner)
    if written is None or len(bounds) > 1:
        return None
    if found["every"]:
        written = manner.every.format(written)
    return manner.bounds[bounds[0]].format(written) if bounds else written


def _bound(table: Mapping[str, str], said: str | None) -> list[str]:
    return [bound for bound, words in table.items() if said and re.fullmatch(words, said)]


def _counted(text: str, forms: _Forms, manner: Manner) -> str | None:
    """Return numbers with their units: one, one after another (4泊5日) or the ends of a range."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return _written(_amounts(text, forms), manner)
    first, last = _amounts(found["first"], forms), _amounts(found["last"], forms)
    if len(first) != 1 or len(last) != 1 or first[0].unit not in ("", last[0].unit):
        return None
    if not _is_range(first[0], last[0]):
        return None
    written = _written(last, manner)
    return f"{_figures(first[0], manner)}–{written}" if written else None


def _is_range(first: _Amount, last: _Amount) -> bool:
    """Tell whether each end says all of itself: 2~3千 begins at 2,000, and 5,000~1万 does not begin at 50,000,000."""
    return first.value < last.value and first.scaled == last.scaled and first.scale >= last.scale


def _written(amounts: list[_Amount], manner: Manner) -> str | None:
    """Return numbers with their units; None without any, or where the language has no word for a unit."""
    if not amounts or any(one.unit and one.unit not in manner.units for one in amounts):
        return None
    return manner.gap.join(_figures(one, manner) + _unit(one, manner) for one in amounts)


def _unit(amount: _Amount, manner: Manner) -> str:
    if not amount.unit:
        return ""
    unit = manner.units[amount.unit].split("|")[0]
    if amount.value == 1:
        return manner.one.get(amount.unit, unit)
    return manner.after_scale + unit if amount.scaled and amount.value % manner.scales[-1][0] == 0 else unit


def _amounts(text: str, forms: _Forms) -> list[_Amount]:
    """Return the numbers of a text with their units, each another; none if anything of it is neither."""
    done, amounts = 0, list[_Amount]()
    while done < len(text):
        found = forms.amount.match(text, done)
        amount = _read(found, forms) if found else None
        if found is None or amount is None:
            return []
        amounts.append(amount)
        done = found.end()
    units = {one.unit for one in amounts if one.unit}
    return amounts if len(amounts) in (1, len(units)) else []


def _read(found: re.Match[str], forms: _Forms) -> _Amount | None:
    said = found["number"]
    value, scaled = number(said), bool(_SCALED.search(said))
    unit = _SYMBOLS.get(found["symbol"] or "") or forms.units.get((found["unit"] or "").strip().lower(), "")
    if value is None or (unit == "year" and value >= _A_YEAR and not scaled):
        return None
    if forms.unsure.fullmatch(found.group().strip()):
        return None
    return _Amount(round(value, _DECIMALS), scaled, bool(_SCALE.search(said)), unit)


def _figures(amount: _Amount, manner: Manner) -> str:
    """Return a number, with words for ten thousand or a million where the text has such."""
    value = amount.value
    if amount.scaled and manner.stacked and value == int(value):
        return "".join(_stack(int(value), manner))
    for scale, word in manner.scales if amount.scaled and not manner.stacked else ():
        if value >= scale and value * 1000 % scale == 0:
            return f"{value / scale:,.3f}".rstrip("0").rstrip(".") + word
    return f"{int(value):,}" if value == int(value) and value >= 0 else f"{value:,}"


def _stack(value: int, manner: Manner) -> Iterator[str]:
    for scale, word in manner.scales:
        part, value = divmod(value, scale)
        if part:
            yield f"{part:,}{word}{manner.after_scale if value else ''}"
    if value:
        yield f"{value:,}"


@cache
def _forms(own: Language, kind: ValueKind) -> _Forms:
    manner = table(own, Manner)
    units = {
        form.strip().lower(): unit
        for said in (manner.units, manner.one)
        for unit, forms in said.items()
        for form in forms.split("|")
        if unit in _COUNTED.get(kind, manner.units.keys() - _PERIODS - _MONEY - _SHARES)
    }
    return _Forms(units, _one_amount(units), re.compile(manner.unsure or r"(?!)"))


def _one_amount(units: Iterable[str]) -> re.Pattern[str]:
    unit = "|".join(re.escape(form) for form in sorted(units, key=len, reverse=True))
    symbol = "|".join(map(re.escape, sorted(_SYMBOLS, key=len, reverse=True)))
    return re.compile(rf"\s?(?P<symbol>{symbol})?\s?(?P<number>{_NUMBER})(?:\s?(?P<unit>(?i:{unit}))(?![A-Za-z]))?")


@cache
def _bounded() -> re.Pattern[str]:
    before, after = ("|".join(names.values()) for names in (_BEFORE, _AFTER))
    return re.compile(rf"(?:(?P<before>{before})\s?)?(?P<what>\S.*?)(?P<every>{_EVERY})?(?:\s?(?P<after>{after}))?")
