"""What there is to ask about: the documents, newest trip first, and the visits that a document reports on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import PurePosixPath

from tripqa.domain import Document, Section, Translation


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document without its text."""

    id: str
    title: str
    publisher: str
    language: str  # BCP 47
    trip: tuple[datetime.date, datetime.date] | None
    examples: Mapping[str, tuple[str, ...]]  # questions to start with, by language
    file: str  # relative to the corpus folder
    places: tuple[Mapping[str, str], ...]  # each place by language
    translations: Mapping[str, Translation]  # of what is said of it, by language

    @property
    def years(self) -> range:
        """Return the years of its trip."""
        return range(self.trip[0].year, self.trip[1].year + 1) if self.trip else range(0)

    @property
    def file_name(self) -> str:
        """Return the name of its file without folders."""
        return PurePosixPath(self.file).name

    @property
    def format(self) -> str:
        """Return what its file's name says that it is: PDF, TXT; empty where it says nothing."""
        return PurePosixPath(self.file).suffix[1:].upper()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents of a list are shown, and in which order. What is empty does not matter."""

    year: str = ""
    place: str = ""  # in any language
    publisher: str = ""
    oldest: bool = False  # first; else the newest

    @property
    def values(self) -> list[tuple[str, str | None]]:
        """Return what an address says of it."""
        given = [("year", self.year), ("place", self.place), ("publisher", self.publisher)]
        return [*given, ("sort", "oldest" if self.oldest else None)]

    def of(self, shelf: Sequence[Shelved]) -> list[Shelved]:
        """Return what is wanted of documents that come newest first; those without a trip stay last."""
        shown = [one for one in shelf if self._lets_through(one)]
        return sorted(shown, key=lambda one: one.trip or _LAST) if self.oldest else shown

    def _lets_through(self, one: Shelved) -> bool:
        year = not self.year or self.year in map(str, one.years)
        place = not self.place or any(self.place in place.values() for place in one.places)
        return year and place and self.publisher in ("", one.publisher)


@dataclass(frozen=True, slots=True)
class Choices:
    """What documents can be told apart by, each once, in order."""

    years: list[str]  # the newest first
    places: list[str]  # in a reader's language, if they have a name in it
    publishers: list[str]

    @classmethod
    def among(cls, shelf: Sequence[Shelved], language: str) -> Choices:
        """Return what there is to choose among these documents."""
        places = {name for one in shelf for place in one.places if (name := _name_in(language, place))}
        return cls(
            sorted({str(year) for one in shelf for year in one.years}, reverse=True),
            sorted(places),
            sorted({one.publisher for one in shelf if one.publisher}),
        )


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a trip, with the sections of that day's visits, earliest first."""

    date: datetime.date
    visits: tuple[Section, ...]


def shelve(documents: Iterable[Document]) -> list[Shelved]:
    """Return documents without their texts: newest trip first, those without one last, by title within."""
    shelf = [
        Shelved(
            found.id,
            found.title,
            found.publisher,
            found.language,
            found.trip,
            found.examples,
            found.file,
            found.places,
            found.translations,
        )
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
_LAST = (datetime.date.max, datetime.date.max)


def _name_in(language: str, place: Mapping[str, str]) -> str:
    near = (name for tag, name in place.items() if tag.split("-")[0] == language.split("-")[0])  # zh-Hant for zh-Hans
    return place.get(language) or next(chain(near, place.values()), "")


def _date(section: Section) -> datetime.date:
    return section.visit.date if section.visit else datetime.date.min


def _clock(section: Section) -> datetime.time:
    return (section.visit.start if section.visit else None) or datetime.time.min
