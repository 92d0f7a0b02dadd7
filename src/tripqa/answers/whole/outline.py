"""A document as its reader sees it: lines, each below its headings and on its day.

Passages are cut for searching. Here each line of a list is one, and a heading is told by where it stands: what is
numbered or marked and has other text below it than the next of its kind, or what is short and stands right above a
list. A wrong one only splits a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tripqa.answers.whole.dating import Dated, When, effective_dates, leads_with_date
from tripqa.answers.whole.headings import BULLET, CELLS, CLOCK, LABEL, STYLED, Headings, bare, shown
from tripqa.citations.quoting import Quote
from tripqa.domain import Document, Hit, Passage, Scores, Span
from tripqa.text.dates import find_years
from tripqa.text.folding import fold
from tripqa.text.numbering import numbered
from tripqa.text.section_kinds import kinds_of_heading

_SHORT_LINE = 0.75  # share of the width of a document's lines below which a line is none that was wrapped
_WIDE = 0.95  # share of the lines that are no wider than the width


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, the item of a list or the row of a table, where it can be quoted."""

    passage: Passage
    number: int  # of the passage in its index
    sentence: int  # of the passage that it lies in
    span: Span
    text: str  # folded
    path: tuple[int, ...] = ()  # the places in Outline.lines of the headings above it, outermost first
    when: frozenset[When] = frozenset()  # the days, months or years that it is of
    heading: bool = False
    item: bool = False  # one of a list, or the row of a table or an itinerary

    @property
    def words(self) -> str:
        """Return the folded text without a number or mark at its beginning."""
        return bare(self.text)


@dataclass(frozen=True, slots=True)
class Outline:
    """The lines of one document in reading order."""

    document: Document
    lines: tuple[Line, ...]
    children: dict[int, tuple[int, ...]] = field(repr=False)  # places below each heading, at any depth
    years: frozenset[int] = field(repr=False)  # that it names, or is of

    def below(self, heading: int) -> list[Line]:
        """Return what stands below a heading, headings included."""
        return [self.lines[place] for place in self.children.get(heading, ())]

    def right_below(self, heading: int) -> list[int]:
        """Return the places of what stands below a heading and below no other there."""
        depth = len(self.lines[heading].path) + 1
        return [place for place in self.children.get(heading, ()) if len(self.lines[place].path) == depth]

    def headings(self) -> Iterator[int]:
        """Yield the places of the headings."""
        return (place for place, line in enumerate(self.lines) if line.heading)

    def title_of(self, line: Line) -> str | None:
        """Return the nearest heading above a line, as the document writes it; None if there is none."""
        return self.text_of(self.lines[line.path[-1]]) if line.path else None

    def quote(self, line: Line) -> Quote:
        """Return a line as a quote of the document."""
        return Quote(Hit(0, 0.0, Scores(0.0, 0.0), None, (), (), (), line.passage, self.document), line.span)

    def text_of(self, line: Line) -> str:
        """Return a line as the document writes it, on one line."""
        return " ".join(self.document.text[slice(*line.span)].split())


def kinds_below(outlined: Outline, line: Line) -> frozenset[str]:
    """Return the kinds of all headings that a line stands below."""
    return frozenset().union(*(kinds_of_heading(outlined.lines[place].words) for place in line.path))


def outline(document: Document, passages: Sequence[tuple[int, Passage]]) -> Outline:
    """Return a document as lines; `passages` are all of its own, with their numbers, in reading order."""
    lines = list(_lines(document.text, passages))
    placed = Headings(document.text, lines).placed()
    dates = effective_dates([_dated(line, document.text) for line in placed])
    dated = tuple(replace(line, when=when) for line, when in zip(placed, dates, strict=True))
    children: dict[int, list[int]] = {}
    for place, line in enumerate(dated):
        for heading in line.path:
            children.setdefault(heading, []).append(place)
    below = {place: tuple(found) for place, found in children.items()}
    return Outline(document, dated, below, _years(document, dated))


def _years(document: Document, lines: Sequence[Line]) -> frozenset[int]:
    trip = (day.year for day in document.trip or ())
    dated = (year for line in lines for year, *_ in line.when)
    return frozenset((*trip, *dated, *find_years(fold(document.text).text)))


def _dated(line: Line, text: str) -> Dated:
    said, context = shown(text[slice(*line.span)]), line.passage.context
    above = fold(text[slice(*context)]).text if context and context[1] <= line.span[0] else ""
    visit = None if context else line.passage.visit
    return Dated(said, bare(said), line.path, line.heading, visit, above)


def _lines(text: str, passages: Sequence[tuple[int, Passage]]) -> Iterator[Line]:
    width = _width(text)
    for number, passage in passages:
        for sentence, span in enumerate(passage.sentences):
            for piece in _pieces(text, span, width):
                yield Line(passage, number, sentence, piece, " ".join(fold(text[slice(*piece)]).text.split()))


def _width(text: str) -> int:
    """Return how many characters the lines of a text have at most, a few very long ones aside."""
    lengths = sorted(len(line.strip()) for line in text.split("\n") if line.strip())
    return lengths[min(len(lengths) - 1, int(_WIDE * len(lengths)))] if lengths else 0


def _pieces(text: str, span: Span, width: int) -> list[Span]:
    """Return the lines of a sentence that are items of their own; what was only wrapped stays one."""
    pieces: list[list[int]] = []
    above = ""
    for found in re.finditer(r"[^\n]+", text[slice(*span)]):
        row = found.group()
        if not row.strip():
            continue
        goes_on = pieces and len(above.strip()) >= _SHORT_LINE * width and not _begins(row, above)
        if goes_on and found.start() + span[0] - pieces[-1][1] == 1:
            pieces[-1][1] = span[0] + found.end()
        else:
            pieces.append([span[0] + found.start(), span[0] + found.end()])
        above = row
    return [_trimmed(text, start, end) for start, end in pieces]


def _begins(row: str, above: str) -> bool:
    """Tell whether a line begins anew, whatever the one above it is."""
    labelled = LABEL.match(row) is not None and LABEL.match(above) is not None
    marked = (
        BULLET.match(row)
        or STYLED.match(row)
        or CLOCK.match(row)
        or CELLS.search(shown(row))
        or numbered(fold(row).text)
    )
    return labelled or bool(marked) or leads_with_date(fold(row).text)


def _trimmed(text: str, start: int, end: int) -> Span:
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())
