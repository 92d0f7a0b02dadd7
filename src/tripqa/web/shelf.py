"""What there is to ask about: the documents, newest trip first, and the visits that a document reports on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tripqa.domain import Document, Section


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document without its text."""

    id: str
    title: str
    publisher: str
    language: str  # BCP 47
    trip: tuple[datetime.date, datetime.date] | None
    examples: Mapping[str, tuple[str, ...]]  # questions to start with, by language


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a trip, with the sections of that day's visits, earliest first."""

    date: datetime.date
    visits: tuple[Section, ...]


def shelve(documents: Iterable[Document]) -> list[Shelved]:
    """Return documents without their texts: newest trip first, those without one last, by title within."""
    shelf = [
        Shelved(found.id, found.title, found.publisher, found.language, found.trip, found.examples)
        for found in documents
    ]
    by_title = sorted(shelf, key=lambda one: (one.title, one.id))
    return sorted(by_title, key=lambda one: one.trip or _NEVER, reverse=True)


def timeline(sections: Sequence[Section]) -> list[Day]:
    """Return the days of the visits that sections report on, each visit once, by its outermost heading."""
    visits = [section for section in sections if section.visit and len(section.headings) == 1]
    by_time = sorted(visits, key=lambda one: (_date(one), _clock(one)))
    return [Day(date, tuple(found)) for date, found in groupby(by_time, key=_date)]


_NEVER = (datetime.date.min, datetime.date.min)


def _date(section: Section) -> datetime.date:
    return section.visit.date if section.visit else datetime.date.min


def _clock(section: Section) -> datetime.time:
    return (section.visit.start if section.visit else None) or datetime.time.min
