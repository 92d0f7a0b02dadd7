"""The text of a PDF, out of the lines of its pages.

A paragraph that goes on overleaf is not interrupted: footnotes and the page's number stand before it. Readings of its
words, which are no part of its sentences, stand after it.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tripqa.domain import Span
from tripqa.parsing.pdf_glyphs import HYPHEN
from tripqa.parsing.pdf_lines import PdfLine
from tripqa.parsing.pdf_paragraphs import SENTENCE_ENDS, between_pages, separators

_BLANK = "\n\n"
_NOTE_SIZE = 0.93  # of the size of most lines
_INDENT = 0.5  # size
_NOTE = re.compile(r"[0-9０-９*＊※†‡注註(（¹²³⁴-⁹]")
_MARKED_NOTE = re.compile(r"[*＊※†‡]|[(（]?[注註][)）]?\s*[0-9０-９]")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:第|[Pp]\.?|[Pp]age)?\s*\d{1,4}\s*(?:頁|[Pp]age|페이지|쪽|ページ|[/／]\s*\d{1,4})?[\W_]*"
)
_READINGS = "\u3000"  # between two

Placed = tuple[str, PdfLine]  # what stands before a line, and the line


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text, where each page begins in it, and the spans of the lines of each."""

    text: str
    pages: tuple[int, ...]
    lines: list[list[Span]]


def text_of(pages: Sequence[Sequence[PdfLine]]) -> PdfText:
    """Return the text of pages."""
    placed = list(_placed(pages))
    flat = [one for page in placed for one in page]
    after = iter([*(before for before, _ in flat[1:]), _BLANK])
    writing = _Writing()
    starts: list[int] = []
    spans: list[list[Span]] = []
    for page in placed:
        if page:
            writing.separate(page[0][0])
        starts.append(writing.at)
        spans.append([])
        for i, (before, line) in enumerate(page):
            if i:
                writing.separate(before)
            spans[-1].append(writing.write(line, next(after)))
    writing.end()
    return PdfText("".join(writing.parts), tuple(starts), spans)


class _Writing:
    """A text that grows, and the readings that wait for the end of a paragraph."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.at = 0
        self._readings: list[str] = []

    def separate(self, separator: str) -> None:
        """End a line."""
        if separator == _BLANK:
            self.end()
        self._add(separator)

    def write(self, line: PdfLine, after: str) -> Span:
        """Write a line, and return its span."""
        start = self.at
        text = line.text.removesuffix(HYPHEN)
        self._add(text + "-" if text != line.text and after else text)
        self._readings += line.readings
        return start, self.at

    def end(self) -> None:
        """End a paragraph."""
        if self._readings:
            self._add("\n" + _READINGS.join(self._readings))
        self._readings = []

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)


def _placed(pages: Sequence[Sequence[PdfLine]]) -> Iterator[list[Placed]]:
    """Yield the lines of each page with what stands before them."""
    before = ""
    goes_on = False  # the first paragraph of a page, from the one before
    for number, lines in enumerate(pages):
        below = next((page for page in pages[number + 1 :] if page), None)
        placed = list(zip([before, *separators(lines)], lines, strict=True)) if lines else []
        if below and placed:
            end = _end_of_body(lines)
            before = between_pages(lines[:end], below)
            runs_over = before not in (_BLANK, "\n")
            if runs_over:
                placed = _paragraph_last(placed, end, goes_on=goes_on)
            elif end < len(lines):
                before = between_pages(lines, below)
            goes_on = runs_over
        yield placed


def _end_of_body(lines: Sequence[PdfLine]) -> int:
    """Return after how many lines the footnotes and the number of a page begin."""
    end = len(lines)
    if end > 1 and _PAGE_NUMBER.fullmatch(lines[-1].text):
        end -= 1
    usual = statistics.median(line.size for line in lines for _ in line.text)
    small = end
    while small > 1 and lines[small - 1].size < _NOTE_SIZE * usual:
        small -= 1
    noted = next((i for i in range(small, end) if _NOTE.match(lines[i].text)), end)
    return noted if noted == small < end else _marked_notes(lines[:end], _NOTE_SIZE * usual)


def _marked_notes(lines: Sequence[PdfLine], small: float) -> int:
    """Return after how many lines notes in letters as large begin, which part a sentence from its end.

    Nothing else stands below them. What goes on in a note is set in from its mark, or in small letters.
    """
    begins, mark = len(lines), lines[0]
    for number, (above, line) in enumerate(pairwise(lines), start=1):
        if _MARKED_NOTE.match(line.text):
            begins, mark = min(begins, number), line
        elif line.box[1] > above.box[1] or (line.size >= small and line.box[0] < mark.box[0] + _INDENT * line.size):
            begins = len(lines)
    return begins if not lines[begins - 1].text.endswith(SENTENCE_ENDS) else len(lines)


def _paragraph_last(placed: list[Placed], end: int, *, goes_on: bool) -> list[Placed]:
    """Return the lines of a page with the last paragraph of its body behind all that stands below it."""
    start = end - 1
    while start and placed[start][0] not in (_BLANK, "\n"):
        start -= 1
    if end == len(placed) or (goes_on and not start):
        return placed
    (before, first), (_, note) = placed[start], placed[end]
    return [
        *placed[:start],
        (_BLANK if start else before, note),
        *placed[end + 1 :],
        (_BLANK, first),
        *placed[start + 1 : end],
    ]
