"""Signs of symbol fonts, whose characters mean nothing without the font: a tick of Wingdings is stored as `ü`."""

from __future__ import annotations

from functools import cache

_RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_PRIVATE = range(0xF000, 0xF100)  # where Windows puts the 256 places of a symbol font


def sign(font: str, code: int) -> str:
    """Return the character that a place of a font shows; the character of that code if it is no known symbol font."""
    place = code - _PRIVATE.start if code in _PRIVATE else code
    found = _signs().get((font, place))
    if found is not None:
        return chr(found)
    return chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else ""


def signs(font: str, text: str) -> str:
    """Return a text as a font shows it."""
    return "".join(sign(font, ord(one)) for one in text) if font in _fonts() else text


@cache
def _signs() -> dict[tuple[str, int], int]:
    from mammoth.docx.dingbats import dingbats

    return dict(dingbats)


@cache
def _fonts() -> frozenset[str]:
    return frozenset(font for font, _ in _signs())


def superscript(text: str) -> str:
    """Return a text in raised characters, so that it does not run into a number before it; empty if it has others."""
    return "".join(_RAISED[one] for one in text) if text and all(one in _RAISED for one in text) else ""
