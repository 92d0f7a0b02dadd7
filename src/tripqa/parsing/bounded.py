"""Lines of a file, of which no more is held than they may have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from tripqa.parsing.limits import MOST_BESIDES_TEXT


def bounded_lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """Return lines with their ends, counted from 1; of one with more bytes, one more than it may have."""
    for number in count(1):
        line = stream.readline(longest + 1)
        if not line:
            return
        yield number, line


def excess(line: bytes, longest: int) -> str | None:
    """Say what is too much in a line of JSON: its length, or what would take many times that once it is parsed."""
    if len(line) > longest:
        return f"has more than {longest:,} bytes"
    if len(line) > MOST_BESIDES_TEXT and not _is_mostly_text(line):
        return f"holds more than {MOST_BESIDES_TEXT:,} bytes of numbers, lists or short texts"
    return None


def _is_mostly_text(line: bytes) -> bool:
    """Tell whether there is little in a line of JSON outside its strings, and few of these."""
    bare = line.replace(b"\\\\", b"").replace(b'\\"', b"")
    few = bare.count(b'"') <= MOST_BESIDES_TEXT
    return few and sum(map(len, bare.split(b'"')[::2])) <= MOST_BESIDES_TEXT
