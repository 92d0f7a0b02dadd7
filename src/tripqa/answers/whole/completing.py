"""A list of which some items were quoted is quoted whole: who asks for all members wants no three of five.

The reader finds where an answer stands, sentence by sentence; the structure knows where a list begins and ends. Where
the heading of a list is quoted beside an item, the list was meant, however it was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tripqa.answers.whole.blocks import Block, lists_of
from tripqa.answers.whole.outline import Line, Outline
from tripqa.domain import Citation

_MOST = 30  # items
_SURE = 0.5  # share of the quotes that lie in the list
_LABEL = re.compile(
    r"\s*[-・*•]?\s*([^\s\d:：、。,|]{2,8})[ \u3000]\s?\S"
)  # what parts the items of one list: 説明員　…


@dataclass(frozen=True, slots=True)
class _Quoted:
    """What of a list is quoted."""

    block: Block
    items: tuple[Line, ...]
    heads: int

    @property
    def share(self) -> int:
        """Return how many of its lines are quoted, its heading among them."""
        return len(self.items) + self.heads


def list_around(
    citations: Sequence[Citation], outlines: Iterable[Outline], *, asked: bool
) -> tuple[Outline, tuple[Line, ...]] | None:
    """Return the lines of the list that holds most of what is quoted, the shortest of several; None if none holds half.

    Where no list is asked for, its heading has to be quoted too.
    """
    found = [_quoted(block, citations) for one in outlines for block in lists_of(one, frozenset()) if _is_list(block)]
    fitting = [
        one for one in found if one.items and (asked or one.heads) and one.share >= max(2, _SURE * len(citations))
    ]
    best = max(fitting, key=lambda one: (one.share, -len(one.block.lines)), default=None)
    return (best.block.outlined, _labelled_alike(best)) if best else None


def _is_list(block: Block) -> bool:
    return not block.chapters and 1 < len(block.lines) <= _MOST


def _quoted(block: Block, citations: Sequence[Citation]) -> _Quoted:
    outlined = block.outlined
    own = [one for one in citations if one.hit.document.id == outlined.document.id]
    heads = sum(_is_quoted(outlined.lines[place], own) for place in block.heads)
    return _Quoted(block, tuple(line for line in block.lines if _is_quoted(line, own)), heads)


def _is_quoted(line: Line, citations: Iterable[Citation]) -> bool:
    return any(one.start < line.span[1] and line.span[0] < one.end for one in citations)


def _labelled_alike(quoted: _Quoted) -> tuple[Line, ...]:
    """Return the lines that have the label which all that are quoted share; all lines where these share none."""
    lines, text = quoted.block.lines, quoted.block.outlined.document.text
    labels = {_label(line, text) for line in quoted.items}
    alike = tuple(line for line in lines if _label(line, text) in labels)
    return alike if len(labels) == 1 and None not in labels and 1 < len(alike) < len(lines) else lines


def _label(line: Line, text: str) -> str | None:
    found = _LABEL.match(text[slice(*line.span)])
    return found[1] if found else None
