"""The lexical arm on disk: tantivy, one document for each passage, one term for each that the passage holds.

A query adds up constants, one for each term of the question (coverage.py), so that scores are exact and do not
depend on the length of a passage. The files are kept as one archive: tantivy wants a folder that it may write its
locks into, which a generation is not.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import tantivy
from tantivy import Occur, Query

from tripqa.errors import IndexDamaged, SettingsError
from tripqa.index.best import Mask, Rows, RowScores, best_rows
from tripqa.index.coverage import DIGITS, shares
from tripqa.remembering import remembering

_ROW, _NUMBER, _TERM = "row", "number", "term"
_LOCK = ".lock"
_HEAP = 64_000_000  # bytes for the writer, which fills one segment before it begins another
_PAUSES = (0.01, 0.1, 1.0)  # seconds between tries to remove a folder
_COUNTED = 1 << 15  # terms of which is remembered how many rows of a part hold them
_QUERIES = 64  # that are remembered: with a filter each is asked twice
_FEW = 1000  # rows that are named to tantivy one by one
_NARROW = 100  # or one in so many: where more are let through, it is asked for all and the others are dropped


@dataclass(frozen=True, slots=True)
class Weighed:
    """The terms of a question."""

    worth: Mapping[str, float]  # of each
    query: Query | None  # adds that up; None if no row holds any


class LexicalRows:
    """Rows of terms, searched by coverage. Safe to call from several threads."""

    def __init__(self, index: tantivy.Index) -> None:
        index.config_reader(reload_policy="manual")
        index.reload()
        self._schema, self._searcher = index.schema, index.searcher()
        self._query_of = remembering(self._query, _QUERIES)

    @classmethod
    def read(cls, file: Path) -> LexicalRows:
        """Read what `writing_rows` has written; IndexDamaged if it cannot be."""
        try:
            with _scratch() as folder:
                _unpack(file, folder)
                return cls(tantivy.Index.open(str(folder)))  # its files stay mapped when their names are gone
        except (ValueError, zipfile.BadZipFile) as error:
            raise IndexDamaged(file, "cannot be read") from error
        except OSError as error:
            raise SettingsError(
                f"the system's temporary folder cannot be written ({error}); set TMPDIR to one that can be"
            ) from error

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return int(self._searcher.num_docs)

    def coverage(self, terms: Collection[str]) -> Coverage:
        """Return what is known of the coverage of the rows by these terms."""
        return Coverage(self, self._query_of(frozenset(terms)))

    def part(self, visible: Mask) -> LexicalPart:
        """Return these rows, as if there were no others."""
        return LexicalPart(self, visible)

    def holding(self, term: str) -> int:
        """Return how many rows hold a term."""
        return int(self._searcher.doc_freq(_TERM, term))

    def rows_of(self, term: str) -> Rows:
        """Return the rows that hold a term, in no order."""
        limit = max(1, self.holding(term))
        found = self._searcher.search(self._one(term), limit, count=False, order_by_field=_NUMBER).hits
        return np.fromiter((row for row, _ in found), np.int64, len(found))

    def search(self, query: Query, limit: int) -> tuple[Rows, RowScores]:
        """Return the best rows by a query, best first."""
        found = self._searcher.search(query, limit, count=False).hits
        rows = self._searcher.fast_field_values(_NUMBER, [address for _, address in found])
        return np.array(rows, np.int64), np.round([score for score, _ in found], DIGITS)

    def one_of(self, rows: Rows) -> Query:
        """Return the query that these rows answer, which adds nothing to their scores."""
        return Query.const_score_query(Query.term_set_query(self._schema, _ROW, list(map(str, rows.tolist()))), 0.0)

    def weighed(self, terms: frozenset[str], count: int, holding: Callable[[str], int]) -> Weighed:
        """Return what each term is worth among `count` rows of which so many hold it, and the query for that."""
        held = {term: holding(term) for term in terms}
        worth = shares(terms, count, held.__getitem__)
        clauses = [
            (Occur.Should, Query.const_score_query(self._one(term), share))
            for term, share in worth.items()
            if held[term]
        ]
        return Weighed(worth, Query.boolean_query(clauses) if clauses else None)

    def _query(self, terms: frozenset[str]) -> Weighed:
        return self.weighed(terms, self.count, self.holding)

    def _one(self, term: str) -> Query:
        return Query.term_query(self._schema, _TERM, term, "basic")


class LexicalPart:
    """Some of the rows, weighed as if there were no others. Safe to call from several threads.

    In how many of them a term occurs is counted when it is first asked for, which takes about half a microsecond for
    each row of the whole that holds it.
    """

    def __init__(self, whole: LexicalRows, visible: Mask) -> None:
        self._whole, self._visible = whole, visible
        self._count = int(np.count_nonzero(visible))
        self._holding = remembering(self._held_by, _COUNTED)
        self._query_of = remembering(self._query, _QUERIES)

    def coverage(self, terms: Collection[str]) -> Coverage:
        """Return what is known of the coverage of these rows by these terms; no others may be asked for."""
        return Coverage(self._whole, self._query_of(frozenset(terms)))

    def _query(self, terms: frozenset[str]) -> Weighed:
        return self._whole.weighed(terms, self._count, self._holding)

    def _held_by(self, term: str) -> int:
        return int(np.count_nonzero(self._visible[self._whole.rows_of(term)]))


class Coverage:
    """The coverage of rows by the terms of one question. Remembers what it has found, so it is of one thread."""

    def __init__(self, rows: LexicalRows, asked: Weighed) -> None:
        self.worth = asked.worth
        self._rows, self._query = rows, asked.query
        self._known: dict[int, float] = {}
        self._all_known = asked.query is None

    def best(self, k: int, through: Mask | None) -> Rows:
        """Return at most k rows that hold a term, best first, ties by row; of those let through, unless that is None.

        Whichever rows are asked for afterwards must be among those let through.
        """
        if (query := self._query) is None:
            return np.empty(0, np.int64)
        total, let_through = self._rows.count, None if through is None else np.flatnonzero(through)
        if let_through is not None and len(let_through) <= max(_FEW, total // _NARROW):
            query, through = _both(Occur.Must, query, self._rows.one_of(let_through)), None
        rows, scores, self._all_known = best_rows(partial(self._rows.search, query), k, total, through)
        self._known.update(zip(rows.tolist(), scores.tolist(), strict=True))
        return rows

    def of(self, rows: Rows) -> RowScores:
        """Return the coverage of each of these rows."""
        listed, known = rows.tolist(), self._known
        unknown = [] if self._all_known else [row for row in listed if row not in known]
        if unknown and self._query:
            asked = _both(Occur.Should, self._query, self._rows.one_of(np.array(unknown)))
            found, scores = self._rows.search(asked, len(unknown))
            known.update(zip(found.tolist(), scores.tolist(), strict=True))
        return np.array([known.get(row, 0.0) for row in listed])


def _both(occur: Occur, query: Query, rows: Query) -> Query:
    return Query.boolean_query([(Occur.Must, rows), (occur, query)])


@contextmanager
def writing_rows(file: Path) -> Iterator[Callable[[Collection[str]], None]]:
    """Give what adds the terms of one row after another to a file. No term holds white space. OSError if it cannot be.

    What is not yet a file lies beside it: an ingest that dies leaves nothing elsewhere.
    """
    with _scratch(file.parent) as folder:
        with _telling():
            writer = tantivy.Index(_schema(), path=str(folder)).writer(heap_size=_HEAP, num_threads=1)
        numbers = count()

        def add(terms: Collection[str]) -> None:
            with _telling():
                writer.add_document(_row(next(numbers), terms))

        yield add
        with _telling():
            writer.commit()
            writer.wait_merging_threads()
        _pack(folder, file)


def in_memory(rows: Iterable[Collection[str]]) -> LexicalRows:
    """Return rows of terms that lie in no file."""
    index = tantivy.Index(_schema())
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for number, terms in enumerate(rows):
        writer.add_document(_row(number, terms))
    writer.commit()
    writer.wait_merging_threads()
    return LexicalRows(index)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_ROW, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(_NUMBER, fast=True)
    builder.add_text_field(_TERM, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def _row(number: int, terms: Collection[str]) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text(_ROW, str(number))
    row.add_unsigned(_NUMBER, number)
    row.add_text(_TERM, " ".join(sorted(terms)))
    return row


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except ValueError as error:  # which is how tantivy says that it could not write
        raise OSError(str(error)) from error


@contextmanager
def _scratch(within: Path | None = None) -> Iterator[Path]:
    """Give a folder that is gone afterwards, though tantivy may still be writing a lock into it."""
    folder = Path(tempfile.mkdtemp(prefix="tripqa-", dir=within))
    try:
        yield folder
    finally:
        for pause in _PAUSES:
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(pause)


def _unpack(file: Path, folder: Path) -> None:
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:
        raise IndexDamaged(file, "cannot be read") from error
    with archive:
        archive.extractall(folder)


def _pack(folder: Path, file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for part in sorted(folder.iterdir()):
            if not part.name.endswith(_LOCK):
                archive.write(part, part.name)
