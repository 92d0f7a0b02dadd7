"""Lines of JSON: one object on each, and an error that names the file and the line of one that is not.

No more of a line is held than it may have: what goes beyond it is an error before it is parsed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tripqa.errors import CorpusError, FileTooLarge
from tripqa.parsing.bounded import bounded_lines, excess
from tripqa.parsing.limits import LONGEST_LINE
from tripqa.parsing.opening import opened

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class JsonLine:
    """An object, and the line it stands on."""

    file: Path
    number: int  # from 1
    start: int  # the byte of the file at which it begins
    data: bytes  # without the line end
    values: dict[str, Any]

    def text(self, key: str, default: str | None = None, *, longest: int | None = None) -> str:
        """Return the text under a key; CorpusError if there is none, something else, or one that is too long."""
        value = self.values.get(key, default)
        if value is None and default is not None:  # null says no more than leaving it out
            return default
        if key not in self.values and value is None:
            raise self.wrong(f"has no {key!r}")
        if not isinstance(value, str):
            raise self.wrong(f"has a {key!r} that is not text")
        if longest is not None and len(value) > longest:
            raise self.wrong(f"has a {key!r} of more than {longest:,} characters")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise self.wrong(f"has half of a surrogate pair in {key!r}")
        return value

    def name(self, key: str, *, longest: int | None = None) -> str:
        """Return the id under a key: a text, or a whole number as its digits."""
        value = self.values.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(key, longest=longest)

    def wrong(self, what: str) -> CorpusError:
        """Return the error that names this line."""
        return CorpusError(f"{self.file}, line {self.number} {what}; mend or remove the line")


def json_lines(
    file: Path, start: int = 0, *, folder: Path | None = None, longest: int = LONGEST_LINE
) -> Iterator[JsonLine]:
    """Return the objects of a file from a byte on, one at a time; lines are counted from there.

    Blank lines are skipped, a byte order mark is not text. A line may have so many bytes. A link may not lead out of
    the folder, if there is one.
    """
    with opened(file, folder) as stream:
        at = stream.seek(start)
        for number, line in bounded_lines(stream, longest):
            _refuse_large(line, longest, f"{file}, line {number}")
            data = line.removesuffix(b"\n").removesuffix(b"\r")
            if data.removeprefix(_BOM).strip():
                yield _json_line(file, number, at, data)
            at += len(line)


def _refuse_large(line: bytes, longest: int, place: str) -> None:
    """Refuse a line that is too long, or would take many times its length once it is parsed."""
    if what := excess(line, longest):
        too_long = f"{what} (6 for each character of TRIPQA_LONGEST_TEXT); split it, or raise that setting"
        raise FileTooLarge(too_long if len(line) > longest else f"{what}; take out what is not read", place)


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
