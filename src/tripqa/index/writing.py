"""Writing what a generation holds beside its manifest, in passage-id order, without keeping what has been written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter

from tripqa.domain import Document, NameGroup, Passage
from tripqa.index import documents
from tripqa.index.generations import Generation
from tripqa.index.known import Embedded, KnownVectors, Stored
from tripqa.index.lexical import writing_rows
from tripqa.index.places import PlacesFile
from tripqa.index.records import RecordsFile
from tripqa.index.vectors import EXACT_UP_TO, add_vectors, map_vectors, write_skim
from tripqa.index.writings import ROWS, WritingsFile
from tripqa.text.names import Writing

PASSAGES, TERMS = "passages.jsonl", "terms.zip"
PASSAGE_VECTORS, SENTENCE_VECTORS, SKIM = "passages.f32", "sentences.f32", "passages.faiss"
PASSAGE_KEYS, SENTENCE_KEYS = "passages.keys", "sentences.keys"
PASSAGE = TypeAdapter(Passage)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a generation will hold."""

    passages: int
    sentences: int
    dimension: int


class Parts:
    """The parts of a generation that is being written."""

    def __init__(self, folder: Path, counts: Counts, open_files: ExitStack) -> None:
        def stream(name: str) -> BinaryIO:
            return open_files.enter_context((folder / name).open("wb"))

        self._places, self._folder = PlacesFile(counts.passages), folder
        self._documents = RecordsFile(stream(documents.FILE), documents.RECORD)
        self._passages = RecordsFile(stream(PASSAGES), PASSAGE)
        self._vectors, self._keys = stream(PASSAGE_VECTORS), stream(PASSAGE_KEYS)
        self._sentence_vectors, self._sentence_keys = stream(SENTENCE_VECTORS), stream(SENTENCE_KEYS)
        self._writings = WritingsFile(stream(ROWS))
        self._add_terms = open_files.enter_context(writing_rows(folder / TERMS))

    def add_document(self, document: Document) -> None:
        """Add a document; its passages come after it, and after those of the documents before it."""
        self._places.add_document(document, self._documents.add(document))

    def add_passage(
        self, document: Document, passage: Passage, terms: Collection[str], writings: Iterable[Writing]
    ) -> None:
        """Add a passage with the terms that it is found by, and how it writes names."""
        self._places.add_passage(document, passage, self._passages.add(passage))
        self._add_terms(terms)
        self._writings.add(writings)

    def add_vectors(self, passages: Embedded, sentences: Embedded) -> None:
        """Add vectors of passages, and of their sentences, behind those added before."""
        add_vectors(self._vectors, passages.vectors)
        add_vectors(self._sentence_vectors, sentences.vectors)
        self._keys.write(passages.keys.tobytes())
        self._sentence_keys.write(sentences.keys.tobytes())

    def add_names(self, groups: Iterable[NameGroup]) -> None:
        """Add the names that the corpus knows; to be called once, when all passages are added."""
        self._writings.write(self._folder, groups)

    def write_places(self) -> None:
        """Write the places of what was added; to be called once, when that is all."""
        self._places.write(self._folder)


@contextmanager
def writing_parts(folder: Path, counts: Counts, *, exact_up_to: int = EXACT_UP_TO) -> Iterator[Parts]:
    """Give what writes the parts of a generation; it is whole when the block has ended.

    Where the vectors of passages hold more than `exact_up_to` numbers they get an index that skims them.
    """
    with ExitStack() as open_files:
        parts = Parts(folder, counts, open_files)
        yield parts
    parts.write_places()
    if counts.passages * counts.dimension > exact_up_to:
        write_skim(map_vectors(folder / PASSAGE_VECTORS, counts.passages, counts.dimension), folder / SKIM)


def read_known(generation: Generation) -> KnownVectors:
    """Return the vectors of a generation by the texts that they are of."""
    passages = (Stored(PASSAGE_VECTORS, PASSAGE_KEYS), generation.manifest.passages)
    sentences = (Stored(SENTENCE_VECTORS, SENTENCE_KEYS), generation.manifest.sentences)
    return KnownVectors.read(generation, (passages, sentences))
