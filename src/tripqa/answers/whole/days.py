"""Days and periods: every row, visit and meeting of them; and the itinerary, which is all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from tripqa.answers.whole.asked import AskedWhole
from tripqa.answers.whole.dating import When, days_of, leads_with_date, without_date
from tripqa.answers.whole.outline import Line, Outline, kinds_below
from tripqa.answers.whole.parts import MISSING, Corpus, Part, Resolved, is_called
from tripqa.answers.whole.summing import MOST, sentences_of
from tripqa.text.dates import find_days, leading_date

_LEAST = 2  # characters of what is more than a date
Wants = Callable[[frozenset[When]], bool]


def day(asked: AskedWhole, corpus: Corpus) -> Resolved:
    """Return the rows, visits and meetings of days, or what is told of them; MISSING where there are other days."""
    outlines = [one for one in corpus.outlines if _of_years(one, asked) and is_called(one, asked.left)]
    if asked.left and not outlines:
        return None
    wanted = [(one, _wanted(one, asked)) for one in outlines]
    parts = [part for one, wants in wanted for part in _rows_of(one, wants)]
    if parts:
        return parts
    told = [part for one in outlines for part in _told_of(one, asked)]
    return told or (MISSING if corpus.complete and _is_nowhere(asked, corpus) else None)


def _is_nowhere(asked: AskedWhole, corpus: Corpus) -> bool:
    """Tell whether the documents have rows of days, and say nothing of those that are asked for, or of their month."""
    wanted = {day for month, day_of in asked.days for day in ((month, day_of), (month, 0))}
    named = {(month, day) for one in corpus.outlines for line in one.lines for _, month, day in days_of(line.text)}
    rows = any(is_row(one, place) for one in corpus.outlines for place in range(len(one.lines)))
    whole_month = any(not day for _, day in asked.days)
    return bool(asked.days or asked.nth) and rows and not whole_month and not wanted & named


def itinerary(corpus: Corpus) -> Resolved:
    """Return every row of every day."""
    return [
        part for one in corpus.outlines for part in _rows_of(one, lambda when: any(day for *_, day in when))
    ] or None


def _of_years(outlined: Outline, asked: AskedWhole) -> bool:
    return not asked.years or bool(asked.years & outlined.years)


def _wanted(outlined: Outline, asked: AskedWhole) -> Wants:
    """Return what tells whether dates are among those that are asked for."""
    years = asked.years
    days = [*asked.days, *(day for nth in asked.nth for day in _nth_days(outlined, nth))]
    within = _within(days, period=asked.period and not asked.nth)
    if not days:
        return (lambda found: any(year in years for year, *_ in found)) if not asked.nth else lambda found: False
    return lambda found: any(
        (not years or not year or year in years) and within(month, day) for year, month, day in found
    )


def _within(days: Sequence[tuple[int, int]], *, period: bool) -> Callable[[int, int], bool]:
    """Return what tells whether a month and day is one of these, or of the period from the first to the last one."""
    if period and len(days) > 1:
        first, last = days[0], (days[-1][0], days[-1][1] or 31)
        if first <= last:
            return lambda month, day: first <= (month, day) <= last
        if first[0] > last[0]:  # over the turn of a year
            return lambda month, day: bool(month) and ((month, day) >= first or (month, day) <= last)
    return lambda month, day: (month, day) in days or (month, 0) in days


def _nth_days(outlined: Outline, nth: int) -> Iterator[tuple[int, int]]:
    """Yield the n-th day of the chapter that has most days; the last one for -1."""
    by_chapter: dict[int, set[tuple[int, int]]] = {}
    for place, line in enumerate(outlined.lines):
        if is_row(outlined, place):
            days = {(month, day) for _, month, day in line.when if day}
            by_chapter.setdefault(line.path[0] if line.path else -1, set()).update(days)
    most = max(by_chapter.values(), key=len, default=set[tuple[int, int]]())
    known = sorted(most)
    place = nth - 1 if nth > 0 else nth
    if known and -len(known) <= place < len(known):
        yield known[place]


def _rows_of(outlined: Outline, wants: Wants) -> Iterator[Part]:
    """Yield the rows of the days, and the visits that no row names, a part for each day."""
    places = [place for place, line in enumerate(outlined.lines) if line.when and wants(line.when)]
    rows = [place for place in places if is_row(outlined, place)]
    rows += [place for place in places if _heads_visit(outlined, place) and not _is_named(outlined, place, rows)]
    for when, group in groupby(sorted(rows), key=lambda place: outlined.lines[place].when):
        lines = tuple(outlined.lines[place] for place in group)
        yield Part(_heading_of(outlined, lines[0], when), outlined, lines)


def is_row(outlined: Outline, place: int) -> bool:
    """Tell whether a line says what there is on its day: a row, or of a meeting its time and what it was about."""
    line = outlined.lines[place]
    if line.heading or not line.item or not line.when:
        return False
    if leads_with_date(line.words):
        return len(without_date(line.words)) >= _LEAST
    dating = next((one for one in reversed(line.path) if outlined.lines[one].when == line.when), None)
    if dating is None:
        return True
    if days_of(outlined.lines[dating].text):
        return not _is_told(outlined, dating)
    return days_of(line.words) == line.when or "agenda" in kinds_below(outlined, line)


def _is_told(outlined: Outline, heading: int) -> bool:
    """Tell whether text stands right below a heading."""
    return any(
        not outlined.lines[place].item and not outlined.lines[place].heading for place in outlined.right_below(heading)
    )


def _heads_visit(outlined: Outline, place: int) -> bool:
    """Tell whether a line is a heading of the day that has text below it, and no rows."""
    line = outlined.lines[place]
    above = line.path and outlined.lines[line.path[-1]].when == line.when
    dated = days_of(line.text) or line.passage.visit
    return line.heading and bool(dated) and not above and _is_told(outlined, place)


def _is_named(outlined: Outline, place: int, rows: Sequence[int]) -> bool:
    label = outlined.lines[place].words.split("(")[0]
    return any(label in outlined.lines[row].text for row in rows)


def _heading_of(outlined: Outline, line: Line, when: frozenset[When]) -> str | None:
    """Return how the document writes a day: a heading with it, or the beginning of the first line that has it."""
    above = (outlined.lines[place] for place in reversed(line.path))
    if dated := next((one for one in above if one.when == when and days_of(one.text)), None):
        return outlined.text_of(dated)
    for other in outlined.lines:
        if other.when == when and not other.heading and (length := leading_date(outlined.text_of(other))):
            return outlined.text_of(other)[:length].strip()
    return outlined.title_of(line)


def _told_of(outlined: Outline, asked: AskedWhole) -> Iterator[Part]:
    """Yield the sentences that name the day, where it has no rows."""
    wanted = {day for day in asked.days if day[1]}
    found = [
        line
        for line in sentences_of(outlined, outlined.lines)
        if wanted & {(day.month, day.day) for day in find_days(line.text)}
    ]
    if found and len(found) <= MOST:
        yield Part(None, outlined, tuple(found))
