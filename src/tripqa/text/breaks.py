"""Line breaks that are layout alone, and what stands for them where a quote is shown.

Shown is what is read: a quote itself keeps every character, and so do its span and what is copied of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tripqa.domain import Passage

_BREAK = re.compile(r"[ \t\u3000]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])[ \t\u3000]*(?=\S)")


@dataclass(frozen=True, slots=True)
class Break:
    """A line break with its margins: characters `start` to `end` of the document's text."""

    start: int
    end: int  # exclusive
    shown: Literal["", " "]  # nothing beside Japanese or Chinese


def layout_breaks(passage: Passage) -> Iterator[Break]:
    """Yield the breaks inside the sentences of a passage, in reading order; one below a heading says something."""
    text, origin = passage.text, passage.start
    for start, end in passage.sentences:
        for found in _BREAK.finditer(text, start - origin, end - origin):
            if not _ends_heading(passage, found.start()) and not text[: found.start()][-1:].isspace():
                around = text[found.start() - 1], text[found.end()]
                yield Break(origin + found.start(), origin + found.end(), "" if any(map(_is_wide, around)) else " ")


def _ends_heading(passage: Passage, end: int) -> bool:
    """Tell whether the line that ends here is a heading of the passage, which it may begin with."""
    lines = passage.text[:end].splitlines()
    return bool(lines) and " ".join(lines[-1].split()) in {" ".join(heading.split()) for heading in passage.section}


def _is_wide(character: str) -> bool:
    """Tell whether a character is of Japanese or Chinese, which have no spaces: Korean has."""
    return unicodedata.east_asian_width(character) in "WF" and "HANGUL" not in unicodedata.name(character, "")
