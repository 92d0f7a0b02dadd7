"""Headings among the lines of a document, told by where they stand, and what stands below each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tripqa.answers.whole.dating import leads_with_date
from tripqa.text.calendar import HALF_DAY, HOUR, OCLOCK
from tripqa.text.folding import fold
from tripqa.text.numbering import Depths, numbered

if TYPE_CHECKING:
    from tripqa.answers.whole.outline import Line

_ENDS = re.compile(r"[。．!?！？]\s*$|[.]\s*$")
BULLET = re.compile(r"\s*(?:[-*•・※▶►]|[①-⑳]|[一二三四五六七八九十]{1,2}[ \u3000])")
STYLED = re.compile(r"[【〔〈《\[■□◆◇▼▽★☆●○◎]")  # what begins a marked heading, or an item of a list
CLOCK = re.compile(rf"(?:{HALF_DAY})?\s?\d{{1,2}}\s?(?:[:：]|{HOUR}|{OCLOCK})\s?\d{{0,2}}")
LABEL = re.compile(r"[^\s\d:：、。,|]{1,8}(?:[ \u3000]|[:：])\s?\S")
_LABELS_END = re.compile(r"[:：]\s*$")
CELLS = re.compile(r"[|｜\t]")
_MARKS = re.compile(r"^[\s\-*•・※▶►①-⑳■□◆◇▼▽★☆●○◎【】〔〕〈〉《》\[\]|]+|[】〕〉》\]]\s*$")
_SPACES = re.compile(r"\s")
_LONGEST_HEADING = 40  # characters
_LONGEST_PLAIN = 24
_UNTITLED = 0  # the level of what a format calls a heading and no number places


def bare(folded: str) -> str:
    """Return a folded heading or item without its number or mark."""
    shown = _MARKS.sub("", folded).strip()
    found = numbered(shown)
    return found.words if found else shown


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading that is not ended."""

    kind: str  # known, numbered, dated or plain
    level: int
    place: int


class Headings:
    """Tells the headings among lines, and what stands below each."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text, self._lines = text, lines
        self._shown = [shown(text[slice(*line.span)]) for line in lines]
        self._titles = {_folded(title) for line in lines for title in line.passage.section}
        self._depths = Depths()
        self._open: list[_Open] = []
        self._items: list[bool] = []

    def placed(self) -> list[Line]:
        """Return the lines, each with the headings above it."""
        found = []
        for place, line in enumerate(self._lines):
            heading = self._heading(place)
            if heading:
                self._close(heading, line)
            path = tuple(one.place for one in self._open)
            item = heading is None and self._is_item(line, self._shown[place])
            found.append(replace(line, path=path, heading=heading is not None, item=item))
            self._items.append(item)
            if heading:
                self._open.append(heading)
        return found

    def _heading(self, place: int) -> _Open | None:
        line = self._lines[place]
        style = _style(self._shown[place])
        known = line.text in self._titles and (
            not line.passage.context or line.text in map(_folded, line.passage.section)
        )
        if not known and (
            len(line.text) > _LONGEST_HEADING or _ENDS.search(line.text) or CELLS.search(self._shown[place])
        ):
            return None
        if style and ((known and not self._goes_on_list(place, style)) or self._heads(place, style)):
            return _Open("numbered", self._depths.of(style, _place(self._shown[place]), 1), place)
        if known and not style:
            return _Open("known", _UNTITLED, place)
        if leads_with_date(line.text):
            return _Open("dated", 0, place) if self._heads_rows(place) else None
        return _Open("plain", 0, place) if not style and self._is_plain(place) else None

    def _close(self, new: _Open, line: Line) -> None:
        """End the headings that a new one ends."""
        above = set(map(_folded, line.passage.section)) - {line.text}
        match new.kind:
            case "numbered":
                self._open = [
                    one
                    for one in self._open
                    if (one.kind == "numbered" and one.level < new.level)
                    or (one.kind == "known" and self._says(one, above))
                ]
            case "known":
                self._open = [one for one in self._open if self._says(one, above)]
            case "dated":
                self._open = [one for one in self._open if one.kind not in ("dated", "plain")]
            case _:
                self._open = [one for one in self._open if one.kind != "plain"]

    def _says(self, one: _Open, above: set[str]) -> bool:
        return self._lines[one.place].text in above

    def _heads(self, place: int, style: str) -> bool:
        """Tell whether something else comes below a numbered or marked line than the next of its list."""
        below = self._shown[place + 1] if place + 1 < len(self._lines) else ""
        if not below or _style(below) == style or self._goes_on_list(place, style):
            return False
        return all(_style(self._shown[one.place]) != _style(below) for one in self._open if _style(below))

    def _goes_on_list(self, place: int, style: str) -> bool:
        if place == 0 or not self._items[place - 1]:
            return False
        above = self._shown[place - 1]
        return _style(above) == style and _place(self._shown[place]) == _place(above) + 1

    def _heads_rows(self, place: int) -> bool:
        """Tell whether a line with a date heads rows that have none of their own."""
        below = self._lines[place + 1].text if place + 1 < len(self._lines) else ""
        return CLOCK.match(bare(below)) is not None and CLOCK.match(below.split()[-1]) is None

    def _is_plain(self, place: int) -> bool:
        """Tell whether a short line stands right above a list, or alone above its text."""
        line = self._lines[place]
        if len(line.text) > _LONGEST_PLAIN or BULLET.match(line.text) or place + 1 == len(self._lines):
            return False
        if CLOCK.match(line.text) or (LABEL.match(self._shown[place]) and not line.text.isascii()):
            return False
        below = self._lines[place + 1]
        if _LABELS_END.search(line.text) or BULLET.match(below.text):
            return not self._bulleted_above(place)
        text, (start, end) = self._text, line.span
        while start and text[start - 1] in " \t\u3000":
            start -= 1
        apart = start == 0 or text[max(0, start - 2) : start] == "\n\n"
        tight = text[end : end + 1] == "\n" and text[end : end + 2].strip("\n") != ""
        return apart and tight and (line.text.isascii() or not _SPACES.search(self._shown[place]))

    def _bulleted_above(self, place: int) -> bool:
        """Tell whether a line goes on from the item of a list above it."""
        line, above = self._lines[place], self._lines[place - 1] if place else None
        return (
            above is not None
            and bool(BULLET.match(above.text))
            and line.span[0] - above.span[1] < 2
            and not _ENDS.search(above.text)
            and len(above.text) > _LONGEST_HEADING
        )

    def _is_item(self, line: Line, shown: str) -> bool:
        marked = BULLET.match(shown) or _style(shown) or CELLS.search(shown) or CLOCK.match(line.text)
        return bool(line.passage.context or line.passage.above or marked) or not _ENDS.search(line.text)


def _style(folded: str) -> str | None:
    """Return by what a line is numbered or marked."""
    if found := STYLED.match(folded):
        return found.group()
    if CLOCK.match(folded) or leads_with_date(folded):
        return None
    counted = numbered(folded)
    return counted.style if counted else None


def _place(folded: str) -> int:
    counted = numbered(folded)
    return counted.place if counted else 0


def shown(text: str) -> str:
    """Return a line with the white space that tells numbers from words, in figures of one width, `|` between cells."""
    if text.count("／") > 1:
        text = text.replace("／", "|")
    return " ".join(unicodedata.normalize("NFKC", text.replace("\t", "|")).split())


def _folded(text: str) -> str:
    return " ".join(fold(text).text.split())
