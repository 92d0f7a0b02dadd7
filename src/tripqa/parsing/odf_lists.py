"""The numbers and bullets that stand before items and headings of OpenDocument, counted as its programs count them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from tripqa.parsing.odf_text import STYLE, TABLE, TEXT
from tripqa.parsing.ordinals import written

_BULLET = "• "
_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "１, ２, ３, ...": "decimalFullWidth",
    "①, ②, ③, ...": "decimalEnclosedCircle",
    "一, 二, 三, ...": "japaneseCounting",
    "壱, 弐, 参, ...": "japaneseLegal",
    "壹, 貳, 參, ...": "ideographLegalTraditional",
    "イ, ロ, ハ, ...": "irohaFullWidth",
    "ア, イ, ウ, ...": "aiueoFullWidth",
    "가, 나, 다, ...": "ganada",
    "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac",
}
_DEEPEST = 10  # levels, as in OpenDocument


@dataclass(frozen=True, slots=True)
class _Level:
    form: str  # empty: no number
    before: str
    after: str
    start: int
    shown: int  # levels in the number
    bullet: bool


@dataclass(slots=True)
class Lists:
    """The lists of a file by the names of their styles, and how far they and the headings have been counted."""

    styles: dict[str, dict[int, _Level]] = field(default_factory=dict)
    outline: dict[int, _Level] = field(default_factory=dict)
    _headings: dict[int, int] = field(default_factory=dict)
    _last: dict[str, dict[int, int]] = field(default_factory=dict)  # where the last list of a style ended

    @classmethod
    def of(cls, roots: Iterable[Element]) -> Lists:
        """Return the lists that the parts of a file define."""
        found = cls()
        for root in roots:
            for style in root.iter(f"{TEXT}list-style"):
                found.styles[style.get(f"{STYLE}name", "")] = _levels(style)
            for style in root.iter(f"{TEXT}outline-style"):
                found.outline = _levels(style)
        return found

    def heading(self, level: int) -> str:
        """Count a heading, and return the number before it."""
        _count(self._headings, level, self.outline)
        return _mark(self._headings, level, self.outline)

    def items(self, top: Element) -> Iterator[tuple[Element, str]]:
        """Yield what a list holds in order, each with what stands before it."""
        name = top.get(f"{TEXT}style-name", "")
        goes_on = top.get(f"{TEXT}continue-numbering") == "true" or top.get(f"{TEXT}continue-list") is not None
        counts = dict(self._last.get(name, {})) if goes_on else {}
        self._last[name] = counts
        yield from self._items(top, name, 1, counts)

    def _items(self, held: Element, name: str, level: int, counts: dict[int, int]) -> Iterator[tuple[Element, str]]:
        levels = self.styles.get(name, {})
        for item in held.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            first = item.tag == f"{TEXT}list-item"
            for child in item.iterchildren(tag=etree.Element):
                if child.tag == f"{TEXT}list":
                    if level < _DEEPEST:
                        yield from self._items(child, child.get(f"{TEXT}style-name") or name, level + 1, counts)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h", f"{TABLE}table"):
                    if first:
                        start = item.get(f"{TEXT}start-value", "")
                        _count(counts, level, levels, int(start) if start.isdecimal() else None)
                    yield child, _mark(counts, level, levels, _BULLET) if first else ""
                    first = False


def _levels(style: Element) -> dict[int, _Level]:
    found = {}
    for level in style.iterchildren(tag=etree.Element):
        number = level.get(f"{TEXT}level", "")
        if number.isdecimal():
            found[int(number)] = _level(level)
    return found


def _level(level: Element) -> _Level:
    start, shown = level.get(f"{TEXT}start-value", ""), level.get(f"{TEXT}display-levels", "")
    return _Level(
        form=level.get(f"{STYLE}num-format", ""),
        before=level.get(f"{STYLE}num-prefix", ""),
        after=level.get(f"{STYLE}num-suffix", ""),
        start=int(start) if start.isdecimal() else 1,
        shown=int(shown) if shown.isdecimal() else 1,
        bullet=level.tag in (f"{TEXT}list-level-style-bullet", f"{TEXT}list-level-style-image"),
    )


def _count(counts: dict[int, int], level: int, levels: dict[int, _Level], anew: int | None = None) -> None:
    start = levels[level].start if level in levels else 1
    counts[level] = anew if anew is not None else counts[level] + 1 if level in counts else start
    for deeper in [one for one in counts if one > level]:
        del counts[deeper]


def _mark(counts: dict[int, int], level: int, levels: dict[int, _Level], otherwise: str = "") -> str:
    """Return what stands before an item; what is said otherwise, if its style is not known."""
    own = levels.get(level)
    if own is None or own.bullet:
        return otherwise
    if not own.form:
        return ""
    first = max(1, level - own.shown + 1)
    numbers = (
        written(counts.get(at, levels[at].start), _FORMS.get(levels[at].form, "decimal"))
        for at in range(first, level + 1)
        if at in levels and levels[at].form
    )
    return f"{own.before}{'.'.join(numbers)}{own.after}".strip() + " "
