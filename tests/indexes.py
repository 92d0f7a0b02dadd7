"""Indexes of any documents, passages, vectors and terms: the one on disk, and the one that compares everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.builders import embedded, manifest
from tripqa.domain import Document, NameGroup, Passage
from tripqa.index.local import LocalIndex
from tripqa.index.memory import MemoryIndex, Searchable
from tripqa.index.publishing import add_generation, writing
from tripqa.index.vectors import EXACT_UP_TO
from tripqa.index.writing import Counts, writing_parts
from tripqa.manifest import Manifest
from tripqa.ports import PassageIndex
from tripqa.text.names import Names
from tripqa.text.passages import search_text

SPACE = "east-north"


@dataclass(frozen=True)
class Parts:
    """What an index is built of."""

    documents: Sequence[Document]
    passages: Sequence[Passage]
    found_by: Searchable
    groups: Sequence[NameGroup] = ()


Build = Callable[[Parts], PassageIndex]


def in_id_order(passages: Iterable[Passage]) -> list[Passage]:
    """Return passages as an index wants them."""
    return sorted(passages, key=lambda passage: passage.id)


def memory(made_of: Parts) -> MemoryIndex:
    """Build the index that compares everything."""
    about = manifest(made_of.documents, made_of.passages, space=SPACE, dimension=made_of.found_by.passages.shape[1])
    return MemoryIndex(about, made_of.documents, made_of.passages, made_of.found_by, made_of.groups)


def local(folder: Path, made_of: Parts, exact_up_to: int = EXACT_UP_TO) -> LocalIndex:
    """Build the index on disk; with more numbers than `exact_up_to` its vectors are skimmed."""
    about, found_by, names = memory(made_of).manifest, made_of.found_by, Names(made_of.groups)

    def write(aside: Path) -> Manifest:
        counts = Counts(about.passages, about.sentences, about.dimension)
        with writing_parts(aside, counts, exact_up_to=exact_up_to) as files:
            owners = {owner.id: owner for owner in made_of.documents}
            for owner in sorted(made_of.documents, key=lambda owner: f"{owner.id}:"):
                files.add_document(owner)
            for found, terms in zip(made_of.passages, found_by.terms, strict=True):
                owner = owners[found.document_id]
                files.add_passage(owner, found, terms, names.writings(search_text(owner, found)))
            files.add_vectors(embedded(found_by.passages), embedded(found_by.sentences))
            files.add_names(made_of.groups)
        return about

    with writing(folder):
        add_generation(folder, about.generation, write)
    return LocalIndex.open(folder, space=SPACE)
