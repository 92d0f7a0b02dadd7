"""Writing the text of a file block by block, with the headings and pages that its format knows."""

from __future__ import annotations

from collections.abc import Sequence

from tripqa.domain import Heading
from tripqa.errors import FileTooLarge
from tripqa.parsing.limits import Limits
from tripqa.text.dates import is_date_line
from tripqa.text.lines import BULLET


class Writing:
    """A text that grows: a blank line stands between blocks, none between the rows of one."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._turned = False  # a page has begun, nothing stands on it yet
        self.headings: list[Heading] = []
        self.pages: list[int] = []

    def block(self, text: str, level: int | None = None, *, close: bool = False) -> None:
        """Add a block: a heading if it has a level; right below the one above if they belong together."""
        if not text:
            return
        if self._length and not self._turned:
            self._add("\n" if close else "\n\n")
        self._turned = False
        start = self._length
        self._add(text)
        if level is not None:
            self.headings.append(Heading(start, self._length, level))

    def page(self) -> None:
        """Begin a page: what comes next stands on it."""
        if self._length and not self._turned:
            self._add("\n\n\n")
        self._turned = True
        self.pages.append(self._length)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > self._limits.longest_text:
            raise FileTooLarge.of_text(self._limits.longest_text)

    @property
    def length(self) -> int:
        """Return how many characters have been written."""
        return self._length

    @property
    def text(self) -> str:
        """Return what has been written."""
        return "".join(self._parts)


def item(text: str) -> str:
    """Return an item of a list with a bullet, unless it has a mark of its own, or is a date that heads what follows."""
    return text if BULLET.match(text) or is_date_line(text) else f"• {text}"


def unbroken(text: str) -> str:
    """Return the text of a paragraph or a cell on one line; of what stands upright, a letter a line, a word."""
    return ("" if is_upright(text.strip().split("\n")) else " ").join(text.split())


def is_upright(lines: Sequence[str]) -> bool:
    """Tell whether each line is one letter: a word that is written downwards. Figures are values."""
    return len(lines) > 1 and all(len(line.strip()) < 2 and not line.strip().isdecimal() for line in lines)
