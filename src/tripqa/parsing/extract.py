"""What a reader takes out of the bytes of a file, whatever its format."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from tripqa.domain import Heading, Table


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file, and what its format says of it. Places are characters of the text."""

    text: str
    title: str  # as the file names itself; empty where it does not
    headings: tuple[Heading, ...] | None  # None: the format marks none, they are found in the layout
    pages: tuple[int, ...]  # where each page or slide begins, from the first on; empty without pages
    read_as: str  # how the bytes were understood, in words for the operator: `UTF-8`, `Shift_JIS (assumed)`, `PDF`
    remarks: tuple[str, ...] = ()  # what of it could not be read, or was left out, each for the operator
    tables: tuple[Table, ...] = ()  # in reading order; others may be told by the tabs in their lines
    language: str = ""  # BCP 47, as the file says; empty where it does not
    date: datetime.date | None = None  # as the file says of itself


def only_title(text: str, headings: Sequence[Heading]) -> str:
    """Return the heading of the first level as a title, if there is one alone; empty if not."""
    tops = [text[heading.start : heading.end] for heading in headings if heading.level == 1]
    return " ".join(tops[0].split()) if len(tops) == 1 else ""
