"""A folder of reports -> documents, each format by its reader.

A `.toml` beside a report describes it and is never read as one. Nor are the questions and qrels beside a corpus.jsonl.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tripqa.domain import Document, NameGroup
from tripqa.errors import CorpusError
from tripqa.readers.aliases import FILE as ALIASES
from tripqa.readers.aliases import read_aliases, with_places
from tripqa.readers.beir import CORPUS, judges, read_rows_from
from tripqa.readers.documents import DocumentPlace, Documents, Read
from tripqa.readers.plain import read_report
from tripqa.readers.sidecar import read_sidecar
from tripqa.readers.source import Source

READERS: Mapping[str, Read] = {".txt": read_report, ".jsonl": read_rows_from}
FORMATS = " and ".join(READERS)
_SIDECAR = ".toml"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, by id, the names it knows, and what of it is not searched."""

    documents: Sequence[Document]  # each is read when it is looked at
    names: tuple[NameGroup, ...]
    passed_over: tuple[str, ...]  # files of a format that no reader knows, relative to the folder
    without_text: Mapping[str, int]  # how many such documents a file has, where it has any


def read_corpus(folder: Path) -> Corpus:
    """Read every report below a folder. CorpusError names the file that cannot be used, or both of one id."""
    if not folder.is_dir():
        raise CorpusError(f"there is no corpus folder {folder}; put reports ({FORMATS}) there or set TRIPQA_CORPUS")
    files = _files(folder)
    reports = [file for file in files if file.suffix.lower() in READERS]
    aliases = folder / ALIASES
    _refuse_lone_sidecars([file for file in files if file != aliases], reports)
    passed_over = [file for file in files if file.suffix.lower() not in (*READERS, _SIDECAR)]
    scan = _Scan()
    for file in reports:
        scan.read(file, folder)
    return Corpus(
        Documents(scan.documents),
        tuple(with_places(read_aliases(aliases), scan.places(), aliases)),
        tuple(_shown(file.relative_to(folder)) for file in passed_over),
        scan.without_text,
    )


class _Scan:
    """What is kept of documents that were read once."""

    def __init__(self) -> None:
        self.documents: dict[str, DocumentPlace] = {}
        self.without_text: Counter[str] = Counter()
        self._places: dict[frozenset[tuple[str, str]], tuple[str, int, Mapping[str, str]]] = {}

    def read(self, file: Path, folder: Path) -> None:
        """Read the documents of a file; CorpusError if one has an id that another has."""
        source, read = _source(file, folder), READERS[file.suffix.lower()]
        for start, document in read(source, 0):
            if other := self.documents.get(document.id):
                raise CorpusError(
                    f"{other.source.name} and {document.file} both have the id {document.id!r}; give one of them "
                    "another `id` in a .toml beside it, or another `_id` in its line of a .jsonl"
                )
            self.documents[document.id] = DocumentPlace(read, source, start)
            if not document.text.strip():
                self.without_text[document.file] += 1
            for number, place in enumerate(document.places):
                key, found = frozenset(place.items()), (document.id, number, place)
                self._places[key] = min(self._places.get(key, found), found, key=lambda known: known[:2])

    def places(self) -> list[Mapping[str, str]]:
        """Return the places of all documents, each once, in the order of these."""
        return [place for *_, place in sorted(self._places.values(), key=lambda known: known[:2])]


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


def _source(file: Path, folder: Path) -> Source:
    name = file.relative_to(folder).as_posix()
    if any(unicodedata.category(character) in ("Cs", "Cc") for character in name):
        raise CorpusError(f"the file name {name!r} is not text in Unicode; rename it")
    if not file.resolve().is_relative_to(folder.resolve()):
        raise CorpusError(f"{file} is a link that leads out of the corpus; copy the file into it instead")
    return describe(file, name)


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
