"""The two forms of Office Open XML: Strict, which no reader here knows, is written as Transitional, which all know.

They differ in the names of their spaces and relations (ISO/IEC 29500-1, annex A and part 4).
"""

from __future__ import annotations

import io
import re
import zipfile

from tripqa.errors import FileTooLarge
from tripqa.parsing.limits import Limits

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/([\w/]+)")
_OTHERWISE = (
    (b"extendedProperties", b"extended-properties"),
    (b"customProperties", b"custom-properties"),
)
_MARKUP = (".xml", ".rels")
_ROOTS = ("_rels/.rels",)


def transitional(data: bytes, limits: Limits) -> bytes:
    """Return a file of the Strict form in the Transitional one, and any other as it is; it is a sound archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not any(_STRICT in archive.read(name) for name in _ROOTS if name in archive.namelist()):
            return data
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as written:
            for part in archive.infolist():
                held = archive.read(part)
                written.writestr(part.filename, _renamed(held) if part.filename.lower().endswith(_MARKUP) else held)
                if into.tell() > limits.memory_per_file * 1_000_000:
                    raise FileTooLarge(
                        "grows too large when its form is changed; save it in the form that is not strict"
                    )
    return into.getvalue()


def _renamed(part: bytes) -> bytes:
    return _NAME.sub(_transitional_name, part)


def _transitional_name(found: re.Match[bytes]) -> bytes:
    kind, rest = found.groups()
    for strict, name in _OTHERWISE:
        rest = rest.replace(strict, name)
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (kind, rest)
