"""Lines of JSON: one object on each, and an error that names the file and the line of one that is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tripqa.errors import CorpusError
from tripqa.readers.source import unreadable

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class JsonLine:
    """An object, and the line it stands on."""

    file: Path
    number: int  # from 1
    start: int  # the byte of the file at which it begins
    data: bytes  # without the line end
    values: dict[str, Any]

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under a key; CorpusError if there is none, or something else."""
        value = self.values.get(key, default)
        if value is None and default is not None:  # null says no more than leaving it out
            return default
        if key not in self.values and value is None:
            raise self.wrong(f"has no {key!r}")
        if not isinstance(value, str):
            raise self.wrong(f"has a {key!r} that is not text")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise self.wrong(f"has half of a surrogate pair in {key!r}")
        return value

    def wrong(self, what: str) -> CorpusError:
        """Return the error that names this line."""
        return CorpusError(f"{self.file}, line {self.number} {what}; mend or remove the line")


def json_lines(file: Path, start: int = 0) -> Iterator[JsonLine]:
    """Return the objects of a file from a byte on, one at a time; lines are counted from there.

    Blank lines are skipped, a byte order mark is not text.
    """
    try:
        with file.open("rb") as stream:
            at = stream.seek(start)
            for number, line in enumerate(stream, start=1):
                data = line.removesuffix(b"\n").removesuffix(b"\r")
                if data.removeprefix(_BOM).strip():
                    yield _json_line(file, number, at, data)
                at += len(line)
    except OSError as error:
        raise unreadable(file, error) from error


def _json_line(file: Path, number: int, start: int, data: bytes) -> JsonLine:
    found = JsonLine(file, number, start, data, {})
    try:
        values = json.loads(data.removeprefix(b"" if start else _BOM).decode("utf-8"))
    except UnicodeDecodeError:
        raise found.wrong("is not UTF-8") from None
    except (ValueError, RecursionError):
        raise found.wrong("is not JSON") from None
    if not isinstance(values, dict):
        raise found.wrong("is not a JSON object")
    return replace(found, values=values)
