"""Workbooks (.xlsx): each sheet that is shown is a section, each row a line, each value as the sheet shows it.

What is hidden (sheets, rows, columns) or struck is left out. Of a formula the value is read that its program stored.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from tripqa.errors import FileWithoutText
from tripqa.parsing.archive import check_archive
from tripqa.parsing.cell_formats import shown
from tripqa.parsing.extract import Extract
from tripqa.parsing.limits import Limits
from tripqa.parsing.office_forms import transitional
from tripqa.parsing.sheet_drawings import drawn_on
from tripqa.parsing.sheets import headed
from tripqa.parsing.tables import Row, Spans, spread
from tripqa.parsing.titles import own_title
from tripqa.parsing.writing import Writing

Book = Any  # openpyxl has no types
Sheet = Any

_TRUE = ("1", "true")
_DAY, _MONTH, _MONTH_DAY = "yyyy-mm-dd", "yyyy-mm", 'm"月"d"日"'
# The formats of Excel in Chinese, Japanese and Korean, of which openpyxl knows nothing: it gives the bare number.
# They differ by language, which no file tells; the day itself does not. ECMA-376 part 1, 18.8.30.
_EAST_ASIAN: Mapping[int, str] = {
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 54, 57, 58), _DAY),
    **dict.fromkeys((34, 52, 55), _MONTH),
    **dict.fromkeys((35, 53, 56), _MONTH_DAY),
    32: "h:mm",
    33: "h:mm:ss",
}
_LOCAL: Mapping[int, str] = {14: _DAY, 15: _DAY, 16: _MONTH_DAY, 17: _MONTH, 22: f"{_DAY} h:mm"}  # as the system says


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of a workbook; UnreadableFile if it is damaged, too large, or shows nothing."""
    check_archive(data, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that openpyxl does not read, and we neither
        source = io.BytesIO(transitional(data, limits))
        book = load_workbook(source, read_only=True, data_only=True, rich_text=True, keep_links=False)
        reading = _Reading(book, Writing(limits))
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        names = {sheet.title for sheet in visible}
        for sheet in visible:
            drawn = drawn_on(book._archive, sheet._worksheet_path, names)
            headed(reading.writing, sheet.title, reading.rows(sheet), alone=len(visible) == 1, drawn=drawn)
    if not reading.writing.text:
        raise FileWithoutText(
            "shows no value on any sheet; save the report with its text, or take it out of the folder"
        )
    hidden = len(book.worksheets) - len(visible)
    return Extract(
        text=reading.writing.text,
        title=own_title(book.properties.title),
        headings=tuple(reading.writing.headings),
        pages=(),
        read_as="a workbook",
        remarks=tuple(reading.remarks(hidden)),
    )


class _Sheet(WorkSheetParser):  # type: ignore[misc]
    """A sheet as openpyxl reads it in read-only mode, but cell by cell, and with what that mode leaves aside.

    A row that names the last column of all would be filled with 16,383 empty cells; which rows and columns are hidden,
    and which formulas have no value, cannot be asked.
    """

    def __init__(self, source: Any, book: Book, strings: Any) -> None:
        super().__init__(source, strings, True, book.epoch, book._date_formats, book._timedelta_formats, rich_text=True)
        self.without_value = 0

    def parse_cell(self, element: Any) -> dict[str, Any]:
        formula = element.find(FORMULA_TAG) is not None and element.get("t") != "str"  # of text, which may be none
        self.without_value += formula and not element.findtext(VALUE_TAG)
        return dict(super().parse_cell(element))

    def is_hidden(self, row: int) -> bool:
        """Tell whether a row that was just read is hidden, and forget it."""
        return self.row_dimensions.pop(str(row), {}).get("hidden") in _TRUE

    def hidden_columns(self) -> list[range]:
        return [
            range(int(column["min"]), int(column["max"]) + 1)
            for column in self.column_dimensions.values()
            if column.get("hidden") in _TRUE
        ]


@dataclass(slots=True)
class _Reading:
    """What has been read of a workbook."""

    book: Book
    writing: Writing
    hidden_rows: int = 0
    hidden_columns: int = 0
    without_value: int = 0
    _codes: dict[int, tuple[int, str, bool]] = field(default_factory=dict)

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows of a sheet that are shown; an empty one for those that are left out between them."""
        with sheet._get_source() as source:
            parser = _Sheet(source, self.book, sheet._shared_strings)
            last, columns = 0, None
            rows: list[tuple[int, dict[int, str]]] = []
            for number, cells in parser.parse():
                columns = parser.hidden_columns() if columns is None else columns
                if parser.is_hidden(number):
                    self.hidden_rows += bool(cells)
                    last = number if number == last + 1 else last
                    continue
                if number > last + 1:
                    rows.append((0, {}))
                last = number
                rows.append((number, self._row(cells, columns)))
            yield from _with_merged(rows, parser.merged_cells)
            self.hidden_columns += sum(map(len, columns or ()))
            self.without_value += parser.without_value

    def _row(self, cells: list[dict[str, Any]], hidden: list[range]) -> dict[int, str]:
        said = {cell["column"]: self._value(cell) for cell in cells if not any(cell["column"] in one for one in hidden)}
        return {column: text for column, text in said.items() if text}

    def _value(self, cell: Mapping[str, Any]) -> str:
        value = cell["value"]
        if value is None:
            return ""
        id, code, struck = self._style(cell["style_id"])
        if struck:
            return ""
        if isinstance(value, CellRichText):
            value = "".join(map(_unstruck, value))
        elif id in _EAST_ASIAN and isinstance(value, int | float):
            value = from_excel(value, self.book.epoch) if 0 <= value < 2_958_466 else value
        return shown(value, code)

    def _style(self, number: int) -> tuple[int, str, bool]:
        """Return the number format of a style, by id and code, and whether the style is struck."""
        if number not in self._codes:
            styles = self.book._cell_styles
            style = styles[number] if number < len(styles) else styles[0]
            id = style.numFmtId
            own = id - 164
            code = self.book._number_formats[own] if 0 <= own < len(self.book._number_formats) else _built_in(id)
            self._codes[number] = id, code, bool(self.book._fonts[style.fontId].strike)
        return self._codes[number]

    def remarks(self, hidden: int) -> Iterator[str]:
        """Yield what an operator should know."""
        if hidden:
            yield f"left out as hidden: {hidden} sheets"
        if self.hidden_rows or self.hidden_columns:
            yield f"left out as hidden: {self.hidden_rows} rows and {self.hidden_columns} columns"
        if self.without_value:
            yield (f"{self.without_value} formulas have no stored value and are left out; open it in Excel and save it")


def _with_merged(rows: list[tuple[int, dict[int, str]]], merged: Any) -> Iterator[Row]:
    """Yield numbered rows with what merged cells say: a sheet names these behind its rows."""
    spans: dict[int, dict[int, int]] = {}
    wide: dict[int, dict[int, int]] = {}
    for cell in merged.mergeCell if merged else ():
        spans.setdefault(cell.min_row, {})[cell.min_col] = cell.max_row - cell.min_row + 1
        wide.setdefault(cell.min_row, {})[cell.min_col] = cell.max_col - cell.min_col + 1
    covering = Spans()
    found = [covering.filled(row, spans.get(number, {})) for number, row in rows]
    yield from spread(found, [wide.get(number, {}) for number, _ in rows])


def _built_in(id: int) -> str:
    return _EAST_ASIAN.get(id) or _LOCAL.get(id) or str(BUILTIN_FORMATS.get(id, "General"))


def _unstruck(piece: str | TextBlock) -> str:
    if isinstance(piece, TextBlock):
        return "" if piece.font is not None and piece.font.strike else str(piece.text)
    return str(piece)
