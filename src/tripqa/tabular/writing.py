"""Rows into a file that Excel opens rightly: nothing that was found in a document is run as a formula."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tripqa.errors import AnswersError
from tripqa.tabular.rows import format_of

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠−]|[\t\r]")  # of full width too: Excel in Japanese runs those
_NUMBER = re.compile(r"[+\-＋－−]?\d[\d.,]*%?")
Values = Mapping[str, Any]


def write_rows(file: Path, columns: Sequence[str], rows: Iterable[Values], *, bom: bool = False) -> None:
    """Write rows in the format that a file's name says, in place of what was there, once all of it is written.

    `bom` begins CSV with a byte order mark, by which Excel knows UTF-8. AnswersError if it cannot be written.
    """
    aside, write = file.with_name(f".{file.name}.new"), _WRITERS[format_of(file)]
    try:
        write(aside, columns, rows, bom)
        os.replace(aside, file)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise AnswersError(f"{file} cannot be written ({error.strerror}); name another with --out") from error


def guarded(value: object) -> object:
    """Return what a cell of CSV may hold: text that a program would run as a formula gets an apostrophe before it."""
    is_formula = isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    return f"'{value}" if is_formula else value


def _csv(file: Path, columns: Sequence[str], rows: Iterable[Values], bom: bool) -> None:
    with file.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(map(guarded, columns))
        writer.writerows([guarded(_cell(row.get(name))) for name in columns] for row in rows)


def _jsonl(file: Path, columns: Sequence[str], rows: Iterable[Values], bom: bool) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps(dict(row), ensure_ascii=False, default=str) + "\n")


def _xlsx(file: Path, columns: Sequence[str], rows: Iterable[Values], bom: bool) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("answers")

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        made.data_type = "s"  # text, whatever it begins with
        return made

    sheet.append([cell(name) for name in columns])
    for row in rows:
        sheet.append([cell(_cell(row.get(name))) for name in columns])
    book.save(file)


def _cell(value: object) -> object:
    """Return a value as a cell has it: a list or an object as its JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


_WRITERS = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _xlsx}
