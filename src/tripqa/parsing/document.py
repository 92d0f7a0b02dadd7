"""A file that is one document: what its format says of it, what the sidecar beside it says, and its hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from tripqa.domain import Document, Heading, Translation
from tripqa.errors import FileWithoutText, UnreadableFile
from tripqa.parsing.documents import Found, Read
from tripqa.parsing.encodings import ASSUMED
from tripqa.parsing.extract import Extract
from tripqa.parsing.ids import document_id
from tripqa.parsing.limits import LONGEST_TITLE
from tripqa.parsing.source import Source
from tripqa.text.language import find_language
from tripqa.text.seen import has_text

_ENOUGH = 2000  # characters that tell a document's language


def one_document(take: Callable[[Source], tuple[bytes, Extract]]) -> Read:
    """Return the reader of files that are one document each, whatever the byte they are read from.

    `take` returns the bytes of a file and its extract; an UnreadableFile that it raises is given the file's name.
    """

    def read(source: Source, start: int) -> Iterator[Found]:
        try:
            data, found = take(source)
            if not has_text(found.text):
                raise FileWithoutText("holds nothing but white space; save the report with its text, or take it out")
        except UnreadableFile as error:
            raise error.of(source.path) from error.__cause__
        assumed = (f"read as {found.read_as}",) if found.read_as.endswith(ASSUMED) else ()
        yield Found(0, document_of(source, data, found), (*assumed, *found.remarks))

    return read


def document_of(source: Source, data: bytes, extract: Extract) -> Document:
    """Return the document of a file, from its bytes and what was taken out of them; the sidecar's word goes first."""
    path, about = PurePosixPath(source.name), source.about
    return Document(
        id=about.id or document_id(path),
        title=about.title or _if_short(extract.title) or path.stem,
        publisher=about.publisher,
        url=about.url or None,
        language=about.language or extract.language or find_language(extract.text[:_ENOUGH]),
        trip=(about.trip.start, about.trip.end)
        if about.trip
        else (extract.date, extract.date)
        if extract.date
        else None,
        places=tuple(about.places),
        examples={language: tuple(questions) for language, questions in about.examples.items()},
        file=source.name,
        text=extract.text,
        headings=extract.headings and tuple(filter(_is_short, extract.headings)),
        pages=extract.pages,
        sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=hashlib.sha256(extract.text.encode()).hexdigest(),
        tables=extract.tables,
        translations={
            language: Translation(said.title, said.publisher, dict(said.headings))
            for language, said in about.translations.items()
        },
    )


def _is_short(heading: Heading) -> bool:
    """Tell whether a heading can be one: each passage below it shows it."""
    return heading.end - heading.start <= LONGEST_TITLE


def _if_short(title: str) -> str:
    """Return the title that a format gives, but no text that has slipped into its place."""
    return title if len(title) <= LONGEST_TITLE else ""
