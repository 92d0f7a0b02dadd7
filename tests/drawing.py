"""PDF files written by hand, operator by operator, as programs of offices write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MINCHO, UPRIGHT, SANS = "F1", "F2", "F3"  # Japanese, Japanese in columns, Latin; none is embedded
_CID = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /%s /DescendantFonts [<< /Type /Font "
    "/Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000 /W [1 94 500] "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> "
    "/FontDescriptor << /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /FontBBox [-123 -257 1001 910] "
    "/ItalicAngle 0 /Ascent 723 /Descent -241 /CapHeight 709 /StemV 69 >> >>] >>"
)
_FONTS = {
    MINCHO: _CID % "UniJIS-UTF16-H",
    UPRIGHT: _CID % "UniJIS-UTF16-V",
    SANS: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
}


def shown(x: float, y: float, text: str, *, size: float = 12, font: str = MINCHO, mode: int = 0) -> str:
    """Return the operators that show a text from a place on."""
    letters = text.encode("cp1252" if font == SANS else "utf-16-be").hex()
    return f"BT /{font} {size} Tf {mode} Tr 1 0 0 1 {x:g} {y:g} Tm <{letters}> Tj ET\n"


def each(x: float, y: float, text: str, *, pitch: float, **how: object) -> str:
    """Return the operators that show each character for itself, so many points after the one before."""
    return "".join(shown(x + i * pitch, y, letter, **how) for i, letter in enumerate(text))  # type: ignore[arg-type]


def drawn(
    sheets: Iterable[str],
    *,
    title: str | bytes = "",
    fonts: dict[str, str] | None = None,
    more: str = "",
    page: str = "",
    objects: Sequence[str] = (),
) -> bytes:
    """Return a PDF whose pages hold these operators. `more` goes into the catalogue, `page` into each page.

    `objects` are numbered from 3 on.
    """
    streams = list(sheets)
    first = 3 + len(objects)
    used = " ".join(f"/{name} {font}" for name, font in {**_FONTS, **(fonts or {})}.items())
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(streams)))
    parts: list[bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {more} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} /MediaBox [0 0 595 842] "
        f"/Resources << /Font << {used} >> >> >>".encode(),
        *(one.encode("latin-1") for one in objects),
    ]
    for i, stream in enumerate(streams):
        parts.append(f"<< /Type /Page /Parent 2 0 R /Contents {first + 2 * i + 1} 0 R {page} >>".encode())
        data = stream.encode("latin-1")
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
    named = title if isinstance(title, bytes) else b"\xfe\xff" + title.encode("utf-16-be")
    parts.append(b"<< /Title <%s> >>" % named.hex().encode())
    return _with_table(parts)


def _with_table(parts: Sequence[bytes]) -> bytes:
    """Return a file of objects, numbered from 1, the last of which is the document's information."""
    data, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
        + table
        + trailer % (len(parts) + 1, len(parts), len(data))
    )
