"""Text of documents as a file can hold it: its lines, and a sign in place of each character that is none."""

from __future__ import annotations

import re

_BREAK = re.compile("\r\n|[\n\r\v\f\x85]")
_WHITE = re.compile(r"\s+")
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # of which XML and terminals take none
_SIGN = "\ufffd"


def lines_of(text: str) -> list[str]:
    """Return text line by line, whatever ends its lines; a control character is shown as U+FFFD."""
    return [_NO_TEXT.sub(_SIGN, line) for line in _BREAK.split(text)]


def in_line(text: str) -> str:
    """Return text with a space for all white space between two words: for what is no quote."""
    return _NO_TEXT.sub(_SIGN, _WHITE.sub(" ", text))
