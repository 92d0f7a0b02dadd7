"""Passages: what is embedded, found and cited.

They follow sections and sentences and hold at most 300 characters, so that a reader sees at once why one is
cited. Every character that is not white space lies in exactly one passage. A paragraph that runs over a page
break stays one passage, on the page where it begins; paragraphs of two pages never share one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tripqa.domain import Document, Passage, Section, Span, Visit
from tripqa.text.clocks import begins_with_time
from tripqa.text.dates import is_date_line, leading_date, visit_on
from tripqa.text.folding import fold, fold_line
from tripqa.text.lines import Unit
from tripqa.text.pages import page_at
from tripqa.text.sections import find_sections
from tripqa.text.sentences import cut, sentences
from tripqa.text.tables import rows_of

LONGEST = 300  # characters of text
SHORT = 60  # characters: a paragraph up to this length shares a passage with what follows it
SPLITTER = "9"  # raise it whenever these rules give other passages: an index of other rules is rebuilt
_CONTEXT = 200  # characters of title and headings that go to the encoder


@dataclass(frozen=True, slots=True)
class _Draft:
    """Sentences that belong together, on their way to being a passage."""

    sentences: tuple[Span, ...]
    visit: Visit | None
    context: Span | None
    whole: bool  # nothing is added to it
    above: tuple[Span, ...] = ()

    @property
    def start(self) -> int:
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        return self.sentences[-1][1]


def split(document: Document) -> list[Passage]:
    """Split a document into passages, in reading order."""
    found: list[Passage] = []
    carried: list[tuple[Section, Span]] = []  # headings with no text of their own are shown with the text below them
    for part in find_sections(document):
        headings, body = part.units[: part.heading_units], part.units[part.heading_units :]
        drafts = _body(document, body, part.section.visit)
        if part.dated:
            spans = _cut_all([(headings[0].start, headings[-1].end)], document.text)
            drafts = [*(_Draft((span,), part.section.visit, None, True) for span in spans), *drafts]
        else:
            spans = _cut_all([(unit.start, unit.end) for unit in headings], document.text)
            carried += [(part.section, span) for span in spans]
        if drafts:
            if carried and drafts[0].end - carried[0][1][0] <= LONGEST:
                first, *others = drafts[0].sentences
                drafts[0] = replace(drafts[0], sentences=((carried[0][1][0], first[1]), *others))
            else:
                found += [_heading(document, section, span) for section, span in carried]
            carried = []
        found += [_passage(document, part.section, draft) for draft in _packed(drafts, document)]
    return [*found, *(_heading(document, section, span) for section, span in carried)]


def sections(document: Document) -> list[Section]:
    """Return the sections of a document, in reading order."""
    return [part.section for part in find_sections(document)]


def search_text(document: Document, passage: Passage) -> str:
    """Return what the encoder reads of a passage: headings and context, the text, the title, all folded."""
    above = fold_line(" ".join(above_of(document, passage)))[:_CONTEXT]
    text = " ".join(sentence_texts(document, passage))
    title = fold_line(document.title)[:_CONTEXT]
    return "\n".join(filter(None, [above, text, title]))


def above_of(document: Document, passage: Passage) -> list[str]:
    """Return what stands above a passage: its headings; unit, heads and key of a row; its date."""
    spans = [passage.context] if passage.context else []
    return [*passage.section, *(document.text[slice(*span)] for span in (*passage.above, *spans))]


def sentence_texts(document: Document, passage: Passage) -> list[str]:
    """Return the folded sentences of a passage, as the encoder reads each alone."""
    return [fold(document.text[start:end]).text for start, end in passage.sentences]


def _heading(document: Document, section: Section, span: Span) -> Passage:
    """Return a heading that does not fit into a passage with the text below it."""
    return _passage(document, section, _Draft((span,), section.visit, None, True))


def _body(document: Document, body: Sequence[Unit], visit: Visit | None) -> list[_Draft]:
    drafts: list[_Draft] = []
    day: Span | None = None
    day_visit, rows = visit, rows_of(document, body)
    below_date = False
    for unit in body:
        below_date = below_date and _is_of_day(unit)
        if date := leading_date(unit.first.text):
            day, day_visit = (unit.start, unit.start + date), _day_of(visit_on(unit.first.text, document.trip))
        if unit.first.tabbed or unit.start in rows or below_date:
            spans, above = _cut_all([(unit.start, unit.end)], document.text), rows.get(unit.start, ())
            drafts += [_Draft((span,), day_visit, day, True, above) for span in spans]
        else:
            spans = _cut_all(sentences(document.text, unit.start, unit.end), document.text)
            drafts += [_Draft(group, visit, None, False) for group in _groups(spans)]
        below_date = below_date or is_date_line(unit.first.text)
    return drafts


def _is_of_day(unit: Unit) -> bool:
    """Tell whether a unit below a line that is nothing but a date says what there is on that day."""
    return unit.first.is_bullet or begins_with_time(fold(unit.first.text).text)


def _day_of(visit: Visit | None) -> Visit | None:
    """Keep the date, which holds for the rows below too, and drop the time, which does not."""
    return Visit(visit.date, None, None) if visit else None


def _cut_all(spans: Sequence[Span], text: str) -> list[Span]:
    return [piece for span in spans for piece in cut(text, span, LONGEST)]


def _groups(spans: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """Group sentences into as few passages as will do, of about one length."""
    if not spans:
        return
    group: list[Span] = []
    target = 0.0
    for span in spans:
        length = span[1] - group[0][0] if group else 0
        if group and (length > LONGEST or (length > target and group[-1][1] - group[0][0] >= target / 2)):
            yield tuple(group)
            group = []
        if not group:
            left = spans[-1][1] - span[0]
            target = left / -(-left // LONGEST)
        group.append(span)
    yield tuple(group)


def _packed(drafts: Sequence[_Draft], document: Document) -> Iterator[_Draft]:
    """Put a short draft together with the one below it on the same page."""
    waiting: _Draft | None = None
    for draft in drafts:
        same_page = waiting and page_at(document, waiting.start) == page_at(document, draft.start)
        if waiting and same_page and not draft.whole and draft.end - waiting.start <= LONGEST:
            draft = replace(draft, sentences=waiting.sentences + draft.sentences)
        elif waiting:
            yield waiting
        waiting = draft
        if draft.whole or draft.end - draft.start > SHORT:
            yield draft
            waiting = None
    if waiting:
        yield waiting


def _passage(document: Document, section: Section, draft: _Draft) -> Passage:
    return Passage(
        document_id=document.id,
        start=draft.start,
        end=draft.end,
        text=document.text[draft.start : draft.end],
        section=section.headings,
        visit=draft.visit,
        page=page_at(document, draft.start),
        context=draft.context,
        sentences=draft.sentences,
        above=draft.above,
    )
