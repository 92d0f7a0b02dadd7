"""What stands at the head or foot of page after page: running titles, and numbers that count the pages up."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from tripqa.parsing.pdf_lines import PdfLine

_FEWEST_PAGES = 3
_OUTERMOST = 3  # lines at either edge of a page that may be furniture
_MOST_SHOWN = 3
_NUMBER = re.compile(r"\d{1,9}")
_PAGE_WORDS = re.compile(r"(page|p|of|第|頁|页|쪽|ページ|페이지)*", re.IGNORECASE)
_LOWEST = "lowest"

Key = tuple[str, str, tuple[int, ...], int | None]  # edge, words, numbers, which of them counts up


def without_furniture(pages: Sequence[list[PdfLine]]) -> tuple[list[list[PdfLine]], list[str]]:
    """Return the pages without the lines that repeat at their edges, and one of each kind that was left out.

    A line is such if at least three pages, and half of those with text, have it at the same edge: letter for letter, or
    but for one number that goes up with the pages. Only in the lowest line may other words stand beside that number: at
    the head of a page, `Visit 3` is a heading.
    """
    outer = [dict(_outermost(lines)) for lines in pages]
    seen = Counter(
        key
        for number, edges in enumerate(outer)
        for key in {key for i, edge in edges.items() for key in _keys(edge, pages[number][i].text, number)}
    )
    enough = max(_FEWEST_PAGES, sum(map(bool, pages)) / 2)
    kept: list[list[PdfLine]] = []
    dropped: dict[Key, str] = {}
    for number, (lines, edges) in enumerate(zip(pages, outer, strict=True)):
        found: dict[int, list[Key]] = {}
        for i, edge in edges.items():
            repeated = [key for key in _keys(edge, lines[i].text, number) if seen[key] >= enough]
            found |= {i: repeated} if repeated else {}
        dropped |= {keys[0]: lines[i].text for i, keys in found.items() if keys[0] not in dropped}
        kept.append([line for i, line in enumerate(lines) if i not in found])
    return kept, list(dropped.values())[:_MOST_SHOWN]


def _outermost(lines: Sequence[PdfLine]) -> Iterator[tuple[int, str]]:
    """Yield the lines nearest to the edges of the page with the edge, wherever they stand in the reading order.

    The lowest is that in place of `foot` or `head`.
    """
    downwards = sorted(range(len(lines)), key=lambda i: -lines[i].box[3])
    yield from ((i, "head") for i in downwards[:_OUTERMOST])
    yield from ((i, "foot") for i in downwards[_OUTERMOST:][-_OUTERMOST:])
    if len(downwards) > 1:
        yield downwards[-1], _LOWEST


def _keys(edge: str, text: str, page: int) -> Iterator[Key]:
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    words, numbers = _NUMBER.sub("#", folded), tuple(int(number) for number in _NUMBER.findall(folded))
    yield edge, words, numbers, None
    if edge == _LOWEST or _PAGE_WORDS.fullmatch(re.sub(r"[\W_]", "", words)):
        for place, number in enumerate(numbers):
            yield edge, words, (*numbers[:place], number - page, *numbers[place + 1 :]), place
