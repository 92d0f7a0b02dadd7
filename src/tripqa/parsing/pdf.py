"""PDF: the text of its pages as it stands on them, without what repeats at their heads and feet.

The lines of a paragraph are joined. Headings are those of the bookmarks or, without these, found in the layout. Values
of form fields are read, other annotations are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from tripqa.errors import FileDamaged, FileEncrypted, FileTooLarge, FileWithoutText
from tripqa.parsing.extract import Extract
from tripqa.parsing.furniture import without_furniture
from tripqa.parsing.limits import Limits
from tripqa.parsing.numbers import ranges
from tripqa.parsing.outline import Bookmark, headings_of
from tripqa.parsing.pdf_fields import with_values
from tripqa.parsing.pdf_glyphs import glyphs_of
from tripqa.parsing.pdf_lines import PdfLine, page_lines
from tripqa.parsing.pdf_objects import text_objects
from tripqa.parsing.pdf_text import text_of
from tripqa.parsing.titles import own_title

_TAIL = 2048  # bytes in which the end mark stands
_MOST_BOOKMARKS = 10_000
_RECOGNISE = (
    "recognise its text (OCR) first: `ocrmypdf -l jpn OLD.pdf NEW.pdf` (kor, chi_tra or eng for other languages)"
)


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[PdfLine]
    shows: bool  # something, if only a picture
    unknown: int  # characters that have no meaning


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
        document.init_forms()
        pages = _pages(document, limits)
        if not any(page.lines for page in pages):
            raise FileWithoutText(f"has no text on any page, as a scan has; {_RECOGNISE}")
        kept, repeated = without_furniture([page.lines for page in pages])
        made = text_of(kept)
        return Extract(
            text=made.text,
            title=own_title(document.get_metadata_value("Title")),
            headings=headings_of(_bookmarks(document), made.text, made.lines),
            pages=made.pages,
            read_as="PDF",
            remarks=(*_remarks(pages, repeated), *_of_form(document)),
        )


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise FileEncrypted("has a password; save a copy without one") from error
        raise FileDamaged("is not a whole PDF; print or export it anew, or copy it once more") from error


def _pages(document: pypdfium2.PdfDocument, limits: Limits) -> list[_Page]:
    """Return the pages; FileDamaged or FileTooLarge if they cannot be had."""
    pages: list[_Page] = []
    room = limits.longest_text
    for number in range(len(document)):
        try:
            with closing(document[number]) as page:
                pages.append(_page(page))
        except pypdfium2.PdfiumError as error:
            raise FileDamaged(f"has a broken page {number + 1}; print or export it anew") from error
        room -= sum(len(line.text) + 2 for line in pages[-1].lines)
        if room < 0:
            raise FileTooLarge.of_text(limits.longest_text)
    return pages


def _page(page: pypdfium2.PdfPage) -> _Page:
    objects = text_objects(page.raw)  # before its text is loaded, for it is widened
    with closing(page.get_textpage()) as words:
        glyphs, unknown = glyphs_of(words.raw, objects)
    return _Page(page_lines(with_values(page, glyphs)), pdfium.FPDFPage_CountObjects(page.raw) > 0, unknown)


def _bookmarks(document: pypdfium2.PdfDocument) -> Iterator[Bookmark]:
    for number, bookmark in enumerate(document.get_toc(max_depth=9)):
        if number == _MOST_BOOKMARKS:
            return
        place = bookmark.get_dest()
        page = place.get_index() if place else None
        if page is not None and page >= 0:
            yield Bookmark(bookmark.get_title(), bookmark.level + 1, page)


def _remarks(pages: Sequence[_Page], repeated: Sequence[str]) -> Iterator[str]:
    empty = [number for number, page in enumerate(pages, start=1) if page.shows and not page.lines]
    unknown = [number for number, page in enumerate(pages, start=1) if page.unknown]
    if empty:
        yield f"no text on page {ranges(empty)}; {_RECOGNISE}"
    if unknown:
        count = sum(page.unknown for page in pages)
        yield f"left out {count:,} characters whose font does not tell which they are, on page {ranges(unknown)}"
    if repeated:
        yield f"left out what repeats at the head or foot of its pages: {' | '.join(repeated)}"


def _of_form(document: pypdfium2.PdfDocument) -> Iterator[str]:
    if document.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        yield "holds a form (XFA) whose values are not read; open it in Adobe's reader and print it into a new PDF"
