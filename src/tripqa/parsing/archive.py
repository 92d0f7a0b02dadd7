"""The ZIP archive that a Word file or a deck of slides is, looked at before anything parses it."""

from __future__ import annotations

import io
import zipfile
import zlib

from tripqa.errors import FileDamaged, FileEncrypted, FileTooLarge
from tripqa.parsing.limits import Limits

_MOST_PARTS = 20_000
_ROOM = 3  # of the memory for a file, what its parts may take unpacked: their parsed form takes several times as much
_SUSPICIOUS = 20_000_000  # bytes: below it nothing bursts
_DENSEST = 200  # times that a part may grow; tables of the same cell again and again stay below 100
_MARKUP = (".xml", ".rels")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuse an archive that is damaged, locked, would burst, or holds a document type: Office writes none.

    What a part says it holds is what is at most unpacked of it (`zipfile` stops there), so its word can be taken.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _refuse_bursting(parts, limits)
            for part in parts:
                if part.filename.lower().endswith(_MARKUP) and any(sign in archive.read(part) for sign in _DOCTYPES):
                    raise FileDamaged(
                        f"holds a document type in {part.filename!r}, as no Office program writes it; "
                        "open it in its program and save it anew"
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise FileDamaged("is cut off or damaged; copy it into the folder once more") from error


def _refuse_bursting(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise FileEncrypted("has a password; save a copy without one")
    whole = sum(part.file_size for part in parts)
    room = limits.memory_per_file * 1_000_000 // _ROOM
    if len(parts) > _MOST_PARTS or whole > room:
        raise FileTooLarge(
            f"unpacks to {whole // 1_000_000:,} MB in {len(parts):,} parts, more than {room // 1_000_000:,} MB "
            f"in {_MOST_PARTS:,} (a third of TRIPQA_MEMORY_PER_FILE); split it, or raise that setting"
        )
    for part in parts:
        if part.file_size > max(_SUSPICIOUS, _DENSEST * part.compress_size):
            raise FileTooLarge(
                f"holds {part.filename!r}, which grows to more than {_DENSEST} times its size when it is unpacked; "
                "open it in its program and save it anew"
            )
