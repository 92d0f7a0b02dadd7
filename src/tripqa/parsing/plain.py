"""Plain text: every character of the file is a character of the document, line ends and BOM included."""

from __future__ import annotations

from tripqa.parsing.encodings import decode
from tripqa.parsing.extract import Extract
from tripqa.parsing.source import Source


def extract(data: bytes, source: Source) -> Extract:
    """Return the text of a file; FileDamaged if its encoding is not known."""
    text, read_as = decode(data, str(source.path), language=source.about.language)
    return Extract(text, title="", headings=None, pages=(), read_as=read_as)
