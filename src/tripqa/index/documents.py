"""The documents of a generation, without what they are found by: to check a quote no encoder has to be named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from tripqa.domain import Document
from tripqa.errors import NotFound
from tripqa.index.generations import Generation, read_current
from tripqa.index.places import Places
from tripqa.index.records import Records
from tripqa.manifest import Manifest

FILE, RECORD = "documents.jsonl", TypeAdapter(Document)
_REMEMBERED = 256


class LocalDocuments:
    """The documents of one generation on disk, each read when it is looked at."""

    def __init__(self, generation: Generation, places: Places) -> None:
        self.manifest: Manifest = generation.manifest
        self._records, self._places = Records(generation.folder / FILE, RECORD, _REMEMBERED), places

    @classmethod
    def open(cls, index: Path) -> LocalDocuments:
        """Open those of the current generation, whatever encoder it was built with."""
        return read_current(index, cls.read)

    @classmethod
    def read(cls, generation: Generation) -> LocalDocuments:
        """Read those of a generation; IndexDamaged if it is not whole."""
        return cls(generation, Places.read(generation.folder, generation.manifest.sentences))

    def ids(self) -> Sequence[str]:
        """Return the id of every document, in order."""
        return self._places.documents

    def documents(self) -> Iterator[Document]:
        """Return every document, by id, one at a time."""
        return map(self.document, self.ids())

    def document(self, document_id: str) -> Document:
        """Return that document; NotFound if there is none."""
        record = self._places.document(document_id)
        if record is None:
            raise NotFound("document", document_id)
        return self._records.at(record)
