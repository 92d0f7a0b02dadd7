"""Spaces inside a number: what a layout puts between its figures, and what typography groups them with.

１ ３ ０ 名 is 130名 where every figure stands apart and what is counted follows at once. A thin or a no-break space
groups figures by three (12 345) or stands beside their comma. Any other space may as well part two numbers: it stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_COUNTED = r"(?=\s?[%年月日時分秒年월일시분一-龥ァ-ヴ가-힣°])"
_APART = re.compile(rf"(?<![\dA-Za-z.,:/-])(?<![\dA-Za-z.,:/-]\s)\d(?: [\d,.])+(?<=\d)(?! ?[\d.,]){_COUNTED}")
_GAP = re.compile(r"(?<=[\d,.]) (?=[\d,.])")
_GROUP = re.compile(r"\d{3}(?!\d)")
_TYPOGRAPHIC = frozenset("\u00a0\u2006\u2007\u2008\u2009\u200a\u202f")


def spaces_in_numbers(text: str, original: Callable[[int], str]) -> Iterator[int]:
    """Yield where a text has such spaces. `original` gives the character that a space was folded from."""
    for apart in _APART.finditer(text):
        yield from range(apart.start() + 1, apart.end(), 2)
    for gap in _GAP.finditer(text):
        if original(gap.start()) in _TYPOGRAPHIC and _groups(text, gap.start()):
            yield gap.start()


def _groups(text: str, space: int) -> bool:
    before, after = text[space - 1], text[space + 1]
    if before.isdigit() == after.isdigit():
        return _GROUP.match(text, space + 1) is not None
    return before.isdigit() or _GROUP.match(text, space + 1) is not None
