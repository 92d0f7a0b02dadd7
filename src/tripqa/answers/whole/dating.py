"""The date that each line of a document is of, by where it stands.

Its own; else that of the date cell above it in its table, which blank cells inherit; else that of the nearest heading
above that has one; else that of the line above it that is nothing but a date. What comes below the next date or the
next heading is not of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tripqa.domain import Visit
from tripqa.text import eras
from tripqa.text.calendar import DAY, MONTH, MONTH_IN_FULL, PART_OF_MONTH, TO, WEEKDAY, YEAR, month_named
from tripqa.text.dates import find_days, find_years, is_date_line, leading_date

When = tuple[int, int, int]  # year, month and day; 0 where it is not said

_ERA_YEAR = rf"(?:(?:{eras.NAMES})\s?(?:\d{{1,3}}|元)\s?{YEAR}\s?|\d{{4}}\s?{YEAR}\s?|\d{{4}}[-/.]\s?)"
_MONTH = re.compile(rf"(?P<year>{_ERA_YEAR})?(?P<month>\d{{1,2}})\s?{MONTH}(?!\s?\d)(?:[\s:|中]|{PART_OF_MONTH}|$)")
_ENGLISH_MONTH = re.compile(
    rf"(?P<month>{MONTH_IN_FULL})\s(?P<year>\d{{4}})?"
    r"(?=[\s:|]|$)(?!\s?\d)",
    re.IGNORECASE,
)
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?=[\s:|]|$)(?!\s?\d)")
_WHEN = re.compile(
    r"(?:日時|期日|開催日|実施日|とき|日程|일시|일자|날짜|日期|時間|date\b|date and time|when\b)", re.IGNORECASE
)
_TO = re.compile(
    rf"\s?(?:\([^)]{{1,3}}\))?\s?(?:[~–-]|{TO})\s?(?:(?P<month>\d{{1,2}})\s?(?:{MONTH}|[/.])\s?)?"
    rf"(?P<day>\d{{1,2}})(?:\s?{DAY}|(?=\s|$|\())"
)
_DAY_ALONE = re.compile(rf"(\d{{1,2}})\s?{DAY}(?=\s?\(){WEEKDAY}")
_LED_BY = re.compile(
    r"(?:第\s?[\d一二三四五六七八九十]+\s?[日天]目?|\d+日目|제?\s?\d+일차|day\s\d+)[\s:,(-]*", re.IGNORECASE
)
_CELL = re.compile(r"\|")


@dataclass(frozen=True, slots=True)
class Dated:
    """What of a line tells its date."""

    text: str  # in figures of one width, with its white space
    words: str  # without a number or mark
    path: tuple[int, ...]
    heading: bool
    visit: Visit | None
    above: str  # the date that it is a row of, as the layout tells; empty where it tells none


def effective_dates(lines: Sequence[Dated]) -> list[frozenset[When]]:
    """Return the date of each line; nothing where it has none."""
    found: list[frozenset[When]] = []
    of_heading: dict[int, frozenset[When]] = {}
    table: tuple[int, frozenset[When]] | None = None  # the column of dates, and the last of them
    carried: tuple[tuple[int, ...], frozenset[When]] = ((), frozenset())  # by a line that is nothing but a date
    last = carried  # the last day, of which another is of its month
    for place, line in enumerate(lines):
        cells = _CELL.split(line.text)
        if line.heading:
            carried, table = ((), frozenset()), None
            of_heading[place] = own = days_of(line.text) or _visited(line)
        elif len(cells) > 1:
            table, own = _in_table(cells, table)
        elif is_date_line(line.words) and line.path:
            table, own = None, own_date(line)
            carried = (line.path, own)
        else:
            table, own = None, own_date(line)
        if not line.heading and _WHEN.match(line.words) and not leads_with_date(line.words) and line.path:
            labelled = days_of(line.words)
            if len(labelled) == 1:
                of_heading[line.path[-1]] = found[line.path[-1]] = own = labelled
        if not own and (alone := _DAY_ALONE.match(line.words)) and last[0] == line.path:
            own = frozenset((year, month, int(alone[1])) for year, month, _ in last[1])
        if own and all(day for *_, day in own):
            last = (line.path, own)
        inherited = next((of_heading[one] for one in reversed(line.path) if of_heading.get(one)), frozenset[When]())
        above = carried[1] if carried[0] == line.path else frozenset[When]()
        found.append(own or above or inherited)
    return found


def own_date(line: Dated) -> frozenset[When]:
    """Return the date that a line begins with, or that its visit is known to be of."""
    return days_of(line.words[: _lead(line.words)]) or days_of(line.above) or _visited(line)


def leads_with_date(folded: str) -> bool:
    """Tell whether a line begins with a day or a month, perhaps behind its number in a row of days."""
    return _lead(folded) > 0


def without_date(folded: str) -> str:
    """Return what a line says besides the date that it begins with."""
    return re.sub(
        r"\([^)]{1,3}\)|[\d\s|:~,.–-]|まで|から|까지|부터|[泊日間時分박일시분天夜至到]|days?|nights?",
        "",
        folded[_lead(folded) :],
    )


def days_of(text: str) -> frozenset[When]:
    """Return the days, or else the months, that a short text names; of a period all its days."""
    days = sorted(find_days(text), key=lambda day: day.start)
    year = next(find_years(text), 0)
    if days:
        found = {(year, day.month, day.day) for day in days}
        found |= {when for day in days for when in _until(year, day.month, day.day, text[day.end :])}
        return frozenset(found)
    return frozenset((year, month, 0) for month in _months(text))


def _until(year: int, month: int, day: int, rest: str) -> Iterator[When]:
    """Yield the days of a period from that day on; nothing if the text goes on otherwise."""
    found = _TO.match(rest)
    if found and (not found["month"] or int(found["month"]) == month):
        yield from ((year, month, later) for later in range(day, min(int(found["day"]), 31) + 1))


def _months(text: str) -> Iterator[int]:
    for pattern in (_MONTH, _YEAR_MONTH, _ENGLISH_MONTH):
        if found := pattern.match(text):
            named = found["month"]
            yield int(named) if named.isdigit() else month_named(named)


def _lead(folded: str) -> int:
    """Return how many characters of a line are the date that it begins with."""
    before = _LED_BY.match(folded)
    start = before.end() if before else 0
    if length := leading_date(folded[start:]):
        to = _TO.match(folded, start + length)
        return to.end() if to else start + length
    found = next(
        (one for pattern in (_MONTH, _YEAR_MONTH, _ENGLISH_MONTH) if (one := pattern.match(folded, start))), None
    )
    return found.end() if found and 0 < int(found["month"] if found["month"].isdigit() else 1) <= 12 else 0


def _in_table(
    cells: Sequence[str], table: tuple[int, frozenset[When]] | None
) -> tuple[tuple[int, frozenset[When]] | None, frozenset[When]]:
    """Return the column of dates with its last one, and the date of a row."""
    column = next((column for column, cell in enumerate(cells) if leads_with_date(cell.strip())), None)
    if column is not None:
        days = days_of(cells[column])
        return (column, days), days
    if table and table[0] < len(cells) and not cells[table[0]].strip(' "〃々同上'):
        return table, table[1]
    return None, frozenset()


def _visited(line: Dated) -> frozenset[When]:
    day = line.visit.date if line.visit else None
    return frozenset([(day.year, day.month, day.day)]) if day else frozenset()
