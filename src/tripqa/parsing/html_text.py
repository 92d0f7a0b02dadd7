"""The text of a web page as a reader sees it: white space as a browser shows it, list marks, rows with tabs between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tripqa.domain import Heading, Table
from tripqa.parsing.html_furniture import is_furniture, length
from tripqa.parsing.html_lists import Marks, key_of
from tripqa.parsing.html_shown import keep_shown
from tripqa.parsing.html_tables import Grid, grid_of
from tripqa.parsing.titles import own_title
from tripqa.parsing.writing import is_upright
from tripqa.text.folding import is_japanese

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SPACE = re.compile(r"([ \t\r\n\f]+)")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LINE = re.compile("li|dt|dd|tr|caption|legend")  # blocks without a blank line between them
_BLOCK = re.compile(
    "address|article|aside|blockquote|body|center|details|dir|div|dl|fieldset|figcaption|figure|footer|form|h[1-6]|header"
    "|hgroup|hr|main|menu|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|ul"
)
_LISTS = ("ul", "ol", "menu", "dir")
_LONGEST_CELL = 400  # characters: a table with longer ones holds a page together


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says. Places are characters of the text."""

    text: str
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]


def body_text(roots: Sequence[HtmlElement], *, all_is_main: bool = False) -> PageText:
    """Return the text of a page's main part, or of all of it where none is marked, with its headings and tables.

    What is struck or hidden is taken out of the page itself.
    """
    keep_shown(roots)
    whole = sum(map(length, roots))
    mains = [] if all_is_main else [main for root in roots for main in _mains(root) if length(main)]
    writer = _Writer()
    for part in mains or roots:
        _write(part, writer, inside=all_is_main or bool(mains), whole=whole)
    return PageText(writer.text(), tuple(writer.headings), tuple(writer.tables))


def title_of(roots: Sequence[HtmlElement]) -> str:
    """Return the title of a page, on one line; empty if it has none, or that of a program."""
    return next(
        (own_title("".join(title.itertext())) for root in roots for title in root.iterfind(".//head/title")), ""
    )


