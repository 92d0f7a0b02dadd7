"""The lines of a PDF page, in the order PDFium reads them, each with its place on the page.

A PDF knows neither spaces nor paragraphs: PDFium makes a space wherever two characters stand a little apart, and
no blank lines. So narrow spaces it made between Japanese and Latin letters are dropped, and a gap that is wider than
those between the lines of a paragraph becomes a blank line.
"""

from __future__ import annotations

import ctypes
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium

from tripqa.text.folding import is_japanese

_LINE_ENDS = (10, 13)
_HYPHENS = (0x02, 0xAD, 0xFFFE)  # what PDFium makes of a hyphen and the line break after it, inside a word
_NO_SPACE = 0.5  # of the height: typesetters leave a quarter between a kanji and a digit
_NEW_PARAGRAPH = 0.3  # of the height, beyond the gap between two lines of one paragraph
_OTHER_SIZE = 0.93  # of two font sizes: a heading
_SENTENCE_ENDS = tuple("。．.!?！？")
_SHORT = 0.25  # of the width of a column: a line that ends so far before its margin is the last of a paragraph
_SAME_COLUMN = 2.0  # heights that two lines of a column may begin apart

Box = tuple[float, float, float, float]  # left, bottom, right, top; points, upwards


@dataclass(frozen=True, slots=True)
class _Characters:
    page: pdfium.FPDF_TEXTPAGE
    turned: int
    codes: Sequence[int]

    def box(self, i: int) -> Box:
        """Return the box of a character's font as it is seen, all zero where there is none."""
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self.page, i, ctypes.byref(box))
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        match self.turned:
            case 90:
                return bottom, -right, top, -left
            case 180:
                return -right, -top, -left, -bottom
            case 270:
                return -top, left, -bottom, right
        return left, bottom, right, top

    def box_around(self, first: int, last: int) -> Box:
        """Return the box around two characters of a line."""
        one, other = self.box(first), self.box(last)
        return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])

    def size(self, first: int, last: int) -> float:
        """Return the greater font size of two characters."""
        return float(max(pdfium.FPDFText_GetFontSize(self.page, i) for i in (first, last)))

    def is_made(self, i: int) -> bool:
        """Tell whether PDFium made a character that the PDF does not hold."""
        return bool(pdfium.FPDFText_IsGenerated(self.page, i) == 1)


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page without its margins."""

    text: str
    box: Box
    size: float  # of the font, as the PDF sets it: to be compared, no measure

    @property
    def height(self) -> float:
        """Return the height of the font, in points."""
        return max(self.box[3] - self.box[1], 1.0)


def page_lines(page: pdfium.FPDF_TEXTPAGE, turned: int) -> list[PdfLine]:
    """Return the lines of a page that hold something other than white space.

    The page is shown turned clockwise by so many degrees, and its boxes are those that are seen.
    """
    codes = [pdfium.FPDFText_GetUnicode(page, i) for i in range(pdfium.FPDFText_CountChars(page))]
    return list(_lines(_Characters(page, turned, codes)))


def spaced(lines: Sequence[PdfLine]) -> Iterator[tuple[str, PdfLine]]:
    """Yield each line with the line breaks that stand before it: two where a paragraph begins."""
    if not lines:
        return
    ordinary = _ordinary_gap(lines)
    yield "", lines[0]
    for above, line in pairwise(lines):
        if _follows(above, line):
            new = _gap(above, line) > ordinary + _NEW_PARAGRAPH * min(above.height, line.height) or _differ(above, line)
        elif line.box[1] > above.box[3]:  # the next column
            new = ends_paragraph(above, lines)
        else:
            new = False
        yield "\n\n" if new else "\n", line


def ends_paragraph(line: PdfLine, lines: Sequence[PdfLine]) -> bool:
    """Tell whether the last line of a column ends a paragraph: with a sentence, or far before the column's margin."""
    column = [one.box[2] for one in lines if abs(one.box[0] - line.box[0]) < _SAME_COLUMN * line.height]
    margin = statistics.quantiles(column, n=4)[2] if len(column) > 1 else line.box[2]
    return line.text.endswith(_SENTENCE_ENDS) or margin - line.box[2] > _SHORT * (margin - line.box[0])


def _lines(characters: _Characters) -> Iterator[PdfLine]:
    codes, start = characters.codes, 0
    for end in (*(i for i, code in enumerate(codes) if code in _LINE_ENDS), len(codes)):
        inside = [i for i in range(start, end) if not _is_blank(codes[i])]
        if inside:
            first, last = inside[0], inside[-1]
            shown = "".join(_shown(characters, i, first < i < last) for i in range(first, last + 1))
            text = shown.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()
            if text:
                yield PdfLine(text, characters.box_around(first, last), characters.size(first, last))
        start = end + 1


def _is_blank(code: int) -> bool:
    return code == 0 or chr(code).isspace()


def _shown(characters: _Characters, i: int, inside: bool) -> str:
    code = characters.codes[i]
    if code == 0x20 and inside and characters.is_made(i):
        return _space(characters, i)
    if code in _HYPHENS:
        return ""
    return chr(code) if code >= 0x20 and not 0x7F <= code < 0xA0 else " " if code == 0x09 else ""


def _space(characters: _Characters, i: int) -> str:
    """Return a space that PDFium made, but for one that typesetters leave between a kanji and a digit or letter."""
    before, after = characters.box(i - 1), characters.box(i + 1)
    height = max(before[3] - before[1], after[3] - after[1], 1.0)
    one, other = chr(characters.codes[i - 1]), chr(characters.codes[i + 1])
    mixed = (is_japanese(one) and _is_latin(other)) or (_is_latin(one) and is_japanese(other))
    return "" if mixed and after[0] - before[2] < _NO_SPACE * height else " "


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _follows(above: PdfLine, line: PdfLine) -> bool:
    """Tell whether a line stands below another, in the same column."""
    apart = line.box[0] >= above.box[2] or above.box[0] >= line.box[2]
    return not apart and line.box[1] < above.box[1] and line.box[3] < above.box[3]


def _differ(above: PdfLine, line: PdfLine) -> bool:
    return min(above.size, line.size) < _OTHER_SIZE * max(above.size, line.size)


def _gap(above: PdfLine, line: PdfLine) -> float:
    return above.box[1] - line.box[3]


def _ordinary_gap(lines: Sequence[PdfLine]) -> float:
    gaps = [_gap(above, line) for above, line in pairwise(lines) if _follows(above, line)]
    return statistics.quantiles(gaps, n=4)[0] if len(gaps) > 1 else 0.0
