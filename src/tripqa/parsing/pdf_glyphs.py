"""The characters of a PDF page as they stand on it, whichever way their lines run.

A *frame* is a turn of the page after which lines run from left to right and follow one another downwards. Columns of
vertical writing are lines of the frame that is turned by 270 degrees: the column to the left is the line below.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

import pypdfium2.raw as pdfium

from tripqa.parsing.pdf_objects import TextObject, address
from tripqa.text.folding import is_japanese

HYPHEN = "\xad"  # divides a word at the end of its line
_HYPHENS = (0x02, 0xAD, 0xFFFE)  # what PDFium makes of one
_BELOW, _ABOVE = 0.12, 0.88  # of the size, from the base line: the body of a CJK character
_SKEW = 10.0  # degrees that a line may be off a right angle
_LOOSE = TextObject(0, True)  # of characters that PDFium names no object of
DOWNWARDS = 270
_FEWEST_STACKED = 4  # characters, each drawn for itself, that are a column and no column of a table
_STACKED = 1.35  # sizes from one to the next, at most
_UPRIGHT_NUMBER = 4  # digits that stand side by side in a column of vertical writing

Box = tuple[float, float, float, float]  # left, bottom, right, top; points, upwards


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character of a page."""

    text: str
    box: Box  # in its frame
    size: float  # points
    frame: int | None  # degrees; None where its line is aslant
    object: int  # among the objects of the page, in the order of drawing
    visible: bool
    meant: bool = False  # the page says what the text is, and not where each of its characters stands


@dataclass(frozen=True, slots=True)
class _Raw:
    text: str
    corners: Box  # of the page
    origin: tuple[float, float]
    size: float
    angle: float  # degrees, counter-clockwise
    object: TextObject
    meant: bool


def glyphs_of(words: Any, objects: Mapping[int, TextObject]) -> tuple[list[Glyph], int]:
    """Return the characters of a text page in the order of drawing, and how many have no meaning that is known.

    Spaces and line ends that PDFium makes are left out.
    """
    raw, unknown = _raw(words, objects)
    raw.sort(key=lambda one: one.object.order)
    return [glyph for frame, group in _framed(raw) for glyph in _glyphs(frame, group)], unknown


