"""PDF: the text of its pages in PDFium's reading order, without what repeats at their heads and feet.

Line breaks are those of the page: search joins them. Headings are those of the bookmarks or, without these, found in
the layout. Text in form fields and annotations is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from tripqa.errors import FileDamaged, FileEncrypted, FileTooLarge, FileWithoutText
from tripqa.parsing.extract import Extract
from tripqa.parsing.furniture import without_furniture
from tripqa.parsing.limits import Limits
from tripqa.parsing.numbers import ranges
from tripqa.parsing.outline import Bookmark, headings_of
from tripqa.parsing.pdf_lines import PdfLine, ends_paragraph, page_lines, spaced
from tripqa.parsing.titles import own_title

_TAIL = 2048  # bytes in which the end mark stands
_MOST_BOOKMARKS = 10_000


def extract(data: bytes, limits: Limits) -> Extract:
    """Return the text of a PDF; UnreadableFile if it is locked, damaged, too large, or pictures alone."""
    if b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-_TAIL:]:
        raise FileDamaged("is cut off: it has no end; copy it into the folder once more")
    with closing(_opened(data)) as document:
        if len(document) > limits.most_pages:
            raise FileTooLarge(
                f"has {len(document):,} pages, more than the {limits.most_pages:,} of TRIPQA_MOST_PAGES; "
                "split it, or raise that setting"
            )
        pages, empty = _pages(document, limits)
        if not any(pages):
            raise FileWithoutText("has no text on any page, as a scan has; recognise its text (OCR) first")
        kept, repeated = without_furniture(pages)
        text, starts, spans = _joined(kept)
        return Extract(
            text=text,
            title=own_title(document.get_metadata_value("Title")),
            headings=headings_of(_bookmarks(document), text, spans),
            pages=starts,
            read_as="PDF",
            remarks=tuple(_remarks(empty, repeated)),
        )


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise FileEncrypted("has a password; save a copy without one") from error
        raise FileDamaged("is not a whole PDF; print or export it anew, or copy it once more") from error


def _pages(document: pypdfium2.PdfDocument, limits: Limits) -> tuple[list[list[PdfLine]], list[int]]:
    """Return the lines of each page, and the numbers of those that show something and have no text."""
    pages: list[list[PdfLine]] = []
    empty: list[int] = []
    room = limits.longest_text
    for number in range(len(document)):
        try:
            with closing(document[number]) as page, closing(page.get_textpage()) as words:
                pages.append(page_lines(words.raw, page.get_rotation()))
                shows = bool(pages[-1]) or pdfium.FPDFPage_CountObjects(page.raw) > 0
        except pypdfium2.PdfiumError as error:
            raise FileDamaged(f"has a broken page {number + 1}; print or export it anew") from error
        room -= sum(len(line.text) + 2 for line in pages[-1])
        if room < 0:
            raise FileTooLarge.of_text(limits.longest_text)
        if shows and not pages[-1]:
            empty.append(number + 1)
    return pages, empty


def _joined(pages: Sequence[Sequence[PdfLine]]) -> tuple[str, tuple[int, ...], list[list[tuple[int, int]]]]:
    """Return the text of pages, where each begins, and the spans of the lines of each."""
    parts: list[str] = []
    starts: list[int] = []
    spans: list[list[tuple[int, int]]] = []
    at, turn = 0, ""
    for lines in pages:
        parts.append(turn if lines else "")
        at += len(parts[-1])
        starts.append(at)
        spans.append([])
        for breaks, line in spaced(lines):
            parts += breaks, line.text
            at += len(breaks)
            spans[-1].append((at, at + len(line.text)))
            at += len(line.text)
        if lines:
            turn = "\n\n" if ends_paragraph(lines[-1], lines) else "\n"
    return "".join(parts), tuple(starts), spans


def _bookmarks(document: pypdfium2.PdfDocument) -> Iterator[Bookmark]:
    for number, bookmark in enumerate(document.get_toc(max_depth=9)):
        if number == _MOST_BOOKMARKS:
            return
        place = bookmark.get_dest()
        page = place.get_index() if place else None
        if page is not None and page >= 0:
            yield Bookmark(bookmark.get_title(), bookmark.level + 1, page)


def _remarks(empty: Sequence[int], repeated: Sequence[str]) -> Iterator[str]:
    if empty:
        yield f"no text on page {ranges(empty)}; recognise the text of the pictures (OCR) first"
    if repeated:
        yield f"left out what repeats at the head or foot of its pages: {' | '.join(repeated)}"
