"""The documents of a corpus, each read when it is looked at: only their ids are kept, and where each begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from tripqa.domain import Document
from tripqa.errors import CorpusError
from tripqa.parsing.source import Source
from tripqa.ports import Documents as Earlier


@dataclass(frozen=True, slots=True)
class Found:
    """A document as a reader finds it in a file."""

    start: int  # the byte of the file at which it begins
    document: Document
    remarks: tuple[str, ...]  # what an operator should know of how it was read


Read = Callable[[Source, int], Iterator[Found]]
"""Give the documents of a file from a byte on, one at a time."""


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """Where a document is read from."""

    read: Read
    source: Source
    start: int

    def document(self, id: str) -> Document:
        """Read the document of that id; CorpusError if it is no longer there, or may no longer be read."""
        try:
            found = next(self.read(self.source, self.start)).document
        except (CorpusError, StopIteration) as error:
            if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, FileNotFoundError):
                raise  # it could not be read at all, which says nothing of what it holds
            raise self._changed() from error
        if found.id != id:
            raise self._changed()
        return found

    @property
    def file(self) -> str:
        """Return the file, relative to the corpus folder."""
        return self.source.name

    def _changed(self) -> CorpusError:
        return CorpusError(f"{self.source.path} has changed while it was read; run `tripqa ingest` again")


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A document of a file that can no longer be used, as an index has it."""

    earlier: Earlier
    file: str  # relative to the corpus folder

    def document(self, id: str) -> Document:
        """Return the document of that id."""
        return self.earlier.document(id)


Place = DocumentPlace | KeptPlace


class Documents(Sequence[Document]):
    """Documents by id. Whoever goes over them reads their files again."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = dict(sorted(places.items()))
        self._ids = list(self._places)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, number: int) -> Document: ...
    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...
    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        if isinstance(number, slice):
            return [self._places[id].document(id) for id in self._ids[number]]
        id = self._ids[number]
        return self._places[id].document(id)
