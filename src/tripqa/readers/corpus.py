"""A folder of reports -> documents. A `.toml` beside a report describes it and is never read as one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tripqa.domain import Document
from tripqa.errors import CorpusError
from tripqa.readers.plain import read_plain
from tripqa.readers.sidecar import DOCUMENT_ID, Sidecar, read_sidecar
from tripqa.text.language import find_language

READERS: Mapping[str, Callable[[bytes, str], str]] = {".txt": read_plain}
_SIDECAR = ".toml"
_ENOUGH = 2000  # characters that tell a document's language


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, by id, and the files that were passed over."""

    documents: tuple[Document, ...]
    passed_over: tuple[str, ...]  # files of a format that no reader knows, relative to the folder


def read_corpus(folder: Path) -> Corpus:
    """Read every report below a folder. CorpusError names the file that cannot be used, or both of one id."""
    if not folder.is_dir():
        raise CorpusError(f"there is no corpus folder {folder}; put reports (.txt) there or set TRIPQA_CORPUS")
    try:
        files = [file for file in sorted(folder.rglob("*")) if file.is_file() and not _is_hidden(file, folder)]
    except OSError as error:
        raise CorpusError(f"{error.filename} cannot be read ({error.strerror}); give tripqa the right to") from error
    reports = [file for file in files if file.suffix.lower() in READERS]
    _refuse_lone_sidecars(files, reports)
    documents: dict[str, Document] = {}
    for file in reports:
        document = _read(file, folder)
        if other := documents.get(document.id):
            raise CorpusError(
                f"{other.file} and {document.file} both have the id {document.id!r}; give one of them another `id` "
                "in a .toml beside it"
            )
        documents[document.id] = document
    passed_over = [file for file in files if file not in reports and file.suffix.lower() != _SIDECAR]
    return Corpus(
        tuple(documents[id] for id in sorted(documents)),
        tuple(_shown(file.relative_to(folder)) for file in passed_over),
    )


def document_id(path: PurePosixPath) -> str:
    """Return an id for a file without one of its own: its path without the ending.

    A path that is not an id as it stands loses what ids may not hold and gets eight digits of its hash.
    """
    stem = str(path.with_suffix(""))
    if DOCUMENT_ID.fullmatch(stem):
        return stem
    slug = re.sub(r"[^a-z0-9._]+", "-", stem.lower()).strip("-._") or "document"
    return f"{slug}-{hashlib.sha256(stem.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


def _read(file: Path, folder: Path) -> Document:
    name = file.relative_to(folder)
    if any(unicodedata.category(character) in ("Cs", "Cc") for character in name.as_posix()):
        raise CorpusError(f"the file name {name.as_posix()!r} is not text in Unicode; rename it")
    if not file.resolve().is_relative_to(folder.resolve()):
        raise CorpusError(f"{file} is a link that leads out of the corpus; copy the file into it instead")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CorpusError(f"{file} cannot be read ({error.strerror}); give tripqa the right to") from error
    text = READERS[file.suffix.lower()](data, str(file))
    about: Sidecar = read_sidecar(file.with_suffix(_SIDECAR))
    return Document(
        id=about.id or document_id(PurePosixPath(name.as_posix())),
        title=about.title or name.stem,
        publisher=about.publisher,
        url=about.url or None,
        language=about.language or find_language(text[:_ENOUGH]),
        trip=(about.trip.start, about.trip.end) if about.trip else None,
        places=tuple(about.places),
        examples={language: tuple(questions) for language, questions in about.examples.items()},
        file=name.as_posix(),
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


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
