"""A paper as a Word file (.docx) with footnotes.

python-docx 1.2 writes no footnotes, and a paper needs few parts of a package: they are written here. The same paper
makes the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from tripqa.exports.noting import Note, Said
from tripqa.exports.paper import Line, Paper
from tripqa.exports.seen import in_line
from tripqa.exports.word_marks import OWN_MARK, link, mark, mark_again, paragraph, plain, runs
from tripqa.exports.word_parts import (
    CONTENT_TYPES,
    SECTION,
    SEPARATORS,
    core,
    document_relations,
    links,
    package,
    part,
    settings,
    styles,
)

_STYLES = {
    "title": "Heading1", "said": "Said", "remark": "Remark", "heading": "Heading2", "value": "Value", "above": "Above",
    "quote": "Quote", "names": "Names",
}  # fmt: skip
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # that a ZIP archive knows


def word(paper: Paper) -> bytes:
    """Return a paper as a Word file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in _parts(paper).items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DAY), text.encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _parts(paper: Paper) -> Mapping[str, str]:
    at = _marked(paper.lines)
    places = {number: place for place, number in enumerate(sorted(at, key=lambda number: at[number]), start=1)}
    notes = {place: paper.notes[number] for number, place in places.items()}
    lines = "".join(_lines(paper.lines, at, places))
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": package(),
        "docProps/core.xml": core(in_line(paper.title)),
        "word/document.xml": part("document", f"<w:body>{lines}{SECTION}</w:body>"),
        "word/footnotes.xml": part("footnotes", SEPARATORS + "".join(_note(*one) for one in notes.items())),
        "word/settings.xml": settings(paper.language),
        "word/styles.xml": styles(paper.language),
        "word/_rels/document.xml.rels": document_relations(),
        "word/_rels/footnotes.xml.rels": links({f"rId{place}": note.url for place, note in notes.items() if note.url}),
    }


def _marked(lines: tuple[Line, ...]) -> Mapping[int, int]:
    """Return which line bears the mark of each note: the first quote that has it or, without one, the first line."""
    at: dict[int, int] = {}
    for place, line in enumerate(lines):
        if line.note is not None and (line.note not in at or (_is_quote(line) and not _is_quote(lines[at[line.note]]))):
            at[line.note] = place
    return at


def _is_quote(line: Line) -> bool:
    return line.kind == "quote"


def _lines(lines: tuple[Line, ...], at: Mapping[int, int], places: Mapping[int, int]) -> Iterator[str]:
    for place, line in enumerate(lines):
        number = ""
        if line.note is not None:
            number = (mark if at[line.note] == place else mark_again)(places[line.note])
        bold = 1 if line.kind == "said" else 0
        yield paragraph(_STYLES[line.kind], runs(line.said[:bold], bold=True), runs(line.said[bold:]), number)


def _note(place: int, note: Note) -> str:
    facts = plain(" · ").join(runs(Said(in_line(one.text), one.language) for one in fact) for fact in note.facts)
    url = plain(" · ") + link(f"rId{place}", note.url) if note.url else ""
    return f'<w:footnote w:id="{place}">{paragraph("FootnoteText", OWN_MARK, plain(" "), facts, url)}</w:footnote>'
