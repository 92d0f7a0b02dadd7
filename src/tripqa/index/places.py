"""What an index knows of every passage without reading it: a row of numbers each, and what these stand for.

With it a passage is found by its id and told whether a filter lets it through, in 48 bytes for each: ROW, and
where its sentences end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from tripqa.domain import EVERYTHING, Document, Filter, Passage
from tripqa.errors import IndexDamaged
from tripqa.index.best import Mask, Rows
from tripqa.index.filtering import days_of, plain_heading, same_language

ROW = np.dtype(
    [
        ("document", "<u4"),  # its number
        ("section", "<u4"),  # the number of the headings above it
        ("start", "<u4"),
        ("end", "<u4"),
        ("first_day", "<i4"),  # proleptic ordinals, as in days_of; a passage without any has _NO_DAYS
        ("last_day", "<i4"),
        ("record", "<u8"),  # where it begins in the file of passages
        ("sentence", "<u8"),  # the row of its first sentence
    ]
)
T = TypeVar("T")
_NO_DAYS = (-1, np.iinfo(np.int32).max)  # which no filter with a bound lets through
_ROWS, _LABELS = "places.rows", "labels.json"


@dataclass(frozen=True, slots=True)
class _Labels:
    """What numbers stand for. Documents come in the order of the ids of their passages."""

    documents: list[str]
    languages: list[str]
    records: list[int]  # where each document begins in the file of documents
    sections: list[tuple[str, ...]]


_ADAPTER = TypeAdapter(_Labels)


class Places:
    """The places of passages, a row each, in passage-id order."""

    def __init__(self, rows: NDArray[Any], labels: _Labels, sentences: int) -> None:
        self._rows, self._labels = rows, labels
        self._numbers = {id: number for number, id in enumerate(labels.documents)}
        self.sentence_bounds = np.append(rows["sentence"], sentences).astype(np.int64)

    @classmethod
    def read(cls, folder: Path, sentences: int) -> Places:
        """Read what `PlacesFile` has written; IndexDamaged if it cannot be."""
        try:
            rows = np.frombuffer((folder / _ROWS).read_bytes(), ROW)
            labels = _ADAPTER.validate_json((folder / _LABELS).read_bytes())
        except (OSError, ValueError) as error:
            raise IndexDamaged(folder / _ROWS, "cannot be read") from error
        return cls(rows, labels, sentences)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def documents(self) -> list[str]:
        """Return the ids of all documents, in order."""
        return sorted(self._labels.documents)

    def passages_of(self, documents: Collection[str]) -> Mask:
        """Tell of each passage whether it is one of these documents'."""
        found: Mask = _in(self._labels.documents, documents.__contains__)[self._rows["document"]]
        return found

    @property
    def first_passages(self) -> Rows:
        """Return the number of the first passage of each document that has any."""
        found: Rows = np.unique(self._rows["document"], return_index=True)[1]
        return found

    def document(self, id: str) -> int | None:
        """Return where the record of a document begins; None if there is no such document."""
        number = self._numbers.get(id)
        return None if number is None else self._labels.records[number]

    def passage(self, number: int) -> int:
        """Return where the record of the passage with that number begins."""
        return int(self._rows["record"][number])

    def numbers_of(self, document_id: str) -> Rows:
        """Return the numbers of a document's passages, in reading order."""
        if document_id not in self._numbers:
            return np.empty(0, np.int64)
        rows: Rows = np.flatnonzero(self._rows["document"] == self._numbers[document_id])
        return rows[np.argsort(self._rows["start"][rows], kind="stable")]

    def number(self, passage_id: str) -> int | None:
        """Return the number of a passage; None if there is no such passage."""
        document, _, span = passage_id.rpartition(":")
        if document not in self._numbers:
            return None
        first, last = np.searchsorted(self._rows["document"], [self._numbers[document], self._numbers[document] + 1])
        rows = self._rows[first:last]
        found = [first + i for i, row in enumerate(rows) if f"{row['start']}-{row['end']}" == span]
        return int(found[0]) if found else None

    def through(self, where: Filter) -> Mask | None:
        """Tell of each passage whether a filter lets it through, as filtering.passes does; None if all are."""
        if where == EVERYTHING:
            return None
        rows, labels = self._rows, self._labels
        found = np.ones(len(rows), np.bool_)
        if where.documents is not None:
            found &= self.passages_of(set(where.documents))
        if (language := where.language) is not None:
            found &= _in(labels.languages, lambda other: same_language(other, language))[rows["document"]]
        if where.section is not None:
            wanted = plain_heading(where.section)
            found &= _in(labels.sections, lambda names: wanted in map(plain_heading, names))[rows["section"]]
        if where.since is not None:
            found &= rows["first_day"] >= where.since.toordinal()
        if where.until is not None:
            found &= rows["last_day"] <= where.until.toordinal()
        return None if found.all() else found


class PlacesFile:
    """Gathers the places of passages, which are added in passage-id order, each after its document."""

    def __init__(self, passages: int) -> None:
        self._rows, self._count, self._sentence = np.zeros(passages, ROW), 0, 0
        self._documents: dict[str, int] = {}
        self._sections: dict[tuple[str, ...], int] = {}
        self._languages: list[str] = []
        self._records: list[int] = []

    def add_document(self, document: Document, record: int) -> None:
        """Add a document that begins at that byte of its file."""
        self._documents[document.id] = len(self._documents)
        self._languages.append(document.language)
        self._records.append(record)

    def add_passage(self, document: Document, passage: Passage, record: int) -> None:
        """Add a passage of a document, which begins at that byte of its file."""
        days = days_of(document, passage)
        self._rows[self._count] = (
            self._documents[document.id],
            self._sections.setdefault(passage.section, len(self._sections)),
            passage.start,
            passage.end,
            *((days[0].toordinal(), days[1].toordinal()) if days else _NO_DAYS),
            record,
            self._sentence,
        )
        self._count += 1
        self._sentence += len(passage.sentences)

    def write(self, folder: Path) -> None:
        """Write what was added."""
        labels = _Labels([*self._documents], self._languages, self._records, [*self._sections])
        (folder / _ROWS).write_bytes(self._rows.data)
        (folder / _LABELS).write_bytes(_ADAPTER.dump_json(labels))


def _in(labels: list[T], passes: Callable[[T], bool]) -> Mask:
    return np.fromiter(map(passes, labels), np.bool_, len(labels))
