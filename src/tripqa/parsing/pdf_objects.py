"""The text objects of a PDF page in the order in which the page draws them, and what PDFium must know to read them all.

PDFium (159) reads no text object that is narrower than a hundredth of a point, and measures it by the outlines of its
glyphs: what a font has no outline for, be it a layer of recognised text or a font that is not embedded and not on this
machine, is lost wherever it stands alone. Of objects that have no height it takes those of equal words for copies,
though they stand on other lines. An object that is drawn as strokes is as wide and as high as its line, at the least.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_NARROWEST = 0.02  # points
_DEEPEST = 8  # forms within forms
_INVISIBLE = 3  # the mode of text that is neither filled nor stroked
_UNCHANGED = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class TextObject:
    """What one operator shows."""

    order: int  # among the objects of the page
    visible: bool


def text_objects(page: Any) -> dict[int, TextObject]:
    """Return the text objects of a page by their address; those that PDFium would pass over are widened in memory."""
    found: dict[int, TextObject] = {}
    for order, drawn in enumerate(_objects(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, _DEEPEST)):
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_TEXT:
            visible = pdfium.FPDFTextObj_GetTextRenderMode(drawn) != _INVISIBLE
            found[address(drawn)] = TextObject(order, visible)
            if _is_nothing(drawn):
                _widen(drawn)
    return found


def address(drawn: Any) -> int:
    """Return what tells an object from others, 0 for none."""
    return ctypes.cast(drawn, ctypes.c_void_p).value or 0 if drawn else 0


def _objects(holder: Any, count: Any, get: Any, deepest: int) -> Iterator[Any]:
    for i in range(count(holder)):
        drawn = get(holder, i)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_FORM:
            yield drawn
        elif deepest:
            yield from _objects(drawn, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, deepest - 1)


def _is_nothing(drawn: Any) -> bool:
    """Tell whether an object is as narrow or as low as nothing."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return right.value - left.value < _NARROWEST or top.value - bottom.value < _NARROWEST


def _widen(drawn: Any) -> None:
    pdfium.FPDFTextObj_SetTextRenderMode(drawn, pdfium.FPDF_TEXTRENDERMODE_STROKE)
    pdfium.FPDFPageObj_SetStrokeWidth(drawn, 1.0)
    pdfium.FPDFPageObj_TransformF(drawn, _UNCHANGED)  # makes PDFium measure it again
