"""Plain text: every character of the file is a character of the document, line ends and BOM included."""

from __future__ import annotations

from tripqa.errors import CorpusError


def read_plain(data: bytes, name: str) -> str:
    """Return the text of a UTF-8 file; CorpusError if it is in another encoding."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{name} is not UTF-8 (byte {error.start} is 0x{data[error.start]:02x}); save it as UTF-8 and try again"
        ) from error
