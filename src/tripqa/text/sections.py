"""Sections of a document: under the headings that its format marks or, where it marks none, found in its layout.

In the layout, three things make a heading: it stands above a date line with times (a visit), it carries a heading mark
(■, 【…】, #), or it stands alone in the document's own script, short and without punctuation, above something
longer. What is not sure to be a heading is text: a heading missed costs context, one invented misleads.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tripqa.domain import Document, Section, Visit
from tripqa.text.dates import is_date_line, is_timed_date_line, visit_on
from tripqa.text.folding import fold, is_japanese
from tripqa.text.lines import Unit
from tripqa.text.lines import units as split_into_units

_LONGEST_HEADING = 40  # characters
_LONGEST_VISIT_HEADING = 100  # characters
_SLIDE_GAP = 2  # blank lines: a plain heading below so many begins anew, below fewer it may be a subheading
_MOST_STACKED = 3  # headings above each other: more lone lines than that are a list
_BOM = "\ufeff"
_MARKED = re.compile(r"[■□◆◇▼▽★【#]")
_PUNCTUATED = re.compile(r"[、。，．,;:!?！？：…\t]|[.]\s|[.]$")
_NUMBERED = re.compile(r"(?:第?\d{1,2}[章節]?[.\s]|\(\d{1,2}\))\s*[^\W\d]")  # 3 所感, (1)期間
_NUMBER = re.compile(r"[\s(]*(?:[①-⑳]|[0-9]+|[IVX]+)\)?$")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_UNDERLINE = re.compile(r"=+|-+")
_LATIN = re.compile(r"[A-Za-z]")


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
        return _divided(units, _behind_visits(list(_headings(units, document.language, document.trip))))
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


def _headings(units: Sequence[Unit], language: str, trip: tuple[date, date] | None) -> Iterator[tuple[int, _Heading]]:
    previous: _Heading | None = None
    top_plain: str | None = None
    for i, unit in enumerate(units):
        shown, text = unit.first.text.lstrip(_BOM), _folded(unit)
        if _heads_visit(units, i):
            previous = _Heading(shown, 1, 2, True, visit_on(units[i + 1].first.text, trip))
        elif _MARKED.match(text) and _stands_alone(units, i) and len(text) <= _LONGEST_HEADING:
            previous = _Heading(shown, 3, 1, False, None)
        elif _is_plain(units, i, language) and _has_body(units, i, language):
            level = _plain_level(unit, text, previous, top_plain)
            top_plain = text if level == 1 else top_plain
            previous = _Heading(shown, level, 1, False, None)
        else:
            continue
        yield i, previous


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


def _plain_level(unit: Unit, text: str, previous: _Heading | None, top_plain: str | None) -> int:
    if _NUMBERED.match(text):
        return 2 if text.startswith("(") else 1
    sibling = top_plain is not None and _NUMBER.sub("", top_plain) == _NUMBER.sub("", text)
    if previous is None or sibling or unit.first.blank_above >= _SLIDE_GAP:
        return 1
    return 2


def _is_plain(units: Sequence[Unit], i: int, language: str) -> bool:
    text = _folded(units[i])
    return bool(
        text
        and _stands_alone(units, i)
        and len(text) <= _LONGEST_HEADING
        and (_NUMBERED.match(text) or (text[0].isalnum() and not text[0].isdigit()))
        and not is_date_line(units[i].first.text)
        and not _PUNCTUATED.search(text)
        and _in_script(text, language)
    )


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


def _in_script(text: str, language: str) -> bool:
    match language.split("-")[0]:
        case "ja" | "zh":
            return any(map(is_japanese, text))
        case "ko":
            return _HANGUL.search(text) is not None
        case _:
            return _LATIN.search(text) is not None
