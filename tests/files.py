"""Files to read: those in tests/data/files, which real programs made, and others made here in memory."""

from __future__ import annotations

import ctypes
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from docx import Document

from tripqa.parsing.extract import Extract
from tripqa.parsing.limits import Limits

FILES = Path(__file__).parent / "data" / "files"
EXCERPT = (FILES / "excerpt.txt").read_text(encoding="utf-8")  # of the report: what the files hold
LIMITS = Limits()
_KINDS = b"wordprocessingml|spreadsheetml|presentationml|drawingml|officeDocument"
_TRANSITIONAL = re.compile(rb"http://schemas\.openxmlformats\.org/(" + _KINDS + rb")/2006/")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def bytes_of(name: str) -> bytes:
    return (FILES / name).read_bytes()


def bare(text: str) -> str:
    """Return what is left of a text when width and white space do not count."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def headings(extract: Extract) -> list[tuple[str, int]]:
    return [(extract.text[heading.start : heading.end], heading.level) for heading in extract.headings or ()]


def pages(extract: Extract) -> list[str]:
    ends = [*extract.pages[1:], len(extract.text)]
    return [extract.text[start:end].strip() for start, end in zip(extract.pages, ends, strict=True)]


def pdf(sheets: Sequence[Sequence[tuple[float, float, str]]], *, turned: bool = False) -> bytes:
    """Return a PDF whose pages hold texts in Helvetica, each seen at x and y from the lower left corner.

    Pages that are turned hold them upwards, and say that they are to be shown turned clockwise.
    """
    document = pypdfium2.PdfDocument.new()
    for sheet in sheets:
        page = document.new_page(400, 600)
        for x, y, text in sheet:
            drawn = pdfium.FPDFPageObj_NewTextObj(document, b"Helvetica", 12)
            letters = (text + "\0").encode("utf-16-le")
            shown = ctypes.cast(ctypes.create_string_buffer(letters), ctypes.POINTER(ctypes.c_ushort))
            pdfium.FPDFText_SetText(drawn, shown)
            upright, upwards = (1, 0, 0, 1, x, y), (0, 1, -1, 0, 400 - y, x)
            pdfium.FPDFPageObj_Transform(drawn, *(upwards if turned else upright))
            pdfium.FPDFPage_InsertObject(page, drawn)
        page.set_rotation(90 if turned else 0)
        page.gen_content()
        page.close()
    into = io.BytesIO()
    document.save(into)
    document.close()
    return into.getvalue()


def saved(file: Any) -> bytes:
    """Return the bytes of a Word file or of slides."""
    into = io.BytesIO()
    file.save(into)
    return into.getvalue()


def word(body: str) -> bytes:
    """Return a Word file whose body is WordprocessingML."""
    from docx.oxml.parser import parse_xml

    file = Document()
    file.element.body.clear_content()
    spaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    for block in reversed(parse_xml(f"<w:body {spaces}>{body}</w:body>")):
        file.element.body.insert(0, block)
    return saved(file)


def strict(data: bytes) -> bytes:
    """Return an Office file in the Strict form, as far as names of spaces and relations go."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(into, "w") as written:
        for name in packed.namelist():
            written.writestr(name, _TRANSITIONAL.sub(rb"http://purl.oclc.org/ooxml/\1/", packed.read(name)))
    return into.getvalue()
