"""Questions in a file of rows: CSV as Excel or a database writes it, JSON lines, or the first sheet of a workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tripqa.errors import AnswersError, TripqaError
from tripqa.parsing.comma_separated import separator_of
from tripqa.parsing.encodings import decode
from tripqa.parsing.json_lines import json_lines

QUESTION, NAME = "question", "custom_id"
FORMATS = (".csv", ".jsonl", ".xlsx")
_NAME_A_FILE = f"name a file that ends in {', '.join(FORMATS)}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name, what is asked, and everything that stands in it."""

    name: str  # its `custom_id` or, without such a column, its number from 1
    question: str  # empty where nothing is asked
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file under its columns."""

    columns: Sequence[str]
    rows: Sequence[Row]


def format_of(file: Path) -> str:
    """Return the format that a file's name says; AnswersError if it is none of ours."""
    ending = file.suffix.lower()
    if ending not in FORMATS:
        raise AnswersError(f"{file} is of no format that is read or written here; {_NAME_A_FILE}")
    return ending


def read_rows(file: Path, column: str | None) -> Rows:
    """Read the rows of a file; the questions stand in `column`, by default in the one named so, or in the only one.

    AnswersError names the file and what is wrong with it.
    """
    read: Callable[[Path], list[dict[str, Any]]] = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _xlsx}[format_of(file)]
    try:
        found = read(file)
    except OSError as error:
        raise AnswersError(f"{file} cannot be read ({error.strerror}); {_NAME_A_FILE}") from error
    columns = list(dict.fromkeys(name for values in found for name in values))
    asked = _column(file, columns, column)
    rows = [Row(_name(values, place), _words(values.get(asked)), values) for place, values in enumerate(found, start=1)]
    _refuse_twins(file, rows)
    _refuse_halves(file, rows)
    return Rows(columns, rows)


def _column(file: Path, columns: Sequence[str], wanted: str | None) -> str:
    known = {name.strip().casefold(): name for name in reversed(columns)}
    found = known.get((wanted or QUESTION).strip().casefold())
    if found is None and wanted is None and len(columns) == 1:
        return columns[0]
    if found is None:
        there = ", ".join(map(repr, columns)) or "none"
        raise AnswersError(f"{file} has no column {wanted or QUESTION!r}; name one with --column: there are {there}")
    return found


def _name(values: Mapping[str, Any], place: int) -> str:
    return _words(values.get(NAME)) or str(place)


def _words(value: object) -> str:
    return "" if value is None else str(value).strip()


def _refuse_twins(file: Path, rows: Iterable[Row]) -> None:
    seen = set()
    for row in rows:
        if row.name in seen:
            raise AnswersError(f"{file} has two rows with the {NAME} {row.name!r}; give each one of its own")
        seen.add(row.name)


def _refuse_halves(file: Path, rows: Iterable[Row]) -> None:
    """Refuse what neither a server can be sent nor a file can keep."""
    for row in rows:
        try:
            json.dumps(row.values, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError as error:
            what = f"{file} has half of a surrogate pair in the row {row.name!r}"
            raise AnswersError(f"{what}; write it as valid Unicode") from error


def _csv(file: Path) -> list[dict[str, Any]]:
    try:
        text = decode(file.read_bytes(), file.name)[0].removeprefix("\ufeff")
        rows = _filled(csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text)))
    except (csv.Error, TripqaError) as error:
        raise AnswersError(f"{file} cannot be read as rows ({error}); save it anew as CSV in UTF-8") from error
    return _under_heads(file, rows)


def _jsonl(file: Path) -> list[dict[str, Any]]:
    try:
        return [line.values for line in json_lines(file)]
    except TripqaError as error:
        raise AnswersError(str(error)) from error


def _xlsx(file: Path) -> list[dict[str, Any]]:
    from openpyxl import load_workbook

    try:
        with file.open("rb") as stream:  # openpyxl leaves open what it opens by name and cannot read
            book = load_workbook(stream, read_only=True, data_only=True)
            try:
                rows = _filled(book.worksheets[0].iter_rows(values_only=True))
            finally:
                book.close()
    except OSError:
        raise
    except Exception as error:  # openpyxl (3.1) lets through what zip, XML and its own checks raise: a dozen kinds
        raise AnswersError(f"{file} cannot be read as a workbook; save it anew as .xlsx") from error
    return _under_heads(file, rows)


def _filled(rows: Iterable[Sequence[Any]]) -> list[tuple[int, Sequence[Any]]]:
    """Return the rows that hold a value, each with its number in the file, from 1."""
    return [(number, row) for number, row in enumerate(rows, start=1) if any(map(_words, row))]


def _under_heads(file: Path, rows: Sequence[tuple[int, Sequence[Any]]]) -> list[dict[str, Any]]:
    """Return rows under what the first one calls their columns; AnswersError names one that has more values."""
    if not rows:
        return []
    (_, first), *others = rows
    heads = _heads(first)
    return [dict(zip(heads, _as_wide(file, number, row, len(heads)), strict=True)) for number, row in others]


def _as_wide(file: Path, number: int, row: Sequence[Any], width: int) -> list[Any]:
    if any(map(_words, row[width:])):
        what = f"{file} has more values than columns in row {number}"
        raise AnswersError(f"{what}; put a value that holds a comma in quotes, or give each column a name")
    return [*row[:width], *[None] * (width - len(row))]


def _heads(row: Sequence[Any]) -> list[str]:
    """Return names of columns, each once: one without a name, or with that of another, has its number added."""
    heads: list[str] = []
    for place, value in enumerate(row, start=1):
        name = _words(value)
        heads.append(name if name and name not in heads else f"{name} {place}".strip())
    return heads
