"""What a file is by its first bytes, whatever its name says, and what to do where the two differ."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from tripqa.errors import FileEncrypted, FileMisnamed, FileWithoutText

_HEAD = 1024  # bytes in which `%PDF-` may stand, by the standard
_MOST_NAMES = 1000
_MARGIN = b"\0\r\n\t "
_PDF, _ZIP, _OLE = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE_ZIP: Mapping[bytes, str] = {
    b"word/document": ".docx",
    b"ppt/presentation": ".pptx",
    b"xl/workbook": ".xlsx",
    b"mimetypeapplication/vnd.oasis.opendocument.text": ".odt",
    b"mimetypeapplication/vnd.oasis.opendocument.presentation": ".odp",
    b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"mimetypeapplication/hwp+zip": ".hwpx",
    b"Contents/content.hpf": ".hwpx",  # where the type is packed, as programs on other systems do
}
_INSIDE_OLE: Mapping[str, str] = {
    "EncryptedPackage": "locked",
    "HwpSummaryInformation": ".hwp",
    "JSRV_SegmentInformation": ".jtd",
    "WordDocument": ".doc",
    "PowerPoint Document": ".ppt",
    "Workbook": ".xls",
}
_FIRST: Mapping[bytes, str] = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\0": "a picture",
    b"MM\0*": "a picture",
    b"{\\rtf": ".rtf",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"\x1f\x8b": "an archive",
    b"HWP Document File": ".hwp",
}
_NAMES: Mapping[str, str] = {
    ".pdf": "a PDF",
    ".docx": "a Word file",
    ".pptx": "a file of slides",
    ".xlsx": "an Excel file",
    ".odt": "an OpenDocument text",
    ".odp": "an OpenDocument presentation",
    ".ods": "an OpenDocument spreadsheet",
    ".hwpx": "a Hangul file",
    ".rtf": "RTF",
    ".doc": "a Word file of before 2007",
    ".ppt": "a file of slides of before 2007",
    ".xls": "an Excel file of before 2007",
    ".jtd": "an Ichitaro file",
    ".hwp": "a Hangul file of the old kind",
}
_OFFICE = "as {0} in its program, or with `soffice --headless --convert-to {0} FILE` of LibreOffice"
NEW_FORM: Mapping[str, str] = {
    ".doc": _OFFICE.format("docx"),
    ".rtf": _OFFICE.format("docx"),
    ".ppt": _OFFICE.format("pptx"),
    ".xls": _OFFICE.format("xlsx"),
    ".jtd": "as docx or PDF in Ichitaro, or print it to PDF from Ichitaro Viewer",
    ".hwp": "as hwpx in Hangul, or as odt with `hwp5odt FILE` of pyhwp",
}
"""Formats that are told and not read, with how to save them in one that is."""
READ = (".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".hwpx")


def told_by(data: bytes) -> str:
    """Return the ending that a file should have by what is in it, or a word for it; empty if that cannot be told."""
    if data.lstrip(_MARGIN).startswith(_PDF):
        return ".pdf"
    if data.startswith(_ZIP):
        return _inside_zip(data)
    if data.startswith(_OLE):
        return next(
            (kind for name, kind in _INSIDE_OLE.items() if name.encode("utf-16-le") in data), "an old Office file"
        )
    return next((kind for sign, kind in _FIRST.items() if data.startswith(sign)), "")


def _inside_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = "\n".join(archive.namelist()[:_MOST_NAMES]).encode("utf-8", "replace") + data[:_HEAD]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        pass  # a damaged one may still show what it was
    found = [(data.find(sign), ending) for sign, ending in _INSIDE_ZIP.items() if sign in data]
    return min(found)[1] if found else "an archive"


def check_format(data: bytes, ending: str) -> None:
    """Refuse what is not of the format that its ending names, with what to do; what cannot be told goes on."""
    if not data.strip(_MARGIN):
        raise FileWithoutText("is empty; copy it into the folder once more, or take it out")
    kind = ".pdf" if ending == ".pdf" and _PDF in data[:_HEAD] else told_by(data)
    if kind == "locked":
        raise FileEncrypted("has a password; save a copy without one")
    old = kind if kind in NEW_FORM else ending if kind not in READ else ""
    if old in NEW_FORM:
        raise FileMisnamed(f"is {_NAMES.get(old, 'RTF')}, which is not read; save it {NEW_FORM[old]}")
    if kind in READ and kind != ending:
        raise FileMisnamed(f"is {_NAMES[kind]}; let its name end in {kind}")
    if ending in READ and kind != ending:
        what = f"is {_NAMES.get(kind, kind)}, not" if kind else "is not"
        raise FileMisnamed(f"{what} {_NAMES[ending]}; give it the ending of what it is, or save it as {ending}")
