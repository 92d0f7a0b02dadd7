"""What writing a value out takes of a language. Of the forms of a unit the first is written, all are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """How readers of a language write days, numbers and what is counted; {…} are filled in."""

    date: str  # {year} {month} {day} {weekday}: pieces as below, each empty where nobody has said it
    year: str
    month: str  # {number} or {name}
    day: str
    weekday: str
    weekday_alone: str
    weekdays: tuple[str, ...]  # from Monday on
    months: tuple[str, ...]
    scales: tuple[tuple[int, str], ...]  # the largest first
    stacked: bool  # 1億2,000万, not 120 million
    after_scale: str  # stands between a scale and a unit
    gap: str  # between two amounts that are one: 2 hours 30 minutes
    units: Mapping[str, str]  # forms by what is counted, with | between them, as they follow a number
    one: Mapping[str, str]  # the form behind 1, where it is another
    ordinals: Mapping[str, str]
    bounds: Mapping[str, str]  # what makes a value more or less than it is
    every: str
