"""Plain text: every character of the file is a character of the document, line ends and BOM included."""

from __future__ import annotations

from collections.abc import Iterator

from tripqa.readers.document import document_of
from tripqa.readers.documents import Found
from tripqa.readers.encodings import decode
from tripqa.readers.extract import Extract
from tripqa.readers.source import Source


def read_report(source: Source, start: int) -> Iterator[Found]:
    """Return the one document that a text file is, whatever the byte it is read from."""
    data = source.read_bytes()
    text, read_as = decode(data, str(source.path), language=source.about.language)
    extract = Extract(text, title="", headings=None, pages=(), read_as=read_as)
    yield Found(0, document_of(source, data, extract), read_as)
