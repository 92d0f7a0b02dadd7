"""What stands in a file that was made for this: blocks in order, written as text.

`= ` and `== ` begin headings, `1. ` an item, `|` a row of cells (`^`: spanned by what is above); other lines
are paragraphs. A `{value}` must be read in one piece; of `[base|reading]` the base is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Literal

ABOVE = "^"
_VALUE = re.compile(r"\{([^{}]*)\}")
_RUBY = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")
_ITEM = re.compile(r"\d+\. ")

Kind = Literal["heading", "paragraph", "item", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, or the rows of a table."""

    kind: Kind
    source: str = ""  # with its marks
    level: int = 0  # of a heading, from 1
    rows: tuple[tuple[str, ...], ...] = field(default=())  # sources of cells

    @property
    def text(self) -> str:
        """Return what is seen of it, without readings."""
        return seen(self.source)


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands in a file."""

    blocks: tuple[Block, ...]

    @classmethod
    def read(cls, file: Path) -> Truth:
        """Return what a file of text says."""
        return cls(tuple(_blocks(file.read_text(encoding="utf-8"))))

    def only(self, *kinds: Kind) -> Truth:
        """Return the blocks of these kinds."""
        return Truth(tuple(block for block in self.blocks if block.kind in kinds))

    @property
    def pieces(self) -> list[str]:
        """Return the texts that stand apart, in order: cells one by one."""
        return [piece for block in self.blocks for piece in _pieces(block)]

    @property
    def values(self) -> list[str]:
        """Return what must be read in one piece."""
        sources = [
            one for block in self.blocks for one in (block.source, *(cell for row in block.rows for cell in row))
        ]
        return [value for source in sources for value in _VALUE.findall(source)]

    @property
    def headings(self) -> list[str]:
        """Return the headings."""
        return [block.text for block in self.blocks if block.kind == "heading"]

    @property
    def tables(self) -> list[tuple[tuple[str, ...], ...]]:
        """Return the cells of the tables as they are seen."""
        return [tuple(tuple(map(seen, row)) for row in block.rows) for block in self.blocks if block.kind == "table"]


def seen(source: str) -> str:
    """Return a text without its marks, and without readings; nothing of a cell that is spanned."""
    return "" if source == ABOVE else _RUBY.sub(r"\1", _VALUE.sub(r"\1", source))


def with_ruby(source: str, form: str) -> str:
    """Return a text without marks of values, with bases and readings in a form with `{0}` and `{1}`."""
    return _RUBY.sub(lambda found: form.format(*found.groups()), _VALUE.sub(r"\1", source))


def span(rows: tuple[tuple[str, ...], ...], row: int, column: int) -> int:
    """Return how many rows a cell spans."""
    below = [other[column] for other in rows[row + 1 :]]
    return 1 + next((i for i, cell in enumerate(below) if cell != ABOVE), len(below))


def _pieces(block: Block) -> Iterator[str]:
    if block.kind == "table":
        yield from (text for row in block.rows for cell in row if (text := seen(cell)))
    else:
        yield block.text


def _blocks(text: str) -> Iterator[Block]:
    for is_row, lines in groupby(filter(None, text.splitlines()), key=lambda line: line.startswith("|")):
        if is_row:
            yield Block(
                "table", rows=tuple(tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines)
            )
        else:
            yield from map(_block, lines)


def _block(line: str) -> Block:
    mark, _, rest = line.partition(" ")
    if mark in ("=", "=="):
        return Block("heading", rest, len(mark))
    return Block("item", _ITEM.sub("", line, count=1)) if _ITEM.match(line) else Block("paragraph", line)
