"""Plain text: every character of the file is a character of the document, line ends and BOM included."""

from __future__ import annotations

from collections.abc import Iterator

from tripqa.domain import Document
from tripqa.errors import CorpusError
from tripqa.readers.document import document_of
from tripqa.readers.extract import Extract
from tripqa.readers.source import Source


def read_report(source: Source, start: int) -> Iterator[tuple[int, Document]]:
    """Return the one document that a text file is, whatever the byte it is read from."""
    data = source.read_bytes()
    text = read_plain(data, str(source.path))
    yield 0, document_of(source, data, Extract(text, title="", headings=None, pages=(), read_as="UTF-8"))


def read_plain(data: bytes, name: str) -> str:
    """Return the text of a UTF-8 file; CorpusError if it is in another encoding."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{name} is not UTF-8 (byte {error.start} is 0x{data[error.start]:02x}); save it as UTF-8 and try again"
        ) from error
