"""Second copies of what a page shows: letters drawn twice to be bold, recognised text on real text."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tripqa.parsing.pdf_glyphs import Box, Glyph, box_around

Run = list[Glyph]

_SAME_PLACE = 0.35  # of the size, between two copies of a character
_NARROW = 0.6  # of the width of a character: two equal narrow letters may be neighbours
_COPIED = 0.8  # of the characters of a run that stand where the same ones stand
_COVERED = 0.5  # of those of an invisible run that stand on visible text: recognising misreads some
_OVER = 0.3  # of the height of the lower of two runs that lie on one another
_BAND, _COLUMN = 8.0, 64.0  # points


@dataclass(frozen=True, slots=True)
class _Shown:
    letters: Run
    box: Box
    words: str


def without_copies(runs: Sequence[Run]) -> list[Run]:
    """Return runs without those that copy earlier ones in their place; what is seen goes before what is not."""
    bands: dict[tuple[int | None, int, int], list[_Shown]] = defaultdict(list)
    kept: list[Run] = []
    for run in sorted(runs, key=lambda one: not one[0].visible):
        shown = _shown([glyph for glyph in run if not glyph.text.isspace()])
        if shown is None:
            kept.append(run)
            continue
        rows = [(run[0].frame, *cell) for cell in _cells(shown.box)]
        below = {id(one): one for row in rows for one in bands[row] if _lies_on(shown.box, one.box)}
        if not _is_copy(shown, list(below.values())):
            kept.append(run)
            for row in rows:
                bands[row].append(shown)
    return sorted(kept, key=lambda run: run[0].object)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for band in range(int(box[1] // _BAND), int(box[3] // _BAND) + 1):
        for column in range(int(box[0] // _COLUMN), int(box[2] // _COLUMN) + 1):
            yield band, column


def _shown(letters: Run) -> _Shown | None:
    if not letters:
        return None
    return _Shown(letters, box_around(letters), unicodedata.normalize("NFKC", "".join(one.text for one in letters)))


def _lies_on(one: Box, other: Box) -> bool:
    common = min(one[3], other[3]) - max(one[1], other[1])
    low = min(one[3] - one[1], other[3] - other[1])
    return one[0] < other[2] and other[0] < one[2] and common > _OVER * low


def _is_copy(run: _Shown, below: Sequence[_Shown]) -> bool:
    if not below:
        return False
    first = run.letters[0]
    if len(run.letters) > 1 and any(run.words == one.words and _near(first, one.letters[0]) for one in below):
        return True
    others = [glyph for one in below for glyph in one.letters]
    copied = sum(any(_same(glyph, other) for other in others) for glyph in run.letters)
    return copied >= _COPIED * len(run.letters) or (not first.visible and _is_covered(run, others))


def _is_covered(run: _Shown, others: Run) -> bool:
    seen = [glyph.box for glyph in others if glyph.visible]
    covered = sum(any(_holds(box, _middle(glyph)) for box in seen) for glyph in run.letters)
    return covered >= _COVERED * len(run.letters)


def _near(glyph: Glyph, other: Glyph) -> bool:
    apart = max(abs(glyph.box[0] - other.box[0]), abs(glyph.box[1] - other.box[1]))
    return apart <= _SAME_PLACE * min(glyph.size, other.size)


def _same(glyph: Glyph, other: Glyph) -> bool:
    (x, y), (left, up) = _middle(glyph), _middle(other)
    nearest = _SAME_PLACE * min(glyph.size, other.size)
    beside = min(nearest, _NARROW * (other.box[2] - other.box[0]))
    near = abs(x - left) <= beside and abs(y - up) <= nearest
    return near and unicodedata.normalize("NFKC", glyph.text) == unicodedata.normalize("NFKC", other.text)


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _middle(glyph: Glyph) -> tuple[float, float]:
    left, bottom, right, top = glyph.box
    return (left + right) / 2, (bottom + top) / 2
