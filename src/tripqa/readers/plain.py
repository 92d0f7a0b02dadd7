"""Plain text: every character of the file is a character of the document, line ends and BOM included."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from tripqa.domain import Document
from tripqa.errors import CorpusError
from tripqa.readers.ids import document_id
from tripqa.readers.source import Source
from tripqa.text.language import find_language

_ENOUGH = 2000  # characters that tell a document's language


def read_report(source: Source, start: int) -> Iterator[tuple[int, Document]]:
    """Return the one document that a text file is, whatever the byte it is read from."""
    data = source.read_bytes()
    text = read_plain(data, str(source.path))
    path, about = PurePosixPath(source.name), source.about
    report = Document(
        id=about.id or document_id(path),
        title=about.title or path.stem,
        publisher=about.publisher,
        url=about.url or None,
        language=about.language or find_language(text[:_ENOUGH]),
        trip=(about.trip.start, about.trip.end) if about.trip else None,
        places=tuple(about.places),
        examples={language: tuple(questions) for language, questions in about.examples.items()},
        file=source.name,
        text=text,
        headings=None,
        pages=(),
        sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    yield 0, report


def read_plain(data: bytes, name: str) -> str:
    """Return the text of a UTF-8 file; CorpusError if it is in another encoding."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{name} is not UTF-8 (byte {error.start} is 0x{data[error.start]:02x}); save it as UTF-8 and try again"
        ) from error
