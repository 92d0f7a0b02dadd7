"""Readings that stand above the words that they are of (ruby): in small kana or bopomofo, close to larger letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tripqa.parsing.pdf_glyphs import Glyph

_SMALL = 0.7  # of the size of what is read
_ASIDE = 1.0  # size that a reading may stick out of its word on either side
_APART = 0.6  # size between a word and its reading; less than that of a line, with which it may overlap a little

_KANA = re.compile(r"[\u3041-\u30ff\u3105-\u312fˊˇˋ˙]")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff々〆ヶ]")

Run = Sequence[Glyph]


@dataclass(frozen=True, slots=True)
class Row:
    """The characters of a line, and the readings of its words."""

    glyphs: Run
    readings: list[str] = field(default_factory=list)


def without_readings(runs: Sequence[Run]) -> list[Row]:
    """Return lines without those that are readings, which are those of their lines."""
    rows = [Row(run) for run in runs]
    readings = [row for row in rows if _is_kana(row.glyphs)]
    owners = {id(row): owner for row in readings if (owner := _read_by(row, rows))}
    for row in sorted(readings, key=lambda row: row.glyphs[0].box[0]):
        if id(row) in owners:
            owners[id(row)].readings.extend(_words(row.glyphs))
    return [row for row in rows if id(row) not in owners]


def _is_kana(run: Run) -> bool:
    letters = [glyph.text[0] for glyph in run if not glyph.text.isspace()]
    return bool(letters) and all(map(_KANA.fullmatch, letters))


def _words(run: Run) -> list[str]:
    """Return the readings of a line: those of several words may be drawn at once."""
    words, last = [run[0].text], run[0]
    for glyph in run[1:]:
        if glyph.box[0] - last.box[2] > glyph.size:
            words.append("")
        words[-1] += glyph.text
        last = glyph
    return [word for one in words if (word := "".join(one.split()))]


def _read_by(row: Row, rows: Sequence[Row]) -> Row | None:
    """Return the line that a row is a reading of."""
    return next((line for line in rows if line is not row and _reads(row.glyphs, line.glyphs)), None)


def _reads(run: Run, line: Run) -> bool:
    if run[0].frame != line[0].frame or abs(run[0].box[1] - line[0].box[3]) > 2 * line[0].size:
        return False
    size = max(glyph.size for glyph in run)
    left, right = run[0].box[0], max(glyph.box[2] for glyph in run)
    below = [
        glyph
        for glyph in line
        if size <= _SMALL * glyph.size
        and -0.4 * size <= run[0].box[1] - glyph.box[3] <= _APART * glyph.size
        and glyph.box[2] > left
        and glyph.box[0] < right
    ]
    if not below:
        return False
    reach = _ASIDE * below[0].size
    inside = left >= below[0].box[0] - reach and right <= below[-1].box[2] + reach
    return inside and any(_HAN.match(glyph.text) for glyph in below)