class _Writer:
    """Text on its way to being written: white space is, once it is known what comes behind it."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.tables: list[Table] = []
        self.marks = Marks()
        self._parts: list[str] = []
        self._length = 0
        self._lines = 0  # line ends that are due
        self._space = ""  # that is due
        self._mark = ""  # of a list, that is due
        self._level = 0  # of the heading that is open
        self._first: int | None = None  # the part that it begins with

    def text(self) -> str:
        """Return what has been written."""
        return "".join(self._parts)

    def end_line(self, lines: int) -> None:
        """Let what follows begin so many lines below, if there is anything above it."""
        if lines:
            self._lines, self._space = max(self._lines, lines), ""

    def break_line(self) -> None:
        """Begin a line, as `<br>` does: two of them leave a blank one."""
        self._lines, self._space = min(self._lines + 1, 2), ""

    def begin_item(self, mark: str) -> None:
        """Let the next words begin with the mark of a list."""
        self._mark = mark

    def begin_heading(self, level: int) -> None:
        """Let the next words be those of a heading."""
        self._level, self._first = level, None

    def end_heading(self) -> None:
        """Note the heading, if it has words."""
        written = "" if self._first is None else "".join(self._parts[self._first :])
        if self._level and written.strip():
            start = self._length - len(written.lstrip())
            self.headings.append(Heading(start, start + len(written.strip()), self._level))
        self._level = 0

    def flow(self, text: str) -> None:
        """Write text in which white space is no more than that."""
        for piece in filter(None, _SPACE.split(text)):
            if piece[0] in " \t\r\n\f":
                self._space = self._space or ("\n" if "\n" in piece else " ")
            else:
                self._write(piece)

    def keep(self, text: str) -> None:
        """Write text that is laid out already, as in `<pre>`."""
        for number, line in enumerate(re.split(r"\r\n?|\n", text)):
            if number:
                self._lines, self._space = self._lines + 1, ""
            if line.strip():
                self._write(line)

    def write_rows(self, grid: Grid) -> None:
        """Write a table, each row on a line, tabs between its cells."""
        start = None
        for row in grid.rows:
            line = "\t".join(row).rstrip("\t")
            self.end_line(1)
            self._write(line)
            start = self._length - len(line) if start is None else start
        if start is not None:
            self.tables.append(Table(start, self._length, grid.heads))

    def part_by_tab(self) -> None:
        """Let what follows stand on the line of what is above it, behind a tab."""
        self._lines, self._space = 0, "\t"

    def _write(self, words: str) -> None:
        gap = ("\n" * self._lines or self._gap(words[0])) if self._parts else ""
        self._parts += gap, self._mark
        if self._first is None:
            self._first = len(self._parts)
        self._parts.append(words)
        self._length += len(gap) + len(self._mark) + len(words)
        self._lines, self._space, self._mark = 0, "", ""

    def _gap(self, following: str) -> str:
        """Return the space that is due: none for a line end of the file between two Han characters or kana."""
        if self._space == "\t":
            return "\t"
        above = self._parts[-1][-1:]
        wide = self._space == "\n" and all(is_japanese(one) or one in "、。，．「」（）" for one in (above, following))
        return "" if wide or not self._space else " "


def _mains(root: HtmlElement) -> Iterator[HtmlElement]:
    for element in root.iter():
        if _is_main(element) and element.get("hidden") is None and not any(map(_is_main, element.iterancestors())):
            yield element


def _is_main(element: HtmlElement) -> bool:
    return bool(element.tag == "main" or element.get("role") == "main")


def _write(top: HtmlElement, out: _Writer, *, inside: bool, whole: int) -> None:
    """Write what an element holds, without recursion: pages nest deeply."""
    from lxml import etree

    parts, kept = int(inside), 0  # main parts and `<pre>` around
    skipped = None
    walk = etree.iterwalk(top, events=("start", "end"))
    for event, element in walk:
        own = (element.tag in ("main", "article"), element.tag == "pre")
        if event == "end":
            if element is skipped:
                skipped = None
            else:
                parts, kept = parts - own[0], kept - own[1]
            _end(element, out)
            (out.keep if kept else out.flow)((element.tail or "") if element is not top else "")
        elif element is not top and is_furniture(element, inside=parts > 0, whole=whole):
            skipped = element
            walk.skip_subtree()
        elif element.tag == "table" and (grid := _grid(element, whole)):
            out.end_line(2)
            for caption in element.iterchildren("caption"):
                out.keep(_cell(caption, whole))
            out.write_rows(grid)
            skipped = element
            walk.skip_subtree()
        else:
            parts, kept = parts + own[0], kept + own[1]
            _begin(element, out)
            (out.keep if kept else out.flow)(element.text or "")


def _begin(element: HtmlElement, out: _Writer) -> None:
    if element.tag == "br":
        out.break_line()
    out.end_line(_lines_around(element))
    if element.tag == "li":
        out.begin_item(out.marks.of(element))
    elif element.tag == "dd" and (key := key_of(element)):
        if key.is_right_above:
            out.part_by_tab()
        else:
            out.begin_item(f"{key.words}\t")
    elif element.tag in _HEADINGS:
        out.begin_heading(_HEADINGS[element.tag])


def _end(element: HtmlElement, out: _Writer) -> None:
    if element.tag in _HEADINGS:
        out.end_heading()
    out.end_line(_lines_around(element))


def _lines_around(element: HtmlElement) -> int:
    """Return how many line ends stand before and behind an element, at least."""
    if _LINE.fullmatch(element.tag) or (element.tag in _LISTS and _in_list(element)):
        return 1
    return 2 if _BLOCK.fullmatch(element.tag) else 0


def _in_list(element: HtmlElement) -> bool:
    return any(above.tag == "li" for above in element.iterancestors())


def _grid(table: HtmlElement, whole: int) -> Grid | None:
    """Return the rows of a table; None if it only holds a page together."""
    if table.get("role") == "presentation" or next(_held(table, "table", *_HEADINGS), None) is not None:
        return None
    grid = grid_of(table, lambda cell: _cell(cell, whole))
    longest = max((len(words) for row in grid.rows for words in row), default=0)
    if max(map(len, grid.rows), default=0) < 2 or (longest > _LONGEST_CELL and grid.heads is None):
        return None
    return grid


def _held(element: HtmlElement, *tags: str) -> Iterator[HtmlElement]:
    return (one for one in element.iter(*tags) if one is not element)


def _cell(cell: HtmlElement, whole: int) -> str:
    """Return the text of a cell, or a caption, on one line; nothing of one that is not shown."""
    if is_furniture(cell, inside=True, whole=whole):
        return ""
    writer = _Writer()
    _write(cell, writer, inside=True, whole=whole)
    text = writer.text()
    return _SPACE.sub("" if is_upright(text.split("\n")) else " ", text)
