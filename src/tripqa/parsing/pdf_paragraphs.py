"""Which lines of a PDF are one paragraph: by where they begin and end on the page, not by what they say.

A line goes on in the next one if that stands right below, in letters as large, and the line is full: the first word of
the next would not have fitted before the margin at which other lines end too. A line end inside a paragraph is a space,
or nothing where Japanese or Chinese is written; between paragraphs there is a blank line, elsewhere a line end.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tripqa.parsing.pdf_glyphs import HYPHEN
from tripqa.parsing.pdf_lines import PdfLine
from tripqa.parsing.pdf_spacing import glue, is_wide
from tripqa.text.dates import is_date_line
from tripqa.text.lines import BULLET, units

_NEW_PARAGRAPH = 0.3  # of the height, beyond the gap between two lines of one paragraph
_OTHER_SIZE = 0.93  # of two font sizes: a heading
SENTENCE_ENDS = tuple("。．.!?！？」』")
_BLANK = "\n\n"
_SHORT = 0.25  # of the width of a column: a line that ends so far before its margin is the last of a paragraph
_SLACK = 0.5  # size: letters that may not begin a line leave the one above short
_SAME_MARGIN = 1.3  # sizes, by which lines that are not justified end apart
_WIDTH, _SURE_WIDTH = 15.0, 25.0  # sizes: of a column with two full lines, and with a single one
_FEWEST_GAPS = 3  # whose lower quarter tells what is ordinary
_REACH = 100  # lines above and below a line that show its column
_INDENT = 0.5  # size
_FARTHEST_IN = 0.4  # of the width of a column: what begins farther in is set apart
_NUMBER = r"[0-9０-９一二三四五六七八九十百〇]+"
_LABEL = re.compile(
    rf"第{_NUMBER}[条條章節款項編部회조장절항][のにを]?(?=[\s(（]|$)|[(（](?:{_NUMBER}|[ア-ンａ-ｚa-zｱ-ﾝ가-하])[)）]"
    rf"|{_NUMBER}[.．、)）](?![0-9０-９])|[0-9０-９]{{1,2}}[\s]|[ア-ンｱ-ﾝ가나라마바사아자차카타파하][\s.．)）]|[①-⑳㉑-㊿Ⅰ-Ⅻ壹貳參肆伍陸柒捌玖拾][、.．\s]?"
)
_DA = re.compile(r"다[\s.．)）]")  # a label only behind a sentence, else the end of one: 한/다.
_UNPARTED = re.compile(
    r"[（「『【〈《]*[^\x00-\x7f가-힣（「『【〈《][、。，．」』）】〉》ー々ゃゅょっャュョッ]*|[!-~가-힣]+"
)
_PROSE = re.compile("[、。，；]")
_KANA = 0.12  # of the letters
_FEWEST_FULL = 2  # lines


@dataclass(frozen=True, slots=True)
class _Column:
    """The lines that stand above and below one another with a line, as the margins of it."""

    left: float
    right: float
    full: int  # lines that reach the right margin

    def shows_wrapping(self, size: float) -> bool:
        """Tell whether its lines are so many, and so wide, that they end at a margin and not by chance."""
        width = (self.right - self.left) / size
        return width >= _SURE_WIDTH or (self.full >= _FEWEST_FULL and width >= _WIDTH)


def separators(lines: Sequence[PdfLine]) -> list[str]:
    """Return what stands before each line of a page but the first: two line ends, one, a space or nothing."""
    ordinary = _ordinary_gap(lines)
    worded = _joined_by_words(lines, ordinary)
    return [
        _separator(above, line, ordinary, lines[max(number - _REACH, 0) : number + _REACH], number in worded)
        for number, (above, line) in enumerate(pairwise(lines), start=1)
    ]


def _joined_by_words(lines: Sequence[PdfLine], ordinary: float) -> set[int]:
    """Return the numbers of lines that go on from the one above by how long both are, as in files of text."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for number, line in enumerate(lines):
        before = _BLANK if number and _stands_apart(lines[number - 1], line, ordinary) else "\n"
        starts.append(at + len(before))
        parts += before, line.text
        at = starts[-1] + len(line.text)
    begun = {unit.start for unit in units("".join(parts))}
    return {number for number, start in enumerate(starts) if start not in begun}


def _stands_apart(above: PdfLine, line: PdfLine, ordinary: float) -> bool:
    if not _follows(above, line):
        return True
    return _gap(above, line) > ordinary + _NEW_PARAGRAPH * min(above.height, line.height) or _differ(above, line)


def between_pages(above: Sequence[PdfLine], below: Sequence[PdfLine]) -> str:
    """Return what stands between the lines of two pages."""
    last, first = above[-1], below[0]
    return glue(last.text, first.text) if _runs_over(last, first, above) else _after(last, above)


def _separator(above: PdfLine, line: PdfLine, ordinary: float, lines: Sequence[PdfLine], worded: bool) -> str:
    if above.text.endswith(HYPHEN):
        return ""
    if line.table is not None and above.table == line.table:
        return "\n"
    if _follows(above, line):
        if _stands_apart(above, line, ordinary):
            return _BLANK
        return glue(above.text, line.text) if _goes_on(above, line, lines, worded) else "\n"
    if line.box[1] > above.box[3]:  # the next column
        return glue(above.text, line.text) if _runs_over(above, line, lines) else _after(above, lines)
    return "\n"


