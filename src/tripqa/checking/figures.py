"""Whether the numbers, days and times of a statement stand in the quotes that it cites, however they are written.

A number that may be read in two ways (25日, 113年) stands there if one of them does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tripqa.checking.days import Day, completed, find_days
from tripqa.checking.quantities import Quantity, find_quantities
from tripqa.checking.times import Time, find_times
from tripqa.domain import Span
from tripqa.languages.shapes import Statements
from tripqa.languages.tables import tables
from tripqa.text import eras

_TAKEN = "\ue000"  # stands for a character that is a part of something else already
_YEARS = range(1000, 2100)
_DAY_SIGNS, _YEAR_SIGNS = frozenset("日일號号"), frozenset("年년")


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What a statement says and no quote does, where it stands in the statement."""

    kind: Literal["number", "date"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The days, times and quantities of a text."""

    days: tuple[Day, ...]
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    each: bool  # it says something of each, or of one

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return where they stand."""
        read = (one for one in self.quantities if one.sure or not one.unread)
        found: tuple[Day | Time | Quantity, ...] = (*self.days, *self.times, *read)
        return tuple((one.start, one.end) for one in found)


def find_figures(text: str, names: Iterable[Span] = ()) -> Figures:
    """Return the figures of a folded text, without those in names: Terminal 1."""
    left = without(text, names)
    days = tuple(find_days(left))
    left = without(left, ((day.start, day.end) for day in days))
    times = tuple(find_times(left))
    left = without(left, ((one.start, one.end) for one in times))
    return Figures(days, times, tuple(find_quantities(left)), _each().search(text) is not None)


def without(text: str, spans: Iterable[Span]) -> str:
    """Return a text with what stands at some places blotted out, as long as it was."""
    left = list(text)
    for start, end in spans:
        left[start:end] = _TAKEN * (end - start)
    return "".join(left)


def unsaid(said: Figures, quotes: Sequence[Figures]) -> Iterator[Unsaid]:
    """Yield what stands in no quote of the figures of a statement."""
    stated = _Stated(quotes)
    for day in said.days:
        if not stated.has_day(day):
            yield Unsaid("date", day.start, day.end)
    for one in said.times:
        if not stated.has_time(one):
            yield Unsaid("date", one.start, one.end)
    for quantity in said.quantities:
        if quantity.sure and not stated.has(quantity):
            yield Unsaid("date" if _is_year(quantity) else "number", quantity.start, quantity.end)


def _is_year(quantity: Quantity) -> bool:
    return quantity.value in _YEARS and (not quantity.bare or quantity.bare in _YEAR_SIGNS)


class _Stated:
    """What quotes say together: one may name the year of a day in another."""

    def __init__(self, quotes: Sequence[Figures]) -> None:
        self._days = [day for quote in quotes for day in completed(iter(quote.days))]
        self._times = frozenset(minutes for quote in quotes for one in quote.times for minutes in one.minutes)
        self._each = any(quote.each for quote in quotes)
        self._quantities = [one for quote in quotes for one in quote.quantities]
        self._keys = frozenset(key for one in self._quantities for key in one.told())
        self._alone = frozenset(one.value for one in self._quantities if one.bare in _DAY_SIGNS)
        self._years = frozenset(year for day in self._days for year in day.years)
        self._years |= frozenset(year for one in self._quantities for year in _possible_years(one))
        self._weekdays = frozenset(day.weekday for day in self._days if day.weekday is not None)
        self._weekdays |= frozenset(found for day in self._days for found in self._by_calendar(day))

    def has_time(self, one: Time) -> bool:
        return bool(one.minutes & self._times)

    def has_day(self, day: Day) -> bool:
        if day.month is None and day.day is None:
            return self._has_year(day.years) and (day.weekday is None or day.weekday in self._weekdays)
        alike = [one for one in self._days if self._is_alike(day, one)]
        alike = [one for one in alike if not day.years or (day.years & (one.years or self._years))]
        return any(self._falls_on(day, one) for one in alike)

    def _is_alike(self, said: Day, stated: Day) -> bool:
        """Tell whether a quote names a day, or its month and, somewhere else, a day alone: 10月23日から、… 25日に."""
        same_day = said.day is None or said.day == stated.day or said.day in self._alone
        return same_day and (said.month is None or said.month == stated.month)

    def has(self, quantity: Quantity) -> bool:
        if quantity.value == 1 and self._each:
            return True
        if not self._keys.isdisjoint(quantity.wanted()):
            return True
        if quantity.rough and any(quantity.rounds(one) for one in self._quantities):
            return True
        if _possible_years(quantity) and self._has_year(_possible_years(quantity)):
            return True
        of_month = quantity.bare in _DAY_SIGNS or quantity.bare in {"th", "st", "nd", "rd"}
        return of_month and any(one.day == quantity.value for one in self._days)

    def _has_year(self, years: frozenset[int]) -> bool:
        return not years or bool(years & self._years)

    def _falls_on(self, day: Day, stated: Day) -> bool:
        """Tell whether the day of the week that is said is the one that a quote, or the calendar, has for it."""
        told = stated.weekday if day.day in (None, stated.day) else None
        if day.weekday is None or day.weekday == told:
            return True
        full = replace(stated, years=day.years or stated.years or self._years, day=day.day or stated.day)
        return told is None and day.weekday in full.weekdays

    def _by_calendar(self, day: Day) -> frozenset[int]:
        return replace(day, years=day.years or self._years).weekdays


def _possible_years(quantity: Quantity) -> frozenset[int]:
    """Return the years that a number may be: 2025, 113年."""
    if not 0 < quantity.value < _YEARS.stop or quantity.value != int(quantity.value):
        return frozenset()
    if quantity.value in _YEARS and (not quantity.bare or quantity.bare in _YEAR_SIGNS):
        return frozenset([int(quantity.value)])
    return frozenset(eras.possible(int(quantity.value))) if quantity.bare in _YEAR_SIGNS else frozenset()


@cache
def _each() -> re.Pattern[str]:
    return re.compile("|".join(said.each for said in tables(Statements).values()))
