"""Sections of a document: under the headings that its format marks or, where it marks none, found in its layout.

In the layout, four things make a heading: it stands above a date line with times (a visit), it carries a heading mark
(■, 【…】, #) or a number (numbering.py), or it stands alone in the document's own script, short and without
punctuation, above something longer. What is not sure to be a heading is text: a heading missed costs context, one
invented misleads.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tripqa.domain import Document, Section, Visit
from tripqa.text.dates import is_date_line, is_timed_date_line, visit_on
from tripqa.text.folding import fold
from tripqa.text.lines import NARROWEST_WRAP, Unit, columns
from tripqa.text.lines import units as split_into_units
from tripqa.text.numbering import Depths, Numbered, begins_article, numbered
from tripqa.text.pages import page_at
from tripqa.text.scripts import in_script

_LONGEST_HEADING = 40  # characters
_LONGEST_VISIT_HEADING = 100  # characters
_SLIDE_GAP = 2  # blank lines: a plain heading below so many begins anew, below fewer it may be a subheading
_MOST_STACKED = 3  # headings above each other: more lone lines than that are a list
_BOM = "\ufeff"
_MARKED = re.compile(r"[■□◆◇▼▽★【#]")
_PUNCTUATED = re.compile(r"[、。，．,;:!?！？：…\t]|[.]\s|[.]$")
_NUMBER = re.compile(r"[\s(]*(?:[①-⑳]|[0-9]+|[IVX]+)\)?$")
_IN_BRACKETS = re.compile(rf"\([^()]{{1,{_LONGEST_HEADING}}}\)")
_UNDERLINE = re.compile(r"=+|-+")
_SET_OFF = re.compile(r"\S{1,4}(?:\u3000| {2})")  # a number with the gap that only typists set
_STOPPED = re.compile(r"[。．.!?！？]\s*$")


@dataclass(frozen=True, slots=True)
class SectionUnits:
    """A section with the units that lie in it. The first `heading_units` of them are its heading and date line."""

    section: Section
    units: tuple[Unit, ...]
    heading_units: int
    dated: bool  # the last of them is the date line of a visit


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    level: int
    units: int
    dated: bool
    visit: Visit | None


def find_sections(document: Document) -> list[SectionUnits]:
    """Divide a document into sections, in reading order; text above the first heading is a section without one."""
    if document.headings is None:
        units = split_into_units(document.text)
        return _divided(units, _behind_visits(list(_headings(units, document))))
    units = split_into_units(document.text, [(heading.start, heading.end) for heading in document.headings])
    return _divided(units, list(_given(units, document)))


def _divided(units: Sequence[Unit], starts: Sequence[tuple[int, _Heading]]) -> list[SectionUnits]:
    bounds = [(0, None), *starts] if not starts or starts[0][0] > 0 else starts
    ends = [*(i for i, _ in bounds[1:]), len(units)]
    found: list[SectionUnits] = []
    above: list[_Heading] = []
    for (i, heading), end in zip(bounds, ends, strict=True):
        if heading:
            above = [*(upper for upper in above if upper.level < heading.level), heading]
        visit = next((upper.visit for upper in reversed(above) if upper.visit), None)
        inside = tuple(units[i:end])
        if inside:
            titles = tuple(upper.text for upper in above)
            section = Section(titles, visit, inside[0].start, inside[-1].end)
            head = (heading.units, heading.dated) if heading else (0, False)
            found.append(SectionUnits(section, inside, *head))
    return found


def _given(units: Sequence[Unit], document: Document) -> Iterator[tuple[int, _Heading]]:
    """Yield the headings that the format marks, each with the index of the unit that it is."""
    starts, last = [unit.start for unit in units], -1
    for heading in document.headings or ():
        i = bisect_right(starts, heading.start) - 1
        if i <= last or units[i].end <= heading.start:
            continue  # it holds white space alone, or stands on the line of the one before
        last = i
        below = i + 2 if _is_underline(units, i + 1) else i + 1
        dated = below < len(units) and is_timed_date_line(units[below].first.text)
        visit = visit_on(units[below].first.text, document.trip) if dated else None
        shown = " ".join(document.text[heading.start : heading.end].split())
        yield i, _Heading(shown, heading.level, below - i + dated, dated, visit)


def _is_underline(units: Sequence[Unit], i: int) -> bool:
    """Tell whether a unit is the line under a heading, as Markdown draws it."""
    return i < len(units) and _UNDERLINE.fullmatch(units[i].first.text) is not None and not units[i].first.blank_above


def _headings(units: Sequence[Unit], document: Document) -> Iterator[tuple[int, _Heading]]:
    previous: _Heading | None = None
    top_plain: str | None = None
    depths, language = Depths(), document.language
    for i, unit in enumerate(units):
        shown, text = unit.first.text.lstrip(_BOM), _folded(unit)
        number = numbered(text)
        if _heads_visit(units, i):
            level = depths.of(number.style, number.place, 1) if number else 1
            previous = _Heading(shown, level, 2, True, visit_on(units[i + 1].first.text, document.trip))
        elif _is_caption(units, i, text):
            previous = _Heading(shown, depths.of("article", 0, 1), 1, False, None)
        elif _is_marked(units, i, text):
            previous = _Heading(shown, depths.of(text[0], 0, 3), 1, False, None)
        elif number and _is_numbered(units, i, number, language):
            previous = _Heading(
                shown, depths.of(number.style, number.place, 2 if text[0] == "(" else 1), 1, False, None
            )
        elif not number and (
            _is_title(units, i, language) or (_is_plain(units, i, language) and _has_body(units, i, language))
        ):
            anew = unit.first.blank_above >= _SLIDE_GAP or _begins_page(document, units, i)
            level = 1 if previous is None or anew or _is_sibling(text, top_plain) else max(2, depths.deepest + 1)
            top_plain = text if level == 1 else top_plain
            previous = _Heading(shown, level, 1, False, None)
        else:
            continue
        yield i, previous


def _is_caption(units: Sequence[Unit], i: int, text: str) -> bool:
    """Tell whether a line in brackets is the caption of the article below it."""
    is_line = len(units[i].lines) == 1 and _IN_BRACKETS.fullmatch(text) is not None
    return is_line and i + 1 < len(units) and begins_article(_folded(units[i + 1]))


def _is_marked(units: Sequence[Unit], i: int, text: str) -> bool:
    """Tell whether a line that carries a mark is a heading: it stands alone, or above the items of a list."""
    if not _MARKED.match(text) or len(text) > _LONGEST_HEADING:
        return False
    return _stands_alone(units, i) or (_stands_above(units, i) and _is_item(units[i + 1]))


def _is_item(unit: Unit) -> bool:
    return unit.first.is_bullet and not _MARKED.match(_folded(unit))


def _begins_page(document: Document, units: Sequence[Unit], i: int) -> bool:
    return i == 0 or page_at(document, units[i - 1].start) != page_at(document, units[i].start)


def _is_sibling(text: str, top_plain: str | None) -> bool:
    """Tell whether a heading is that of the first level, but for its number."""
    return top_plain is not None and _NUMBER.sub("", top_plain) == _NUMBER.sub("", text)


def _is_numbered(units: Sequence[Unit], i: int, number: Numbered, language: str) -> bool:
    """Tell whether a line that begins with a number is a heading, and neither text nor the item of a list."""
    shape = len(number.words) <= _LONGEST_HEADING and not _PUNCTUATED.search(number.words)
    known = number.is_sure or in_script(language, number.words)
    is_set_off = not number.spaced or _SET_OFF.match(units[i].first.text)
    apart = _stands_alone(units, i) or (bool(is_set_off) and _stands_above(units, i))
    return shape and known and apart and _is_above_others(units, i, number, language)


def _stands_above(units: Sequence[Unit], i: int) -> bool:
    """Tell whether a line has its text right below it, and what is above it has ended."""
    unit = units[i]
    if len(unit.lines) > 1 or unit.first.tabbed or i + 1 >= len(units) or units[i + 1].first.blank_above:
        return False
    return i == 0 or unit.first.blank_above > 0 or _has_ended(units[i - 1])


def _has_ended(unit: Unit) -> bool:
    """Tell whether what a unit says does not go on below it: it stops, has a number, or is a line too short to wrap."""
    stopped = _STOPPED.search(unit.lines[-1].text) is not None or numbered(_folded(unit)) is not None
    return stopped or unit.first.is_bullet or (len(unit.lines) == 1 and columns(unit.first.text) < NARROWEST_WRAP)


def _is_above_others(units: Sequence[Unit], i: int, number: Numbered, language: str) -> bool:
    """Tell whether something else than the next number of the same style comes below a numbered line."""
    if i + 1 >= len(units) or (_is_next(units, i, number) and not number.is_sure):
        return False
    if below := numbered(_folded(units[i + 1])):
        return below.style != number.style
    return number.is_sure or _heads_visit(units, i + 1) or _has_body(units, i, language)


def _is_next(units: Sequence[Unit], i: int, number: Numbered) -> bool:
    """Tell whether the line right above has a number of the same style: both are items, or entries of contents."""
    above = numbered(_folded(units[i - 1])) if i else None
    return above is not None and above.style == number.style


def _behind_visits(found: list[tuple[int, _Heading]]) -> list[tuple[int, _Heading]]:
    """Return headings, those behind the last visit beside it where no visit before has any below.

    What comes last in such a report is of all of it: その他 took place on no day.
    """
    visits = [number for number, (_, heading) in enumerate(found) if heading.dated]
    if len(visits) < 2 or visits != list(range(visits[0], visits[-1] + 1)):
        return found
    last = visits[-1] + 1
    behind = found[last:]
    if not behind or _MARKED.match(behind[0][1].text):
        return found
    deeper = behind[0][1].level - found[visits[-1]][1].level
    return [*found[:last], *((i, replace(heading, level=max(1, heading.level - deeper))) for i, heading in behind)]


def _heads_visit(units: Sequence[Unit], i: int) -> bool:
    if i + 1 >= len(units) or len(units[i].lines) > 1 or units[i].first.tabbed:
        return False
    if units[i].end - units[i].start > _LONGEST_VISIT_HEADING:
        return False
    below = units[i + 1].first.text
    return is_timed_date_line(below) and not is_date_line(units[i].first.text)


def _is_plain(units: Sequence[Unit], i: int, language: str) -> bool:
    text = _folded(units[i])
    return bool(
        text
        and _stands_alone(units, i)
        and len(text) <= _LONGEST_HEADING
        and text[0].isalnum()
        and not text[0].isdigit()
        and not is_date_line(units[i].first.text)
        and not _PUNCTUATED.search(text)
        and in_script(language, text)
    )


def _is_title(units: Sequence[Unit], i: int, language: str) -> bool:
    """Tell whether a line is the title of a document whose headings have numbers or marks: it may begin with a year."""
    text = _folded(units[i])
    if i or len(text) > _LONGEST_HEADING or not _stands_alone(units, i) or not text[:1].isalnum():
        return False
    below = _folded(units[1])
    is_headed = _stands_alone(units, 1) and (numbered(below) is not None or _MARKED.match(below) is not None)
    return is_headed and not _PUNCTUATED.search(text) and in_script(language, text) and not is_date_line(text)


def _stands_alone(units: Sequence[Unit], i: int) -> bool:
    unit = units[i]
    above = i == 0 or unit.first.blank_above > 0
    below = i + 1 < len(units) and units[i + 1].first.blank_above > 0
    return len(unit.lines) == 1 and not unit.first.tabbed and above and below


def _has_body(units: Sequence[Unit], i: int, language: str) -> bool:
    """Tell whether something longer than a heading comes below, before the next visit."""
    for j in range(i + 1, min(i + 1 + _MOST_STACKED, len(units))):
        if _heads_visit(units, j):
            return False
        first = units[j].first
        if first.tabbed or first.is_bullet or _MARKED.match(_folded(units[j])):
            return True
        if not _is_plain(units, j, language):
            return units[j].end - units[j].start > units[i].end - units[i].start
    return False


def _folded(unit: Unit) -> str:
    return fold(unit.first.text.lstrip(_BOM)).text
