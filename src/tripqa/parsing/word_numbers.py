"""The numbers that Word makes before paragraphs: 第5条, 2.3, （ア）. No text has them; they are counted as Word does.

Levels are counted for each abstract list, whichever of its lists a paragraph is of; a list may begin a level anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from lxml.etree import _Element as Element

from tripqa.parsing.ordinals import padded, written
from tripqa.parsing.word_names import qn
from tripqa.parsing.word_styles import Styles, value

BULLET_MARK = "•"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_GAPS = {"nothing": "", "space": " "}  # a tab else, which in our texts parts the cells of a row
_OFF = ("0", "false", "off")
_MOST_LINKS = 5  # lists that a list may take its levels from, one from another


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int
    form: str
    write: Callable[[int], str]
    text: str  # `第%1条`
    gap: str
    restart: int | None  # the level above, counted from 1, that begins this one anew; 0: none; None: all
    legal: bool  # all numbers in plain digits


@dataclass(slots=True)
class _List:
    """A list that paragraphs name: its levels, and what it begins anew."""

    abstract: str  # whose counters it shares
    levels: dict[int, Level]
    by_style: dict[str, int]  # the level that a paragraph style is tied to
    anew: dict[int, int]  # levels that begin at a number of this list's own, until they have


@dataclass(slots=True)
class Numbers:
    """The lists of a file, and how far they have been counted."""

    styles: Styles
    lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: Element | None, styles: Styles) -> Numbers:
        """Return the lists that a numbering part defines."""
        if numbering is None:
            return cls(styles)
        lists = _Lists(numbering, styles)
        return cls(styles, {id: lists.of(number) for id, number in lists.numbers.items()})

    def mark(self, paragraph: Element) -> str | None:
        """Count a paragraph and return what Word shows before its text, with its gap; None if it is of no list."""
        id, level, style = self.styles.number(paragraph)
        found = self.lists.get(id)
        if found is None:
            return None
        at = found.by_style.get(style, 0) if level is None else level
        if at not in found.levels:
            return None
        counts = self._counted(found, at)
        if found.levels[at].form == "bullet":
            return BULLET_MARK
        return _shown(found, at, counts)

    def _counted(self, found: _List, at: int) -> list[int | None]:
        """Return how far the levels of a list have been counted, with one more paragraph of a level."""
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        current, anew = counts[at], found.anew.pop(at, None)
        counts[at] = anew if anew is not None else found.levels[at].start if current is None else current + 1
        for below in range(at + 1, _LEVELS):
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or at < restart:
                counts[below] = None
        return counts


def _shown(found: _List, at: int, counts: list[int | None]) -> str:
    own = found.levels[at]

    def number(place: re.Match[str]) -> str:
        level = int(place[1]) - 1
        if level not in found.levels:
            return ""
        count = counts[level]
        shown = found.levels[level].start if count is None else count
        return str(shown) if own.legal else found.levels[level].write(shown)

    mark = _PLACE.sub(number, own.text).strip()
    return mark and mark + own.gap


class _Lists:
    """The definitions of a numbering part."""

    def __init__(self, numbering: Element, styles: Styles) -> None:
        self._styles = styles
        self.numbers = {one.get(qn("w:numId"), ""): one for one in numbering.iterchildren(tag=qn("w:num"))}
        self._abstract = {
            one.get(qn("w:abstractNumId"), ""): one for one in numbering.iterchildren(tag=qn("w:abstractNum"))
        }

    def of(self, number: Element) -> _List:
        id, abstract = self._levels_of(number)
        found = _List(id, {}, {}, {})
        for level in () if abstract is None else abstract.iterchildren(tag=qn("w:lvl")):
            _add(level, found)
        for own in number.iterchildren(tag=qn("w:lvlOverride")):
            if (level := own.find(qn("w:lvl"))) is not None:
                _add(level, found)
            if start := value(own, "w:startOverride"):
                found.anew[_number(own.get(qn("w:ilvl")), 0)] = _number(start, 1)
        return found

    def _levels_of(self, number: Element) -> tuple[str, Element | None]:
        """Return the abstract list that has the levels: some only name a style, whose list has them."""
        id = value(number, "w:abstractNumId")
        for _ in range(_MOST_LINKS):
            abstract = self._abstract.get(id)
            link = "" if abstract is None else value(abstract, "w:numStyleLink")
            linked = self.numbers.get(self._styles.list_of(link)) if link else None
            if linked is None:
                return id, abstract
            id = value(linked, "w:abstractNumId")
        return id, None


def _add(level: Element, found: _List) -> None:
    at = _number(level.get(qn("w:ilvl")), 0)
    form, write = _form(level)
    restart, legal = value(level, "w:lvlRestart"), level.find(qn("w:isLgl"))
    found.levels[at] = Level(
        start=_number(value(level, "w:start"), 0),
        form=form,
        write=write,
        text=value(level, "w:lvlText"),
        gap=_GAPS.get(value(level, "w:suff"), " "),
        restart=_number(restart, 0) if restart else None,
        legal=legal is not None and legal.get(qn("w:val")) not in _OFF,
    )
    if style := value(level, "w:pStyle"):
        found.by_style[style] = at


def _form(level: Element) -> tuple[str, Callable[[int], str]]:
    """Return the form of a level's number; one that old programs do not know stands before the one for them."""
    form = next(level.iter(qn("w:numFmt")), None)
    name = "decimal" if form is None else str(form.get(qn("w:val"), "decimal"))
    if form is not None and name == "custom":
        return name, padded(form.get(qn("w:format"), ""))
    return name, partial(written, form=name)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() else otherwise
