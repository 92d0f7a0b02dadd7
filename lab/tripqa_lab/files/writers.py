"""What stands in a file, as Python libraries write it: Word, slides, sheets, OpenDocument, Hangul, PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from tripqa_lab.files.truth import ABOVE, Block, Truth, seen, span

_WORD = re.compile("[!-~가-힣]+ ?|.")  # what no line end parts
LATIN = "Helvetica"  # which every reader of PDF has
_PAGE = 595, 842  # points, A4
_MARGIN, _SIZE, _LEADING = 60, 11, 19


def word(truth: Truth) -> bytes:
    """Return a Word file by python-docx."""
    from docx import Document

    file = Document()
    for block in truth.blocks:
        match block.kind:
            case "heading":
                file.add_heading(block.text, block.level)
            case "table":
                _fill(file.add_table(len(block.rows), len(block.rows[0])), block)
            case "item":
                file.add_paragraph(block.text, style="List Number")
            case _:
                file.add_paragraph(block.text)
    return _saved(file)


def slides(truth: Truth) -> bytes:
    """Return slides by python-pptx: one for each heading."""
    from pptx import Presentation
    from pptx.util import Cm

    deck = Presentation()
    for heading, blocks in _sections(truth):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = heading.text
        for number, block in enumerate(blocks):
            place = Cm(1.5), Cm(4 + 3.4 * number), Cm(22), Cm(3)
            if block.kind == "table":
                _fill(slide.shapes.add_table(len(block.rows), len(block.rows[0]), *place).table, block)
            else:
                frame = slide.shapes.add_textbox(*place).text_frame
                frame.word_wrap, frame.text = True, block.text
    return _saved(deck)


def sheets(truth: Truth) -> bytes:
    """Return a workbook by openpyxl: a sheet for each heading."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for heading, blocks in _sections(truth):
        sheet = book.create_sheet(heading.text)
        for block in blocks:
            first = sheet.max_row + (2 if sheet.max_row > 1 or sheet["A1"].value else 0)
            for number, row in enumerate(block.rows or ((block.source,),)):
                for column, cell in enumerate(row):
                    sheet.cell(first + number, column + 1, seen(cell) or None)
            for at, column, rows in _spans(block):
                sheet.merge_cells(
                    start_row=first + at,
                    end_row=first + at + rows - 1,
                    start_column=column + 1,
                    end_column=column + 1,
                )
    return _saved(book)


def open_text(truth: Truth) -> bytes:
    """Return an OpenDocument text by odfdo."""
    from odfdo import Document, Header, Paragraph, Table

    file = Document("text")
    file.body.clear()
    for number, block in enumerate(truth.blocks):
        match block.kind:
            case "heading":
                file.body.append(Header(block.level, block.text))
            case "table":
                table = Table(f"T{number}", width=len(block.rows[0]), height=len(block.rows))
                table.set_values([list(map(seen, row)) for row in block.rows])
                file.body.append(table)
            case _:
                file.body.append(Paragraph(block.text))
    return _saved(file)


def hangul(truth: Truth) -> bytes:
    """Return a Hangul file by python-hwpx."""
    from hwpx import HwpxDocument

    file = HwpxDocument.new()
    for block in truth.blocks:
        if block.kind == "table":
            table = file.add_table(len(block.rows), len(block.rows[0]))
            for row, cells in enumerate(block.rows):
                for column, cell in enumerate(cells):
                    table.set_cell_text(row, column, seen(cell))
        else:
            file.add_paragraph(block.text)
    return bytes(file.to_bytes())


def pdf(truth: Truth, font: str, *, apart: float = 0.0) -> bytes:
    """Return a PDF by reportlab in a font that is not embedded, its letters one by one where they are set apart."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    if font != LATIN:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    into = io.BytesIO()
    canvas = Canvas(into, pagesize=_PAGE, invariant=True)
    pen = _Pen(canvas, font, apart)
    for block in truth.blocks:
        pen.write(block)
    canvas.save()
    return into.getvalue()


class _Pen:
    """Writes blocks down a page."""

    def __init__(self, canvas: Any, font: str, apart: float) -> None:
        self._canvas, self._font, self._apart = canvas, font, apart
        self._y = float(_PAGE[1] - _MARGIN)
        self._number = 0  # of the last item

    def write(self, block: Block) -> None:
        """Write a block."""
        self._number = self._number + 1 if block.kind == "item" else 0
        size = _SIZE + 2 if block.kind == "heading" else _SIZE
        if block.kind == "table":
            step = (_PAGE[0] - 2 * _MARGIN) / (len(block.rows[0]) + 1)
            for row in block.rows:
                for column, cell in enumerate(row):
                    self._show(_MARGIN + step * (column + (column > 0)), seen(cell), size)
                self._down(_LEADING)
        else:
            for line in self._lines(f"{self._number}. {block.text}" if self._number else block.text, size):
                self._show(_MARGIN, line, size)
                self._down(_LEADING)
        self._down(_LEADING / 2)

    def _lines(self, text: str, size: float) -> Iterator[str]:
        """Yield lines as wide as the page; no line begins with what ends a sentence."""
        line = ""
        for word in _WORD.findall(text):
            if self._width(line + word, size) > _PAGE[0] - 2 * _MARGIN and word not in "、。，．":
                yield line
                line = ""
            line += word
        yield line

    def _width(self, text: str, size: float) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(text, self._font, size)) + self._apart * len(text)

    def _show(self, x: float, text: str, size: float) -> None:
        self._canvas.setFont(self._font, size)
        for piece in text if self._apart else filter(None, [text]):
            self._canvas.drawString(x, self._y, piece)
            x += self._width(piece, size)

    def _down(self, by: float) -> None:
        self._y -= by
        if self._y < _MARGIN:
            self._canvas.showPage()
            self._y = _PAGE[1] - _MARGIN


def _sections(truth: Truth) -> Iterator[tuple[Block, list[Block]]]:
    """Yield each heading with what stands below it."""
    for is_heading, group in groupby(truth.blocks, key=lambda block: block.kind == "heading"):
        blocks = list(group)
        if is_heading:
            yield from ((block, []) for block in blocks[:-1])
            heading = blocks[-1]
        else:
            yield heading, blocks


def _spans(block: Block) -> Iterator[tuple[int, int, int]]:
    """Yield the cells that span rows: row, column, and how many."""
    for row, cells in enumerate(block.rows):
        for column, cell in enumerate(cells):
            if cell != ABOVE and (rows := span(block.rows, row, column)) > 1:
                yield row, column, rows


def _fill(table: Any, block: Block) -> None:
    """Fill a table of python-docx or python-pptx."""
    for row, column, rows in _spans(block):
        table.cell(row, column).merge(table.cell(row + rows - 1, column))
    for row, cells in enumerate(block.rows):
        for column, cell in enumerate(cells):
            if cell != ABOVE:
                table.cell(row, column).text = seen(cell)


def _saved(file: Any) -> bytes:
    into = io.BytesIO()
    file.save(into)
    return into.getvalue()


BY_LIBRARY: Mapping[str, Callable[[Truth], bytes]] = {
    "python-docx": word,
    "python-pptx": slides,
    "openpyxl": sheets,
    "odfdo": open_text,
    "python-hwpx": hangul,
}
