"""How much of a file is read: characters, their order, columns, headings, values.

White space does not count, nor does the width of characters, but for values: these must be whole as they were written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tripqa.domain import Document
from tripqa.text.lines import units
from tripqa.text.sections import find_sections
from tripqa.text.sentences import sentences
from tripqa_lab.files.truth import Truth

_NUMBER = re.compile(r"(?:\d+\.)+")
_CAPTION = re.compile(r"\(.*\)")  # of an article: a heading to whom it helps


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def of_one(self) -> float:
        """Return the share; 1 of nothing."""
        return self.part / self.whole if self.whole else 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file, or of several."""

    kept: Share  # characters
    ordered: Share  # of those that were kept
    aligned: Share  # cells of tables
    headings_found: Share  # of those that are there
    headings_true: Share  # of those that were found
    values: Share

    def __add__(self, other: Read) -> Read:
        return Read(*(getattr(self, name) + getattr(other, name) for name in Read.__slots__))

    @property
    def lost(self) -> float:
        """Return the share of characters that are missing."""
        return 1 - self.kept.of_one

    @property
    def headings_f1(self) -> float:
        """Return F1 of headings."""
        found, true = self.headings_found.of_one, self.headings_true.of_one
        return 2 * found * true / (found + true) if found + true else 0.0


def measure(truth: Truth, document: Document) -> Read:
    """Hold a document against what was written into its file."""
    wanted, got = bare("".join(truth.pieces)), bare(document.text)
    kept = (Counter(wanted) & Counter(got)).total()
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    there = set(map(_unnumbered, truth.headings))
    titles = {_unnumbered(one.section.headings[-1]) for one in find_sections(document) if one.section.headings}
    found = {one for one in titles if there and (one in there or not _CAPTION.fullmatch(one))}
    return Read(
        kept=Share(kept, len(wanted)),
        ordered=Share(min(sum(block.size for block in blocks), kept), kept),
        aligned=_aligned(truth.tables, document.text.splitlines()),
        headings_found=Share(len(found & there), len(there)),
        headings_true=Share(len(found & there), len(found)),
        values=_whole(truth.values, document.text),
    )


def bare(text: str) -> str:
    """Return what is left of a text when width and white space do not count."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _unnumbered(heading: str) -> str:
    """Return a heading without its number: templates of a library or program make some."""
    return _NUMBER.sub("", bare(heading))


def _aligned(tables: Iterable[Sequence[Sequence[str]]], lines: Sequence[str]) -> Share:
    """Return how many cells stand in their column of the line that has most of their row, below the row above."""
    found = Share(0, 0)
    for rows in tables:
        left = [list(map(bare, line.split("\t"))) for line in lines]
        for row in rows:
            cells = {column: bare(cell) for column, cell in enumerate(row) if cell}
            hits = [sum(column < len(line) and line[column] == cell for column, cell in cells.items()) for line in left]
            best = max(range(len(left)), key=lambda i: hits[i], default=0)
            found += Share(hits[best] if hits else 0, len(cells))
            left = left[best + 1 :] if hits and hits[best] else left
    return found


def _whole(values: Sequence[str], text: str) -> Share:
    """Return how many values stand in a sentence, as often as they were written."""
    said = [text[start:end] for unit in units(text) for start, end in sentences(text, unit.start, unit.end)]
    wanted = Counter(values)
    return Share(sum(min(sum(one.count(value) for one in said), times) for value, times in wanted.items()), len(values))
