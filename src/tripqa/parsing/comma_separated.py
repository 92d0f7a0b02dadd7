"""Rows of values in a file of text (.csv, .tsv), given in UTF-8: a line each with tabs, whatever parted them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from tripqa.errors import FileDamaged, FileWithoutText
from tripqa.parsing.extract import Extract
from tripqa.parsing.limits import Limits
from tripqa.parsing.tables import Row, write_rows
from tripqa.parsing.writing import Writing

_BETWEEN = "\t,;"  # what may part the values, the surest first
_TELLING = 100_000  # characters, and
_ROWS = 100  # rows in which it shows what parts them


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the rows of a file; UnreadableFile if they cannot be told, are too many, or hold nothing."""
    text = data.decode().lstrip("\ufeff")
    writing = Writing(limits)
    csv.field_size_limit(max(limits.longest_text, 1))
    try:
        write_rows(writing, _rows(text, separator_of(text)))
    except csv.Error as error:
        raise FileDamaged(f"has rows that cannot be told apart ({error}); save it anew") from error
    if not writing.text:
        raise FileWithoutText("has no value in any row; save the report with its text, or take it out of the folder")
    return Extract(writing.text, title="", headings=None, pages=(), read_as="UTF-8")


def _rows(text: str, separator: str) -> Iterator[Row]:
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        cells = (" ".join(cell.split()) for cell in row)
        yield {column: cell for column, cell in enumerate(cells) if cell}


def separator_of(text: str) -> str:
    """Return what parts the values: with it the most rows have as many as most rows have, and more than one."""
    return max(_BETWEEN, key=lambda separator: _agreement(text[:_TELLING], separator))


def _agreement(text: str, separator: str) -> tuple[int, int]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    counts = Counter(len(row) for row in islice(rows, _ROWS) if len(row) > 1)
    return max(((times, columns) for columns, times in counts.items()), default=(0, 0))