def box_around(glyphs: Iterable[Glyph]) -> Box:
    """Return the box around characters of one frame."""
    lefts, bottoms, rights, tops = zip(*(glyph.box for glyph in glyphs), strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _raw(words: Any, objects: Mapping[int, TextObject]) -> tuple[list[_Raw], int]:
    found: list[_Raw] = []
    unknown, place, owner, turn = 0, -1, _LOOSE, (0.0, 0.0)
    for i in range(pdfium.FPDFText_CountChars(words)):
        if pdfium.FPDFText_IsGenerated(words, i) == 1:
            continue
        if (there := address(pdfium.FPDFText_GetTextObject(words, i))) != place:
            place, owner, turn = there, objects.get(there, replace(owner)), _turn(words, i)
        if pdfium.FPDFText_HasUnicodeMapError(words, i) == 1:
            unknown += 1
            continue
        one = _character(words, i, owner, turn)
        if one.text:
            _add(found, one)
    return found, unknown


def _add(found: list[_Raw], one: _Raw) -> None:
    """Add a character, the second half of a pair to its first."""
    last = found[-1] if found else None
    if last and "\ud800" <= last.text <= "\udbff" and "\udc00" <= one.text <= "\udfff":
        whole = (last.text + one.text).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        found[-1] = replace(last, text=whole, corners=_around(last.corners, one.corners))
    elif last and last.object is one.object and last.origin == one.origin:
        found[-1] = replace(last, meant=True)
        found.append(replace(one, meant=True))
    else:
        found.append(one)


def _character(words: Any, i: int, owner: TextObject, turn: tuple[float, float]) -> _Raw:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(words, i, box)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(words, i, x, y)
    text = _shown(pdfium.FPDFText_GetUnicode(words, i))
    return _Raw(text, (box.left, box.bottom, box.right, box.top), (x.value, y.value), *turn, owner, False)


def _shown(code: int) -> str:
    if code in _HYPHENS:
        return HYPHEN
    if code in (0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029):
        return " "
    return chr(code) if code >= 0x20 and not 0x7F <= code < 0xA0 else ""


def _turn(words: Any, i: int) -> tuple[float, float]:
    """Return the size of a character in points, and its angle in degrees."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(words, i, matrix)
    size = pdfium.FPDFText_GetFontSize(words, i) * math.hypot(matrix.c, matrix.d)
    return max(abs(size), 0.1), math.degrees(math.atan2(matrix.b, matrix.a))


def _framed(raw: list[_Raw]) -> Iterator[tuple[int | None, list[_Raw]]]:
    """Yield characters that follow one another in one frame."""
    frames = _frames(raw)
    for frame, group in groupby(range(len(raw)), key=frames.__getitem__):
        yield frame, [raw[i] for i in group]


def _frames(raw: list[_Raw]) -> list[int | None]:
    frames: list[int | None] = [_frame(one.angle) for one in raw]
    starts = [0, *(i for i, (one, other) in enumerate(pairwise(raw), 1) if not _stacked(one, other)), len(raw)]
    for start, end in pairwise(starts):
        if end - start > 1 and _is_column(raw[start:end]):
            frames[start:end] = [_turned(frame, DOWNWARDS) for frame in frames[start:end]]
    _take_numbers(raw, frames)
    return frames


def _frame(angle: float) -> int | None:
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) < _SKEW else None


def _turned(frame: int | None, by: int) -> int | None:
    return None if frame is None else (frame + by) % 360


def _stacked(one: _Raw, other: _Raw) -> bool:
    """Tell whether a character stands right below the one before, as they are turned."""
    if one.angle != other.angle or one.meant or other.meant:
        return False
    (x, y), (left, up) = _point(one.origin, _frame(one.angle)), _point(other.origin, _frame(other.angle))
    farthest = 2.5 if one.object is other.object else _STACKED
    return abs(left - x) < 0.3 * one.size and 0.4 * one.size < y - up < farthest * one.size


def _is_column(raw: Sequence[_Raw]) -> bool:
    """Tell whether characters below one another are a column of vertical writing: one operator writes no other."""
    if any(one.object is other.object for one, other in pairwise(raw)):
        return True
    return len(raw) >= _FEWEST_STACKED and sum(is_japanese(one.text) for one in raw) * 4 >= len(raw) * 3


def _take_numbers(raw: list[_Raw], frames: list[int | None]) -> None:
    """Put digits and letters that stand side by side in a column into the frame of that column."""
    for i, group in _objects(raw):
        above = i - 1
        if not i or len(group) > _UPRIGHT_NUMBER or _frame(group[0].angle) != 0 or frames[above] != DOWNWARDS:
            continue
        if any(abs(one.origin[1] - group[0].origin[1]) > 0.1 * one.size for one in group):
            continue
        column, middle = raw[above].corners, (group[0].corners[0] + group[-1].corners[2]) / 2
        size = raw[above].size
        in_column = column[2] - size - 1 < middle < column[2] + 1
        if in_column and 0 < column[1] - group[0].origin[1] < 1.6 * size:
            around = _around(group[0].corners, group[-1].corners)
            origin = (column[2] - size, around[1])
            raw[i : i + len(group)] = [replace(one, corners=around, origin=origin, meant=True) for one in group]
            frames[i : i + len(group)] = [frames[above]] * len(group)


def _objects(raw: Sequence[_Raw]) -> Iterator[tuple[int, list[_Raw]]]:
    i = 0
    for _, group in groupby(raw, key=lambda one: id(one.object)):
        found = list(group)
        yield i, found
        i += len(found)


def _glyphs(frame: int | None, raw: Sequence[_Raw]) -> Iterator[Glyph]:
    for one in raw:
        left, bottom, right, top = _box(one.corners, frame)
        if frame is not None:
            base = _point(one.origin, frame)[1]
            bottom, top = base - _BELOW * one.size, base + _ABOVE * one.size
            if frame != _frame(one.angle):  # in vertical writing, the origin is the corner of the body
                bottom, top = base, base + one.size
        yield Glyph(
            one.text, (left, bottom, right, top), one.size, frame, one.object.order, one.object.visible, one.meant
        )


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _box(box: Box, frame: int | None) -> Box:
    if not frame:
        return box
    (x, y), (other_x, other_y) = _point(box[:2], frame), _point(box[2:], frame)
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def _point(point: tuple[float, float], frame: int | None) -> tuple[float, float]:
    x, y = point
    match frame:
        case 90:
            return y, -x
        case 180:
            return -x, -y
        case 270:
            return -y, x
    return x, y
