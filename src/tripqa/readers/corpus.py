"""A folder of reports -> documents, each format by its reader.

A `.toml` beside a report describes it and is never read as one. Nor are the questions and qrels beside a corpus.jsonl.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tripqa.domain import Document, NameGroup
from tripqa.errors import CorpusError
from tripqa.readers.aliases import FILE as ALIASES
from tripqa.readers.aliases import read_aliases, with_places
from tripqa.readers.beir import CORPUS, judges, read_rows
from tripqa.readers.plain import read_report
from tripqa.readers.sidecar import read_sidecar
from tripqa.readers.source import Source

Reader = Callable[[Source], Iterable[Document]]
READERS: Mapping[str, Reader] = {".txt": read_report, ".jsonl": read_rows}
FORMATS = " and ".join(READERS)
_SIDECAR = ".toml"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, by id, the names it knows, and the files that were passed over."""

    documents: tuple[Document, ...]
    names: tuple[NameGroup, ...]
    passed_over: tuple[str, ...]  # files of a format that no reader knows, relative to the folder


def read_corpus(folder: Path) -> Corpus:
    """Read every report below a folder. CorpusError names the file that cannot be used, or both of one id."""
    if not folder.is_dir():
        raise CorpusError(f"there is no corpus folder {folder}; put reports ({FORMATS}) there or set TRIPQA_CORPUS")
    files = _files(folder)
    reports = [file for file in files if file.suffix.lower() in READERS]
    aliases = folder / ALIASES
    _refuse_lone_sidecars([file for file in files if file != aliases], reports)
    documents = _by_id(chain.from_iterable(_read(file, folder) for file in reports))
    passed_over = [file for file in files if file.suffix.lower() not in (*READERS, _SIDECAR)]
    places = {frozenset(place.items()): place for id in sorted(documents) for place in documents[id].places}
    return Corpus(
        tuple(documents[id] for id in sorted(documents)),
        tuple(with_places(read_aliases(aliases), places.values(), aliases)),
        tuple(_shown(file.relative_to(folder)) for file in passed_over),
    )


def describe(file: Path, name: str) -> Source:
    """Return a file as readers take it, with what the sidecar beside it says."""
    return Source(file, name, read_sidecar(file.with_suffix(_SIDECAR)))


def _files(folder: Path) -> list[Path]:
    """Return what lies below a folder, without what is hidden and without the questions and qrels of a dataset."""
    try:
        files = [file for file in sorted(folder.rglob("*")) if file.is_file() and not _is_hidden(file, folder)]
    except OSError as error:
        raise CorpusError(f"{error.filename} cannot be read ({error.strerror}); give tripqa the right to") from error
    corpora = frozenset(file.parent for file in files if file.name == CORPUS)
    return [file for file in files if not judges(file, corpora)]


def _by_id(documents: Iterable[Document]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for document in documents:
        if other := found.get(document.id):
            raise CorpusError(
                f"{other.file} and {document.file} both have the id {document.id!r}; give one of them another `id` "
                "in a .toml beside it, or another `_id` in its line of a .jsonl"
            )
        found[document.id] = document
    return found


def _read(file: Path, folder: Path) -> Iterable[Document]:
    name = file.relative_to(folder).as_posix()
    if any(unicodedata.category(character) in ("Cs", "Cc") for character in name):
        raise CorpusError(f"the file name {name!r} is not text in Unicode; rename it")
    if not file.resolve().is_relative_to(folder.resolve()):
        raise CorpusError(f"{file} is a link that leads out of the corpus; copy the file into it instead")
    return READERS[file.suffix.lower()](describe(file, name))


def _refuse_lone_sidecars(files: list[Path], reports: list[Path]) -> None:
    described = {report.with_suffix(_SIDECAR) for report in reports}
    for file in files:
        if file.suffix.lower() == _SIDECAR and file not in described:
            raise CorpusError(
                f"{file} describes no report: it must be named like one beside it and end in .toml; rename or remove it"
            )


def _shown(path: Path) -> str:
    """Return a path as text that can be printed and sent, whatever bytes its name is made of."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)
