"""Second copies of what a page shows: letters drawn twice to be bold, recognised text on real text."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tripqa.parsing.pdf_glyphs import Glyph

Run = Sequence[Glyph]

_SAME_PLACE = 0.35  # of the size, between the middles of two copies of a character
_COPIED = 0.8  # of the characters of a run that stand where the same ones stand
_COVERED = 0.5  # of those of an invisible run that stand on visible text: recognising misreads some
_CELL = 8.0  # points

Cell = tuple[int | None, int, int]


def without_copies(runs: Sequence[Run]) -> list[Run]:
    """Return runs without those that copy an earlier one in its place; what is seen goes before what is not."""
    shown: dict[Cell, list[Glyph]] = defaultdict(list)
    worded: dict[str, list[Glyph]] = defaultdict(list)
    kept: list[Run] = []
    for run in sorted(runs, key=lambda one: not one[0].visible):
        letters = [glyph for glyph in run if not glyph.text.isspace()]
        words = _folded("".join(glyph.text for glyph in letters))
        again = len(letters) > 1 and any(_begins_with(letters[0], one) for one in worded[words])
        if not again and not _is_copy(letters, shown):
            kept.append(run)
            worded[words] += letters[:1]
            for glyph in run:
                shown[_cell(glyph)].append(glyph)
    return sorted(kept, key=lambda run: run[0].object)


def _begins_with(glyph: Glyph, other: Glyph) -> bool:
    """Tell whether two runs of equal words begin at one place."""
    nearest = _SAME_PLACE * min(glyph.size, other.size)
    apart = max(abs(glyph.box[0] - other.box[0]), abs(glyph.box[1] - other.box[1]))
    return glyph.frame == other.frame and apart <= nearest


def _is_copy(run: Run, shown: dict[Cell, list[Glyph]]) -> bool:
    if not run or not shown:
        return False
    near = [list(_near(glyph, shown)) for glyph in run]
    same = sum(any(_same(glyph, one) for one in ones) for glyph, ones in zip(run, near, strict=True))
    if same >= _COPIED * len(run):
        return True
    covered = sum(any(one.visible and _on(glyph, one) for one in ones) for glyph, ones in zip(run, near, strict=True))
    return not run[0].visible and covered >= _COVERED * len(run)


def _same(glyph: Glyph, other: Glyph) -> bool:
    if _folded(glyph.text) != _folded(other.text):
        return False
    nearest = _SAME_PLACE * min(glyph.size, other.size)
    (x, y), (left, up) = _middle(glyph), _middle(other)
    narrow = 0.6 * (other.box[2] - other.box[0])  # two equal narrow letters may be neighbours
    return abs(x - left) <= min(nearest, narrow) and abs(y - up) <= nearest


def _on(glyph: Glyph, other: Glyph) -> bool:
    (x, y), box = _middle(glyph), other.box
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _near(glyph: Glyph, shown: dict[Cell, list[Glyph]]) -> Iterator[Glyph]:
    frame, column, row = _cell(glyph)
    for beside in _around(column, glyph.size):
        for above in _around(row, glyph.size):
            yield from shown.get((frame, beside, above), ())


def _around(cell: int, size: float) -> Iterable[int]:
    reach = 1 + min(int(size / _CELL), 4)
    return range(cell - reach, cell + reach + 1)


def _cell(glyph: Glyph) -> Cell:
    x, y = _middle(glyph)
    return glyph.frame, int(x // _CELL), int(y // _CELL)


def _middle(glyph: Glyph) -> tuple[float, float]:
    left, bottom, right, top = glyph.box
    return (left + right) / 2, (bottom + top) / 2


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
