"""The file that a document was read from, as long as it is still that file, byte for byte."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from tripqa.domain import Document
from tripqa.errors import FileForbidden
from tripqa.parsing.opening import opened
from tripqa.remembering import remembering

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "text/plain",
        ".md": "text/markdown",
        ".csv": "text/csv",
        ".tsv": "text/tab-separated-values",
        ".html": "text/html",
        ".htm": "text/html",
        ".pdf": "application/pdf",
        ".docx": f"{_OFFICE}.wordprocessingml.document",
        ".pptx": f"{_OFFICE}.presentationml.presentation",
        ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
        ".odt": f"{_OPEN}.text",
        ".odp": f"{_OPEN}.presentation",
        ".ods": f"{_OPEN}.spreadsheet",
        ".hwpx": "application/hwp+zip",
    }
)
"""Of the formats of which a file is one document, by ending. Of a row of a .jsonl there is no file."""
_BLOCK = 1024 * 1024  # bytes
_MOST_KNOWN = 256  # files whose hash is remembered


class Gone(Exception):
    """The file was removed or changed since the document was read from it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What tells a file from itself after a change."""

    path: Path
    device: int
    inode: int
    size: int
    written: int  # nanoseconds
    changed: int

    @classmethod
    def of(cls, path: Path, found: os.stat_result) -> Seen:
        """Return a file with what the system says of it."""
        return cls(path, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class Original:
    """A file that is what its document was read from."""

    seen: Seen  # as it was when it was compared
    media_type: str  # with its charset where that is certain


class Originals:
    """The files of a corpus folder. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hash = remembering(self._hash_of, _MOST_KNOWN)

    def find(self, document: Document) -> Original:
        """Return the file of a document that has one; Gone if it is not what it was, or may no longer be read."""
        path = self._folder / document.file
        try:
            with opened(path, self._folder) as stream:
                found = os.fstat(stream.fileno())
        except FileForbidden as error:
            raise Gone from error
        seen = Seen.of(path, found)
        if self._hash(seen) != document.sha256:
            raise Gone
        return Original(seen, _media_type(document))

    @contextmanager
    def again(self, original: Original) -> Iterator[int]:
        """Open a file that was found, and yield its descriptor; Gone if it is another by now."""
        try:
            with opened(original.seen.path, self._folder) as stream:
                if not self.is_still(original, stream.fileno()):
                    raise Gone
                yield stream.fileno()
        except FileForbidden as error:
            raise Gone from error

    def is_still(self, original: Original, descriptor: int) -> bool:
        """Tell whether an open file is what was found, unchanged."""
        return Seen.of(original.seen.path, os.fstat(descriptor)) == original.seen

    def _hash_of(self, seen: Seen) -> str:
        with opened(seen.path, self._folder) as stream:
            digest = hashlib.sha256()
            while block := stream.read(_BLOCK):
                digest.update(block)
            if Seen.of(seen.path, os.fstat(stream.fileno())) != seen:
                raise Gone  # it changed meanwhile
            return digest.hexdigest()


def is_file(document: Document) -> bool:
    """Tell whether a document is a file of its own, and no row of one."""
    return ending_of(document.file) in MEDIA_TYPES


def ending_of(file: str) -> str:
    """Return the ending of a file's name, in small letters."""
    return PurePosixPath(file).suffix.lower()


def _media_type(document: Document) -> str:
    """Return the type of a document's file. Where its bytes are those of the text it is UTF-8; else it may not be."""
    media_type = MEDIA_TYPES[ending_of(document.file)]
    is_utf_8 = media_type.startswith("text/") and document.sha256 == document.text_sha256
    return f"{media_type}; charset=utf-8" if is_utf_8 else media_type
