"""BEIR form (Thakur et al., 2021): a `.jsonl` of documents, `{"_id", "title", "text"}` on each line.

The text of a row is the text of its document, character for character. Its title is what stands above the text: it is
read together with it when the document is searched, and never quoted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tripqa.domain import Document
from tripqa.errors import CorpusError, FileTooLarge
from tripqa.parsing.documents import Found
from tripqa.parsing.ids import legal_id
from tripqa.parsing.json_lines import JsonLine, json_lines
from tripqa.parsing.limits import LONGEST_ID, LONGEST_TAG, LONGEST_TITLE, Limits
from tripqa.parsing.sidecar import TAG
from tripqa.parsing.source import Source
from tripqa.text.language import find_language

CORPUS, QUESTIONS, QRELS = "corpus.jsonl", "queries.jsonl", "qrels"
_ENOUGH = 2000  # characters that tell a document's language
_OF_ONE = {
    "id": "`_id`",
    "title": "`title`",
    "examples": None,
    "translations": None,
}  # what a sidecar cannot say of many, and where it is said


def read_rows(source: Source) -> Iterator[Document]:
    """Return a document for each row, one at a time. CorpusError names the line that cannot be used.

    The file may be a link to anywhere: this is for datasets, which somebody named.
    """
    return (found.document for found in _found(source, json_lines(source.path)))


def read_rows_from(source: Source, start: int, limits: Limits) -> Iterator[Found]:
    """Return a document for each row from a byte on; FileTooLarge if the text of one is."""
    rows = json_lines(source.path, start, folder=source.corpus, longest=limits.longest_line)
    for found in _found(source, rows):
        if len(found.document.text) > limits.longest_text:
            raise FileTooLarge.of_text(limits.longest_text).of(f"{source.path}, row {found.document.id!r},")
        yield found


def documents_of(rows: Iterable[JsonLine]) -> Iterator[tuple[str, JsonLine]]:
    """Return rows, each with the id that its document has with us."""
    seen: set[str] = set()
    for row in identified(rows):
        id = legal_id(row.name("_id"))
        if id in seen:  # eight digits of a hash tell a hundred thousand names apart, not a million
            raise row.wrong(
                f"has an '_id' that becomes {id!r}, as one above does; give it one of a-z, 0-9, dots, dashes"
            )
        seen.add(id)
        yield id, row


def identified(rows: Iterable[JsonLine]) -> Iterator[JsonLine]:
    """Return rows, each checked to have an `_id` that no other has."""
    seen: set[str] = set()
    for row in rows:
        name = row.name("_id", longest=LONGEST_ID)
        if not name.strip():
            raise row.wrong("has an empty '_id'")
        if name in seen:
            raise row.wrong(f"has the '_id' {name!r}, as a line above has")
        seen.add(name)
        yield row


def language_of(row: JsonLine) -> str | None:
    """Return the `lang` of a row, if it has one."""
    given = row.text("lang", default="", longest=LONGEST_TAG)
    if given and not re.fullmatch(TAG, given):
        raise row.wrong(f"has the 'lang' {given!r}, which is no language tag such as ja or zh-Hant")
    return given or None


def file_of(folder: Path, name: str) -> Path:
    """Return a file of a dataset, or where it lies compressed."""
    file = folder / name
    return packed if not file.is_file() and (packed := folder / f"{name}.gz").is_file() else file


def judges(file: Path, corpora: frozenset[Path]) -> bool:
    """Tell whether a file holds the questions or the qrels of a dataset, by the folders that have a corpus.jsonl."""
    return any(
        place.parent in corpora and (place.name == QUESTIONS or place.name.startswith(QRELS))
        for place in (file, *file.parents)
    )


def _found(source: Source, rows: Iterable[JsonLine]) -> Iterator[Found]:
    _refuse_what_is_of_one(source)
    for id, row in documents_of(rows):
        yield Found(row.start, _document(id, row, source), ())


def _document(id: str, row: JsonLine, source: Source) -> Document:
    text, about = row.text("text"), source.about
    return Document(
        id=id,
        title=row.text("title", default="", longest=LONGEST_TITLE),
        publisher=about.publisher,
        url=about.url or None,
        language=language_of(row) or about.language or find_language(text[:_ENOUGH]),
        trip=(about.trip.start, about.trip.end) if about.trip else None,
        places=tuple(about.places),
        examples={},
        file=source.name,
        text=text,
        headings=None,
        pages=(),
        sha256=hashlib.sha256(row.data).hexdigest(),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _refuse_what_is_of_one(source: Source) -> None:
    for key, place in _OF_ONE.items():
        if key in source.about.model_fields_set:
            advice = f"each line has its own {place}" if place else "the file holds many"
            raise CorpusError(
                f"{source.path.with_suffix('.toml')}: {key!r} is of one document and {advice}; remove it there"
            )
