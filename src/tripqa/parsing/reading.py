"""How files become documents: each format by its reader, within limits, and what costs much to parse only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from tripqa.errors import FileTooLarge
from tripqa.parsing import html, markdown, plain
from tripqa.parsing.beir import read_rows_from
from tripqa.parsing.document import one_document
from tripqa.parsing.documents import Read
from tripqa.parsing.encodings import decode
from tripqa.parsing.extract import Extract
from tripqa.parsing.extracts import Extracts
from tripqa.parsing.formats import NEW_FORM, check_format
from tripqa.parsing.limits import Limits
from tripqa.parsing.opening import read_file
from tripqa.parsing.source import Source
from tripqa.parsing.worker import Worker

ENDINGS = (
    *(".txt", ".md", ".html", ".htm", ".jsonl", ".csv", ".tsv"),
    *(".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".hwpx"),
)
TOLD = frozenset(NEW_FORM)  # not read, but told what to do with
_TELLING = 20_000_000  # bytes of a file of text that tell if it is another: to open any archive may take gigabytes
Text = Callable[[bytes, Source], Extract]
Decoded = Callable[[bytes, Source], tuple[str, str]]


class Reading:
    """What parses all formats, with a process that parses for some of them. To be closed when all has been read."""

    def __init__(self, limits: Limits, kept: Path | None = None, *, keeps: bool = True) -> None:
        self._limits, self._worker = limits, Worker(limits)
        self.extracts = Extracts(self._worker, kept, keeps=keeps)
        self._readers: Mapping[str, Read] = {
            ".txt": one_document(self._text(plain.extract)),
            ".md": one_document(self._marked_up(markdown.text_of, ".md")),
            ".html": one_document(self._marked_up(html.page_of, ".html")),
            ".htm": one_document(self._marked_up(html.page_of, ".html")),
            ".csv": one_document(self._rows),
            ".tsv": one_document(self._rows),
            ".jsonl": partial(read_rows_from, limits=limits),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.close()

    def reader(self, ending: str) -> Read:
        """Return the reader of the files that end so; of a format that is only told, one that says what to do."""
        return self._readers.get(ending) or one_document(self._parsed)

    def _text(self, extract: Text) -> Callable[[Source], tuple[bytes, Extract]]:
        def take(source: Source) -> tuple[bytes, Extract]:
            data = self._bytes(source)
            found = extract(data, source)
            if len(found.text) > self._limits.longest_text:
                raise FileTooLarge.of_text(self._limits.longest_text)
            return data, found

        return take

    def _marked_up(self, decoded: Decoded, ending: str) -> Callable[[Source], tuple[bytes, Extract]]:
        """Take files of text with marks: the encoding is told here, with the sidecar's word; they are parsed apart."""

        def take(source: Source) -> tuple[bytes, Extract]:
            data = self._bytes(source)
            text, read_as = decoded(data, source)
            return data, replace(self.extracts.of(text.encode(), ending), read_as=read_as)

        return take

    def _rows(self, source: Source) -> tuple[bytes, Extract]:
        """Take rows of values: decoded here, where the sidecar is known, and parsed apart."""
        data = self._bytes(source)
        text, read_as = decode(data, str(source.path), language=source.about.language)
        return data, replace(self.extracts.of(text.encode(), ".csv"), read_as=read_as)

    def _parsed(self, source: Source) -> tuple[bytes, Extract]:
        """Take a file that is looked at in the process that parses it, its format included."""
        data = read_file(source.path, source.corpus, self._limits)
        return data, self.extracts.of(data, _ending(source))

    def _bytes(self, source: Source) -> bytes:
        data = read_file(source.path, source.corpus, self._limits)
        check_format(data[:_TELLING], _ending(source))
        return data


def _ending(source: Source) -> str:
    return source.path.suffix.lower()