def _after(last: PdfLine, lines: Sequence[PdfLine]) -> str:
    return _BLANK if ends_paragraph(last, lines) else "\n"


def _goes_on(above: PdfLine, line: PdfLine, lines: Sequence[PdfLine], worded: bool) -> bool:
    """Tell whether a line is full, and the one below it no beginning."""
    column = _column(above, lines)
    if above.text.endswith((*SENTENCE_ENDS, ":", "：")) and line.box[0] > above.box[0] + _INDENT * line.size:
        return False
    return (
        line.box[0] - column.left < _FARTHEST_IN * (column.right - column.left)
        and _may_go_on(above, line)
        and (_is_full(above, line, column) or (worded and not _is_short(above, lines)))
    )


def _runs_over(last: PdfLine, first: PdfLine, lines: Sequence[PdfLine]) -> bool:
    """Tell whether the last line of a page or column goes on in the first of the next: in the middle of a sentence."""
    return (
        not last.text.endswith(SENTENCE_ENDS)
        and not _differ(last, first)
        and _may_go_on(last, first)
        and _is_full(last, first, _column(last, lines))
    )


def _may_go_on(above: PdfLine, line: PdfLine) -> bool:
    if "\t" in above.text or "\t" in line.text or above.frame != line.frame:
        return False
    if _DA.match(line.text) and above.text.endswith(SENTENCE_ENDS):
        return False
    if BULLET.match(line.text) or _LABEL.match(line.text) or is_date_line(above.text) or is_date_line(line.text):
        return False
    return _is_prose(above.text + line.text)


def _is_prose(text: str) -> bool:
    """Tell whether a text can be sentences: lines that are wide alike may be rows."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters or not any(map(is_wide, letters)):
        return bool(letters)
    return bool(_PROSE.search(text)) or sum("\u3041" <= one <= "\u3096" for one in letters) >= _KANA * len(letters)


def _is_full(above: PdfLine, line: PdfLine, column: _Column) -> bool:
    """Tell whether the first word of a line would not have fitted at the end of the one above."""
    room = column.right - above.box[2]
    return column.shows_wrapping(above.size) and room < _first_word(line) + _SLACK * line.size


def _first_word(line: PdfLine) -> float:
    """Return the width of what can not be parted from the beginning of a line, in points."""
    found = _UNPARTED.match(line.text)
    return (line.box[2] - line.box[0]) * _columns(found.group() if found else line.text) / _columns(line.text)


def _columns(text: str) -> int:
    return sum(2 if is_wide(character) else 1 for character in text)


def _column(line: PdfLine, lines: Sequence[PdfLine]) -> _Column:
    """Return the column of a line: its right margin is the farthest at which two lines end, where two do."""
    inside = [one for one in lines if one is line or (_overlaps(one, line) and not _differ(one, line))]
    rights = sorted((one.box[2] for one in inside), reverse=True)
    near = _SAME_MARGIN * line.size
    right = next((one for one, other in pairwise(rights) if one - other <= near), rights[0])
    full = [one for one in inside if right - near <= one.box[2] <= right]
    left = min(one.box[0] for one in full)
    alike = [one for one in lines if abs(one.box[2] - one.box[0] - (right - left)) <= near and not _differ(one, line)]
    return _Column(left, right, len(full) if len(inside) > 1 else len(alike))


def _overlaps(one: PdfLine, other: PdfLine) -> bool:
    common = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return common > 0.5 * min(one.box[2] - one.box[0], other.box[2] - other.box[0])


def _follows(above: PdfLine, line: PdfLine) -> bool:
    """Tell whether a line stands below another, in the same column."""
    apart = line.box[0] >= above.box[2] or above.box[0] >= line.box[2] or above.frame != line.frame
    return not apart and line.box[1] < above.box[1] and line.box[3] < above.box[3]


def _differ(above: PdfLine, line: PdfLine) -> bool:
    return min(above.size, line.size) < _OTHER_SIZE * max(above.size, line.size)


def _gap(above: PdfLine, line: PdfLine) -> float:
    return above.box[1] - line.box[3]


def _ordinary_gap(lines: Sequence[PdfLine]) -> float:
    gaps = [_gap(above, line) for above, line in pairwise(lines) if _follows(above, line)]
    if len(gaps) < 2:
        return min([*gaps, lines[0].height]) if gaps else 0.0
    if len(gaps) < _FEWEST_GAPS:
        return min(gaps)
    return statistics.quantiles(gaps, n=4)[0]


def ends_paragraph(line: PdfLine, lines: Sequence[PdfLine]) -> bool:
    """Tell whether the last line of a column ends a paragraph: with a sentence, or far before the column's margin."""
    return line.text.endswith(SENTENCE_ENDS) or _is_short(line, lines)


def _is_short(line: PdfLine, lines: Sequence[PdfLine]) -> bool:
    """Tell whether a line ends far before the margin of those that begin where it does."""
    column = [one.box[2] for one in lines if abs(one.box[0] - line.box[0]) < 2 * line.height]
    margin = statistics.quantiles(column, n=4)[2] if len(column) > 1 else line.box[2]
    return margin - line.box[2] > _SHORT * (margin - line.box[0])
