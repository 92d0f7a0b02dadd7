"""The values of a PDF's form fields, at the places of the page where they are seen."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from tripqa.parsing.pdf_glyphs import Glyph
from tripqa.parsing.pdf_spacing import is_wide

_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5  # flags of an annotation
_PASSWORD = 1 << 13  # of a field
_WRITTEN = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_TICKED = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_TICK = "☑"
_LARGEST = 12.0  # points of a value's letters
_LEADING = 1.2  # sizes from one line of a value to the next


def with_values(page: pypdfium2.PdfPage, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the characters of a page with what its fields hold, each value behind what stands to its left."""
    placed = list(glyphs)
    for value in _values(page):
        at = _place(value, placed)
        beside = placed[max(at - 1, 0)].object if placed else 0
        placed.insert(at, replace(value, object=beside))
    return placed


def _values(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    if page.formenv is None:
        return
    for i in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        field = pdfium.FPDFPage_GetAnnot(page.raw, i)
        try:
            if pdfium.FPDFAnnot_GetSubtype(field) == pdfium.FPDF_ANNOT_WIDGET:
                yield from _written(field, _value(page.formenv.raw, field))
        finally:
            pdfium.FPDFPage_CloseAnnot(field)


def _value(form: Any, field: Any) -> str:
    """Return what is seen in a field."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, field)
    if pdfium.FPDFAnnot_GetFlags(field) & (_HIDDEN | _NO_VIEW):
        return ""
    if kind in _TICKED:
        return _TICK if pdfium.FPDFAnnot_IsChecked(form, field) else ""
    if kind not in _WRITTEN or pdfium.FPDFAnnot_GetFormFieldFlags(form, field) & _PASSWORD:
        return ""
    size = pdfium.FPDFAnnot_GetFormFieldValue(form, field, None, 0)
    room = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetFormFieldValue(form, field, ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return room.raw.decode("utf-16-le", "replace").rstrip("\0")


def _written(field: Any, value: str) -> Iterator[Glyph]:
    """Yield the lines of a value as they stand in their field."""
    place = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(field, place)
    lines = [line for one in value.splitlines() if (line := " ".join(one.split()))]
    height = abs(place.top - place.bottom)
    size = max(min(_LARGEST, height * 0.7), 1.0)
    top = max(place.top, place.bottom) - (max(height - size, 0) / 2 if len(lines) == 1 else 0)
    for line in lines:
        width = size * sum(1 if is_wide(letter) else 0.5 for letter in line)
        box = (place.left, top - size, min(place.left + width, max(place.right, place.left + 1)), top)
        yield Glyph(line, box, size, 0, 0, True)
        top -= _LEADING * size


def _place(value: Glyph, glyphs: Sequence[Glyph]) -> int:
    """Return the place of a value: behind the nearest to its left, before the nearest to its right, below others."""
    level = [(i, one) for i, one in enumerate(glyphs) if one.frame == 0 and _level(one, value)]
    left = [(one.box[2], i) for i, one in level if one.box[0] < value.box[0]]
    if left:
        return max(left)[1] + 1
    if right := [(one.box[0], i) for i, one in level]:
        return min(right)[1]
    above = [(one.box[1], -i) for i, one in enumerate(glyphs) if one.frame == 0 and one.box[1] >= value.box[3]]
    return 1 - min(above)[1] if above else 0


def _level(one: Glyph, value: Glyph) -> bool:
    middle = (one.box[1] + one.box[3]) / 2
    return value.box[1] - 0.3 * value.size <= middle <= value.box[3] + 0.3 * value.size
