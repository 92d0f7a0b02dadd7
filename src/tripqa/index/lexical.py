"""The lexical arm on disk: tantivy, one document for each passage, one term for each that the passage holds.

A query adds up constants, one for each term of the question (coverage.py), so that scores are exact and do not
depend on the length of a passage. The files are kept as one archive: tantivy wants a folder that it may write its
locks into, which a generation is not.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import time
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from tripqa.errors import IndexDamaged, SettingsError
from tripqa.index.coverage import DIGITS, shares

_ROW, _NUMBER, _TERM = "row", "number", "term"
_LOCK = ".lock"
_HEAP = 256_000_000  # bytes for the writer, which fills one segment before it begins another
_PAUSES = (0.01, 0.1, 1.0)  # seconds between tries to remove a folder
_MORE = 16  # rows asked for beyond k, so that a tie at the end is seen whole


class LexicalRows:
    """Rows of terms, searched by coverage. Safe to call from several threads."""

    def __init__(self, index: tantivy.Index) -> None:
        index.config_reader(reload_policy="manual")
        index.reload()
        self._schema, self._searcher = index.schema, index.searcher()

    @classmethod
    def read(cls, file: Path) -> LexicalRows:
        """Read what `write_rows` has written; IndexDamaged if it cannot be."""
        with _scratch() as folder:
            try:
                _unpack(file, folder)
                return cls(tantivy.Index.open(str(folder)))  # its files stay mapped when their names are gone
            except (ValueError, zipfile.BadZipFile) as error:
                raise IndexDamaged(file, "cannot be read") from error

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return int(self._searcher.num_docs)

    def matching(self, terms: Collection[str], k: int, rows: Sequence[int] | None) -> list[tuple[int, float]]:
        """Return at most k rows with their coverage, best first, ties by row; of `rows` only, unless that is None."""
        query, most = self._query(terms), self.count
        wanted = min(k, most)
        if wanted < 1 or query is None:
            return []
        if rows is not None:
            query = Query.boolean_query([(Occur.Must, self._one_of(rows)), (Occur.Must, query)])
        asked = min(wanted + _MORE, most)
        while True:
            found = self._search(query, asked)
            if len(found) < asked or asked == most or found[-1][1] < found[wanted - 1][1]:
                return sorted(found, key=lambda scored: (-scored[1], scored[0]))[:wanted]
            asked = min(2 * asked, most)

    def coverage(self, terms: Collection[str], rows: Sequence[int]) -> dict[int, float]:
        """Return the coverage of each of these rows."""
        query = self._query(terms)
        if query is None or not rows:
            return dict.fromkeys(rows, 0.0)
        both = Query.boolean_query([(Occur.Must, self._one_of(rows)), (Occur.Should, query)])
        return dict(self._search(both, len(rows)))

    def _query(self, terms: Collection[str]) -> Query | None:
        """Return the query that adds up what each term is worth; None if no row holds any."""
        holding = {term: self._searcher.doc_freq(_TERM, term) for term in terms}
        found: Mapping[str, float] = shares(terms, self.count, holding.__getitem__)
        clauses = [
            (Occur.Should, Query.const_score_query(Query.term_query(self._schema, _TERM, term, "basic"), share))
            for term, share in found.items()
            if holding[term]
        ]
        return Query.boolean_query(clauses) if clauses else None

    def _one_of(self, rows: Sequence[int]) -> Query:
        return Query.const_score_query(Query.term_set_query(self._schema, _ROW, list(map(str, rows))), 0.0)

    def _search(self, query: Query, limit: int) -> list[tuple[int, float]]:
        found = self._searcher.search(query, limit, count=False).hits
        rows = self._searcher.fast_field_values(_NUMBER, [address for _, address in found])
        return [(int(row or 0), round(score, DIGITS)) for row, (score, _) in zip(rows, found, strict=True)]


def write_rows(file: Path, rows: Iterable[Collection[str]]) -> None:
    """Write the terms of each row as one file. No term holds white space."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_ROW, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(_NUMBER, fast=True)
    builder.add_text_field(_TERM, tokenizer_name="whitespace", index_option="basic")
    with _scratch() as folder:
        try:
            _fill(tantivy.Index(builder.build(), path=str(folder)), rows)
        except ValueError as error:  # which is how tantivy says that it could not write
            raise _no_scratch(error) from error
        _pack(folder, file)


def _fill(index: tantivy.Index, rows: Iterable[Collection[str]]) -> None:
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for number, terms in enumerate(rows):
        document = tantivy.Document()
        document.add_text(_ROW, str(number))
        document.add_unsigned(_NUMBER, number)
        document.add_text(_TERM, " ".join(sorted(terms)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder that is gone afterwards, though tantivy may still be writing a lock into it."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="tripqa-"))
    except OSError as error:
        raise _no_scratch(error) from error
    try:
        yield folder
    finally:
        for pause in _PAUSES:
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(pause)


def _no_scratch(error: Exception) -> SettingsError:
    return SettingsError(f"the system's temporary folder cannot be written ({error}); set TMPDIR to one that can be")


def _unpack(file: Path, folder: Path) -> None:
    try:
        packed = file.read_bytes()
    except OSError as error:
        raise IndexDamaged(file, "cannot be read") from error
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(folder)
    except OSError as error:
        raise _no_scratch(error) from error


def _pack(folder: Path, file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for part in sorted(folder.iterdir()):
            if not part.name.endswith(_LOCK):
                archive.write(part, part.name)
