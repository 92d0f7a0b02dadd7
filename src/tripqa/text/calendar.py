"""How the languages name days, months, years and times: what each brings, put together as pieces of patterns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tripqa.languages.shapes import Calendar
from tripqa.languages.tables import any_word, longest_first, tables

_TOLD = tuple(tables(Calendar).values())


def _signs(each: Iterable[str]) -> str:
    return f"[{''.join(dict.fromkeys(sign for signs in each for sign in signs))}]"


def _any(each: Iterable[Sequence[str]]) -> str:
    return any_word(word for words in each for word in words)


def _either(each: Iterable[str]) -> str:
    return "|".join(filter(None, each))


YEAR, MONTH, DAY = (_signs(getattr(told, sign) for told in _TOLD) for sign in ("year", "month", "day"))
HOUR, MINUTE, HALF = (_signs(getattr(told, sign) for told in _TOLD) for sign in ("hour", "minute", "half"))
OCLOCK = _signs(told.oclock for told in _TOLD)

TO = _any(told.to for told in _TOLD)  # between the ends of a range
UNTIL = _any(told.until for told in _TOLD)  # behind the second
ALSO = _any(told.also for told in _TOLD)  # between two that are not the ends of one

BEFORE_NOON = frozenset(word for told in _TOLD for word in told.before_noon)
AFTER_NOON = frozenset(word for told in _TOLD for word in told.after_noon)
ABOUT_NOON = frozenset(word for told in _TOLD for word in told.about_noon)
NIGHT = frozenset(word for told in _TOLD for word in told.night)
MIDNIGHT_AT_TWELVE = frozenset(word for told in _TOLD for word in told.midnight_at_twelve)
HALF_DAY = _any((*told.before_noon, *told.after_noon, *told.about_noon, *told.night) for told in _TOLD)
NOON = _either(told.noon for told in _TOLD)
MIDNIGHT = _either(told.midnight for told in _TOLD)

_IN_BRACKETS = _either(told.weekday_in_brackets for told in _TOLD)
WEEKDAY = rf"(?:\s?\((?:{_IN_BRACKETS})\)(?:\(?祝\)?)?|\s?(?:{_either(told.weekday for told in _TOLD)}))"
WEEKDAY_ALONE = _either(told.weekday_alone for told in _TOLD)
WEEKDAY_BEFORE = f"(?:{_either(told.weekday_before for told in _TOLD)})?"
THIS_YEAR = _any(told.this_year for told in _TOLD)
PART_OF_MONTH = _any(told.part_of_month for told in _TOLD)

ERAS = tuple(era for told in _TOLD for era in told.eras)  # names, the year before its first, and its last
COUNTED_ERAS = _either(name for names, *_ in ERAS for name in names if len(name) > 1)
WESTERN = _any(told.western for told in _TOLD)
OTHER_ERAS = _any(told.other_eras for told in _TOLD)

_MONTHS = {
    name.lower(): number for told in _TOLD for number, names in enumerate(told.months, start=1) for name in names
}
_NAMES = [name for told in _TOLD for names in told.months for name in names]
_WORDS = [name for told in _TOLD for name in told.month_words]
MONTH_NAME = longest_first(_NAMES)  # as a text of documents has it
MONTH_IN_FULL = longest_first(names[0].lower() for told in _TOLD for names in told.months)
MONTH_TYPED = "|".join(  # in any case, but what may happen 5 times is no day
    (
        longest_first(name.lower() for name in _NAMES if name not in _WORDS),
        *(rf"(?-i:{name}|{name.upper()})|{name.lower()}(?=\.?\s*(?:[\d,.?]|\Z))" for name in _WORDS),
    )
)


def month_named(name: str) -> int:
    """Return the number of a month by one of its names."""
    return _MONTHS[name.lower()]
